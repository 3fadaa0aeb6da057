"""Quick figures while training: the network through the person's window, no refinement."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from modiste.evaluation.confusion import CLASSES, confusion, summary
from modiste.perception.parse_input import network_input, normalised, person_box, window
from modiste.training.parse.pack import Example


def validate(
    net: nn.Module, examples: Sequence[Example], size: tuple[int, int]
) -> dict[str, float]:
    """Mean IoU, torso garments' IoU and person IoU at the size of the packed photos.

    Args:
        net: in evaluation mode.
        examples: with truth.
        size: height and width of the canvas.
    """
    counts = np.zeros((CLASSES, CLASSES), np.int64)
    for example in examples:
        counts += confusion(example.labels, guess(net, example, size))
    return summary(counts)


@torch.inference_mode()
def guess(net: nn.Module, example: Example, size: tuple[int, int]) -> np.ndarray:
    """The network's labels of one packed photo, uint8 (H, W)."""
    height, width = example.image.shape[:2]
    alpha = cv2.resize(example.matte, (width, height)).astype(np.float32) / np.float32(255)
    matte = np.asarray(alpha, np.float32)
    affine = window(person_box(example.pose, matte), size)
    canvas, maps = network_input(example.image, example.pose, matte, affine, size)
    device = next(net.parameters()).device
    image = torch.from_numpy(normalised(canvas[None])).to(device)
    scores = net(image, torch.from_numpy(maps[None]).float().to(device) / 255)
    full = functional.interpolate(scores.float(), scale_factor=2.0, mode="bilinear")
    labels = full[0].argmax(0).byte().cpu().numpy()
    flags = cv2.INTER_NEAREST
    return np.asarray(cv2.warpAffine(labels, affine, (width, height), flags=flags), np.uint8)
