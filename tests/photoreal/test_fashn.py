"""The adapter of FASHN VTON 1.5, whole, with tiny random weights of the published layout."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from modiste.errors import EngineUnavailableError
from modiste.photoreal.catalogue import FASHN as PUBLISHED
from modiste.photoreal.fashn import FashnEngine, load_network
from modiste.photoreal.memory import Machine, check_room
from modiste.photoreal.mmdit import Conditions, Layout, TryOnTransformer
from modiste.photoreal.weights import find, seal
from modiste.testing import check_engine, flat_scene
from modiste.types import Category, Options, Quality

TINY = Layout(height=48, width=36, hidden=24, heads=2, mixers=1, doubles=1, singles=2,
              patch=12, axes=(4, 4, 4))  # fmt: skip
HERE = Machine(torch.device("cpu"), torch.float32, 2**40)


@pytest.fixture(scope="module")
def network() -> TryOnTransformer:
    torch.manual_seed(3)
    return TryOnTransformer(TINY).eval()


def _conditions(batch: int = 1) -> Conditions:
    generator = torch.Generator().manual_seed(5)

    def some(channels: int) -> torch.Tensor:
        return torch.rand((batch, channels, 48, 36), generator=generator) * 2 - 1

    return Conditions(some(3), some(1), some(3), some(1), torch.ones(batch, dtype=torch.long))


def test_the_published_file_would_load_key_by_key() -> None:
    """Names and shapes of the released checkpoint, as its model card and authors' code state."""
    with torch.device("meta"):
        state = TryOnTransformer().state_dict()
    shapes = {name: tuple(value.shape) for name, value in state.items()}
    expected = {
        "t_embedder.mlp.in_layer.weight": (1280, 256),
        "t_embedder.mlp.out_layer.bias": (1280,),
        "y_embedder.weight": (4, 1280),
        "x_embedder.proj.weight": (1280, 7, 12, 12),
        "garment_embedder.proj.weight": (1280, 4, 12, 12),
        "patch_mixer_token": (1, 1, 432),
        "x_patch_mixer.3.linear1.weight": (8960, 1280),
        "x_patch_mixer.0.norm.query_norm.scale": (128,),
        "double_blocks.7.img_mod.lin.weight": (7680, 1280),
        "double_blocks.0.txt_attn.qkv.bias": (3840,),
        "double_blocks.0.img_attn.norm.key_norm.scale": (128,),
        "double_blocks.0.img_mlp.0.weight": (5120, 1280),
        "double_blocks.0.txt_mlp.2.weight": (1280, 5120),
        "single_blocks.15.linear2.weight": (1280, 6400),
        "single_blocks.15.modulation.lin.weight": (3840, 1280),
        "final_layer.linear.weight": (432, 1280),
        "final_layer.adaLN_modulation.1.weight": (2560, 1280),
    }
    assert {name: shapes.get(name) for name in expected} == expected
    parameters = sum(int(np.prod(shape)) for shape in shapes.values())
    assert parameters == pytest.approx(972e6, rel=0.01)


def test_weights_travel_through_a_file(network: TryOnTransformer, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_file(network.state_dict(), path)
    again = load_network(path, HERE, TINY).eval()
    noise, time = torch.randn((1, 3, 48, 36)), torch.tensor([0.3])
    with torch.inference_mode():
        torch.testing.assert_close(
            again(noise, time, _conditions()), network(noise, time, _conditions())
        )


@pytest.mark.parametrize("fault", ["missing", "unknown", "shape", "no file of weights"])
def test_another_networks_file_is_refused(
    network: TryOnTransformer, tmp_path: Path, fault: str
) -> None:
    path = tmp_path / "model.safetensors"
    save_file(network.state_dict(), path)
    state = load_file(path)
    if fault == "missing":
        del state["y_embedder.weight"]
    elif fault == "unknown":
        state["another.weight"] = torch.zeros(1)
    elif fault == "shape":
        state["y_embedder.weight"] = torch.zeros(9, 24)
    save_file(state, path)
    if fault == "no file of weights":
        path.write_bytes(b"something else")
    with pytest.raises(EngineUnavailableError, match=r"model\.safetensors"):
        load_network(path, HERE, TINY)


def test_every_condition_is_heard(network: TryOnTransformer) -> None:
    noise, time, told = torch.randn((1, 3, 48, 36)), torch.tensor([0.5]), _conditions()
    with torch.inference_mode():
        plain = network(noise, time, told)
        assert plain.shape == noise.shape
        for name in ("person", "person_pose", "garment", "garment_pose"):
            other = replace(told, **{name: -getattr(told, name)})
            assert not torch.allclose(network(noise, time, other), plain)
        other = replace(told, category=told.category + 1)
        assert not torch.allclose(network(noise, time, other), plain)
        assert not torch.allclose(network(noise, time + 0.3, told), plain)


def test_people_of_a_batch_do_not_mix(network: TryOnTransformer) -> None:
    noise, time, told = torch.randn((2, 3, 48, 36)), torch.tensor([0.2, 0.9]), _conditions(2)
    alone = Conditions(*(x[1:] for x in vars(told).values()))
    with torch.inference_mode():
        both, one = network(noise, time, told), network(noise[1:], time[1:], alone)
    torch.testing.assert_close(both[1:], one, atol=1e-5, rtol=1e-4)


def test_the_engine_keeps_its_contract(network: TryOnTransformer) -> None:
    check_engine(FashnEngine(network, HERE))


def test_seeds_draw_other_pictures(network: TryOnTransformer) -> None:
    engine, scene = FashnEngine(network, HERE), flat_scene(Category.TOP)
    draft = Options(quality=Quality.DRAFT)
    one, other = (
        engine.render(replace(scene, options=replace(draft, seed=seed))).image for seed in (1, 2)
    )
    assert (one != other).any()


def test_only_the_editable_region_is_offered(network: TryOnTransformer) -> None:
    scene = flat_scene(Category.DRESS)
    drawn = FashnEngine(network, HERE).render(scene)
    np.testing.assert_array_equal(drawn.alpha, scene.editable)
    explained = FashnEngine(network, HERE).render(replace(scene, explain=True))
    assert set(explained.steps) == {"drawn"}


def test_a_machine_too_small_is_told_before_anything_is_read(tmp_path: Path) -> None:
    small = replace(HERE, free=10_000_000)
    with pytest.raises(EngineUnavailableError, match=r"GB of memory.*--engine light"):
        check_room(972_000_000, small, "fashn")
    half = replace(HERE, dtype=torch.bfloat16)
    assert check_room(10**9, half, "fashn") * 2 == check_room(10**9, HERE, "fashn")
    save_file({"x": torch.zeros(1)}, tmp_path / "model.safetensors")
    with pytest.raises(EngineUnavailableError, match="memory"):
        load_network(tmp_path / "model.safetensors", replace(HERE, free=0), TINY)


def test_missing_weights_name_the_command(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="modiste weights fashn"):
        FashnEngine(folder=tmp_path)


def test_altered_weights_are_refused(network: TryOnTransformer, tmp_path: Path) -> None:
    place = tmp_path / "fashn"
    place.mkdir()
    save_file(network.state_dict(), place / "model.safetensors")
    with pytest.raises(EngineUnavailableError, match="never checked"):
        find(PUBLISHED, tmp_path)
    seal(PUBLISHED, place)
    assert find(PUBLISHED, tmp_path)["model.safetensors"] == place / "model.safetensors"
    with (place / "model.safetensors").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(EngineUnavailableError, match="not the file"):
        find(PUBLISHED, tmp_path)
