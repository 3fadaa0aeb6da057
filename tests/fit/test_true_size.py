"""A size looks as large as its chart says: on the virtual model, in centimetres of the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.body.avatar import Looks, draw_avatar
from modiste.body.measure import Tape
from modiste.body.model import Model
from modiste.body.poses import PoseName
from modiste.body.sections import cut
from modiste.cli.body_options import known_body
from modiste.errors import InputError, OptionError
from modiste.examples.flats import Flat, flat
from modiste.examples.models import virtual_model
from modiste.fit.chart import SizeChart
from modiste.fit.plain import parse_csv
from modiste.fit.standards import standard_chart
from modiste.fit.true_size import fit_of_size, worn_breadth
from modiste.fit.trunk import breadth
from modiste.fit.zones import Zone
from modiste.types import Category, Fit, Measure, Part, Sex
from modiste.warp import warp_garment
from modiste.warp.body import measure_body

BODY = {
    Measure.CHEST: 92.5, Measure.WAIST_NATURAL: 70.9, Measure.WAIST: 75.1, Measure.HIP: 99.9,
    Measure.ARM_LENGTH: 54.0, Measure.INSEAM: 78.0, Measure.OUTSEAM: 107.0, Measure.SHOULDER: 37.4,
    Measure.UNDERBUST: 77.2, Measure.HEIGHT: 172.1,
}  # fmt: skip
"""The virtual model's own measures, as the tape reads them."""


@pytest.fixture(scope="module")
def shopper() -> Model:
    return virtual_model(pose=PoseName.A_POSE)


@pytest.fixture(scope="module")
def shirt() -> Flat:
    measures = {"chest": 48.0, "length": 64.0, "waist": 0.98, "hem": 1.03}
    return flat("t-shirt", seed=3, tidy=1.0, measures=measures)


def drawn(model: Model, shirt: Flat, fit: Fit) -> tuple[float, float]:
    """Width above the waist, where cloth hangs free, and hem below the shoulders; cm."""
    warped = warp_garment(model.view, shirt.view(), fit=fit, tuck=False)
    per_cm = model.camera.focal / model.camera.eye[2] / 100
    torso = (warped.alpha > 0.5) & (warped.parts == Part.TORSO)
    sides = ("left", "right")
    shoulder = np.mean([model.pose[f"{s}_shoulder"] for s in sides], axis=0)
    hip = np.mean([model.pose[f"{s}_hip"] for s in sides], axis=0)
    across = np.flatnonzero(torso[round(float(shoulder[1] + 0.45 * (hip - shoulder)[1]))])
    down = np.flatnonzero(torso[:, round(float(hip[0]))])
    width, hem = np.ptp(across) + 1, down[-1] + 1 - shoulder[1]
    return float(width / per_cm), float(hem / per_cm)


def below_collar(model: Model, shirt: Flat, fit: Fit) -> float:
    """From the collar's points down to the hem, cm."""
    warped = warp_garment(model.view, shirt.view(), fit=fit, tuck=False)
    torso = (warped.alpha > 0.5) & (warped.parts == Part.TORSO)
    middle = round(float(model.pose["left_hip"][0] + model.pose["right_hip"][0]) / 2)
    collar = warped.guides["neckline"][[0, -1], 1].mean()
    hem = np.flatnonzero(torso[:, middle])[-1] + 1
    return float(hem - collar) / (model.camera.focal / model.camera.eye[2] / 100)


@pytest.mark.parametrize(
    ("small", "large"), [("M", "L"), ("S", "M"), ("S", "XL"), ("XS", "XL"), ("L", "XL")]
)
def test_the_larger_is_wider_and_longer_by_the_chart(
    tee: SizeChart, shopper: Model, shirt: Flat, small: str, large: str
) -> None:
    girths = dict(zip(tee.girths.names, tee.girths.low[Zone.CHEST], strict=True))
    lengths = dict(zip(tee.girths.names, tee.girths.low[Zone.LENGTH], strict=True))
    (w0, l0), (w1, l1) = (drawn(shopper, shirt, fit_of_size(tee, s, BODY)) for s in (small, large))
    assert w1 - w0 == pytest.approx((girths[large] - girths[small]) / np.pi, abs=1.2)
    assert l1 - l0 == pytest.approx(lengths[large] - lengths[small], abs=2)
    assert w1 > w0 + 0.5
    assert l1 > l0 + 1


PEOPLE = [("f", 155, 50), ("f", 165, 60), ("f", 172, 75), ("m", 170, 62), ("m", 178, 70),
          ("m", 185, 90)]  # fmt: skip
CHESTS = {"S": 92.0, "M": 98.0, "L": 104.0, "XL": 113.0}
LENGTHS = {"S": 58.0, "M": 64.0, "L": 66.0, "XL": 74.0}


@pytest.fixture(scope="module")
def straight() -> Flat:
    measures = {"chest": 48.0, "length": 64.0, "waist": 1.0, "hem": 1.0}
    return flat("t-shirt", seed=3, tidy=1.0, measures=measures)


@pytest.fixture(scope="module", params=PEOPLE, ids=lambda p: "-".join(map(str, p)))
def somebody(request: pytest.FixtureRequest) -> tuple[Model, dict[Measure, float]]:
    """Rendered with her arms off her trunk, and what is known of her by her height and weight."""
    sex, height, weight = request.param
    known = known_body(None, sex, None, "cm", {"height": str(height), "weight": str(weight)})
    model = draw_avatar(known.measurements(), Looks(pose=PoseName.A_POSE), seed=0).model
    return model, {m: known.estimate(m).mean for m in Measure}


def sections(model: Model) -> list[tuple[int, float, float]]:
    """Picture rows from the chest to the hips, with the trunk's breadth and girth there in cm."""
    tape, posed = Tape(model.sitter.body), model.sitter.posed
    lines = tape.lines(posed)
    ends = [float(lines[m][:, 1].mean()) for m in (Measure.CHEST, Measure.HIP)]
    found = []
    for level in np.linspace(*ends, 17):
        place = np.array([0.0, level, 0.0])
        section = cut(posed.vertices, tape.regions.trunk, np.array([0.0, 1.0, 0.0]), place)
        row = model.camera.project(section.line)[0][:, 1].mean()
        breadth_cm = 100 * float(np.ptp(section.line[:, 0]))
        found.append((round(float(row)), breadth_cm, 100 * section.tape))
    return found


@pytest.mark.parametrize("size", CHESTS)
def test_a_shirt_is_as_wide_as_its_girth_all_the_way_down(
    straight: Flat, somebody: tuple[Model, dict[Measure, float]], size: str
) -> None:
    """The truth is level sections of the mesh, and cloth that stands off them evenly all round."""
    model, body = somebody
    rows = "".join(f"{name},{girth},66\n" for name, girth in CHESTS.items())
    chart = parse_csv("# of: garment\nsize,chest,length\n" + rows, "shirt.csv")
    fit = fit_of_size(chart, size, body)
    warped = warp_garment(model.view, straight.view(), fit=fit, tuck=False)
    torso = (warped.alpha > 0.5) & (warped.parts == Part.TORSO)
    per_cm = model.camera.focal / model.camera.eye[2] / 100
    hem = int(np.flatnonzero(torso.any(axis=1))[-1])
    armpit = float(model.pose["left_shoulder"][1]) + 0.1 * body[Measure.HEIGHT] * per_cm
    compared = [(r, b, g) for r, b, g in sections(model) if armpit < r < hem - 2 * per_cm]
    drawn_cm = [(np.ptp(np.flatnonzero(torso[r])) + 1) / per_cm for r, _, _ in compared]
    truth = [b + max(CHESTS[size] - g, 0.0) / np.pi for _, b, g in compared]
    assert len(compared) > 8
    assert drawn_cm == pytest.approx(truth, abs=2.0)


def test_a_shirt_is_as_long_as_its_chart_says(
    shirt: Flat, somebody: tuple[Model, dict[Measure, float]]
) -> None:
    model, body = somebody
    rows = "".join(f"{name},{CHESTS[name]},{length}\n" for name, length in LENGTHS.items())
    chart = parse_csv("# of: garment\nsize,chest,length\n" + rows, "shirt.csv")
    found = [below_collar(model, shirt, fit_of_size(chart, size, body)) for size in LENGTHS]
    assert found == pytest.approx(list(LENGTHS.values()), abs=2.0)


def test_waist_and_hip_of_a_chart_shape_the_picture(
    straight: Flat, somebody: tuple[Model, dict[Measure, float]]
) -> None:
    model, body = somebody
    head = "# of: garment\nsize,chest,waist,hip,length\n"
    charts = [parse_csv(head + f"M,113,{waist},{hip},70\n", "shirt.csv")
              for waist, hip in ((113, 113), (104, 122))]  # fmt: skip
    widths = []
    for chart in charts:
        warped = warp_garment(model.view, straight.view(), fit=fit_of_size(chart, "M", body))
        torso = (warped.alpha > 0.5) & (warped.parts == Part.TORSO)
        rows = [sections(model)[i][0] for i in (8, 15)]
        widths.append([np.ptp(np.flatnonzero(torso[r])) for r in rows])
    per_cm = model.camera.focal / model.camera.eye[2] / 100
    waist, hip = (np.array(widths[1]) - widths[0]) / per_cm
    assert waist < -1.0
    assert hip > 1.0


def test_a_length_is_drawn_whatever_the_photos_proportions(shopper: Model, shirt: Flat) -> None:
    boxy = flat("t-shirt", seed=4, tidy=1.0, measures={"chest": 56.0, "length": 60.0})
    fit = Fit(drop=64 / 170)
    one, other = (below_collar(shopper, s, fit) for s in (shirt, boxy))
    assert one == pytest.approx(other, abs=1.0)
    longer = below_collar(shopper, shirt, Fit(length=1.1, drop=64 / 170))
    assert longer == pytest.approx(1.1 * one, rel=0.02)


def test_room_stands_off_the_body_all_round() -> None:
    bare = worn_breadth(BODY[Measure.CHEST], BODY)
    assert bare == pytest.approx(breadth(Measure.CHEST, BODY))
    assert worn_breadth(BODY[Measure.CHEST] + np.pi, BODY) == pytest.approx(bare + 1)


@given(st.floats(70, 160), st.floats(70, 160), st.floats(28, 60), st.floats(60, 180))
def test_breadths_stay_those_of_bodies(
    chest: float, hip: float, shoulder: float, girth: float
) -> None:
    body = {Measure.CHEST: chest, Measure.HIP: hip, Measure.SHOULDER: shoulder}
    assert 0.25 < breadth(Measure.CHEST, body) / chest < 0.4
    assert worn_breadth(girth + 1, body) > worn_breadth(girth, body)


def test_of_a_body_half_known_the_natural_size_is_natural(tee: SizeChart) -> None:
    known = {m: v for m, v in BODY.items() if m is not Measure.SHOULDER}
    fit = fit_of_size(tee, "M", known | {Measure.CHEST: 86.0, Measure.ARM_LENGTH: 54.0})
    assert (fit.girth, fit.length, fit.sleeve_length) == pytest.approx((1, 1, 1))


def test_ratios_grow_with_the_size_and_fall_with_the_body(tee: SizeChart) -> None:
    unknown_height = {m: v for m, v in BODY.items() if m is not Measure.HEIGHT}
    fits = [fit_of_size(tee, s, unknown_height) for s in tee.girths.names]
    for values in ([f.girth for f in fits], [f.length for f in fits]):
        assert (np.diff(values) > 0).all()
    bigger = fit_of_size(tee, "M", BODY | {Measure.CHEST: 110.0})
    assert bigger.girth < fit_of_size(tee, "M", BODY).girth


def test_charts_of_bodies_are_graded_in_length_as_is_usual() -> None:
    chart = standard_chart("EN", Sex.FEMALE)
    m, large = (fit_of_size(chart, s, BODY) for s in ("M", "L"))
    assert m.girth == pytest.approx(0.94, abs=0.04)
    assert large.girth > m.girth
    assert 1.03 < large.length / m.length < 1.1


def test_legs_are_as_long_as_their_inseam() -> None:
    head = "# of: garment\n# category: bottom\nsize,waist,hip,inseam\n"
    jeans = parse_csv(head + "32/30,84,104,76.2\n32/32,84,104,81.3\n34/32,89,109,81.3", "j")
    unknown_height = {m: v for m, v in BODY.items() if m is not Measure.HEIGHT}
    short, long = (fit_of_size(jeans, s, unknown_height) for s in ("32/30", "32/32"))
    assert long.girth == short.girth
    assert long.length / short.length == pytest.approx(81.3 / 76.2)
    assert short.length == pytest.approx(76.2 / 76)
    assert fit_of_size(jeans, "34/32", BODY).girth > long.girth


def test_long_sleeves_are_compared_with_the_arm() -> None:
    chart = parse_csv("# of: garment\nsize,chest,sleeve\nS,98,52\nM,102.5,55\nL,107,61", "x")
    unknown_height = {m: v for m, v in BODY.items() if m is not Measure.HEIGHT}
    sleeves = [fit_of_size(chart, s, unknown_height).sleeve_length for s in "SML"]
    assert sleeves == pytest.approx([52 / 55, 1, 61 / 55])


def test_absurd_sizes_stay_in_range_and_strange_ones_are_refused(tee: SizeChart) -> None:
    tiny = fit_of_size(tee, "XS", BODY | {Measure.CHEST: 190.0})
    assert tiny.girth == 0.5
    assert tiny.length >= 0.5
    with pytest.raises(OptionError, match="no size"):
        fit_of_size(tee, "7XL", BODY)
    only = parse_csv("# of: garment\nsize,neck\nS,38\nM,40", "n.csv")
    with pytest.raises(InputError, match=r"n\.csv tells no girth of a top"):
        fit_of_size(only, "S", BODY)
    assert fit_of_size(standard_chart("DE", Sex.FEMALE, Category.DRESS), "40", BODY).girth > 0.85


@pytest.mark.parametrize("kind", ["trousers", "skirt"])
def test_a_bottom_is_as_wide_as_its_girth_at_the_hips(
    somebody: tuple[Model, dict[Measure, float]], kind: str
) -> None:
    model, body = somebody
    cut_of = {"trousers": {"waist": 40.0, "hip": 1.25, "inseam": 78.0, "hem": 0.6},
              "skirt": {"waist": 36.0, "hip": 1.3, "length": 60.0, "flare": 1.0}}  # fmt: skip
    garment = flat(kind, seed=3, tidy=1.0, measures=cut_of[kind])
    hips = [body[Measure.HIP] + ease for ease in (2.0, 6.0, 12.0, 18.0)]
    rows = "".join(f"{name},{hip:.1f}\n" for name, hip in zip(CHESTS, hips, strict=True))
    chart = parse_csv("# of: garment\n# category: bottom\nsize,hip\n" + rows, "bottom.csv")
    row, own, girth = sections(model)[-1]
    per_cm = model.camera.focal / model.camera.eye[2] / 100
    found = []
    for size in CHESTS:
        fit = fit_of_size(chart, size, body)
        warped = warp_garment(model.view, garment.view(), fit=fit, tuck=False)
        found.append((np.ptp(np.flatnonzero(warped.alpha[row] > 0.5)) + 1) / per_cm)
    assert found == pytest.approx([own + (hip - girth) / np.pi for hip in hips], abs=2.0)
    assert (np.diff(found) > 0.5).all()


def test_trousers_end_as_high_above_the_floor_as_their_inseam_says(
    somebody: tuple[Model, dict[Measure, float]],
) -> None:
    """The truth: the body's crotch, 2 cm of room, and the inseam down from there."""
    model, body = somebody
    garment = flat("trousers", seed=3, tidy=1.0, measures={"waist": 40.0, "hip": 1.25})
    inseams = [body[Measure.INSEAM] - short for short in (30.0, 18.0, 8.0)]
    rows = "".join(f"{n},{body[Measure.HIP] + 6:.1f},{i:.1f}\n"
                   for n, i in zip("SML", inseams, strict=True))  # fmt: skip
    chart = parse_csv("# of: garment\n# category: bottom\nsize,hip,inseam\n" + rows, "t.csv")
    per_cm = model.camera.focal / model.camera.eye[2] / 100
    floor = model.camera.project(np.zeros((1, 3)))[0][0, 1]
    found = []
    for size in "SML":
        fit = fit_of_size(chart, size, body)
        warped = warp_garment(model.view, garment.view(), fit=fit, tuck=False)
        ends = [np.flatnonzero((warped.alpha > 0.5).any(axis=1) & (warped.parts == leg).any(axis=1))
                for leg in (Part.LEG_LEFT, Part.LEG_RIGHT)]  # fmt: skip
        found.append(np.mean([floor - rows[-1] for rows in ends]) / per_cm)
    assert found == pytest.approx([28.0, 16.0, 6.0], abs=2.0)


def test_a_skirt_is_as_long_as_its_chart_says(
    somebody: tuple[Model, dict[Measure, float]],
) -> None:
    model, body = somebody
    garment = flat("skirt", seed=3, tidy=1.0, measures={"flare": 1.0, "hem_curve": 0.0})
    rows = "".join(f"{n},{body[Measure.HIP] + 6:.1f},{length}\n"
                   for n, length in zip("SML", (45, 55, 65), strict=True))  # fmt: skip
    chart = parse_csv("# of: garment\n# category: bottom\nsize,hip,length\n" + rows, "s.csv")
    per_cm = model.camera.focal / model.camera.eye[2] / 100
    middle = round(float(model.pose["left_hip"][0] + model.pose["right_hip"][0]) / 2)
    found = []
    for size in "SML":
        fit = fit_of_size(chart, size, body)
        warped = warp_garment(model.view, garment.view(), fit=fit, tuck=False)
        found.append(np.ptp(np.flatnonzero(warped.alpha[:, middle] > 0.5)) / per_cm)
    assert found == pytest.approx([45.0, 55.0, 65.0], abs=2.0)


def test_a_dress_is_as_wide_and_long_as_its_chart_says(
    somebody: tuple[Model, dict[Measure, float]],
) -> None:
    model, body = somebody
    measures = {"chest": 46.0, "waist": 1.0, "hip": 1.0, "flare": 1.0, "hem_curve": 0.5,
                "length": 95.0}  # fmt: skip
    garment = flat("dress", seed=3, tidy=1.0, measures=measures)
    sizes = {"S": (96.0, 85.0), "M": (104.0, 95.0), "L": (116.0, 105.0)}
    rows = "".join(f"{n},{g},{g},{g},{length}\n" for n, (g, length) in sizes.items())
    head = "# of: garment\n# category: dress\nsize,chest,waist,hip,length\n"
    chart = parse_csv(head + rows, "dress.csv")
    per_cm = model.camera.focal / model.camera.eye[2] / 100
    armpit = float(model.pose["left_shoulder"][1]) + 0.1 * body[Measure.HEIGHT] * per_cm
    levels = [level for level in sections(model) if level[0] > armpit]
    middle = round(float(model.pose["left_hip"][0] + model.pose["right_hip"][0]) / 2)
    for size, (girth, length) in sizes.items():
        warped = warp_garment(model.view, garment.view(), fit=fit_of_size(chart, size, body))
        cloth = (warped.alpha > 0.5) & np.isin(warped.parts, (Part.TORSO, Part.SKIRT))
        widths = [(np.ptp(np.flatnonzero(cloth[row])) + 1) / per_cm for row, _, _ in levels]
        truth = [own + max(girth - tape, 0.0) / np.pi for _, own, tape in levels]
        assert widths == pytest.approx(truth, abs=2.0)
        collar = warped.guides["neckline"][[0, -1], 1].mean()
        hem = np.flatnonzero(cloth[:, middle])[-1] + 1
        assert (hem - collar) / per_cm == pytest.approx(length, abs=2.0)


@pytest.mark.parametrize(
    ("kind", "own", "lengths"),
    [("t-shirt", 20.0, (17.0, 20.0, 24.0)), ("long-sleeve", 60.0, (44.0, 47.0, 50.0))],
)
def test_a_sleeve_is_as_long_as_its_chart_says(
    somebody: tuple[Model, dict[Measure, float]],
    kind: str, own: float, lengths: tuple[float, ...],
) -> None:  # fmt: skip
    """From the shoulder's tip down along the upper arm, which hangs straight here."""
    model, body = somebody
    garment = flat(kind, seed=3, tidy=1.0, measures={"chest": 48.0, "sleeve": own})
    rows = "".join(f"{n},{100 + 4 * i},{s},66\n"
                   for i, (n, s) in enumerate(zip("SML", lengths, strict=True)))  # fmt: skip
    chart = parse_csv("# of: garment\nsize,chest,sleeve,length\n" + rows, "shirt.csv")
    per_cm, wearer = model.camera.focal / model.camera.eye[2] / 100, measure_body(model.view)
    found = []
    for size in "SML":
        warped = warp_garment(model.view, garment.view(), fit=fit_of_size(chart, size, body))
        down = []
        for side, part in (("left", Part.SLEEVE_LEFT), ("right", Part.SLEEVE_RIGHT)):
            joint, elbow = wearer.arms[side].at(np.array([0.0, 0.5]))
            along = (elbow - joint) / np.linalg.norm(elbow - joint)
            y, x = np.nonzero((warped.parts == part) & (warped.alpha > 0.5))
            reach = (np.column_stack([x, y]) - wearer.shoulders[side].tip) @ along
            down.append(np.quantile(reach, 0.998) / per_cm)
        found.append(np.mean(down))
    assert found == pytest.approx(lengths, abs=2.0)


def test_a_sleeve_longer_than_the_arm_ends_at_the_wrist(shopper: Model) -> None:
    garment = flat("long-sleeve", seed=3, tidy=1.0, measures={"chest": 48.0})
    ends = [np.nonzero(warp_garment(shopper.view, garment.view(), fit=Fit(cuff=cuff)).parts
                       == Part.SLEEVE_LEFT)[0].max() for cuff in (0.32, 0.36, 0.5)]  # fmt: skip
    assert ends[0] <= ends[1] == ends[2]
