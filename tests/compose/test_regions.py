"""What may change and what may not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import painted
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.compose import editable_region, protected, replaced
from modiste.types import Category, Label, PersonView

CATEGORIES = tuple(Category)


@pytest.mark.parametrize("category", CATEGORIES)
def test_protected_labels_are_never_editable(category: Category) -> None:
    view = painted.person()
    editable = editable_region(view, painted.garment(category))
    kept = (Label.HAIR, Label.HAT, Label.HAND, Label.BAG)
    assert not editable[np.isin(view.parse, kept)].any()
    shoes = (view.parse == Label.SHOES) & (category is Category.BOTTOM)
    assert not editable[protected(view) & ~shoes].any()
    assert set(np.unique(editable)) == {0.0, 1.0}
    assert editable.dtype == np.float32


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 400), st.integers(0, 260), st.sampled_from(list(Label)),
    st.sampled_from(CATEGORIES),
)  # fmt: skip
def test_a_label_painted_anywhere_keeps_its_protection(
    y: int, x: int, label: Label, category: Category
) -> None:
    labels = painted.parse()
    labels[y : y + 40, x : x + 40] = label
    view = painted.person(labels)
    shoes = (labels == Label.SHOES) & (category is Category.BOTTOM)
    assert not (editable_region(view, painted.garment(category))[protected(view) & ~shoes]).any()


def _shod(collar: slice) -> PersonView:
    """Shoes as solid blocks, and the thin back of the left one that rises above it."""
    labels = painted.parse()
    labels[labels == Label.SHOES] = Label.BACKGROUND
    labels[424:446, 120:155] = labels[424:446, 166:200] = Label.SHOES
    labels[collar, 197:200] = Label.SHOES
    return painted.person(labels)


def test_trousers_fall_over_the_thin_back_of_a_low_shoe() -> None:
    view = _shod(slice(414, 424))
    editable = editable_region(view, painted.garment(Category.BOTTOM))
    assert (editable[415:423, 197:200] == 1).all()
    assert not editable[430:444, 170:195].any()
    for category in (Category.TOP, Category.DRESS):
        editable = editable_region(view, painted.garment(category))
        assert not editable[view.parse == Label.SHOES].any()


def test_boots_stay_over_trousers() -> None:
    view = _shod(slice(350, 424))
    editable = editable_region(view, painted.garment(Category.BOTTOM))
    assert not editable[view.parse == Label.SHOES].any()


def test_the_face_is_protected_and_the_neck_is_not() -> None:
    view = painted.person()
    editable = editable_region(view, painted.garment(Category.TOP))
    assert editable[72, 160] == 0
    assert editable[106, 160] == 1


def test_the_far_background_stays() -> None:
    view = painted.person()
    for category in CATEGORIES:
        editable = editable_region(view, painted.garment(category))
        assert not editable[:20].any()
        assert not editable[:60, :60].any()
    top = editable_region(view, painted.garment(Category.TOP))
    assert not top[:, :30].any()


@pytest.mark.parametrize(
    ("category", "labels"),
    [(Category.TOP, {Label.TOP}), (Category.BOTTOM, {Label.BOTTOM}),
     (Category.DRESS, {Label.TOP, Label.BOTTOM})],
)  # fmt: skip
def test_each_category_replaces_its_own(category: Category, labels: set[Label]) -> None:
    view = painted.person()
    assert {Label(v) for v in np.unique(view.parse[replaced(view, category)])} == labels


def test_all_of_what_goes_is_editable_however_long_it_hangs() -> None:
    labels = painted.parse()
    labels[232:400, 118:202] = Label.OUTER
    view = painted.person(labels)
    editable = editable_region(view, painted.garment(Category.TOP))
    assert editable[replaced(view, Category.TOP)].all()


def test_a_dress_is_shared_between_top_and_bottom() -> None:
    view = painted.person(painted.parse(Label.DRESS, Label.DRESS))
    top, bottom = (replaced(view, c) for c in (Category.TOP, Category.BOTTOM))
    assert not (top & bottom).any()
    assert ((top | bottom) == (view.parse == Label.DRESS)).all()
    assert np.nonzero(top)[0].mean() < np.nonzero(bottom)[0].mean()


def test_a_parse_without_a_person_gives_nothing_to_edit() -> None:
    empty = PersonView(
        painted.person().image, painted.pose(), np.zeros(painted.SIZE, np.float32),
        np.zeros(painted.SIZE, np.uint8),
    )  # fmt: skip
    assert not editable_region(empty, painted.garment(Category.TOP)).any()


def test_a_strap_taken_for_hair_is_no_hair_and_a_long_strand_is() -> None:
    view = painted.person()
    parse = view.parse.copy()
    chest = np.argwhere(parse == Label.TOP)[0] + [30, 20]
    strap = np.s_[chest[0] : chest[0] + 12, chest[1] : chest[1] + 2]
    parse[strap] = Label.HAIR
    assert not protected(replace(view, parse=parse))[strap].any()
    hair = int((view.parse == Label.HAIR).sum())
    strand = np.s_[chest[0] : chest[0] + 40, chest[1] : chest[1] + max(4, hair // 300)]
    parse[strand] = Label.HAIR
    assert protected(replace(view, parse=parse))[strand].all()
