"""What is asked of a try-on, what an engine is given, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from modiste.types.arrays import Image, Mask
from modiste.types.garment import Category, GarmentView
from modiste.types.person import PersonView


class Tuck(StrEnum):
    """Whether a top's hem goes into the trousers."""

    AUTO = "auto"
    IN = "in"
    OUT = "out"


class Quality(StrEnum):
    """The one dial of a request; what it means is the engine's business."""

    DRAFT = "draft"
    STANDARD = "standard"
    BEST = "best"


@dataclass(frozen=True)
class Ring:
    """A level section of a trunk.

    Attributes:
        at: torso lengths (shoulder joints to hip joints) below the shoulder joints.
        girth: in statures.
        breadth: as one sees it from the front, in statures.
    """

    at: float
    girth: float
    breadth: float


@dataclass(frozen=True)
class Tube:
    """A size's girths beside its wearer's, from which the picture's widths follow.

    Attributes:
        cloth: where on the body (as :attr:`Ring.at`) and how wide round the garment is, in statures
            of the wearer; the first one is its chest, or a bottom garment's hip.
        body: the wearer's sections, from the chest down to the hip.
        girth: the :attr:`Fit.girth` that ``cloth`` belongs to; another one scales it.
    """

    cloth: tuple[tuple[float, float], ...]
    body: tuple[Ring, ...]
    girth: float = 1.0


@dataclass(frozen=True)
class Fit:
    """How the garment's size relates to the body's, 1.0 being the garment's natural fit.

    Attributes:
        girth: widths across torso, sleeve and leg, as a ratio in [0.5, 2].
        length: lengths along torso and legs, as a ratio in [0.5, 2].
        sleeve_length: lengths along the sleeves, as a ratio in [0.5, 2].
        tension: zones of the body and how hard the cloth is drawn there: 0 at the ease that is
            meant, 1 where it begins to be too tight, -1 where it begins to be too loose.
        drop: from a top's or dress's collar down to its hem, in the wearer's stature, when a chart
            tells it: the garment is then drawn ``length`` times this long, whatever its photo says.
            Of a skirt from the waistband.
        hem: how high above the floor trousers end, in the wearer's stature, when their inseam and
            hers are known.
        cuff: from the shoulder seam down to a sleeve's end, in the wearer's stature, when a chart
            tells it: the sleeve is then drawn ``sleeve_length`` times this long, not over hands.
        tube: girths of a garment and of its wearer, when both are known: round the trunk, below the
            armpits, it is then drawn as wide as they say.
    """

    girth: float = 1.0
    length: float = 1.0
    sleeve_length: float = 1.0
    tension: tuple[tuple[str, float], ...] = ()
    drop: float | None = None
    hem: float | None = None
    cuff: float | None = None
    tube: Tube | None = None


@dataclass(frozen=True)
class Adjustment:
    """What a reaction to one picture changes in the next; 0 and None change nothing.

    Attributes:
        girth: added to the widths' ratio of :class:`Fit`, in [-0.5, 0.5]; -0.1 is a tenth narrower.
        length: likewise for lengths along torso and legs.
        sleeve_length: likewise for sleeves.
        shift_x: moves the garment to the right of the picture, in torso lengths, in [-0.3, 0.3].
        shift_y: moves it down, likewise.
        shading: strength of the scene's light and folds on the garment, -1 none, 0 as it is,
            1 double.
        brightness: of the garment, in [-0.5, 0.5]; 0.1 is a tenth of the range of lightness.
        warmth: towards yellow and red, in [-0.5, 0.5]; negative towards blue.
        seed: added to ``Options.seed``.
        tuck: None keeps that of the options.
        engine: None keeps the one that was asked for.
    """

    girth: float = 0.0
    length: float = 0.0
    sleeve_length: float = 0.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    shading: float = 0.0
    brightness: float = 0.0
    warmth: float = 0.0
    seed: int = 0
    tuck: Tuck | None = None
    engine: str | None = None


@dataclass(frozen=True)
class Options:
    """What the caller may ask of one try-on.

    Attributes:
        category: None lets perception decide.
        tuck: whether a top's hem goes into the trousers.
        fit: size of the garment in relation to the body.
        quality: the one dial.
        seed: every random choice of an engine derives from it.
        person: which person is meant when there are several, counted from the left, from 1.
        adjust: what reactions to earlier pictures ask for.
    """

    category: Category | None = None
    tuck: Tuck = Tuck.AUTO
    fit: Fit = field(default_factory=Fit)
    quality: Quality = Quality.STANDARD
    seed: int = 0
    person: int | None = None
    adjust: Adjustment = field(default_factory=Adjustment)


@dataclass(frozen=True)
class Scene:
    """All an engine needs to draw: two views, the region it may touch, and the options.

    Attributes:
        editable: float32 (h, w), 1 where the engine's pixels may go. Zero on face, hair, hands,
            hats, bags and far background.
        explain: the engine should return its ``Rendering.steps``.
    """

    person: PersonView
    garment: GarmentView
    editable: Mask
    options: Options
    explain: bool = False


@dataclass(frozen=True)
class Rendering:
    """What an engine drew, at the working resolution.

    Attributes:
        image: (h, w, 3); meaningful where ``alpha`` > 0.
        alpha: how much of ``image`` replaces the photo, (h, w); the studio multiplies it by
            ``Scene.editable``.
        steps: pictures for ``--explain``, by name, in the order they were made.
        warnings: sentences for the user.
    """

    image: Image
    alpha: Mask
    steps: Mapping[str, Image] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class TryOnResult:
    """A finished try-on.

    Attributes:
        image: (H, W, 3) at the input's full resolution.
        engine: name of the engine that drew.
        categories: one per garment, in the order they were put on.
        seconds: wall time per stage; stages may run side by side.
        warnings: sentences for the user.
        pixels_changed: number of pixels that differ from the input.
        steps: what each stage saw, when it was asked for; empty otherwise.
        adjusted: per garment, what was changed for the shopper: asked for and learnt.
        garments: per garment, what was seen of it, as :meth:`GarmentView.report` tells.
        elapsed: wall time of the whole try-on, in seconds.
    """

    image: Image
    engine: str
    categories: tuple[Category, ...]
    seconds: Mapping[str, float]
    warnings: tuple[str, ...]
    pixels_changed: int
    steps: Mapping[str, Image] = field(default_factory=dict)
    adjusted: tuple[Adjustment, ...] = ()
    garments: tuple[Mapping[str, Any], ...] = ()
    elapsed: float = 0.0

    def report(self) -> dict[str, Any]:
        """The machine-readable summary that ``--json`` prints."""
        height, width = self.image.shape[:2]
        return {
            "engine": self.engine,
            "category": [str(c) for c in self.categories],
            "garments": [dict(garment) for garment in self.garments],
            "seconds": {k: round(v, 4) for k, v in self.seconds.items()},
            "elapsed": round(self.elapsed, 4),
            "warnings": list(self.warnings),
            "pixels_changed": self.pixels_changed,
            "width": width,
            "height": height,
        }
