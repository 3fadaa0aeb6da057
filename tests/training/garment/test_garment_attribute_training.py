"""Linear heads for sleeve, neckline and leg, trained on features that spell the answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch")

from modiste.evaluation.garment_attributes import (
    CLASSES,
    attribute_figures,
    read_attributes,
)
from modiste.perception.garment.category import KINDS
from modiste.training.garment.attribute_fusion import measured_lengths
from modiste.training.garment.attributes import (
    IMPLIED,
    IMPLIED_WEIGHT,
    confusion,
    taught,
    train_attributes,
)
from modiste.training.garment.features import UPRIGHT, Split
from training.garment.garment_split import spelt

FIRST = 600
LENGTHS = ("none", "short", "middle", "long")
EVEN = measured_lengths([], {})


def labelled(count: int, seed: int) -> tuple[Split, dict[str, dict[str, str]]]:
    """Photos whose features spell their labels, and the labels."""
    split = spelt(count, seed)
    rng = np.random.default_rng([seed, 9])
    rows: dict[str, dict[str, str]] = {}
    for i, name in enumerate(split.names):
        rows[name] = {}
        for h, (head, classes) in enumerate(CLASSES.items()):
            k = int(rng.integers(len(classes)))
            rows[name][head] = classes[k]
            split.features[i, :, FIRST + 20 * h + k] += 9
    return split, rows


def test_the_heads_learn_what_the_features_spell_and_are_calibrated() -> None:
    train, first = labelled(150, 0)
    held, second = labelled(60, 1)
    rows = first | second
    heads = train_attributes(train, held, rows, EVEN)
    test, third = labelled(90, 2)
    figures = attribute_figures(
        heads, test.features[:, UPRIGHT], [third[name] for name in test.names]
    )
    for head in CLASSES:
        assert figures[head] > 0.9
        assert figures[f"{head}_ece"] < 0.15
        assert figures[f"{head}_photos"] == 90


def test_the_same_samples_give_the_same_heads() -> None:
    train, rows = labelled(40, 0)
    one, two = (train_attributes(train, train, rows, EVEN) for _ in range(2))
    for name in CLASSES:
        assert np.array_equal(one.heads[name].weights, two.heads[name].weights)


def test_a_label_by_eye_outweighs_what_the_kind_says() -> None:
    split = replace(spelt(3, 0), kinds=np.array([KINDS.index("T-Shirt")] * 3))
    seen, blank, _ = split.names
    rows = {seen: {"sleeve": "none", "neckline": "v", "leg": ""},
            blank: {"sleeve": "", "neckline": "", "leg": ""}}  # fmt: skip
    samples = taught(split, rows, "sleeve", implied=True)
    classes = [CLASSES["sleeve"][k] for k in samples.classes]
    assert classes == ["none", "short"]
    assert samples.weights.tolist() == pytest.approx([1.0, IMPLIED_WEIGHT])
    assert taught(split, rows, "sleeve", implied=False).classes.size == 1


def test_nothing_follows_from_shorts() -> None:
    split = replace(spelt(2, 0), kinds=np.array([KINDS.index(k) for k in ("Shorts", "Pants")]))
    assert [CLASSES["leg"][k] for k in taught(split, {}, "leg", True).classes] == ["long"]


def test_implied_labels_are_classes_of_kinds_that_there_are() -> None:
    for head, follows in IMPLIED.items():
        assert set(follows) <= set(KINDS)
        assert set(follows.values()) <= set(CLASSES[head])


def test_a_head_without_samples_tells_all_classes_alike() -> None:
    split = replace(spelt(4, 0), kinds=np.array([KINDS.index("Skirt")] * 4))
    heads = train_attributes(split, split, {}, EVEN)
    assert heads.heads["leg"](split.features[0, 0]) == pytest.approx(np.full(3, 1 / 3))


def test_tables_count_what_the_landmarks_measure() -> None:
    table = confusion(["short"] * 8 + ["long"], ["short"] * 7 + ["none", "long"],
                      ("short", "long"), LENGTHS)  # fmt: skip
    assert table.shape == (2, 4)
    assert table.sum(1) == pytest.approx([1, 1])
    assert table[0].argmax() == 1
    assert table[0, 1] == pytest.approx(7.5 / 10)
    assert (table > 0).all()


def test_without_labels_the_tables_tell_nothing() -> None:
    assert EVEN["sleeve"] == pytest.approx(np.full((4, 4), 0.25))
    assert EVEN["leg"] == pytest.approx(np.full((3, 4), 0.25))


def test_the_labels_that_ship_are_whole_and_of_many_classes() -> None:
    rows = read_attributes()
    assert len(rows) > 600
    for head, classes in CLASSES.items():
        assert {row[head] for row in rows.values()} == {*classes, ""}
    assert not any(row["leg"] and row["sleeve"] for row in rows.values())
