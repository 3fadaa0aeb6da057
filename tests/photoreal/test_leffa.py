"""The adapter of Leffa, whole, with tiny random weights of the published layout."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from modiste.errors import EngineUnavailableError
from modiste.photoreal.attention import attend, self_attention
from modiste.photoreal.catalogue import LEFFA
from modiste.photoreal.leffa import EVERYTHING, TOPS, LeffaEngine, LeffaNets, guided, load_nets
from modiste.photoreal.parts import PARTS, body_parts, coloured
from modiste.testing import check_engine, flat_scene
from modiste.types import Category, Label, Options
from photoreal.tiny import HERE, SIZES, STEPS, TINY


@pytest.fixture(scope="module")
def nets() -> LeffaNets:
    torch.manual_seed(3)
    return LeffaNets(TINY).eval()


@pytest.fixture(scope="module")
def engine(nets: LeffaNets) -> LeffaEngine:
    return LeffaEngine({TOPS: nets, EVERYTHING: nets}, HERE, sizes=SIZES, steps=STEPS)


def test_the_published_layout() -> None:
    """One file of 7.21 GB in float32: two U-Nets with the text's weights, and the autoencoder."""
    with torch.device("meta"):
        state = LeffaNets().state_dict()
    numbers = sum(tensor.numel() for tensor in state.values())
    assert numbers * 4 == pytest.approx(7.21e9, rel=0.0007)
    assert numbers == pytest.approx(LEFFA.parameters, rel=0.001)
    assert {name.partition(".")[0] for name in state} == {"vae", "unet_encoder", "unet"}
    block = "up_blocks.1.attentions.2.transformer_blocks.0"
    expected = {
        "unet.conv_in.weight": (320, 12, 3, 3),
        "unet_encoder.conv_in.weight": (320, 4, 3, 3),
        "unet_encoder.conv_out.weight": (4, 320, 3, 3),
        f"unet.{block}.attn1.to_q.weight": (1280, 1280),
        f"unet_encoder.{block}.attn2.to_k.weight": (1280, 768),
        "vae.encoder.mid_block.attentions.0.to_q.weight": (512, 512),
        "vae.quant_conv.weight": (8, 8, 1, 1),
    }
    assert {name: tuple(state[name].shape) for name in expected} == expected


@pytest.mark.parametrize("kind", ["safetensors", "pth"])
def test_weights_travel_through_a_file(nets: LeffaNets, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"virtual_tryon.{kind}"
    if kind == "pth":
        torch.save(nets.state_dict(), path)
    else:
        save_file(nets.state_dict(), path)
    loaded = load_nets(path, HERE, TINY)
    for name, tensor in nets.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], tensor), name
    again = LeffaEngine({TOPS: loaded}, HERE, sizes=SIZES, steps=STEPS)
    first = LeffaEngine({TOPS: nets}, HERE, sizes=SIZES, steps=STEPS)
    one, other = (e.render(flat_scene(Category.TOP)).image.astype(int) for e in (again, first))
    # Sums are rounded by where in memory a tensor begins.
    assert abs(one - other).max() <= 2


@pytest.mark.parametrize("fault", ["missing", "unknown", "shape", "no file of weights"])
def test_another_networks_file_is_refused(nets: LeffaNets, tmp_path: Path, fault: str) -> None:
    path = tmp_path / "virtual_tryon.safetensors"
    save_file(nets.state_dict(), path)
    state = load_file(path)
    if fault == "missing":
        del state["unet_encoder.conv_out.bias"]
    elif fault == "unknown":
        state["another.weight"] = torch.zeros(1)
    elif fault == "shape":
        state["unet.conv_in.weight"] = torch.zeros(4, 9, 3, 3)
    save_file(state, path)
    if fault == "no file of weights":
        path.write_bytes(b"something else")
    with pytest.raises(EngineUnavailableError, match=r"virtual_tryon\.safetensors"):
        load_nets(path, HERE, TINY)


class _Evil:
    """What a pickle could do."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("never",)


@pytest.mark.parametrize("what", [b"no pickle", {"weights": [1, 2]}, _Evil()])
def test_a_pickle_lets_tensors_in_and_nothing_else(
    tmp_path: Path, what: object, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "virtual_tryon.pth"
    if isinstance(what, bytes):
        path.write_bytes(what)
    else:
        torch.save(what, path)
    with pytest.raises(EngineUnavailableError, match=r"virtual_tryon\.pth"):
        load_nets(path, HERE, TINY)
    assert "never" not in capsys.readouterr().out


def test_a_machine_too_small_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match=r"leffa.*GB of memory"):
        load_nets(tmp_path / "none.pth", replace(HERE, free=10_000_000))


def test_the_engine_keeps_its_contract(engine: LeffaEngine) -> None:
    check_engine(engine)


def test_only_the_editable_region_is_offered(engine: LeffaEngine) -> None:
    scene = replace(flat_scene(Category.BOTTOM), explain=True)
    drawn = engine.render(scene)
    np.testing.assert_array_equal(drawn.alpha, scene.editable)
    assert set(drawn.steps) == {"drawn"}


def test_garment_body_and_seed_are_heard(engine: LeffaEngine) -> None:
    scene = flat_scene(Category.TOP)
    plain = engine.render(scene).image
    green = np.full_like(scene.garment.image, (10, 200, 30))
    assert (engine.render(replace(scene, options=Options(seed=4))).image != plain).any()
    garment = replace(scene, garment=replace(scene.garment, image=green))
    assert (engine.render(garment).image != plain).any()
    pose = scene.person.pose.moved(60, 0)
    moved = replace(scene, person=replace(scene.person, pose=pose))
    assert (engine.render(moved).image != plain).any()


def test_the_files_are_for_different_garments(nets: LeffaNets) -> None:
    torch.manual_seed(8)
    other = LeffaNets(TINY).eval()
    both = LeffaEngine({TOPS: nets, EVERYTHING: other}, HERE, sizes=SIZES, steps=STEPS)
    tops = LeffaEngine({TOPS: nets}, HERE, sizes=SIZES, steps=STEPS)
    everything = LeffaEngine({TOPS: other, EVERYTHING: other}, HERE, sizes=SIZES, steps=STEPS)
    for category, alone in ((Category.TOP, tops), (Category.DRESS, everything)):
        scene = flat_scene(category)
        np.testing.assert_array_equal(both.render(scene).image, alone.render(scene).image)
    with pytest.raises(EngineUnavailableError, match="modiste weights leffa --everything"):
        tops.render(flat_scene(Category.BOTTOM))
    tops.render(flat_scene(Category.TOP))  # and still draws tops


def test_looking_at_the_garment_is_attending_to_both_and_keeping_ones_own(
    nets: LeffaNets,
) -> None:
    """The authors attend with all tokens and throw the garment's away; that is the same."""
    _, layer = next(iter(self_attention(nets.unet)))
    own, shown = torch.randn(2, 5, 4), torch.randn(2, 7, 4)
    both = torch.cat([own, shown], dim=1)
    with torch.inference_mode():
        torch.testing.assert_close(attend(layer, both, both)[:, :5], attend(layer, own, both))


def test_nothing_stays_on_the_shelf(nets: LeffaNets, engine: LeffaEngine) -> None:
    engine.render(flat_scene(Category.TOP))
    assert nets._shelf == {}


def test_guidance_keeps_the_spread() -> None:
    generator = torch.Generator().manual_seed(1)
    noise, plain = (torch.randn((1, 4, 8, 8), generator=generator) for _ in range(2))
    torch.testing.assert_close(guided(noise, plain, 1.0), noise)
    far = plain + 2.5 * (noise - plain)
    back = far * noise.std() / far.std()
    torch.testing.assert_close(guided(noise, plain, 2.5), 2.5 * back - 1.5 * far)


def test_parts_of_a_standing_figure() -> None:
    person = flat_scene().person
    parts = body_parts(person)
    assert parts.shape == person.parse.shape
    assert parts.dtype == np.uint8
    np.testing.assert_array_equal(parts > 0, person.parse != Label.BACKGROUND)
    at = {(120, 120): 2, (42, 115): 23, (42, 125): 24, (200, 105): 9, (200, 135): 10,
          (270, 104): 13, (270, 136): 14, (95, 162): 15, (95, 78): 16, (140, 165): 19,
          (140, 75): 20}  # fmt: skip
    assert {place: int(parts[place]) for place in at} == at


def test_a_limb_that_is_not_seen_is_not_told() -> None:
    person = flat_scene().person
    seen = person.pose.visibility.copy()
    seen[[13, 15]] = 0  # left elbow and wrist
    hidden = body_parts(replace(person, pose=replace(person.pose, visibility=seen)))
    assert not np.isin(hidden, (15, 19)).any()
    assert np.isin(body_parts(person), (15, 19)).any()


def test_parts_have_colours_and_nobody_is_black() -> None:
    parts = np.arange(PARTS + 1, dtype=np.uint8)[None]
    colours = coloured(parts)[0]
    assert not colours[0].any()
    assert len({tuple(c) for c in colours}) == PARTS + 1
