"""Paths and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modiste.errors import ImageLoadError, OutputError
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
