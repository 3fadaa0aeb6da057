"""``modiste size``: a chart and a body in, a size and its reasons out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modiste.chinese import GENERAL, in_chinese
from modiste.cli import root

CHART = """# of: garment
# brand: ACME
size,chest,waist,hip,length,sleeve
S,92,90,96,62,16.5
M,96,,100,64,17
L,101,99,105,66,17.5
XL,107,105,111,68,18
"""
BASICS = ("--sex", "f", "--height", "165", "--weight", "60")


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    path = tmp_path / "chart.csv"
    path.write_text(CHART, encoding="utf-8")
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(root, ["size", *words])


def test_json_holds_all_that_is_told(chart: Path) -> None:
    result = run("--chart", str(chart), *BASICS, "--json")
    data = json.loads(result.stdout)
    assert data["size"] in data["probabilities"]
    assert 0 < data["confidence"] <= 1
    assert sum(data["probabilities"].values()) == pytest.approx(1, abs=0.01)
    assert {z["zone"] for z in data["zones"]} == {"chest", "waist", "hip"}
    assert data["chart"]["interpolated"] == [["M", "waist"]]
    assert any("waist of M" in w for w in data["warnings"])
    assert data["words"]["en"][0].startswith(f"Size {data['size']}")
    assert data["words"]["zh"][0].startswith(f"建议尺码 {data['size']}")


def test_lines_for_people_in_two_languages(chart: Path) -> None:
    english, chinese = (run("--chart", str(chart), *BASICS, "--lang", lang).stdout
                        for lang in ("en", "zh"))  # fmt: skip
    assert english.startswith("Size ")
    assert "Chest: " in english
    assert "胸围" in chinese


def test_a_bigger_body_a_looser_fit_and_a_larger_usual_size_go_up(chart: Path) -> None:
    order = ["S", "M", "L", "XL"]

    def told(*more: str) -> int:
        words = ("--chart", str(chart), *BASICS, "--waist-natural", "70", *more, "--json")
        return order.index(json.loads(run(*words).stdout)["size"])

    by_chest = [told("--chest", c) for c in ("80", "85", "90", "95", "100")]
    assert by_chest == sorted(by_chest)
    assert by_chest[0] < by_chest[-1]
    assert told("--chest", "88", "--fit", "tight") < told("--chest", "88", "--fit", "loose")
    assert told("--chest", "88", "--usual", "S@ACME") < told("--chest", "88", "--usual", "XL@ACME")
    usual = [told("--chest", "88", "--usual", u) for u in ("34@DE", "M@BRAND", "50@OTHER")]
    assert usual == sorted(usual)


def test_a_body_file_and_another_shop_s_chart(chart: Path, tmp_path: Path) -> None:
    me = tmp_path / "me.json"
    CliRunner().invoke(root, ["measure", *BASICS, "--chest", "89", "-o", str(me)])
    words = ("--chart", str(chart), "--body", str(me), "--usual", f"M@{chart}", "--json")
    data = json.loads(run(*words).stdout)
    assert data["size"] == "M"


@pytest.mark.parametrize("system", ["EN", "GB", "DE", "us"])
def test_built_in_systems(system: str) -> None:
    data = json.loads(run("--system", system, *BASICS, "--json").stdout)
    assert data["zones"][0]["estimated"]
    assert data["chart"]["of"] == "body"


def test_a_picture_is_written_in_colour(chart: Path, tmp_path: Path) -> None:
    out = tmp_path / "fit.png"
    assert run("--chart", str(chart), *BASICS, "--plot", str(out)).exit_code == 0
    assert out.stat().st_size > 100_000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (BASICS, "--chart"),
        (("--system", "EN"), "--sex f"),
        (("--system", "EN", "--sex", "f"), "--height"),
        (("--chart", "no.csv", *BASICS), "no.csv"),
        (("--system", "EN", "--usual", "44", *BASICS), "no size '44'"),
    ],
)
def test_what_is_missing_is_told(words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_history_moves_the_size_and_is_told(chart: Path, tmp_path: Path) -> None:
    history = tmp_path / "mine.csv"
    sizes = []
    for kept, worse in (("S", "too large"), ("XL", "too small")):
        rows = [f"kept,{kept},ACME,,2026-0{m}-01" for m in range(1, 8)]
        rows += [f"returned,{kept},ACME,{worse},2026-08-0{d}" for d in range(1, 4)]
        history.write_text("event,size,brand,reason,date\n" + "\n".join([*rows, rows[0]]), "utf-8")
        words = ("--chart", str(chart), *BASICS, "--history", str(history), "--json")
        data = json.loads(run(*words).stdout)
        sizes.append(["S", "M", "L", "XL"].index(data["size"]))
        assert any("sent again; counts once (1)" in w for w in data["warnings"])
    assert sizes[0] < sizes[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("event,size\nkept,99\n", "note: No chart here has the sizes 99"),
        ("event,size,reason\nreturned,M,STYLE\n", "says nothing of a size"),
        ("event,size\nkept,M,L\n", "line 2: more cells"),
        ("event,size,user\nkept,M,ann\nkept,L,eve\n", "events of 2 people"),
    ],
)
def test_what_a_history_does_not_say_is_told(
    chart: Path, tmp_path: Path, text: str, told: str
) -> None:
    history = tmp_path / "mine.csv"
    history.write_text(text, encoding="utf-8")
    result = run("--chart", str(chart), *BASICS, "--history", str(history))
    assert told in result.stderr
    assert result.exit_code == (0 if told.startswith(("note", "says")) else 2)


def test_a_chart_that_cannot_fit_is_never_sure(tmp_path: Path) -> None:
    chart = tmp_path / "tiny.csv"
    chart.write_text("# of: garment\nsize,chest,hip\nS,60,62\nM,64,66\n", encoding="utf-8")
    data = json.loads(run("--chart", str(chart), *BASICS, "--json").stdout)
    assert data["confidence"] < 0.05
    assert data["no_size_suits_probability"] > 0.95
    assert data["words"]["en"][0].startswith("No size here suits")


AWKWARD = {
    "flat": "# of: garment\nsize,chest\nS,62\nM,66\nL,70\n",
    "inch": "# of: body\nsize,bust,waist\nS,34,26\nM,36,28\nL,38,30\n",
    "holes": "# of: body\nsize,chest,waist\nS,84,66\nM,,70\nL,92,\n",
    "strange": "size,chest,colour\nS,84,red\nM,88,red\nL,92,red\n",
    "lonely": "# of: body\nsize,chest,hip\nS,84,\nM,88,96\nL,92,\n",
    "falling": "# of: body\nsize,chest,waist\nS,84,66\nM,88,70\nL,92,69\nXL,96,78\nXXL,100,82\n",
    "swapped": "# of: body\nsize,chest,waist,hip\nS,84,92,66\nM,88,96,70\nL,92,100,74\n",
    "small": "# of: body\nsize,chest,waist,hip\nS,60,50,70\nM,64,54,74\nL,68,58,78\n",
    "large": "# of: body\nsize,chest,waist,hip\nS,130,120,140\nM,134,124,144\nL,138,128,148\n",
    "cut": "# of: body\nsize,chest,waist,hip\nS,76,100,80\nM,80,104,84\nL,84,108,88\n",
}


@pytest.mark.parametrize("name", AWKWARD)
def test_every_note_is_told_in_chinese_and_names_its_sizes(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.csv"
    path.write_text(AWKWARD[name], encoding="utf-8")
    words = ("--chart", str(path), *BASICS, "--usual", "S@SHOP", "--usual", "XXL@SHOP")
    notes = [line for line in run(*words, "--lang", "zh").stderr.splitlines() if line]
    english = [line for line in run(*words).stderr.splitlines() if line]
    assert english, "the chart is awkward"
    assert all(line.startswith("note: ") for line in english)
    assert notes == list(dict.fromkeys(f"注：{in_chinese(e[6:])}" for e in english))
    assert not [note for note in notes if GENERAL in note], english
    told = {"holes": "M 的胸围", "strange": "“colour”", "falling": "尺码 L 的腰围比 M 小"}
    assert told.get(name, "") in "".join(notes)


def test_a_history_is_noted_in_chinese(chart: Path, tmp_path: Path) -> None:
    history = tmp_path / "events.csv"
    history.write_text("event,item,size,brand,date\nkeep,a,M,ACME,2019-01-01\n"
                       "keep,b,M,ACME,2999-01-01\nkeep,c,71,NOBODY,2026-10-01\n",
                       encoding="utf-8")  # fmt: skip
    told = run("--chart", str(chart), *BASICS, "--history", str(history), "--lang", "zh").stderr
    assert "将来" in told
    assert "超过两年" in told
    assert "71@NOBODY" in told
    assert GENERAL not in told
