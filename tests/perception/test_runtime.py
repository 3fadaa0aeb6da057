from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from modiste.assets import asset_path
from modiste.perception.runtime import LiteModel, OnnxModel, sigmoid


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
