"""Paths and addresses."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from modiste.errors import ImageLoadError, InputError, OperatorError, OutputError
from modiste.scale import places

fsspec = pytest.importorskip("fsspec", reason="comes with the extra ray, which dev has")


@pytest.fixture
def bucket() -> Iterator[str]:
    """A bucket of a real S3 server on this machine."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    options = {"endpoint_url": f"http://{host}:{port}", "key": "k", "secret": "s"}
    fsspec.config.conf["s3"] = options
    filesystem = fsspec.filesystem("s3", **options, skip_instance_cache=True)
    if not filesystem.exists("shop"):
        filesystem.mkdir("shop")
    yield "s3://shop"
    del fsspec.config.conf["s3"]
    server.stop()


def _round_trip(folder: str) -> None:
    place = places.joined(folder, "deep/图.png")
    assert not places.exists(place)
    places.write_bytes(place, b"first")
    places.write_bytes(place, b"second")
    assert places.exists(place)
    assert places.read_bytes(place) == b"second"
    with pytest.raises(ImageLoadError, match="none"):
        places.read_bytes(places.joined(folder, "none.png"))


def test_this_machine(tmp_path: Path) -> None:
    _round_trip(str(tmp_path))
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["图.png"]


def test_an_address_of_this_machine(tmp_path: Path) -> None:
    _round_trip(f"file://{tmp_path}")


def test_memory() -> None:
    _round_trip("memory://shop")


@pytest.mark.filterwarnings("ignore")
def test_an_object_store(bucket: str) -> None:
    _round_trip(bucket)


@pytest.mark.filterwarnings("ignore")
def test_a_bucket_that_is_not_there_is_the_operators(bucket: str) -> None:
    with pytest.raises(OutputError, match=r"s3://none/x.*check the place"):
        places.write_bytes("s3://none/x", b"")
    with pytest.raises(OutputError, match="s3://none"):
        places.check_writable("s3://none/deep")
    places.check_writable(f"{bucket}/pictures")
    assert not places.exists(f"{bucket}/pictures/.modiste-write-test")


class _Refusing:
    """A store that raises what no file system would."""

    @property
    def core(self) -> _Refusing:
        return self

    def __getattr__(self, _: str) -> Callable[..., object]:
        def refuse(*_: object, **__: object) -> object:
            raise RuntimeError("Unable to locate credentials")

        return refuse


def test_whatever_a_store_raises_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_filesystem", _Refusing)
    with pytest.raises(OperatorError, match=r"s3://b/x.*credentials.*network") as told:
        places.read_bytes("s3://b/x")
    assert not isinstance(told.value, OutputError)
    with pytest.raises(OperatorError, match="Unable to locate"), places.open_text("s3://b/x"):
        pass
    with pytest.raises(OutputError, match="Unable to locate"):
        places.check_writable("s3://b")


def test_a_missing_extra_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    for step in (places.read_bytes, places.check_writable):
        with pytest.raises(OperatorError, match=r"modiste\[ray\]"):
            step("s3://b/x")


def test_a_folder_that_can_be_written_stays_as_it_was(tmp_path: Path) -> None:
    places.check_writable(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        places.check_writable(str(tmp_path / "file"))


def test_texts_of_any_length(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("\ufeff我\r\nb", encoding="utf-8", newline="")
    with places.open_text(str(tmp_path / "t")) as file:
        assert list(file) == ["我\r\n", "b"]
    with pytest.raises(InputError, match="none"), places.open_text(str(tmp_path / "none")):
        pass


def test_a_protocol_that_nobody_knows() -> None:
    with pytest.raises(ImageLoadError, match="nobody"):
        places.read_bytes("nobody://a/b")
    with pytest.raises(OutputError, match="nobody"):
        places.write_bytes("nobody://a/b", b"")


def test_a_place_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ImageLoadError):
        places.read_bytes(str(tmp_path))
    with pytest.raises(OutputError):
        places.write_bytes(str(tmp_path), b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("folder", "place"),
    [("s3://b", "s3://b/x"), ("s3://b/", "s3://b/x"), ("/a", "/a/x"), ("a/", "a/x")],
)
def test_joined(folder: str, place: str) -> None:
    assert places.joined(folder, "x") == place
