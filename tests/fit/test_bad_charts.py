"""Charts as shops really send them: each mistake is named by row and column, or told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.errors import InputError
from modiste.fit.advise import Advisor
from modiste.fit.plain import parse_csv, parse_json
from modiste.fit.zones import Zone
from modiste.types import Measure

BODY = {Measure.CHEST: 90.0, Measure.WAIST_NATURAL: 72.0, Measure.HIP: 96.0, Measure.HEIGHT: 166.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # One cell, one row or one column in another unit.
        ("size,chest,hip\nS,84,92\nM,88,38\nL,92,100", ["line 3", "size M", "column hip", "'in'"]),
        ("size,chest,hip\nS,84,92\nM,34.6,37.8\nL,92,100", ["line 3", "size M", "column chest"]),
        ("# unit: cm\nsize,chest,hip\nS,84,36\nM,88,38\nL,92,40", ["line 3", "column hip", "'in'"]),
        ("# unit: inch\nsize,chest,hip\nS,33,92\nM,35,96", ["line 3", "size S", "centimetres"]),
        ("# unit: cm\nsize,chest\nS,840\nM,880", ["line 3", "column chest", "55 and 230"]),
        # Sizes that come twice, however they are written.
        ("size,chest\nM,88\nm ,92", ["line 3", "line 2", "already"]),
        ("size,chest\n38,88\n40,92\n38,90", ["line 4", "size '38'", "line 2"]),
        # Nothing, or nothing that can be used.
        ("", ["no sizes"]),
        ("\n\n  ,,\n", ["no sizes"]),
        ("# of: garment\n", ["no sizes"]),
        ("size,chest\n", ["no sizes"]),
        ("size,chest\nS,\nM,-\nL,n/a", ["no column that is known"]),
        ("size,price\nS,10\nM,12", ["no column that is known"]),
        ("measure,S,M,L\nchest,84,88,92\nwaist,66,70,74", ["(S, M, L)", "turn it"]),
        # No numbers.
        ("size,chest\nS,0\nM,88", ["line 2", "column chest"]),
        ("size,chest\nS,-84\nM,88", ["line 2", "column chest", "'-84'"]),
        ("size,chest\nS,1e9\nM,88", ["line 2", "column chest"]),
        ("size,chest\nS,NaN\nM,88", ["line 2", "column chest", "'NaN'"]),
        ("size,chest\nS,84 lb\nM,88", ["line 2", "column chest", "84 lb"]),
    ],
)
def test_what_is_wrong_is_named(text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        parse_csv(text, "shop.csv")
    assert all(word in str(caught.value) for word in ["shop.csv", *words]), str(caught.value)


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ("[]", ["0 sizes"]),
        ('[{"size": "S", "chest": "84"}, {"size": "s", "chest": 88}]', ["entry 2", "entry 1"]),
        ('[{"size": "S", "chest": 84}, {"size": "M", "chest": 34}]', ["entry 2", "column chest"]),
        ('[{"size": "S", "chest": [90, 86]}]', ["entry 1", "backwards"]),
        ('[{"size": "S", "chest": true}]', ["entry 1", "column chest"]),
        ('[{"size": "S", "chest": [1, 2, 3]}]', ["entry 1", "column chest"]),
        ('[{"chest": 84}]', ["entry 1", "no name"]),
        ("[7]", ["entry 1", "object"]),
    ],
)
def test_so_it_is_in_json(sizes: str, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        parse_json(f'{{"of": "body", "sizes": {sizes}}}', "shop.json")
    assert all(word in str(caught.value) for word in ["shop.json", *words]), str(caught.value)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("hip,waist", "the waist is larger than the hip"),
        ("waist,chest", "the waist is larger than the chest"),
        ("outseam,inseam", "the inseam is larger than the outseam"),
    ],
)
def test_swapped_columns_are_told(head: str, told: str) -> None:
    values = {"hip,waist": ((66, 92), (70, 96)), "waist,chest": ((92, 66), (96, 70)),
              "outseam,inseam": ((76, 104), (78, 106))}[head]  # fmt: skip
    rows = "\n".join(f"{s},{a},{b}" for s, (a, b) in zip("SM", values, strict=True))
    chart = parse_csv(f"# of: body\nsize,{head}\n{rows}", "shop.csv")
    assert any(told in w and "swapped" in w for w in chart.warnings)


def test_columns_in_their_place_raise_no_suspicion() -> None:
    rows = "\n".join(f"{s},{84 + 4 * i},{66 + 4 * i},{92 + 4 * i}" for i, s in enumerate("SML"))
    chart = parse_csv(f"# of: body\nsize,chest,waist,hip\n{rows}", "shop.csv")
    assert chart.warnings == ()


def test_a_mixed_chart_that_names_its_units_is_right() -> None:
    text = '# of: body\nsize,chest (in),hip,waist\nS,33,92,"26"""\nM,35,96,70 cm'
    girths = parse_csv(text, "shop.csv").girths
    assert girths.low[Zone.CHEST].tolist() == pytest.approx([83.82, 88.9])
    assert girths.low[Zone.WAIST].tolist() == pytest.approx([66.04, 70.0])


def test_holes_are_filled_and_told_wherever_they_are() -> None:
    text = "# of: body\nsize,chest,hip\nXS,,88\nS,84,\nM,88,96\nL,,\nXL,96,104"
    chart = parse_csv(text, "shop.csv")
    assert chart.girths.low[Zone.CHEST].tolist() == [80, 84, 88, 92, 96]
    assert chart.girths.low[Zone.HIP].tolist() == [88, 92, 96, 100, 104]
    assert chart.girths.filled == {
        ("XS", Zone.CHEST), ("L", Zone.CHEST), ("S", Zone.HIP), ("L", Zone.HIP)
    }  # fmt: skip
    assert sum("interpolated" in w for w in chart.warnings) == 2


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(56, 88), min_size=1, max_size=6), st.floats(0, 0.5))
def test_negative_ease_everywhere_is_never_sure(girths: list[float], stretch: float) -> None:
    rows = "\n".join(f"{30 + 2 * i},{g:.1f}" for i, g in enumerate(sorted(girths)))
    chart = parse_csv(f"# of: garment\n# unit: cm\n# stretch: {stretch}\nsize,chest\n{rows}", "x")
    advice = Advisor(chart).advise({m: np.full(50, v) for m, v in BODY.items()})
    largest = max(girths) * (1 + 0.4 * stretch) - 2
    if abs(largest - BODY[Measure.CHEST]) > 0.2:
        assert advice.is_nearest_only == (largest < BODY[Measure.CHEST])
    if advice.is_nearest_only:
        assert advice.confidence + advice.alternative_share < 0.5
    assert any("smaller than the body" in w for w in advice.warnings)
