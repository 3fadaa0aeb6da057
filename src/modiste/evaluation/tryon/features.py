"""What a network for ordinary photos sees: features for perceptual and Fréchet distances.

The network is EfficientNet-lite0 with its ImageNet weights (Apache-2.0), as it ships inside of
``garment-kind``. It is not the one of LPIPS or of FID, so figures compare with one another and with
nothing published. The try-on's own training uses early stages of the same network as a loss: a gain
on the perceptual distance alone proves little, and is to be read beside the other figures.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.errors import AssetError
from modiste.perception.garment.category import DEVIATION, MEAN, SIZE
from modiste.types import Image

PERCEPTUAL = "EfficientNet-lite0 (ImageNet), 5 stages, channels normalised, unweighted"
FRECHET = "EfficientNet-lite0 (ImageNet), 112 channels at stride 16, 49 places per picture"
_LAYERS = ("add", "add_1", "add_3", "add_5", "add_8")
"""Sums at the end of the stages with 24, 40, 80, 112 and 192 channels."""
_POOLED = 3

Features = Sequence[NDArray[np.float32]]


class Eye:
    """The network with its inner layers as outputs.

    Raises:
        modiste.errors.AssetError: without the package onnx, or when the weight is missing.
    """

    def __init__(self) -> None:
        try:
            import onnx
        except ImportError as error:
            raise AssetError(
                "The try-on's evaluation reads inner layers of a network, which takes the package "
                "onnx: run `pip install 'modiste[train]'`."
            ) from error
        import onnxruntime

        model = onnx.load(str(asset_path("garment-kind")))
        del model.graph.output[:]
        model.graph.output.extend(
            onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in _LAYERS
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = 1, 3
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, image: Image) -> Features:
        """Features of a picture (h, w, 3), resized to the network's square: (c, h', w') each."""
        small = cv2.resize(image, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
        tensor = ((small / np.float32(255) - MEAN) / DEVIATION).astype(np.float32)
        name = self._session.get_inputs()[0].name
        found = self._session.run(None, {name: tensor.transpose(2, 0, 1)[None]})
        return [np.asarray(f[0], np.float32) for f in found]


def perceptual(first: Features, second: Features) -> float:
    """Mean over stages and places of the squared distance of unit feature vectors, in [0, 4].

    The form of Zhang et al., "The Unreasonable Effectiveness of Deep Features as a Perceptual
    Metric", 2018, without learnt weights.
    """
    parts = [
        float(np.mean(np.sum((_unit(a) - _unit(b)) ** 2, axis=0)))
        for a, b in zip(first, second, strict=True)
    ]
    return float(np.mean(parts))


def _unit(features: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(features, axis=0, keepdims=True)
    return np.asarray(features / np.maximum(length, 1e-8), np.float32)


def places(features: Features) -> NDArray[np.float64]:
    """Vectors (n, 112) for the Fréchet distance: the fourth stage, averaged over 2 x 2 places."""
    stage = features[_POOLED].astype(np.float64)
    rows, columns = (n // 2 for n in stage.shape[1:])
    pooled = stage[:, : 2 * rows, : 2 * columns].reshape(len(stage), rows, 2, columns, 2)
    return np.asarray(pooled.mean(axis=(2, 4)).reshape(len(stage), -1).T)
