"""The nouns of modiste, and the array conventions, stated once.

Conventions:
    Image: uint8, shape (H, W, 3), RGB in sRGB, upright.
    Mask: float32, shape (H, W), in [0, 1].
    Labels: uint8, shape (H, W), values of :class:`Label`; resized with nearest neighbour only.
    Points: float32, shape (N, 2), x then y, in pixels, origin at the top-left corner.
    Left and right are always the wearer's: on a frontal picture her left is at the right.
    Body lengths are in cm, masses in kg; meshes are in metres with y up, facing +z.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Mask = NDArray[np.float32]
Labels = NDArray[np.uint8]
Points = NDArray[np.float32]


class Label(IntEnum):
    """Classes of the human parse, one per pixel."""

    BACKGROUND = 0
    HAIR = 1
    HAT = 2
    FACE = 3
    """Face, ears and neck."""
    ARM_LEFT = 4
    ARM_RIGHT = 5
    HAND = 6
    TOP = 7
    OUTER = 8
    """Jackets, coats, cardigans: what is worn over a top."""
    DRESS = 9
    BOTTOM = 10
    """Trousers, shorts, skirts."""
    LEGS = 11
    SHOES = 12
    """Shoes and bare feet."""
    BAG = 13
    """Bags and other things carried or worn in front of the clothes."""


class Category(StrEnum):
    """Where a garment is worn; decides which old garment it replaces."""

    TOP = "top"
    BOTTOM = "bottom"
    DRESS = "dress"


class Length(StrEnum):
    """Length class of a sleeve or a leg."""

    NONE = "none"
    SHORT = "short"
    MIDDLE = "middle"
    """To the elbow or three-quarter; to the knee."""
    LONG = "long"


class Neckline(StrEnum):
    """How a top or dress ends at the neck."""

    CREW = "crew"
    """Round, near to the neck or deep."""
    V = "v"
    COLLAR = "collar"
    """Turned down or standing, with an opening: shirts, polos, jackets."""
    HOOD = "hood"
    TURTLENECK = "turtleneck"
    OFF_SHOULDER = "off-shoulder"
    OTHER = "other"
    """Straps, squares, envelopes and the rest."""


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


POSE_NAMES: tuple[str, ...] = (
    "nose", "left_eye_inner", "left_eye", "left_eye_outer", "right_eye_inner", "right_eye",
    "right_eye_outer", "left_ear", "right_ear", "mouth_left", "mouth_right", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_pinky",
    "right_pinky", "left_index", "right_index", "left_thumb", "right_thumb", "left_hip",
    "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", "left_heel",
    "right_heel", "left_foot_index", "right_foot_index",
)  # fmt: skip
"""Names of the 33 BlazePose landmarks, in the order of the model."""

_POSE_INDEX = {name: i for i, name in enumerate(POSE_NAMES)}


@dataclass(frozen=True)
class Pose:
    """Body landmarks of one person.

    Attributes:
        points: float32 (33, 2), pixels; a point may lie outside the picture.
        depth: float32 (33,), relative depth in pixels, smaller is nearer to the camera, 0 at
            the hips' middle.
        visibility: float32 (33,) in [0, 1]; how sure it is that the point is in the picture and
            not hidden.
        score: in [0, 1]; how sure it is that there is a person at all.
    """

    points: Points
    depth: NDArray[np.float32]
    visibility: NDArray[np.float32]
    score: float

    def __getitem__(self, name: str) -> Points:
        """The (2,) point called ``name``, one of :data:`POSE_NAMES`."""
        point: Points = self.points[_POSE_INDEX[name]]
        return point

    def seen(self, name: str) -> float:
        """The visibility of the point called ``name``."""
        return float(self.visibility[_POSE_INDEX[name]])

    def scaled(self, factor: float) -> Pose:
        """The same pose on a picture resized by ``factor``."""
        return Pose(self.points * np.float32(factor), self.depth * np.float32(factor),
                    self.visibility, self.score)  # fmt: skip

    def moved(self, dx: float, dy: float) -> Pose:
        """The same pose, moved by ``dx`` to the right and ``dy`` down."""
        return Pose(self.points + np.array([dx, dy], np.float32), self.depth,
                    self.visibility, self.score)  # fmt: skip


@dataclass(frozen=True)
class PersonView:
    """What perception saw of the person, at the working resolution.

    Attributes:
        image: the photo, (h, w, 3).
        pose: landmarks in this picture's pixels.
        matte: soft alpha of the person, (h, w).
        parse: labels, (h, w).
    """

    image: Image
    pose: Pose
    matte: Mask
    parse: Labels


@dataclass(frozen=True)
class Landmark:
    """One named point of a garment: pixels, and a confidence in [0, 1]."""

    x: float
    y: float
    score: float = 1.0


GARMENT_LANDMARKS: Mapping[Category, tuple[str, ...]] = {
    Category.TOP: (
        "collar_left", "collar_right", "neck_center", "shoulder_left", "shoulder_right",
        "armpit_left", "armpit_right", "cuff_outer_left", "cuff_inner_left", "cuff_outer_right",
        "cuff_inner_right", "waist_left", "waist_right", "hem_left", "hem_right",
    ),
    Category.BOTTOM: (
        "waist_left", "waist_right", "hip_left", "hip_right", "crotch", "hem_outer_left",
        "hem_inner_left", "hem_outer_right", "hem_inner_right", "hem_left", "hem_right",
    ),
    Category.DRESS: (
        "collar_left", "collar_right", "neck_center", "shoulder_left", "shoulder_right",
        "armpit_left", "armpit_right", "cuff_outer_left", "cuff_inner_left", "cuff_outer_right",
        "cuff_inner_right", "waist_left", "waist_right", "hip_left", "hip_right", "hem_left",
        "hem_right",
    ),
}  # fmt: skip
"""The landmarks a garment can have.

``collar_*`` are the neck points where shoulder seam and neckline meet, ``neck_center`` the lowest
point of the front neckline, ``shoulder_*`` the tips where the sleeve begins (the strap's outer edge
when there is none), ``cuff_*`` the ends of a sleeve (absent when sleeveless), ``waist_*`` of a top
or dress the side points at the natural waist, ``hem_*`` its lower corners. Trousers have ``crotch``
and the four ``hem_outer/inner_*``; skirts have ``hem_left`` and ``hem_right``.
"""


@dataclass(frozen=True)
class GarmentView:
    """What perception saw of the garment, at its working resolution.

    Attributes:
        image: the photo, (h, w, 3), turned upright when the garment lay rotated.
        mask: alpha of the garment's outside, (h, w); the inner back collar is cut away.
        category: where it is worn.
        landmarks: by name, a subset of ``GARMENT_LANDMARKS[category]``.
        sleeve: sleeve length class; ``NONE`` for bottoms.
        leg: leg length class; ``NONE`` for tops, and for skirts (which have no crotch landmark).
        inner: alpha of the inner back collar or waistband that was cut away, (h, w).
        worn: the photo shows the garment on a model instead of flat.
        warnings: sentences for the user.
        neckline: None for bottoms, and where nobody told.
    """

    image: Image
    mask: Mask
    category: Category
    landmarks: Mapping[str, Landmark]
    sleeve: Length = Length.NONE
    leg: Length = Length.NONE
    inner: Mask | None = None
    worn: bool = False
    warnings: tuple[str, ...] = ()
    neckline: Neckline | None = None

    def point(self, name: str) -> Points:
        """The (2,) landmark called ``name``. Raises KeyError when the garment has none."""
        mark = self.landmarks[name]
        return np.array([mark.x, mark.y], np.float32)


class Part(IntEnum):
    """Parts of a garment that move on their own."""

    NONE = 0
    TORSO = 1
    SLEEVE_LEFT = 2
    SLEEVE_RIGHT = 3
    LEG_LEFT = 4
    LEG_RIGHT = 5
    SKIRT = 6


@dataclass(frozen=True)
class Warped:
    """The garment laid on the body: geometry alone, before light and occlusion.

    Attributes:
        image: the warped garment in the person's picture, (h, w, 3); meaningful where
            ``alpha`` > 0.
        alpha: coverage, (h, w).
        parts: uint8 (h, w), values of :class:`Part`, 0 where ``alpha`` is 0.
        tucked: the hem goes into the bottom garment.
        guides: polylines for ``--explain`` and for composition, by name ("neckline", "hem",
            "cuff_left", ...): float32 (N, 2) in pixels.
        warnings: sentences for the user.
        flow: float32 (h, w, 2), the pixel (x, y) of the garment's picture that each pixel shows,
            NaN where ``alpha`` is 0; None when the warp does not tell.
    """

    image: Image
    alpha: Mask
    parts: Labels
    tucked: bool = False
    guides: Mapping[str, Points] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    flow: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Fit:
    """How the garment's size relates to the body's, 1.0 being the garment's natural fit.

    Attributes:
        girth: widths across torso, sleeve and leg, as a ratio in [0.5, 2].
        length: lengths along torso and legs, as a ratio in [0.5, 2].
        sleeve_length: lengths along the sleeves, as a ratio in [0.5, 2].
        tension: zones of the body and how hard the cloth is drawn there: 0 at the ease that is
            meant, 1 where it begins to be too tight, -1 where it begins to be too loose.
    """

    girth: float = 1.0
    length: float = 1.0
    sleeve_length: float = 1.0
    tension: tuple[tuple[str, float], ...] = ()


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
        seconds: wall time per stage.
        warnings: sentences for the user.
        pixels_changed: number of pixels that differ from the input.
        steps: what each stage saw, when it was asked for; empty otherwise.
        adjusted: per garment, what was changed for the shopper: asked for and learnt.
    """

    image: Image
    engine: str
    categories: tuple[Category, ...]
    seconds: Mapping[str, float]
    warnings: tuple[str, ...]
    pixels_changed: int
    steps: Mapping[str, Image] = field(default_factory=dict)
    adjusted: tuple[Adjustment, ...] = ()

    def report(self) -> dict[str, Any]:
        """The machine-readable summary that ``--json`` prints."""
        height, width = self.image.shape[:2]
        return {
            "engine": self.engine,
            "category": [str(c) for c in self.categories],
            "seconds": {k: round(v, 4) for k, v in self.seconds.items()},
            "warnings": list(self.warnings),
            "pixels_changed": self.pixels_changed,
            "width": width,
            "height": height,
        }


class Sex(StrEnum):
    """The sex whose statistics and body template describe a person."""

    FEMALE = "female"
    MALE = "male"


class Measure(StrEnum):
    """What can be known of a body: centimetres, but ``WEIGHT`` in kg. Terms of ISO 8559-1:2017."""

    HEIGHT = "height"
    """Stature: floor to the top of the head."""
    WEIGHT = "weight"
    NECK = "neck"
    """Neck girth, just below the larynx."""
    SHOULDER = "shoulder"
    """Shoulder width (biacromial): between the acromion points, straight."""
    CHEST = "chest"
    """Bust or chest girth, level, at the nipples."""
    UNDERBUST = "underbust"
    WAIST = "waist"
    """Waist girth at the navel, level (omphalion of ANSUR II)."""
    WAIST_NATURAL = "waist_natural"
    """Waist girth, level, the narrowest between ribs and hip bones."""
    HIGH_HIP = "high_hip"
    """Top hip girth, level, half way between natural waist and hip."""
    HIP = "hip"
    """Hip girth, level, at the greatest protrusion of the buttocks."""
    THIGH = "thigh"
    CALF = "calf"
    UPPER_ARM = "upper_arm"
    WRIST = "wrist"
    ARM_LENGTH = "arm_length"
    """Acromion over elbow to wrist."""
    BACK_LENGTH = "back_length"
    """Back waist length: nape (cervicale) to natural waist."""
    INSEAM = "inseam"
    """Inside leg height: crotch to floor."""
    OUTSEAM = "outseam"
    """Outside leg length: natural waist, at the side, over the hip to the floor."""


@dataclass(frozen=True)
class Estimate:
    """One measure of a body with its uncertainty.

    Attributes:
        mean: cm, or kg.
        sd: standard deviation, same unit.
        interval80: low and high end; the true value lies between them 80 times out of 100.
        interval95: likewise 95 times.
        source: where the number came from: ``tape``, ``scan``, ``photo``, ``told`` (what the user
            said of height and weight) or ``inferred`` (from the others, by statistics).
    """

    mean: float
    sd: float
    interval80: tuple[float, float]
    interval95: tuple[float, float]
    source: str


@dataclass(frozen=True)
class Measurements:
    """All that is known of one body.

    Attributes:
        sex: whose statistics were used.
        values: every measure of :class:`Measure`.
        age: in years, when it was told.
        warnings: contradictions and doubts, as sentences for the user.
    """

    sex: Sex
    values: Mapping[Measure, Estimate]
    age: float | None = None
    warnings: tuple[str, ...] = ()

    def __getitem__(self, measure: Measure) -> Estimate:
        """The estimate of one measure."""
        return self.values[measure]
