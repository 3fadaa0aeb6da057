from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from modiste.assets import asset_path
from modiste.errors import OptionError
from modiste.perception.runtime import LiteModel, OnnxModel, providers, sigmoid

CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"
SHAPES = {
    "person-parser": ((64, 96), (3, 1), (12, 4)),
    "tryon-generator": ((64, 48), (20, 1)),
    "garment-kind": ((224, 224), (3, 1)),
    "garment-landmarks": ((128, 128), (7, 1)),
    "garment-cutout": ((256, 256), (3, 1)),
}


def test_a_network_may_be_called_from_several_threads() -> None:
    model = LiteModel(asset_path("selfie-matte"), threads=1)
    inputs = [np.full((1, 256, 256, 3), v, np.float32) for v in np.linspace(0, 1, 12)]
    inputs[0][0, 60:200, 60:200] = 0.8
    alone = [model(x)[0] for x in inputs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda x: model(x)[0], inputs))
    for a, b in zip(alone, together, strict=True):
        np.testing.assert_array_equal(a, b)


def test_outputs_outlive_the_next_call() -> None:
    model = LiteModel(asset_path("selfie-matte"), threads=1)
    first = model(np.zeros((1, 256, 256, 3), np.float32))[0]
    kept = first.copy()
    model(np.ones((1, 256, 256, 3), np.float32))
    np.testing.assert_array_equal(first, kept)


def test_an_onnx_network_runs() -> None:
    model = OnnxModel(asset_path("saliency"), threads=1)
    outputs = model(np.zeros((1, 3, 320, 320), np.float32))
    assert outputs[0].shape == (1, 1, 320, 320)


def test_the_logistic_function_never_overflows() -> None:
    values = sigmoid(np.array([-1e4, -1, 0, 1, 1e4], np.float32))
    assert values.dtype == np.float32
    assert values[2] == 0.5
    assert values[1] + values[3] == 1
    assert np.isfinite(values).all()


@pytest.mark.parametrize("name", SHAPES)
def test_our_networks_give_batches_what_they_give_one_by_one(name: str) -> None:
    (height, width), *inputs = SHAPES[name]
    rng = np.random.default_rng(1)
    tensors = [
        rng.random((3, channels, height // part, width // part), np.float32)
        for channels, part in inputs
    ]
    model = OnnxModel(asset_path(name), threads=1)
    together = model(*tensors)
    for i in range(3):
        alone = model(*(t[i : i + 1] for t in tensors))
        for whole, one in zip(together, alone, strict=True):
            np.testing.assert_allclose(whole[i : i + 1], one, atol=1e-4)


def test_the_embedding_takes_batches() -> None:
    model = OnnxModel(asset_path("garment-embedding"), threads=1)
    features = np.random.default_rng(2).random((4, 1280), np.float32)
    np.testing.assert_allclose(model(features)[0][2:3], model(features[2:3])[0], atol=1e-5)


def test_a_graphics_card_is_taken_where_there_is_one() -> None:
    assert providers([CUDA, CPU], {}) == [CUDA, CPU]
    assert providers([CUDA, CPU], {"MODISTE_DEVICE": "cuda"}) == [CUDA, CPU]
    assert providers([CUDA, CPU], {"MODISTE_DEVICE": "cpu"}) == [CPU]
    assert providers(["AzureExecutionProvider", CPU], {"MODISTE_DEVICE": ""}) == [CPU]


def test_a_device_that_is_not_there_is_told() -> None:
    with pytest.raises(OptionError, match="onnxruntime-gpu"):
        providers([CPU], {"MODISTE_DEVICE": "cuda"})
    with pytest.raises(OptionError, match="auto, cpu or cuda"):
        providers([CPU], {"MODISTE_DEVICE": "tpu"})
