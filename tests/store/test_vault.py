import stat
from pathlib import Path

import pytest

from modiste.errors import OutputError
from modiste.store.crypt import Cipher
from modiste.store.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "files", Cipher(bytes(32)))


def test_a_file_comes_back_and_is_sealed_on_disk(vault: Vault, tmp_path: Path) -> None:
    name = vault.put(b"a secret picture")
    assert vault.get(name) == b"a secret picture"
    (path,) = (p for p in tmp_path.rglob("*") if p.is_file())
    assert path.name == name
    assert b"secret" not in path.read_bytes()


def test_folders_are_for_their_owner_alone(vault: Vault, tmp_path: Path) -> None:
    vault.put(b"x")
    folders = [p for p in tmp_path.rglob("*") if p.is_dir()]
    assert folders
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o700 for p in folders)


def test_a_deleted_file_is_gone_and_may_be_deleted_again(vault: Vault) -> None:
    name = vault.put(b"x")
    vault.delete(name)
    vault.delete(name)
    assert vault.get(name) is None


@pytest.mark.parametrize(
    "name",
    ["", "../../etc/passwd", "..", "a" * 31, "A" * 32, "0" * 31 + "/", "0" * 32 + "\n", "%2e%2e"],
)
def test_a_name_that_is_none_reaches_nothing(vault: Vault, name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"x")
    assert vault.get(name) is None
    vault.delete(name)
    assert secret.exists()


def test_a_renamed_file_does_not_open(vault: Vault, tmp_path: Path) -> None:
    mine, yours = vault.put(b"mine"), vault.put(b"yours")
    files = tmp_path / "files"
    (files / mine[:2] / mine).replace(files / yours[:2] / yours)
    with pytest.raises(Exception, match="does not open"):
        vault.get(yours)


def test_old_files_are_told_half_written_ones_too(vault: Vault, tmp_path: Path) -> None:
    name = vault.put(b"x")
    half = tmp_path / "files" / name[:2] / f"{name}.part"
    half.write_bytes(b"half")
    assert set(vault.older_than(-10)) == {name, half.name}
    assert list(vault.older_than(3600)) == []
    vault.sweep(half.name)
    assert not half.exists()


def test_a_full_disk_leaves_nothing_behind(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("modiste.store.vault.os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        vault.put(b"x")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
