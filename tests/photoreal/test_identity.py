"""Whatever a diffusion network does: outside the editable region the photo comes back as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from modiste.compose import editable_region
from modiste.examples import flats, models
from modiste.perception.look import Seen
from modiste.photoreal.catvton import CatVton, CatVtonEngine
from modiste.photoreal.fashn import FashnEngine
from modiste.photoreal.leffa import EVERYTHING, TOPS, LeffaEngine, LeffaNets
from modiste.photoreal.mmdit import Layout, TryOnTransformer
from modiste.protocols import Engine
from modiste.studio import Studio
from modiste.types import Label, Options, Quality
from photoreal.tiny import HERE, SIZES, STEPS, TINY


def _engine(name: str) -> Engine:
    torch.manual_seed(2)
    if name == "catvton":
        nets = CatVton(TINY.unet(9), TINY.autoencoder())
        return CatVtonEngine(nets, HERE, sizes=SIZES, steps=STEPS)
    if name == "leffa":
        leffa = LeffaNets(TINY)
        return LeffaEngine({TOPS: leffa, EVERYTHING: leffa}, HERE, sizes=SIZES, steps=STEPS)
    layout = Layout(height=48, width=36, hidden=24, heads=2, mixers=1, doubles=1, singles=2,
                    patch=12, axes=(4, 4, 4))  # fmt: skip
    return FashnEngine(TryOnTransformer(layout), HERE)


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen.known(models.virtual_model().view)


@pytest.mark.parametrize("name", ["catvton", "leffa", "fashn"])
@pytest.mark.parametrize("kind", ["t-shirt", "dress"])
def test_identity_is_kept_bit_for_bit(name: str, kind: str, seen: Seen) -> None:
    garment = flats.flat(kind, seed=3, background="white", tidy=0.8).view()
    nobody: Any = None
    result = Studio(nobody, _engine(name)).try_on(
        seen, garment, options=Options(quality=Quality.DRAFT)
    )
    region = editable_region(seen.view, garment)
    before, after = seen.view.image, result.image
    np.testing.assert_array_equal(after[region == 0], before[region == 0])
    assert (after[region > 0.9] != before[region > 0.9]).any(axis=-1).mean() > 0.9
    for label in (Label.FACE, Label.HAIR, Label.HAND):
        assert (region[seen.view.parse == label] == 0).mean() > 0.5, "the region spares them"
