"""The adapter of CatVTON, whole, with tiny random weights of the published layout."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from modiste.compose import editable_region
from modiste.errors import EngineUnavailableError
from modiste.photoreal.attention import self_attention, without_text
from modiste.photoreal.catalogue import CATVTON
from modiste.photoreal.catvton import CatVton, CatVtonEngine, load_nets
from modiste.photoreal.repaint import prepare
from modiste.photoreal.stable import StableLayout
from modiste.testing import check_engine, flat_scene
from modiste.types import Category, Options, Quality
from photoreal.tiny import HERE, SIZES, STEPS, TINY

FILES = {file.name for file in CATVTON.files}


def published_list(unet: nn.Module, *, processors: bool = True) -> dict[str, Tensor]:
    """The attention as its authors save it: a list of all modules with ``attn1`` in their names,
    each tensor under the first of its names."""
    modules = []
    for layer, module in self_attention(unet):
        for name, part in module.named_modules():
            modules.append((f"{layer}.{name}", part))
        if processors:
            modules.append((f"{layer}.processor", nn.Identity()))
    listed = nn.ModuleList(part for _, part in modules)
    met: set[int] = set()
    state = {}
    for name, tensor in listed.state_dict().items():
        if tensor.data_ptr() not in met:
            state[name] = tensor.clone()
        met.add(tensor.data_ptr())
    return state


def old_names(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """As the published autoencoder, which is from 2022, calls its attention."""
    names = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    for new, old in names.items():
        state = {k.replace(f"attentions.0.{new}.", f"attentions.0.{old}."): v
                 for k, v in state.items()}  # fmt: skip
    return state


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three files of random weights, as they are published."""
    torch.manual_seed(3)
    folder = tmp_path_factory.mktemp("catvton")
    unet, codec = TINY.unet(9), TINY.autoencoder()
    save_file(
        {k: v.half() for k, v in unet.state_dict().items()}, folder / "unet.safetensors"
    )  # the published one is in float16
    other = TINY.unet(9)
    save_file(published_list(other), folder / "attention.safetensors")
    save_file(old_names(codec.state_dict()), folder / "vae.safetensors")
    return {name: folder / name for name in FILES}


@pytest.fixture(scope="module")
def nets(files: dict[str, Path]) -> CatVton:
    return load_nets(files, HERE, TINY).to(HERE)


@pytest.fixture(scope="module")
def engine(nets: CatVton) -> CatVtonEngine:
    return CatVtonEngine(nets, HERE, sizes=SIZES, steps=STEPS)


def test_the_published_layout() -> None:
    """Sizes of the three published files: 198 MB, 1.72 GB in float16, 335 MB."""
    with torch.device("meta"):
        unet, codec = StableLayout().unet(9), StableLayout().autoencoder()
    layers = list(self_attention(unet))
    numbers = sum(p.numel() for _, layer in layers for p in layer.parameters())
    assert numbers * 4 == pytest.approx(198e6, rel=0.005)
    assert sum(p.numel() for p in unet.parameters()) * 2 == pytest.approx(1.72e9, rel=0.002)
    assert sum(p.numel() for p in codec.parameters()) * 4 == pytest.approx(334_643_276, rel=1e-3)
    assert unet.state_dict()["conv_in.weight"].shape == (320, 9, 3, 3)
    widths = [layer.to_q.weight.shape[0] for _, layer in layers]
    assert widths == [320] * 2 + [640] * 2 + [1280] * 2 + [1280] * 3 + [640] * 3 + [320] * 3 + [
        1280
    ], "down, up and then the middle, as the published list is counted"
    total = sum(p.numel() for net in (unet, codec) for p in net.parameters())
    assert total == pytest.approx(CATVTON.parameters, rel=0.01)


def test_every_file_arrives(files: dict[str, Path], nets: CatVton) -> None:
    base, listed = load_file(files["unet.safetensors"]), load_file(files["attention.safetensors"])
    loaded = nets.unet.state_dict()
    attention = "down_blocks.1.attentions.1.transformer_blocks.0.attn1.to_v.weight"
    fourth = 3 * 8
    torch.testing.assert_close(loaded[attention], listed[f"{fourth}.to_v.weight"])
    assert not torch.equal(loaded[attention], base[attention].float())
    for name in ("conv_in.weight", "mid_block.resnets.0.conv1.weight"):
        torch.testing.assert_close(loaded[name], base[name].float())
    old = load_file(files["vae.safetensors"])
    torch.testing.assert_close(
        nets.codec.state_dict()["decoder.mid_block.attentions.0.to_out.0.weight"],
        old["decoder.mid_block.attentions.0.proj_attn.weight"],
    )


@pytest.mark.parametrize("processors", [True, False])
def test_either_count_of_the_list_is_understood(
    files: dict[str, Path], tmp_path: Path, processors: bool
) -> None:
    torch.manual_seed(5)
    unet = TINY.unet(9)
    save_file(published_list(unet, processors=processors), tmp_path / "a.safetensors")
    nets = load_nets({**files, "attention.safetensors": tmp_path / "a.safetensors"}, HERE, TINY)
    for (name, layer), (_, other) in zip(
        self_attention(nets.unet), self_attention(unet), strict=True
    ):
        for mine, theirs in zip(layer.parameters(), other.parameters(), strict=True):
            assert torch.equal(mine, theirs), name


def test_any_of_a_tensors_names_is_understood(files: dict[str, Path], tmp_path: Path) -> None:
    """Of tensors that share memory a file keeps one name, not always the first."""
    state = load_file(files["attention.safetensors"])
    state["1.weight"] = state.pop("0.to_q.weight")
    state["4.0.bias"] = state.pop("0.to_out.0.bias")
    save_file(state, tmp_path / "a.safetensors")
    load_nets({**files, "attention.safetensors": tmp_path / "a.safetensors"}, HERE, TINY)


def _spoilt(state: dict[str, Tensor], fault: str) -> dict[str, Tensor]:
    first = next(iter(state))
    if fault == "missing":
        del state[first]
    elif fault == "unknown":
        state["another.weight"] = torch.zeros(1)
    else:
        state[first] = torch.zeros(3, 5, 7)
    return state


@pytest.mark.parametrize("fault", ["missing", "unknown", "shape", "no weights", "empty"])
@pytest.mark.parametrize("name", sorted(FILES))
def test_another_networks_file_is_refused(
    files: dict[str, Path], tmp_path: Path, name: str, fault: str
) -> None:
    path = tmp_path / name
    if fault in ("no weights", "empty"):
        path.write_bytes(b"something else" if fault == "no weights" else b"")
    else:
        save_file(_spoilt(load_file(files[name]), fault), path)
    with pytest.raises(EngineUnavailableError, match=name):
        load_nets({**files, name: path}, HERE, TINY)


def test_a_tensor_that_comes_twice_is_refused(files: dict[str, Path], tmp_path: Path) -> None:
    state = load_file(files["attention.safetensors"])
    state["1.weight"] = state["0.to_q.weight"].clone()
    save_file(state, tmp_path / "a.safetensors")
    with pytest.raises(EngineUnavailableError, match=r"a\.safetensors"):
        load_nets({**files, "attention.safetensors": tmp_path / "a.safetensors"}, HERE, TINY)


def test_a_machine_too_small_is_told_before_anything_is_read(tmp_path: Path) -> None:
    nowhere = {name: tmp_path / name for name in FILES}
    with pytest.raises(EngineUnavailableError, match=r"catvton.*GB of memory"):
        load_nets(nowhere, replace(HERE, free=10_000_000))


def test_the_engine_keeps_its_contract(engine: CatVtonEngine) -> None:
    check_engine(engine)


def test_only_the_editable_region_is_offered(engine: CatVtonEngine) -> None:
    scene = replace(flat_scene(Category.DRESS), explain=True)
    drawn = engine.render(scene)
    np.testing.assert_array_equal(drawn.alpha, scene.editable)
    assert set(drawn.steps) == {"drawn"}
    assert drawn.steps["drawn"].shape == scene.person.image.shape


def test_the_network_never_sees_what_it_replaces() -> None:
    """Two people who differ in their old clothes alone are one to the network."""
    scene = flat_scene(Category.TOP)
    recoloured = scene.person.image.copy()
    recoloured[scene.editable > 0] = (250, 20, 90)
    other = replace(scene, person=replace(scene.person, image=recoloured))
    one, two = (prepare(s, (320, 240), HERE) for s in (scene, other))
    assert one.mask.mean() > 0.1
    torch.testing.assert_close(one.kept, two.kept)
    assert not torch.equal(one.person, two.person)
    assert not one.kept[one.mask.expand_as(one.kept) > 0].any()


def test_seed_and_garment_are_heard(engine: CatVtonEngine) -> None:
    scene = flat_scene(Category.TOP)
    plain = engine.render(scene).image
    other = replace(scene, options=Options(seed=9))
    assert (engine.render(other).image != plain).any()
    green = np.full_like(scene.garment.image, (10, 200, 30))
    dressed = replace(scene, garment=replace(scene.garment, image=green))
    assert (engine.render(dressed).image != plain).any()


def test_the_dial_sets_steps_and_size(nets: CatVton) -> None:
    sizes = {**SIZES, Quality.DRAFT: (64, 128)}
    steps = {**STEPS, Quality.BEST: 4}
    scene = flat_scene(Category.TOP)
    drawn = [
        CatVtonEngine(nets, HERE, sizes=sizes, steps=steps).render(
            replace(scene, options=Options(quality=quality))
        )
        for quality in (Quality.STANDARD, Quality.DRAFT, Quality.BEST)
    ]
    assert (drawn[0].image != drawn[1].image).any()
    assert (drawn[0].image != drawn[2].image).any()


def test_guidance_of_one_asks_once(nets: CatVton) -> None:
    calls = []
    hook = nets.unet.register_forward_hook(lambda *_: calls.append(1))
    told = prepare(flat_scene(Category.TOP), (64, 64), HERE)
    with torch.inference_mode():
        nets.draw(told, 3, 1.0, 0)
        assert len(calls) == 3
        nets.draw(told, 3, 2.5, 0)
    hook.remove()
    assert len(calls) == 3 + 6


def test_no_text_is_read() -> None:
    """The layers of the text hand on what they are given, whatever text there is."""
    torch.manual_seed(0)
    unet = TINY.unet(9).eval()
    without_text(unet)
    given, time = torch.randn(1, 9, 8, 8), torch.tensor(5)
    with torch.inference_mode():
        silent = unet(given, time, encoder_hidden_states=None).sample
        for _, parameter in (p for p in unet.named_parameters() if ".attn2." in p[0]):
            parameter.zero_()
        torch.testing.assert_close(unet(given, time, encoder_hidden_states=None).sample, silent)


def test_half_precision_draws_too(files: dict[str, Path]) -> None:
    half = replace(HERE, dtype=torch.bfloat16)
    engine = CatVtonEngine(load_nets(files, half, TINY), half, sizes=SIZES, steps=STEPS)
    assert engine.render(flat_scene(Category.TOP)).image.dtype == np.uint8


def test_editable_regions_of_a_real_look_are_taken(engine: CatVtonEngine) -> None:
    scene = flat_scene(Category.TOP)
    region = editable_region(scene.person, scene.garment)
    drawn = engine.render(replace(scene, editable=region))
    assert not drawn.alpha[region == 0].any()
