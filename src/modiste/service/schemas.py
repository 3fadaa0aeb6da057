"""What callers send, checked; pydantic models so that the OpenAPI describes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from modiste.events.event import ReturnReason

Name = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Text = Annotated[str, StringConstraints(max_length=400)]
Word = Annotated[str, StringConstraints(max_length=64)]
Customer = Annotated[str, StringConstraints(min_length=1, max_length=256)]
"""A shop's own name for a customer."""
Ident = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Link = Annotated[str, StringConstraints(max_length=2000)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Picture = str | bytes

REACTIONS = (
    "like", "dislike", "try_on", "purchase", "keep", "return", "too_small", "too_large",
    "sleeves_too_long", "sleeves_too_short", "too_tight", "too_loose", "too_long", "too_short",
    "too_high", "too_low", "too_far_left", "too_far_right", "colour_off", "too_dark",
    "too_bright", "too_warm", "too_cold", "too_flat", "thumbs_up", "thumbs_down",
)  # fmt: skip

REASONS = tuple(str(reason) for reason in ReturnReason)


class Body(BaseModel):
    """Base of all: what is not described is refused, and so are NULs that databases refuse."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ConsentBody(Body):
    """What a shopper agrees to."""

    version: Word
    photos: bool = False
    history: bool = False
    training: bool = False


class SessionBody(Body):
    """A new session."""

    adult: bool
    consent: ConsentBody
    shop: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")] = "demo"


class PersonBody(Body):
    """A person: a photo, a model of the gallery, or the avatar of a body."""

    photo: Picture | None = None
    model: Word | None = None
    body: Ident | None = None
    person: int | None = Field(None, ge=1, le=20, description="Which of several, from the left.")


class RunBody(Body):
    """A try-on."""

    person: Picture
    garments: list[Picture] = Field(min_length=1, max_length=4)
    category: Word | None = None
    quality: Literal["draft", "standard", "best"] = "standard"
    seed: int = Field(0, ge=0, le=2**31 - 1)
    num_samples: int = Field(1, ge=1, le=4)
    adjustments: dict[str, Any] = Field(default_factory=dict)
    body: Ident | None = None
    size: Word | None = None
    webhook_url: Link | None = None


class MeasureBody(Body):
    """A body in numbers; photos and scans come as parts of a form."""

    sex: Literal["female", "male", "f", "m"]
    height_cm: Number | None = Field(None, gt=0, lt=400)
    weight_kg: Number | None = Field(None, gt=0, lt=700)
    age: Number | None = Field(None, gt=0, lt=130)
    girths: dict[Word, Number] = Field(default_factory=dict)
    clothes: Literal["tight", "normal", "loose"] | None = None
    scan_unit: Literal["m", "cm", "mm", "in", "ft"] | None = None
    photo: Picture | None = None
    side: Picture | None = None
    scan: Picture | None = None


class AvatarBody(Body):
    """An avatar."""

    body_id: Ident
    skin: Word = "light"
    hair: Word | None = None
    pose: Word = "relaxed"


class SizeBody(Body):
    """A question about sizes."""

    body_id: Ident
    garment_id: Ident | None = None
    chart: dict[str, Any] | None = None
    usual: Word | list[Word] | None = None
    intention: Literal["tight", "regular", "loose"] = "regular"


class GarmentBody(Body):
    """A garment of a catalogue."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    category: Literal["top", "bottom", "dress"]
    sku: Name | None = None
    title_zh: Text | None = None
    brand: Word = ""
    kind: Word = ""
    colour: Word = ""
    price: Number | None = Field(None, ge=0)
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    product_url: Link | None = None
    chart: dict[str, Any] | None = None
    stock: dict[Word, int] = Field(default_factory=dict)
    attributes: list[Word] = Field(default_factory=list, max_length=20)
    picture: Picture | None = None


class FeedbackBody(Body):
    """A reaction."""

    event_id: Name
    reaction: Literal[REACTIONS]  # type: ignore[valid-type]
    garment_id: Ident | None = None
    try_on_id: Ident | None = None
    size: Word | None = None
    fit: int | None = Field(None, ge=-2, le=2, description="-2 too tight … 2 too loose.")
    reason: Literal[REASONS] | None = Field(  # type: ignore[valid-type]
        None, description="Why it came back; for the reaction 'return'."
    )
    customer: Customer | None = Field(None, description="Whose reaction a shop reports.")
    shown: dict[str, Any] = Field(default_factory=dict, description="Adjustments it was made with.")


class GuidanceBody(Body):
    """A question about exercise."""

    body_id: Ident
    goal: Literal["health", "strength", "endurance", "weight", "mobility"] = "health"
    activity: Literal["sedentary", "active", "vigorous"] = "sedentary"
    age: Number | None = Field(None, gt=0, lt=130)
    pregnant: bool = False
    days: int | None = Field(None, ge=1, le=7)
