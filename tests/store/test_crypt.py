import base64
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.store.crypt import KEY_FILE, KEY_VARIABLE, Cipher, StoreKeyError, load_key

KEY = bytes(range(32))


@given(st.binary(max_size=2000), st.text(max_size=40))
def test_what_is_sealed_comes_back(data: bytes, name: str) -> None:
    cipher = Cipher(KEY)
    assert cipher.unseal(cipher.seal(data, name), name) == data


@given(st.binary(min_size=16, max_size=200))
def test_sealed_bytes_do_not_show_the_message(data: bytes) -> None:
    assert data not in Cipher(KEY).seal(data, "a")


def test_the_same_message_is_never_sealed_the_same() -> None:
    cipher = Cipher(KEY)
    assert cipher.seal(b"x", "a") != cipher.seal(b"x", "a")


def test_another_name_does_not_open() -> None:
    cipher = Cipher(KEY)
    with pytest.raises(StoreKeyError, match="does not open"):
        cipher.unseal(cipher.seal(b"x", "mine"), "yours")


def test_another_key_does_not_open() -> None:
    with pytest.raises(StoreKeyError):
        Cipher(bytes(32)).unseal(Cipher(KEY).seal(b"x", "a"), "a")


@given(st.integers(0, 40), st.integers(1, 255))
def test_a_changed_byte_is_noticed(at: int, flip: int) -> None:
    sealed = bytearray(Cipher(KEY).seal(b"thirteen byte", "a"))
    sealed[at % len(sealed)] ^= flip
    with pytest.raises(StoreKeyError):
        Cipher(KEY).unseal(bytes(sealed), "a")


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12)])
def test_what_is_no_message_is_refused(sealed: bytes) -> None:
    with pytest.raises(StoreKeyError):
        Cipher(KEY).unseal(sealed, "a")


def test_json_comes_back() -> None:
    cipher = Cipher(KEY)
    assert cipher.unseal_json(cipher.seal_json({"a": [1, "ü"]}, "n"), "n") == {"a": [1, "ü"]}


def test_derived_keys_differ_by_purpose_and_from_the_master() -> None:
    cipher = Cipher(KEY)
    assert len({cipher.derived("a"), cipher.derived("b"), KEY}) == 3
    assert Cipher(KEY).derived("a") == cipher.derived("a")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(StoreKeyError, match="must have 32"):
        Cipher(b"short")


def test_a_key_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    key = load_key(tmp_path, {})
    path = tmp_path / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(key) == 32
    assert load_key(tmp_path, {}) == key
    assert [p.name for p in tmp_path.iterdir()] == [KEY_FILE]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    load_key(tmp_path, {})
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(StoreKeyError, match="chmod 600"):
        load_key(tmp_path, {})


def test_the_environment_goes_first_and_writes_nothing(tmp_path: Path) -> None:
    told = base64.b64encode(KEY).decode()
    assert load_key(tmp_path, {KEY_VARIABLE: told}) == KEY
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("told", ["", "not base64!", base64.b64encode(b"short").decode(), "ÄÖÜ"])
def test_a_malformed_key_is_named(told: str, tmp_path: Path) -> None:
    with pytest.raises(StoreKeyError, match=KEY_VARIABLE):
        load_key(tmp_path, {KEY_VARIABLE: told})


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / KEY_FILE
    path.write_bytes(os.urandom(10))
    path.chmod(0o600)
    with pytest.raises(StoreKeyError, match=KEY_FILE):
        load_key(tmp_path, {})
