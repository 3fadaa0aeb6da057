"""The advice: monotone by construction, calibrated, and honest about what it cannot know."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from modiste.errors import InputError, OptionError
from modiste.fit.advise import Advisor, Verdict
from modiste.fit.build import Row, Table, build_chart
from modiste.fit.chart import SizeChart
from modiste.fit.history import Kept, Usual, place, usual_size
from modiste.fit.plain import parse_csv
from modiste.fit.runs import Runs
from modiste.fit.standards import standard_chart
from modiste.fit.windows import Intention
from modiste.fit.words import chinese, english
from modiste.fit.zones import Kind, Zone
from modiste.types import Category, Measure, Sex

Samples = dict[Measure, NDArray[np.float64]]
MEANS = {
    Measure.HEIGHT: 165.0, Measure.NECK: 33.0, Measure.SHOULDER: 36.0, Measure.CHEST: 90.0,
    Measure.UNDERBUST: 76.0, Measure.WAIST: 80.0, Measure.WAIST_NATURAL: 74.0, Measure.HIP: 96.0,
    Measure.THIGH: 57.0, Measure.CALF: 36.0, Measure.UPPER_ARM: 28.0, Measure.WRIST: 15.5,
    Measure.ARM_LENGTH: 54.0, Measure.INSEAM: 75.0, Measure.OUTSEAM: 101.0,
    Measure.BACK_LENGTH: 39.0,
}  # fmt: skip


def bodies(spread: float = 0.03, n: int = 400, **changed: float) -> Samples:
    """Samples about one body; girths and lengths vary together."""
    rng = np.random.default_rng(7)
    size = np.exp(spread * rng.standard_normal(n))
    means = MEANS | {Measure(name): value for name, value in changed.items()}
    return {m: v * size * np.exp(spread / 3 * rng.standard_normal(n)) for m, v in means.items()}


COLUMNS = {Category.TOP: (("chest", 80), ("waist", 62), ("hip", 86), ("neck", 32)),
           Category.BOTTOM: (("waist", 60), ("hip", 84), ("inseam", 70)),
           Category.DRESS: (("chest", 80), ("waist", 62), ("height", 158))}  # fmt: skip


@st.composite
def charts(draw: st.DrawFn) -> SizeChart:
    """Any chart: flat or steep, of bodies or garments, each column graded as it likes."""
    category = draw(st.sampled_from(list(Category)))
    k = draw(st.integers(1, 8))
    columns = {}
    for name, start in COLUMNS[category]:
        steps = draw(st.lists(st.floats(0, 7), min_size=k, max_size=k))
        columns[name] = start + np.cumsum(steps) * (0.3 if name in ("neck", "inseam") else 1)
    rows = [Row(f"row {i}", f"size {i}", {c: f"{v[i]:.3f}" for c, v in columns.items()})
            for i in range(k)]  # fmt: skip
    kind = draw(st.sampled_from(list(Kind)))
    return build_chart(Table("any", rows, kind, category, 1.0, stretch=draw(st.floats(0, 1))))


@settings(max_examples=150, deadline=None)
@given(
    charts(),
    st.sampled_from(list(Intention)),
    st.one_of(st.none(), st.builds(Usual, st.floats(-1, 8), st.floats(0.3, 2))),
    st.one_of(st.none(), st.builds(Runs, st.floats(-2, 2), st.floats(0, 1), st.just(9))),
    st.lists(st.floats(1, 1.5), min_size=len(MEANS), max_size=len(MEANS)),
    st.floats(0.8, 1.2),
)
def test_a_bigger_body_never_gets_a_smaller_size(
    chart: SizeChart, how: Intention, usual: Usual | None, runs: Runs | None, growth: list[float],
    size: float,
) -> None:  # fmt: skip
    advisor = Advisor(chart, how, usual=usual, runs=runs)
    small = {m: v * size for m, v in bodies(n=60).items()}
    big = {m: v * g for (m, v), g in zip(small.items(), growth, strict=True)}
    assert (advisor.choose(big)[0] >= advisor.choose(small)[0]).all()
    before, after = (chart.find(advisor.advise(b).size) for b in (small, big))
    assert after[0] >= before[0]


JEANS = "# of: garment\n# category: bottom\nsize,waist (in),hip (in),inseam (in)\n" + "\n".join(
    f"{w}/{leg},{w + 1},{w + 9},{leg}" for w in (26, 28, 30, 32, 36) for leg in (30, 32, 34)
)
KINDS = [
    *(standard_chart(system, sex, category) for system in ("EN", "GB", "DE", "US")
      for sex in Sex for category in Category),
    parse_csv(JEANS, "jeans.csv"),
]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.lists(st.tuples(st.integers(0, 99), st.sampled_from([-1, -0.5, 0, 0.5, 1]),
                       st.floats(0.1, 1)), max_size=6),
    st.lists(st.floats(1, 1.4), min_size=len(MEANS), max_size=len(MEANS)),
    st.floats(0.8, 1.2),
)  # fmt: skip
def test_it_is_so_in_every_built_in_system_and_with_any_history(
    chart: SizeChart, past: list[tuple[int, float, float]], growth: list[float], size: float
) -> None:
    names = list(chart.sizes.values())
    kept = [Kept(names[i % len(names)], chart, step=step, weight=w) for i, step, w in past]
    advisor = Advisor(chart, usual=usual_size(chart, kept))
    small = {m: v * size for m, v in bodies(n=60).items()}
    big = {m: v * g for (m, v), g in zip(small.items(), growth, strict=True)}
    before, after = (chart.find(advisor.advise(b).size) for b in (small, big))
    assert after[0] >= before[0]
    assert after[1] >= before[1]


@settings(max_examples=60, deadline=None)
@given(charts(), st.floats(0.8, 1.3))
def test_who_wants_room_never_gets_a_smaller_size(chart: SizeChart, size: float) -> None:
    body = {m: v * size for m, v in bodies(n=60).items()}
    found = [chart.find(Advisor(chart, how).advise(body).size)[0]
             for how in (Intention.TIGHT, Intention.REGULAR, Intention.LOOSE)]  # fmt: skip
    assert found == sorted(found)


@settings(max_examples=60, deadline=None)
@given(charts(), st.floats(0.8, 1.2), st.floats(0.0, 1.0))
def test_shares_are_probabilities(chart: SizeChart, size: float, stretch: float) -> None:
    body = {m: v * size for m, v in bodies(n=80).items()}
    advice = Advisor(chart, stretch=stretch).advise(body)
    assert sum(advice.shares.values()) == pytest.approx(1)
    assert 0 <= advice.confidence <= advice.shares[advice.size] + 1e-9
    assert advice.confidence + advice.alternative_share <= 1 - advice.none + 1e-9
    assert advice.shares[advice.size] - advice.confidence <= advice.none + 1e-9
    for zone in advice.zones:
        assert zone.low <= zone.ease + 1e-9 <= zone.high + 8
        assert 0 <= zone.too_tight + zone.too_loose <= 1


def test_both_parts_of_a_size_grow_with_the_body() -> None:
    chart = standard_chart("GB", Sex.FEMALE)
    found = [Advisor(chart).advise(bodies(chest=c, waist_natural=c - 16, height=h)).size
             for c, h in ((84, 160), (92, 160), (92, 172))]  # fmt: skip
    assert found == ["160/84A", "160/92A", "170/92A"]


def test_confidence_is_calibrated_on_people_with_known_truth(tee: SizeChart) -> None:
    """Of the sizes told with confidence p, a part p suits best a person drawn from that belief."""
    rng = np.random.default_rng(3)
    advisor, told, right = Advisor(tee), [], []
    for i in range(120):
        body = bodies(spread=float(rng.uniform(0.01, 0.06)), n=300,
                      chest=float(rng.uniform(78, 102)))  # fmt: skip
        truth = {m: v[rng.integers(300)] * np.ones(1) for m, v in body.items()}
        advice = advisor.advise(body)
        told.append(advice.confidence)
        right.append(tee.girths.names[int(advisor.choose(truth, seed=1000 + i)[0][0])]
                     == advice.size)  # fmt: skip
    assert np.mean(right) == pytest.approx(np.mean(told), abs=0.1)
    sure = np.array(told) > np.median(told)
    assert np.mean(np.array(right)[sure]) > np.mean(np.array(right)[~sure])


def test_a_surer_body_gives_a_surer_size(tee: SizeChart) -> None:
    vague, exact = (Advisor(tee).advise(bodies(spread=s, chest=86)) for s in (0.08, 0.005))
    assert exact.confidence > vague.confidence + 0.1
    width = [a.zones[0].high - a.zones[0].low for a in (vague, exact)]
    assert width[0] > 5 * width[1]


def test_ease_is_garment_minus_body(tee: SizeChart) -> None:
    (chest, *_) = Advisor(tee).fit("M", {m: np.full(3, v) for m, v in MEANS.items()})
    assert chest.zone is Zone.CHEST
    assert (chest.ease, chest.low, chest.high) == pytest.approx((6, 6, 6))
    assert not chest.estimated
    assert (chest.too_tight, chest.too_loose) == (0, 0)


def test_stretch_forgives_and_tightness_is_told(tee: SizeChart) -> None:
    body = bodies(chest=96)
    stiff, soft = (Advisor(tee, stretch=s).fit("M", body)[0] for s in (0.0, 0.3))
    assert stiff.verdict is Verdict.TOO_TIGHT
    assert soft.too_tight < 0.1 < stiff.too_tight


def test_between_sizes_names_the_neighbour(tee: SizeChart) -> None:
    best = [Advisor(tee).advise(bodies(0.001, chest=c, waist_natural=c - 16, hip=c + 6))
            for c in np.arange(82, 94, 0.5)]  # fmt: skip
    assert any(a.between for a in best)
    assert any(not a.between for a in best)
    names = list(tee.girths.names)
    for advice in best:
        assert advice.alternative is not None
        assert abs(names.index(advice.alternative) - names.index(advice.size)) == 1


def test_bodies_beyond_the_chart_are_told(tee: SizeChart) -> None:
    assert any("large enough" in w for w in Advisor(tee).advise(
        bodies(chest=118, waist_natural=110, hip=118)).warnings)  # fmt: skip
    assert any("small enough" in w for w in Advisor(tee).advise(
        bodies(chest=55, waist_natural=44, hip=58)).warnings)  # fmt: skip


def test_negative_ease_everywhere_asks_for_the_kind() -> None:
    chart = parse_csv("# of: garment\nsize,chest,hip\nS,70,72\nM,74,76\nL,78,80", "x")
    warnings = Advisor(chart).advise(bodies()).warnings
    assert any("smaller than the body everywhere" in w and "of: body" in w for w in warnings)


def test_a_usual_size_does_not_make_a_chart_unfit() -> None:
    trousers = standard_chart("DE", Sex.MALE, Category.BOTTOM)
    body = bodies(0.05, 2000, waist_natural=88.0)
    alone = Advisor(trousers).advise(body)
    names = list(trousers.sizes.values())
    agreeing, larger = (names[names.index(alone.size) + step] for step in (0, 2))
    for size in (agreeing, larger):
        worn = usual_size(trousers, [Kept(size, trousers)])
        assert Advisor(trousers, usual=worn).advise(body).none == alone.none
    worn = usual_size(trousers, [Kept(agreeing, trousers)])
    assert Advisor(trousers, usual=worn).advise(body).confidence > alone.confidence + 0.1


def test_no_size_is_told_as_sure_when_none_can_fit(tee: SizeChart) -> None:
    tiny = parse_csv("# of: garment\nsize,chest,hip\nS,70,72\nM,74,76\nL,78,80", "x")
    for chart, body in ((tiny, bodies()), (tee, bodies(chest=128)), (tee, bodies(chest=56))):
        advice = Advisor(chart).advise(body)
        assert advice.confidence < 0.05
        assert advice.alternative_share < 0.05
        assert advice.is_nearest_only
        assert not advice.between
        assert sum(advice.shares.values()) == pytest.approx(1)
        assert "No size here suits" in english(advice)[0]
        assert "没有合适的尺码" in chinese(advice)[0]
        assert not any("Next best" in line or "between" in line for line in english(advice))


def test_confidence_falls_as_the_body_leaves_the_chart(tee: SizeChart) -> None:
    found = [Advisor(tee).advise(bodies(chest=c, waist_natural=c - 10, hip=c + 4))
             for c in (101, 105, 109, 113, 124)]  # fmt: skip
    assert all(a.size == "XL" for a in found)
    sure = [a.confidence for a in found]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] > 0.5 > 0.2 > sure[-1]
    none = [a.none for a in found]
    assert none == sorted(none)


def test_what_fits_is_not_doubted(tee: SizeChart) -> None:
    advice = Advisor(tee).advise(bodies(0.005, chest=86))
    assert advice.none < 0.01
    assert advice.confidence == pytest.approx(advice.shares[advice.size], abs=0.01)
    assert not advice.is_nearest_only


def test_a_chart_for_something_else_is_refused() -> None:
    chart = parse_csv("# of: garment\n# category: top\nsize,inseam\nS,70\nM,74", "x.csv")
    with pytest.raises(InputError, match=r"x\.csv measures nothing"):
        Advisor(chart)


def test_a_size_not_made_in_the_length_is_told() -> None:
    head = "# of: garment\n# category: bottom\nsize,waist (in),inseam (in)\n"
    made = ((30, 30), (30, 32), (32, 30), (34, 34))
    text = head + "\n".join(f"{w}/{leg},{w + 1},{leg - 1}" for w, leg in made)
    advice = Advisor(parse_csv(text, "j.csv")).advise(bodies(0.002, waist=81, inseam=86, hip=90))
    assert advice.size == "32/30"
    assert any("32 is not made in length 34" in w for w in advice.warnings)


class TestHistory:
    def test_one_usual_size_pulls(self, tee: SizeChart) -> None:
        body = bodies(chest=86)
        free = tee.find(Advisor(tee).advise(body).size)[0]
        larger = usual_size(tee, [Kept(tee.girths.names[free + 2], tee)])
        assert tee.find(Advisor(tee, usual=larger).advise(body).size)[0] > free

    def test_it_pulls_more_when_the_body_is_hardly_known(self, tee: SizeChart) -> None:
        usual = usual_size(tee, [Kept("XL", tee)])
        found = []
        for unsure in (0.01, 0.1):
            girths, _ = Advisor(tee, usual=usual, unsure=unsure).choose(bodies(0.01, chest=84))
            found.append(girths.mean())
        assert found[1] > found[0]

    def test_many_kept_sizes_are_surer_than_one(self, tee: SizeChart) -> None:
        one, many = (usual_size(tee, [Kept("M", tee)] * n) for n in (1, 6))
        assert one is not None
        assert many is not None
        assert many.sd < one.sd
        assert (
            Advisor(tee, usual=many).advise(bodies()).confidence
            > Advisor(tee, usual=one).advise(bodies()).confidence - 0.02
        )

    def test_contradictory_sizes_are_told_and_count_little(self, tee: SizeChart) -> None:
        usual = usual_size(tee, [Kept("XS", tee), Kept("XL", tee)])
        assert usual is not None
        assert "contradict" in usual.warnings[0]
        assert usual.sd > 2
        assert any("contradict" in w for w in Advisor(tee, usual=usual).advise(bodies()).warnings)

    def test_another_chart_is_translated_by_the_body_it_suits(self) -> None:
        en, de = (standard_chart(s, Sex.FEMALE) for s in ("EN", "DE"))
        assert en.girths.names[round(place(en, Kept("38", de)))] in ("S", "M")
        assert place(en, Kept("44", de)) > place(en, Kept("38", de)) + 0.9
        assert place(de, Kept("M", en)) == pytest.approx(de.find("40")[0], abs=1)

    def test_nothing_kept_is_nothing_known(self, tee: SizeChart) -> None:
        assert usual_size(tee, []) is None

    def test_one_stray_size_among_many_counts_little(self, tee: SizeChart) -> None:
        many = usual_size(tee, [Kept("S", tee)] * 12)
        stray = usual_size(tee, [Kept("S", tee)] * 12 + [Kept("XL", tee)])
        assert many is not None
        assert stray is not None
        assert stray.at - many.at < 0.15
        assert not stray.warnings

    def test_too_small_speaks_for_the_next_larger(self, tee: SizeChart) -> None:
        plain, small, large = (usual_size(tee, [Kept("M", tee, step=s)]) for s in (0.0, 1.0, -1.0))
        assert plain is not None
        assert small is not None
        assert large is not None
        assert (large.at, plain.at, small.at) == (1.0, 2.0, 3.0)
        assert small.sd == large.sd > plain.sd

    def test_what_counts_less_pulls_less(self, tee: SizeChart) -> None:
        one, faint = (usual_size(tee, [Kept("M", tee, weight=w)]) for w in (1.0, 0.2))
        assert one is not None
        assert faint is not None
        assert faint.sd > 1.5 * one.sd
        mixed = usual_size(tee, [Kept("S", tee), Kept("XL", tee, weight=0.1)])
        assert mixed is not None
        assert mixed.at < 1.5

    def test_a_warning_names_a_few_sizes_only(self) -> None:
        rows = "\n".join(f"{30 + 2 * i},{70 + 6 * i}" for i in range(12))
        chart = parse_csv(f"# of: garment\nsize,chest\n{rows}", "n")
        usual = usual_size(chart, [Kept(name, chart) for name in chart.girths.names])
        assert usual is not None
        assert usual.warnings == (
            "The sizes 30, 32, 34, 36, 38 and others contradict one another: they count little.",
        )

    def test_strange_sizes_and_charts_are_refused(self, tee: SizeChart) -> None:
        with pytest.raises(OptionError, match="XS, S, M"):
            usual_size(tee, [Kept("44", tee)])
        other = parse_csv("# of: garment\n# category: bottom\nsize,inseam\nS,70\nM,72", "b.csv")
        with pytest.raises(OptionError, match="nothing in common"):
            usual_size(tee, [Kept("M", other)])


def test_measures_name_what_is_needed(tee: SizeChart) -> None:
    assert set(Advisor(tee).measures) >= {Measure.CHEST, Measure.WAIST_NATURAL, Measure.HIP}


EN_TOP = standard_chart("EN", Sex.FEMALE, Category.TOP)


@pytest.mark.parametrize(("steps", "moved"), [(1.0, 1), (-1.0, -1), (0.0, 0)])
def test_what_runs_small_is_advised_larger(steps: float, moved: int) -> None:
    plain = EN_TOP.find(Advisor(EN_TOP).advise(bodies()).size)[0]
    advice = Advisor(EN_TOP, runs=Runs(steps, 0.2, 9)).advise(bodies())
    assert EN_TOP.find(advice.size)[0] == plain + moved
    told = [w for w in advice.warnings if "runs" in w]
    assert len(told) == (moved != 0)


def test_what_runs_small_moves_what_a_usual_size_says_too() -> None:
    usual = Usual(3.0, 0.4)
    small = Advisor(EN_TOP, usual=usual, runs=Runs(1.0, 0.1, 9)).advise(bodies())
    plain = Advisor(EN_TOP, usual=usual).advise(bodies())
    assert EN_TOP.find(small.size)[0] == EN_TOP.find(plain.size)[0] + 1


def test_doubt_about_how_it_runs_makes_the_advice_less_sure() -> None:
    sure, unsure = (Advisor(EN_TOP, runs=Runs(0.0, sd, 9)).advise(bodies()) for sd in (0.05, 0.9))
    assert unsure.confidence < sure.confidence


def test_nothing_learnt_changes_nothing() -> None:
    assert Advisor(EN_TOP, runs=Runs(0.0, 0.0, 9)).advise(bodies()) == Advisor(EN_TOP).advise(
        bodies()
    )
