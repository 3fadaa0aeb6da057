from pathlib import Path

import numpy as np
import pytest

import modiste.pairs.pack as pack
from modiste.errors import ImageLoadError, OptionError
from modiste.pairs.draw import Pair
from modiste.pairs.pack import pair_path, read_pair, read_pairs, write_pair, write_pairs


def test_a_pair_comes_back_as_it_was_written(pair: Pair, tmp_path: Path) -> None:
    path = tmp_path / "pair-00000003.zip"
    assert write_pair(pair, path) == path.stat().st_size < 400_000
    read = read_pair(path)
    assert (read.parse == pair.parse).all()
    assert (read.base_parse == pair.base_parse).all()
    assert np.array_equal(np.isnan(read.flow), np.isnan(pair.flow))
    assert np.nanmax(np.abs(read.flow - pair.flow)) <= 0.5 / pack.FIXED + 1e-4
    assert np.abs(read.matte - pair.matte).max() < 0.003
    near = np.isfinite(pair.depth)
    assert np.abs(read.depth[near] - pair.depth[near]).max() < 0.001
    assert np.abs(read.person.astype(int) - pair.person).mean() < 4
    assert read.meta == pair.meta
    assert np.abs(read.pose.points - pair.pose.points).max() < 0.01


def test_the_same_pair_gives_the_same_bytes(pair: Pair, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_pair(pair, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_is_there_is_kept_and_the_rest_follows_from_the_seeds(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def drawn(seed: int, *, body: object) -> Pair:
        asked.append(seed)
        return pair

    monkeypatch.setattr(pack, "draw_pair", drawn)
    write_pair(pair, pair_path(tmp_path, 8))
    told: list[int] = []
    assert write_pairs(tmp_path, 3, 7, told=lambda done, size: told.append(done)) == 2
    assert asked == [7, 9]
    assert told == [1, 2]
    pairs = read_pairs(tmp_path)
    assert [p.name for p in pairs.paths] == [f"pair-{s:08d}.zip" for s in (7, 8, 9)]
    assert len(pairs[1:]) == 2
    assert pairs[0].meta["seed"] == 3


def test_damage_and_emptiness_are_told(tmp_path: Path) -> None:
    with pytest.raises(ImageLoadError, match="modiste pairs"):
        read_pairs(tmp_path)
    broken = tmp_path / "pair-00000001.zip"
    broken.write_bytes(b"PK nothing")
    with pytest.raises(ImageLoadError, match="delete it"):
        read_pair(broken)
    with pytest.raises(OptionError, match="count"):
        write_pairs(tmp_path, 0)
