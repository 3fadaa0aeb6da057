"""Shop charts: what is read, converted, completed and refused."""

from __future__ import annotations

import contextlib
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.errors import InputError, ModisteError, OptionError
from modiste.fit.plain import parse_csv, parse_json, read_chart
from modiste.fit.schema_org import as_schema_org
from modiste.fit.zones import Kind, Zone
from modiste.types import Category

HOLED = """# of: body
# category: dress
Size,Bust,Waist,Hips
XS,78-82,,90
S,82-86,66,
M,86-90,70,98
L,90-96,75,102
"""


def test_ranges_units_and_completion() -> None:
    chart = parse_csv(HOLED, "x.csv")
    assert chart.kind is Kind.BODY
    assert chart.category is Category.DRESS
    assert chart.girths.names == ("XS", "S", "M", "L")
    assert chart.girths.low[Zone.CHEST].tolist() == [78, 82, 86, 90]
    assert chart.girths.high[Zone.CHEST].tolist() == [82, 86, 90, 96]
    assert chart.girths.low[Zone.HIP].tolist() == [90, 94, 98, 102]
    assert chart.girths.low[Zone.WAIST].tolist() == [61.5, 66, 70, 75]
    assert chart.girths.filled == {("XS", Zone.WAIST), ("S", Zone.HIP)}
    assert any("waist of XS" in w and "interpolated" in w for w in chart.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "# unit: inch\nsize,chest\nS,34\nM,36",
        "size,chest (in)\nS,34\nM,36",
        "size,chest\nS,34in\nM,36 inches",
        "size;chest\nS;86,36\nM;91,44",
        "尺码,胸围(厘米)\nS,86.36\nM,91.44",
        "size,chest\nM,91.44\nS,86.36",
        "size,chest_flat\nS,43.18\nM,45.72",
        "size\tpit to pit\nS\t43.18\nM\t45.72",
        "size,chest\nS,34\nM,36",
        "# unit: inch\nsize,chest\nS,33½-34½\nM,35 1/2-36 1/2",
    ],
)
def test_every_way_of_writing_the_same(text: str) -> None:
    chart = parse_csv(text, "x.csv")
    assert chart.girths.names == ("S", "M")
    assert chart.girths.middle(Zone.CHEST) == pytest.approx([86.36, 91.44])


def test_bare_inches_are_told() -> None:
    assert any("inches" in w for w in parse_csv("size,chest\nS,34\nM,36", "x").warnings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("size,chest\nS,84\nM,34\nL,92", ["line 3", "size M", "chest", "in"]),
        ("# unit: inch\nsize,chest\nS,34\nM,91", ["line 4", "size M", "centimetres"]),
        ("size,chest\nS,84\ns,88", ["line 3", "line 2", "already"]),
        ("size,chest\nS,84\nM,big", ["line 3", "size M", "chest", "'big'"]),
        ("size,chest\nS,90-86\nM,94", ["line 2", "backwards"]),
        ("size,colour\nS,1", ["no column that is known"]),
        ("size,chest,bust\nS,84,84", ["chest", "once more"]),
        ("size,chest,chest\nS,84,84", ["comes twice"]),
        ("size,chest\nS,84,3", ["line 2", "more cells"]),
        ("size,chest\n,84", ["line 2", "no name"]),
        ("size,chest", ["no sizes"]),
        ("# of: shoe\nsize,chest\nS,84", ["shoe", "body, garment"]),
        ("# unit: ell\nsize,chest\nS,84", ["ell"]),
        ("# stretch: lots\nsize,chest\nS,84", ["lots"]),
        ("# stretch: 3\nsize,chest\nS,84", ["stretch"]),
        ("size,chest,waist\nA1,84,80\nB1,88,75\nC1,92,70", ["column waist", "order"]),
        ("# of: garment\nsize,chest\nS,48\nM,50", ["chest_flat"]),
        ("size,chest\n170/88A,88\n170/88B,88", ["figure types"]),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        parse_csv(text, "shop.csv")
    assert all(word in str(caught.value) for word in ["shop.csv", *words]), str(caught.value)


def test_one_size_that_falls_is_levelled_and_told() -> None:
    chart = parse_csv("size,chest,neck\nS,84,36\nM,88,38\nL,92,37\nXL,96,40", "x")
    assert (np.diff(chart.girths.low[Zone.NECK]) >= 0).all()
    assert any("Size L has a smaller neck than M" in w for w in chart.warnings)


def test_letters_are_sorted_and_numbers_too() -> None:
    chart = parse_csv("size,chest\nL,92\n3XL,108\nXS,80\nM,88\nXXL,100\nS,84\nXL,96", "x")
    assert chart.girths.names == ("XS", "S", "M", "L", "XL", "XXL", "3XL")
    assert parse_csv("size,chest\n40,92\n36,84\n38,88", "x").girths.names == ("36", "38", "40")


def test_waist_and_length_make_two_scales() -> None:
    text = "# of: garment\n# category: bottom\nsize,waist (in),inseam (in)\n" + "\n".join(
        f"{w}/{leg},{w + 1},{leg}" for w, leg in ((32, 30), (30, 32), (30, 30), (32, 34), (34, 32))
    )
    chart = parse_csv(text, "jeans.csv")
    assert chart.lengths is not None
    assert chart.girths.names == ("30", "32", "34")
    assert chart.lengths.names == ("30", "32", "34")
    assert chart.lengths.low[Zone.INSEAM] == pytest.approx([76.2, 81.28, 86.36])
    assert chart.find("W32L34") == (1, 2)
    assert chart.named(1, 2) == "32/34"
    assert chart.named(0, 2) == "30/32"
    with pytest.raises(OptionError, match="38/34"):
        chart.find("38/34")


def test_chinese_sizes_tell_their_own_measures() -> None:
    chart = parse_csv("# of: body\n号型,肩宽\n165/84A,42\n170/88A,43.2\n175/92A,44.4", "x")
    assert chart.girths.middle(Zone.CHEST).tolist() == [84, 88, 92]
    assert chart.lengths is not None
    assert chart.lengths.middle(Zone.HEIGHT).tolist() == [165, 170, 175]


def test_json_is_the_same_chart(tmp_path: Path) -> None:
    sizes = [{"size": "S", "chest": [82, 86], "waist": None}, {"size": "M", "chest": "86-90"}]
    plain = parse_json(json.dumps({"of": "body", "unit": "cm", "sizes": sizes}), "x.json")
    assert plain.girths.high[Zone.CHEST].tolist() == [86, 90]
    by_name = {"of": "garment", "sizes": {"S": {"chest": 100}, "M": {"chest": 104}}}
    path = tmp_path / "c.json"
    path.write_text(json.dumps(by_name), encoding="utf-8")
    assert read_chart(path).kind is Kind.GARMENT


@pytest.mark.parametrize("text", ["{", "[]", '{"sizes": 3}', '{"sizes": [3]}',
                                  '{"sizes": [{"size": "S", "chest": {"a": 1}}]}'])  # fmt: skip
def test_broken_json_is_one_sentence(text: str) -> None:
    with pytest.raises(InputError, match=r"x\.json"):
        parse_json(text, "x.json")


def test_schema_org_comes_back_as_it_went() -> None:
    chart = parse_csv(HOLED, "x.csv")
    again = parse_json(json.dumps(as_schema_org(chart)), "x.jsonld", Category.DRESS)
    assert again.girths.names == chart.girths.names
    assert again.girths.filled == chart.girths.filled
    for zone, low in chart.girths.low.items():
        assert again.girths.low[zone] == pytest.approx(low)


def test_schema_org_inside_a_product() -> None:
    size = {"@type": "SizeSpecification", "name": "32", "hasMeasurement": {
        "@type": "QuantitativeValue", "name": "https://schema.org/WearableMeasurementInseam",
        "value": 34, "unitCode": "INH"}}  # fmt: skip
    product = {"@type": "ProductGroup", "hasVariant": [{"@type": "Product", "size": size}]}
    chart = parse_json(json.dumps(product), "p.jsonld", Category.BOTTOM)
    assert chart.kind is Kind.GARMENT
    assert chart.girths.low[Zone.INSEAM] == pytest.approx([86.36])


def test_unreadable_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_chart(tmp_path / "no.csv")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_chart(tmp_path / "b.csv")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_csv, parse_json):
        with contextlib.suppress(ModisteError):
            assert parse(text, "x").sizes


CELLS = st.one_of(
    st.sampled_from(
        ["", "-", "84", "88in", "86-90", "34½", "x", "0", "90-86", "1e9", "88/90", "½"]
    ),
    st.text(max_size=6),
)


@given(st.lists(st.tuples(st.sampled_from(["S", "M", "L", "38", "32/34", "170/88A", "l"]),
                          CELLS, CELLS), min_size=1, max_size=6))  # fmt: skip
def test_any_cells_give_rising_finite_scales_or_a_sentence(rows: list[tuple[str, ...]]) -> None:
    sizes = [{"size": s, "chest": a, "inseam": b} for s, a, b in rows]
    try:
        chart = parse_json(json.dumps({"of": "body", "sizes": sizes}), "x")
    except ModisteError:
        return
    for scale in filter(None, (chart.girths, chart.lengths)):
        for zone in scale.low:
            assert all(map(math.isfinite, scale.high[zone]))
            assert (np.diff(scale.low[zone]) >= -1e-9).all()
            assert (scale.low[zone] <= scale.high[zone] + 1e-9).all()


@given(st.lists(st.integers(60, 140), min_size=2, max_size=9, unique=True), st.booleans())
def test_inches_and_centimetres_agree(girths: list[int], ranged: bool) -> None:
    rows = [f"N{i},{{:.4f}}" + ("-{:.4f}" if ranged else "") for i in range(len(girths))]
    values = [(g, g + 2) for g in sorted(girths)]
    if values[-1][0] > 1.8 * values[0][0]:
        return
    metric = "\n".join(r.format(*v) for r, v in zip(rows, values, strict=True))
    inches = "\n".join(r.format(*(x / 2.54 for x in v)) for r, v in zip(rows, values, strict=True))
    a = parse_csv("# unit: cm\nsize,chest\n" + metric, "a")
    b = parse_csv("# unit: inch\nsize,chest\n" + inches, "b")
    assert a.girths.low[Zone.CHEST] == pytest.approx(b.girths.low[Zone.CHEST], abs=1e-3)
