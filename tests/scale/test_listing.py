"""Tables of pairs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.errors import InputError
from modiste.scale.listing import count_pairs, crossed, pictures_in, read_pairs
from modiste.scale.pair import Pair


def _table(folder: Path, text: str) -> str:
    path = folder / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_paths_are_relative_to_the_table(tmp_path: Path) -> None:
    table = _table(tmp_path, "person,garment\nme.jpg,/shop/shirt.jpg\n")
    assert list(read_pairs(table)) == [Pair(str(tmp_path / "me.jpg"), ("/shop/shirt.jpg",))]


def test_addresses_stay(tmp_path: Path) -> None:
    table = _table(tmp_path, "person,garment\ns3://a/me.jpg,gs://b/shirt.jpg\n")
    assert list(read_pairs(table)) == [Pair("s3://a/me.jpg", ("gs://b/shirt.jpg",))]


def test_every_column(tmp_path: Path) -> None:
    table = _table(
        tmp_path,
        "garment,person,category,seed,girth,sleeve_length\n"
        '"/a.jpg; /b.jpg",/p.jpg,TOP,7,-0.1,\n/c.jpg,/p.jpg,auto,,,0.2\n',
    )
    first, second = read_pairs(table)
    assert first == Pair("/p.jpg", ("/a.jpg", "/b.jpg"), "top", 7, {"girth": -0.1})
    assert second == Pair("/p.jpg", ("/c.jpg",), "", 0, {"sleeve_length": 0.2})


def test_a_table_saved_by_a_spreadsheet(tmp_path: Path) -> None:
    table = _table(tmp_path, "\ufeffperson,garment\r\n我.jpg,衬衫.jpg\r\n")
    assert next(iter(read_pairs(table))).person.endswith("我.jpg")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "person and garment"),
        ("person\nme.jpg\n", "person and garment"),
        ("person,garment,colour\n", "colour"),
        ("person,garment\nme.jpg,\n", "row 2"),
        ("person,garment\nme.jpg,a.jpg\n,b.jpg\n", "row 3"),
        ("person,garment\nme.jpg,;\n", "row 2"),
        ("person,garment\nme.jpg\n", "row 2"),
        ("person,garment\nme.jpg,a.jpg,more\n", "row 2.*more cells"),
        ("person,garment,category\nme.jpg,a.jpg,shoes\n", "row 2.*shoes"),
        ("person,garment,seed\nme.jpg,a.jpg,-1\n", "row 2.*seed"),
        ("person,garment,seed\nme.jpg,a.jpg,²\n", "row 2.*seed"),
        ("person,garment,girth\nme.jpg,a.jpg,wide\n", "row 2.*girth"),
        ("person,garment,girth\nme.jpg,a.jpg,nan\n", "row 2.*girth"),
    ],
)
def test_what_is_wrong_is_told_by_row(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        list(read_pairs(_table(tmp_path, text)))


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        list(read_pairs(str(tmp_path / "none.csv")))


def test_all_broken_rows_are_told_at_once(tmp_path: Path) -> None:
    good, bad = "me.jpg,a.jpg,1\n", "me.jpg,,1\n"
    table = _table(tmp_path, "person,garment,seed\n" + good + bad + good + "me.jpg,a.jpg,x\n")
    with pytest.raises(InputError, match=r"row 3: .*empty; row 5: seed 'x'.*nothing was started"):
        count_pairs(table)
    many = _table(tmp_path, "person,garment,seed\n" + 9 * bad)
    with pytest.raises(InputError, match=r"row 2: .*row 6: .*and 4 more"):
        count_pairs(many)


def test_a_good_table_is_counted_and_not_kept(tmp_path: Path) -> None:
    table = _table(tmp_path, "person,garment\n" + "me.jpg,a.jpg\n" * 30 + "\n")
    assert count_pairs(table) == 30 == len(list(read_pairs(table)))


def test_rows_are_counted_as_editors_count_lines(tmp_path: Path) -> None:
    table = _table(tmp_path, 'person,garment\n"me.jpg","a\n.jpg"\nme.jpg,\n')
    with pytest.raises(InputError, match="row 4"):
        count_pairs(table)


def test_a_table_is_read_as_it_is_used(tmp_path: Path) -> None:
    table = _table(tmp_path, "person,garment\nme.jpg,a.jpg\nme.jpg,\n")
    pairs = read_pairs(table)
    assert next(pairs).garments == (str(tmp_path / "a.jpg"),)
    with pytest.raises(InputError, match="row 3"):
        next(pairs)


@pytest.mark.parametrize("text", ['person,garment\n"me.jpg,a.jpg\n', 'person,garment\n"a"b,c\n'])
def test_quotes_that_never_end_are_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="row"):
        count_pairs(_table(tmp_path, text))


def test_a_table_at_an_address(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://tables/pairs.csv", "w", encoding="utf-8") as file:
        file.write("person,garment\nme.jpg,a.jpg\n")
    table = "memory://tables/pairs.csv"
    assert count_pairs(table) == 1
    assert next(read_pairs(table)).person == "memory://tables/me.jpg"
    with pytest.raises(InputError, match="none"):
        count_pairs("memory://tables/none.csv")


def test_a_table_of_bytes(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        list(read_pairs(str(tmp_path / "pairs.csv")))


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(
    lambda text: text.strip() and ";" not in text
)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_any_names_are_read_as_written(names: list[tuple[str, str]]) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(["person", "garment"])
    writer.writerows([(f"s3://x/{p}", f"s3://x/{g}") for p, g in names])
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        read = list(read_pairs(_table(Path(folder), buffer.getvalue())))
    assert [p.person.removeprefix("s3://x/") for p in read] == [p.rstrip() for p, _ in names]


def test_everybody_in_everything_person_by_person() -> None:
    assert [(p.person, p.garments) for p in crossed(["a", "b"], ["x", "y"])] == [
        ("a", ("x",)), ("a", ("y",)), ("b", ("x",)), ("b", ("y",)),
    ]  # fmt: skip


def test_a_folder_of_pictures(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    assert [Path(p).name for p in pictures_in(str(tmp_path))] == ["a.png", "b.JPG"]
    with pytest.raises(InputError, match="no folder"):
        pictures_in(str(tmp_path / "a.png"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no picture"):
        pictures_in(str(tmp_path / "empty"))
