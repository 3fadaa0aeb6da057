from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from modiste.errors import InputError  # noqa: E402
from modiste.synthesis.planes import CANVAS, CHANNELS, CLOTH, HOLE  # noqa: E402
from modiste.training.tryon.plan import Plan  # noqa: E402
from modiste.training.tryon.samples import (  # noqa: E402
    GARMENT,
    LAYERS,
    TRUTH,
    Store,
    correction,
    sample_of,
    write_samples,
)
from modiste.training.tryon.train import draw_batch, split  # noqa: E402
from modiste.training.tryon.validate import whole_window  # noqa: E402
from modiste.training.tryon.windows import Window, collate, cut, draw_window  # noqa: E402
from modiste.types import Category, Label  # noqa: E402
from training.tryon.scenes import flat_example  # noqa: E402

SIZE = (64, 48)


def test_a_sample_holds_planes_truth_and_garment() -> None:
    example = flat_example()
    sample = sample_of(example, 0)
    assert sample.layers.shape == (512, 384, LAYERS)
    assert (sample.layers[..., TRUTH] == example.truth).all()
    assert ((sample.layers[..., GARMENT] > 0) == example.garment).all()
    hole = sample.layers[..., HOLE] > 0
    assert hole[example.garment].mean() > 0.95, "the worn garment must not be known"
    assert (sample.layers[..., CANVAS][~hole] == example.truth[~hole]).all()
    assert sample.category is Category.TOP
    assert not sample.exact.any()


def test_samples_differ_by_seed_and_are_the_same_again() -> None:
    example = flat_example()
    first, again = sample_of(example, 0), sample_of(example, 0)
    assert (first.layers == again.layers).all()
    others = [sample_of(example, seed).layers[..., HOLE] for seed in range(1, 6)]
    assert any((other != first.layers[..., HOLE]).any() for other in others)


def test_unpaired_garments_are_never_lit_by_the_clothes_they_replace() -> None:
    example = replace(flat_example(), source="unpaired")
    covered = example.alpha > 250
    for seed in range(4):
        layers = sample_of(example, seed).layers
        assert (layers[..., CLOTH][covered] == example.warped[covered]).all()


@pytest.mark.parametrize("shift", [-8, 0, 12])
def test_the_exact_flow_leads_to_where_the_warp_shows_it(shift: int) -> None:
    example = flat_example(source="rendered", shift=shift)
    assert example.flow is not None
    found = correction(example.guess, example.flow, example.flat_mask.shape)
    known = found[..., 2] > 0
    assert known.sum() > 100
    assert np.abs(found[known][:, 0] - shift).max() <= 4
    assert np.abs(found[known][:, 1]).max() <= 4
    assert (sample_of(example, 0).exact[..., 2] > 0).any()


def test_no_flow_is_known_without_a_guess_or_a_truth() -> None:
    nothing = np.full((8, 6, 2), np.nan, np.float32)
    some = np.ones((8, 6, 2), np.float32)
    assert not correction(nothing, some, (16, 12)).any()
    assert not correction(some, nothing, (16, 12)).any()


def test_what_the_flat_garment_shows_nowhere_is_not_known() -> None:
    guess = np.full((8, 6, 2), np.nan, np.float32)
    guess[0, 0] = (1, 1)
    exact = np.full((8, 6, 2), np.nan, np.float32)
    exact[4, 4], exact[5, 5] = (1, 1), (90, 90)
    found = correction(guess, exact, (100, 100))
    assert found[4, 4].tolist() == [-16, -16, 1]
    assert found[5, 5, 2] == 0


def test_a_window_shows_a_part_of_the_hole() -> None:
    sample = sample_of(flat_example(), 0)
    for seed in range(8):
        window = draw_window(sample, SIZE, np.random.default_rng(seed))
        layers, exact = cut(sample, window, SIZE)
        assert layers.shape == (*SIZE, LAYERS)
        assert exact.shape == (SIZE[0] // 8, SIZE[1] // 8, 3)
        assert layers[..., HOLE].any()
        assert set(np.unique(layers[..., HOLE])) <= {0, 255}


def test_a_mirrored_window_is_the_mirror_and_its_flow_turns_round() -> None:
    sample = sample_of(flat_example(source="rendered", shift=12), 0)
    window = Window(140, 130, 1.0)
    plain, flow = cut(sample, window, (128, 96))
    other, turned = cut(sample, replace(window, mirrored=True), (128, 96))
    assert (other == plain[:, ::-1]).all()
    known = flow[..., 2] > 0
    assert known.any()
    assert (turned[:, ::-1][known][:, 0] == -flow[known][:, 0]).all()
    assert (turned[:, ::-1][known][:, 1] == flow[known][:, 1]).all()


def test_flow_grows_with_the_scale_and_gain_moves_colours_together() -> None:
    sample = sample_of(flat_example(source="rendered", shift=12), 0)
    one, small = cut(sample, Window(140, 130, 1.0), (128, 96))
    _, large = cut(sample, Window(140, 130, 2.0), (128, 96))
    assert large[..., 0].max() == pytest.approx(2 * small[..., 0].max(), rel=0.3)
    dark, _ = cut(sample, Window(140, 130, 1.0, gain=0.5), (128, 96))
    for colours in (CANVAS, CLOTH, TRUTH):
        assert np.abs(dark[..., colours] - one[..., colours] * 0.5).max() <= 1
    assert (dark[..., GARMENT] == one[..., GARMENT]).all()


def test_the_validation_window_shows_all_of_the_hole() -> None:
    sample = sample_of(flat_example(), 0)
    layers, _ = cut(sample, whole_window(sample, (256, 192)), (256, 192))
    hole = layers[..., HOLE] > 0
    border = np.concatenate([hole[0], hole[-1], hole[:, 0], hole[:, -1]])
    assert hole.any()
    assert not border.any()


def test_a_batch_is_made_of_tensors_in_range() -> None:
    samples = [sample_of(flat_example(), 0), sample_of(replace(flat_example(), source="unpaired"),
                                                       0)]  # fmt: skip
    batch = collate([cut(s, Window(100, 100, 1.0), SIZE) for s in samples], samples)
    assert batch.paired.tolist() == [1, 0]
    assert batch.inputs.shape[0] == batch.truth.shape[0] == 2
    assert batch.inputs.abs().max() <= 1.0001
    assert torch.equal(batch.hole[0, 0] > 0, batch.inputs[0, HOLE] > 0)
    outside = batch.hole[0, 0] == 0
    assert torch.allclose(batch.inputs[0, :3, outside], batch.truth[0, :, outside], atol=1e-5)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    names = ("0001-top", "0010-top", "0025-top", "0026-top")
    write_samples(tmp_path, "a", [flat_example(name) for name in names])
    write_samples(tmp_path, "b", [flat_example("pair-7", "rendered", 8)])
    return tmp_path


def test_samples_come_back_from_disk(store: Path) -> None:
    found = Store(store)
    assert len(found) == 5
    assert found.names[-1] == "pair-7"
    assert found.sources == ["photo"] * 4 + ["rendered"]
    assert found.category(0) is Category.TOP
    wanted = sample_of(flat_example("0010-top"), 0)
    assert (found[1].layers == wanted.layers).all()
    assert found[4].exact.any()


def test_held_out_photos_are_neither_trained_on_nor_validated_with(store: Path) -> None:
    found = Store(store)
    training, validation = split(found.names)
    assert [found.names[i] for i in training] == ["0001-top", "0026-top", "pair-7"]
    assert [found.names[i] for i in validation] == ["0025-top"]
    assert split(["0003-top"])[1] == [0]


def test_batches_depend_on_seed_and_step_alone_and_mix_the_sources(store: Path) -> None:
    found, plan = Store(store), Plan(batch=2, size=SIZE)
    first, again = (draw_batch(found, [0, 3, 4], plan, 5) for _ in range(2))
    assert torch.equal(first.inputs, again.inputs)
    assert not torch.equal(first.inputs, draw_batch(found, [0, 3, 4], plan, 6).inputs)
    exact = [
        draw_batch(found, [0, 3, 4], replace(plan, photos=share, batch=4), 0).exact[:, 2].any()
        for share in (1.0, 0.0)
    ]
    assert exact == [False, True]


def test_a_folder_without_samples_or_of_another_version_is_refused(
    tmp_path: Path, store: Path
) -> None:
    with pytest.raises(InputError, match="holds no samples"):
        Store(tmp_path / "none")
    layers = np.load(store / "layers-a.npy")
    np.save(store / "layers-a.npy", layers[..., :CHANNELS])
    with pytest.raises(InputError, match="another version"):
        Store(store)
    (store / "about-a.npz").write_bytes(b"damaged")
    with pytest.raises(InputError, match="cannot be read"):
        Store(store)


def test_nothing_to_write_writes_nothing(tmp_path: Path) -> None:
    assert write_samples(tmp_path / "x", "a", []) == 0
    assert not (tmp_path / "x").exists()


def test_the_figure_wears_what_the_example_says() -> None:
    example = flat_example()
    assert (example.labels[example.garment] == Label.TOP).all()
