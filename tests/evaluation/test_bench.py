from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from modiste.errors import BackendError
from modiste.evaluation import bench
from modiste.imaging import write_image
from modiste.photos import Person

WARM = {
    "warm_s": 0.4, "warm_p90_s": 0.5, "peak_rss_mb": 321.0,
    "stages": {"pose": {"median_s": 0.04, "p90_s": 0.0512}},
}  # fmt: skip


def test_the_summary_is_the_median_and_the_ninetieth_percentile() -> None:
    runs = [{"pose": s, "render": 1.0} for s in np.linspace(0, 1, 11)]
    summary = bench.summarise(runs)
    assert list(summary) == ["pose", "render"]
    assert summary["pose"] == {"median_s": 0.5, "p90_s": 0.9}
    assert summary["render"] == {"median_s": 1.0, "p90_s": 1.0}


def test_a_stage_that_ran_only_once_still_counts() -> None:
    assert bench.summarise([{"a": 1.0}, {"a": 3.0, "b": 2.0}])["b"]["median_s"] == 2.0


def test_the_peak_memory_grows_with_what_is_allocated() -> None:
    before = bench.peak_rss_mb()
    block = np.ones(60_000_000 + int(before * 1e6), np.uint8)
    assert block[::4096].sum() > 0
    assert bench.peak_rss_mb() > before + 30


def test_the_headline_is_that_of_the_last_number_of_threads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bench, "_fresh_process", lambda _p, _g, _r, n: WARM | {"warm_s": 0.8 / n})
    seconds = iter([3.0, 1.0, 2.0])
    monkeypatch.setattr(bench, "_cold_command", lambda *_: next(seconds))
    figures = bench.bench_try(tmp_path / "p.png", tmp_path / "g.png", 2, (1, 2), 3)
    assert figures["warm_s"] == 0.4
    assert figures["cold_s"] == 2.0
    assert figures["threads"]["1"]["warm_s"] == 0.8
    assert {"warm_s", "warm_p90_s", "cold_s", "peak_rss_mb", "stages"} <= set(figures)


def test_the_table_has_a_line_per_stage_and_a_column_per_count() -> None:
    figures = {"threads": {"1": WARM, "2": WARM}, "cold_s": 1.234, "runs": 3, "cores": 2}
    lines = bench.table(figures).splitlines()
    assert lines[0].split() == ["median", "/", "p90,", "ms", "1", "thread", "2", "threads"]
    assert lines[1].split() == ["pose", *["40.0", "/", "51.2"] * 2]
    assert "400.0 / 500.0" in lines[2]
    assert "321 MB" in lines[3]
    assert "cold: 1.23 s" in lines[4]


def test_a_stage_that_one_column_lacks_keeps_the_columns_apart() -> None:
    other = WARM | {"stages": {"render": {"median_s": 0.1, "p90_s": 0.1}}}
    figures = {"threads": {"1": WARM, "2": other}, "cold_s": None, "runs": 1, "cores": 2}
    lines = bench.table(figures).splitlines()
    assert lines[1].split() == ["pose", "40.0", "/", "51.2", "-"]
    assert lines[2].split() == ["render", "-", "100.0", "/", "100.0"]
    assert len(lines[1]) == len(lines[2]) == len(lines[0])


def test_a_failing_process_is_told_with_its_last_words() -> None:
    with pytest.raises(BackendError, match="no_such_module"):
        bench._python("no_such_module")


def test_the_built_in_input_has_the_promised_size(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def blank(size: tuple[int, int]) -> SimpleNamespace:
        return SimpleNamespace(image=np.full((size[1], size[0], 3), 90, np.uint8))

    monkeypatch.setattr(bench.models, "virtual_model", blank)
    person = Person.read(bench._draw_person(tmp_path))
    assert person.image.shape == (1024, 768, 3)


def test_bad_photos_end_in_the_childs_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty.png"
    write_image(np.zeros((300, 300, 3), np.uint8), empty)
    with pytest.raises(BackendError, match="failed"):
        bench.bench_try(empty, empty, runs=1, threads=(1,), cold_runs=0)
