from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from evaluation.ccp_folder import cut_drawn, draw_folder, find_drawn  # noqa: E402
from modiste.errors import AssetError, InputError  # noqa: E402
from modiste.evaluation.ccp import CcpData  # noqa: E402
from modiste.perception.parse import ParserNet  # noqa: E402
from modiste.perception.parse_input import CHANNELS  # noqa: E402
from modiste.perception.runtime import OnnxModel  # noqa: E402
from modiste.training.common.encoder import Block, Encoder, SameConv  # noqa: E402
from modiste.training.common.runs import (  # noqa: E402
    Average,
    append_curve,
    load_checkpoint,
    pick_device,
    save_checkpoint,
)
from modiste.training.parse.augment import IGNORED  # noqa: E402
from modiste.training.parse.export import PRIOR, export, load_network  # noqa: E402
from modiste.training.parse.loss import CLASSES, class_weights, parse_loss, presence_loss  # noqa: E402
from modiste.training.parse.network import ParserNetwork  # noqa: E402
from modiste.training.parse.pack import read_ccp, write_pack  # noqa: E402
from modiste.training.parse.run import plans_of  # noqa: E402
from modiste.training.parse.train import (  # noqa: E402
    DEFAULT_PLAN,
    SECOND_PLAN,
    THIRD_PLAN,
    Plan,
    Stage,
    draw_batch,
    split,
    train,
)
from modiste.types import Label  # noqa: E402

PLAN = Plan((Stage((64, 64), 8), Stage((96, 64), 4)), batch=2, validate_every=4)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    data = CcpData.open(draw_folder(folder / "ccp", ["0001", "0002", "0010", "0025"]))
    write_pack(folder / "pack.npz", read_ccp(data, data.names, find_drawn, cut_drawn))
    return folder / "pack.npz"


@pytest.fixture(scope="module")
def imagenet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint with the package's names and random weights."""
    torch.manual_seed(1)
    state: dict[str, torch.Tensor] = {}

    def add(layer: torch.nn.Module, conv: str, norm: str) -> None:
        assert isinstance(layer, SameConv)
        state[f"{conv}.weight"] = layer.conv.weight.detach().clone()
        for key, value in (("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)):
            state[f"{norm}.{key}"] = torch.full((layer.conv.out_channels,), float(value))

    net = Encoder()
    add(net.stages[0][0], "_conv_stem", "_bn0")
    for i, block in enumerate(m for m in net.modules() if isinstance(m, Block)):
        add(block.depth, f"_blocks.{i}._depthwise_conv", f"_blocks.{i}._bn1")
        add(block.project, f"_blocks.{i}._project_conv", f"_blocks.{i}._bn2")
        if isinstance(block.expand, SameConv):
            add(block.expand, f"_blocks.{i}._expand_conv", f"_blocks.{i}._bn0")
    path = tmp_path_factory.mktemp("imagenet") / "lite0.pth"
    torch.save(state, path)
    return path


def test_folding_keeps_what_the_layers_compute(imagenet: Path, tmp_path: Path) -> None:
    state = torch.load(imagenet, weights_only=True)
    norm = torch.nn.BatchNorm2d(32, eps=1e-3).eval()
    for key, low in (("weight", 0.5), ("bias", -1.0), ("running_mean", -1.0), ("running_var", 0.2)):
        state[f"_bn0.{key}"] = torch.rand(32) + low
        getattr(norm, key).data.copy_(state[f"_bn0.{key}"])
    torch.save(state, tmp_path / "c.pth")
    first = Encoder.from_checkpoint(tmp_path / "c.pth").stages[0][0]
    x = torch.rand(1, 3, 32, 32)
    padded = torch.nn.functional.pad(x, (0, 1, 0, 1))
    raw = torch.nn.functional.conv2d(padded, state["_conv_stem.weight"], stride=2)
    torch.testing.assert_close(first(x), norm(raw).clamp(0, 6), atol=1e-4, rtol=1e-4)


def test_a_wrong_checkpoint_is_an_asset_error(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(1)}, tmp_path / "c.pth")
    for path in (tmp_path / "c.pth", tmp_path / "missing.pth"):
        with pytest.raises(AssetError, match="pip install"):
            Encoder.from_checkpoint(path)


def test_the_pose_changes_nothing_in_the_encoder_at_first() -> None:
    net = ParserNetwork(Encoder()).eval()
    assert not net.pose_in(torch.rand(1, CHANNELS, 16, 16)).any()
    assert net(torch.zeros(2, 3, 64, 96), torch.zeros(2, CHANNELS, 16, 24)).shape == (
        2,
        CLASSES,
        32,
        48,
    )


def test_the_wardrobe_has_no_say_before_it_has_learnt_and_then_everywhere() -> None:
    net = ParserNetwork(Encoder()).eval()
    view = torch.rand(2, 3, 64, 96), torch.rand(2, CHANNELS, 16, 24)
    before, present = net.scored(*view)
    assert present.shape == (2, CLASSES)
    with torch.no_grad():
        net.wardrobe.say[Label.DRESS] = 2.0
    raised = net(*view) - before
    expected = 2.0 * present[:, Label.DRESS, None, None].expand(2, 32, 48)
    torch.testing.assert_close(raised[:, Label.DRESS], expected, rtol=1e-3, atol=1e-4)
    others = [c for c in range(CLASSES) if c != Label.DRESS]
    assert not raised[:, others].any()


def test_what_is_present_is_learnt_and_outfits_that_nobody_knows_are_not() -> None:
    labels = torch.zeros(1, 16, 16, dtype=torch.long)
    labels[:, 8:] = int(Label.TOP)
    right = torch.full((1, CLASSES), -6.0)
    right[:, [Label.BACKGROUND, Label.TOP]] = 6.0
    assert presence_loss(right, labels) < 0.2 * presence_loss(-right, labels)
    unsure = right.clone()
    unsure[:, [Label.DRESS, Label.BOTTOM]] = 6.0
    torch.testing.assert_close(presence_loss(unsure, labels), presence_loss(right, labels))
    labels[:, 12:] = int(Label.BOTTOM)
    told, mistaken = right.clone(), right.clone()
    told[:, Label.BOTTOM] = mistaken[:, Label.DRESS] = 6.0
    assert presence_loss(mistaken, labels) > presence_loss(told, labels) + 0.5


def test_a_run_takes_over_older_weights_without_a_wardrobe_and_no_strange_ones(
    pack: Path, imagenet: Path, tmp_path: Path
) -> None:
    still = Plan((Stage((64, 64), 2, 0.0),), batch=2, validate_every=4)
    known = ParserNetwork(Encoder()).state_dict()
    older = {name: value for name, value in known.items() if not name.startswith("wardrobe.")}
    torch.save(older, tmp_path / "older.pt")
    made = train(pack, tmp_path / "run", still, imagenet=imagenet, start=tmp_path / "older.pt")
    torch.testing.assert_close(load_checkpoint(made)["out.weight"], known["out.weight"])
    torch.save({**known, "more": torch.zeros(1)}, tmp_path / "strange.pt")
    with pytest.raises(InputError, match="another network"):
        train(pack, tmp_path / "other", still, imagenet=imagenet, start=tmp_path / "strange.pt")


def test_rare_classes_weigh_more() -> None:
    labels = np.full((80, 80), Label.TOP, np.uint8)
    labels[:8, :8] = Label.HAND
    weights = class_weights([labels])
    assert weights[Label.HAND] > weights[Label.TOP]
    assert weights.mean() == pytest.approx(1)


def test_the_loss_falls_towards_the_truth_and_ignores_the_unknown() -> None:
    truth = torch.zeros(1, 16, 16, dtype=torch.long)
    truth[:, :, 8:] = int(Label.TOP)
    good = torch.nn.functional.one_hot(truth, CLASSES).permute(0, 3, 1, 2).float() * 8
    weights = torch.ones(CLASSES)
    assert parse_loss(good, truth, weights) < 0.3 * parse_loss(
        torch.zeros_like(good), truth, weights
    )
    unknown = truth.clone()
    unknown[:, :4] = IGNORED
    spoilt = good.clone()
    spoilt[:, :, :4] = 0
    torch.testing.assert_close(
        parse_loss(good, unknown, weights), parse_loss(spoilt, unknown, weights)
    )


def test_nobody_trains_on_held_out_photos(pack: Path) -> None:
    training, validation = split(pack)
    assert [e.name for e in training] == ["0001", "0002"]
    assert [e.name for e in validation] == ["0025"]


def test_batches_depend_on_seed_stage_and_step(pack: Path) -> None:
    examples, _ = split(pack)
    first, again = (draw_batch(examples, PLAN, 0, 3) for _ in range(2))
    for a, b in zip(first, again, strict=True):
        torch.testing.assert_close(a, b)
    assert (draw_batch(examples, PLAN, 0, 2)[0] != first[0]).any()


def _stopping(after: int) -> Callable[[str], None]:
    lines: list[str] = []

    def tell(line: str) -> None:
        lines.append(line)
        if len(lines) == after:
            raise KeyboardInterrupt

    return tell


def test_a_killed_run_goes_on_where_it_was(pack: Path, imagenet: Path, tmp_path: Path) -> None:
    whole = train(pack, tmp_path / "a", PLAN, device="cpu", imagenet=imagenet)
    with pytest.raises(KeyboardInterrupt):
        train(pack, tmp_path / "b", PLAN, device="cpu", imagenet=imagenet, save_seconds=0,
              progress=_stopping(2))  # fmt: skip
    assert not (tmp_path / "b" / "weights.pt").exists()
    rest = train(pack, tmp_path / "b", PLAN, device="cpu", imagenet=imagenet, workers=2)
    expected, got = load_checkpoint(whole), load_checkpoint(rest)
    for name, value in expected.items():
        torch.testing.assert_close(got[name], value, msg=name)
    rows = list(csv.DictReader((tmp_path / "a" / "curve.csv").read_text().splitlines()))
    assert [int(r["images"]) for r in rows] == [4, 8, 12]
    assert {"loss", "miou", "top_iou", "person_iou"} <= set(rows[0])


def test_a_run_goes_on_with_one_row_per_validation(
    pack: Path, imagenet: Path, tmp_path: Path
) -> None:
    train(pack, tmp_path / "a", PLAN, device="cpu", imagenet=imagenet)
    with pytest.raises(KeyboardInterrupt):
        # Nothing is saved between the stages: the second validation of the first is done twice.
        train(pack, tmp_path / "b", PLAN, device="cpu", imagenet=imagenet, progress=_stopping(2))
    train(pack, tmp_path / "b", PLAN, device="cpu", imagenet=imagenet)
    assert (tmp_path / "a" / "curve.csv").read_text() == (tmp_path / "b" / "curve.csv").read_text()


def test_the_same_seed_gives_the_same_curve_and_another_another(
    pack: Path, imagenet: Path, tmp_path: Path
) -> None:
    curves = []
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        torch.manual_seed(len(curves))
        train(pack, tmp_path / name, replace(PLAN, seed=seed), device="cpu", imagenet=imagenet)
        curves.append((tmp_path / name / "curve.csv").read_text())
    assert curves[0] == curves[1]
    assert curves[0] != curves[2]


def test_training_leaves_the_callers_random_numbers_alone(
    pack: Path, imagenet: Path, tmp_path: Path
) -> None:
    torch.manual_seed(7)
    wanted = torch.rand(3)
    torch.manual_seed(7)
    train(pack, tmp_path, Plan((Stage((64, 64), 2),), batch=2), device="cpu", imagenet=imagenet)
    torch.testing.assert_close(torch.rand(3), wanted)


@pytest.mark.parametrize("other", [replace(PLAN, seed=1), replace(PLAN, batch=3)])
def test_a_run_of_another_plan_is_not_gone_on_with(
    pack: Path, imagenet: Path, tmp_path: Path, other: Plan
) -> None:
    train(pack, tmp_path, PLAN, device="cpu", imagenet=imagenet)
    with pytest.raises(InputError, match="another work folder"):
        train(pack, tmp_path, other, device="cpu", imagenet=imagenet)


def test_a_finished_run_ends_at_once_with_the_same_weights(
    pack: Path, imagenet: Path, tmp_path: Path
) -> None:
    path = train(pack, tmp_path, PLAN, device="cpu", imagenet=imagenet)
    before, curve = load_checkpoint(path), (tmp_path / "curve.csv").read_text()
    after = load_checkpoint(train(pack, tmp_path, PLAN, device="cpu", imagenet=imagenet))
    for name, value in before.items():
        torch.testing.assert_close(after[name], value, rtol=0, atol=0)
    assert (tmp_path / "curve.csv").read_text() == curve


def test_frozen_layers_stay_and_others_learn(pack: Path, imagenet: Path, tmp_path: Path) -> None:
    plan = Plan((Stage((64, 64), 4, 1e-2),), batch=2, frozen=2)
    weights = load_checkpoint(train(pack, tmp_path, plan, device="cpu", imagenet=imagenet))
    before = Encoder.from_checkpoint(imagenet).state_dict()
    moved = {k: bool((weights[f"encoder.{k}"] != v).any()) for k, v in before.items()}
    assert not any(m for k, m in moved.items() if k.startswith(("stages.0.", "stages.1.")))
    assert any(m for k, m in moved.items() if k.startswith("stages.3."))


def test_training_stops_when_it_gets_no_better(pack: Path, imagenet: Path, tmp_path: Path) -> None:
    plan = Plan((Stage((64, 64), 40, 0.0),), batch=2, validate_every=2, patience=2)
    train(pack, tmp_path, plan, device="cpu", imagenet=imagenet)
    assert len((tmp_path / "curve.csv").read_text().splitlines()) <= 6


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_exported_network_computes_the_same_at_any_size(tmp_path: Path) -> None:
    net = ParserNetwork(Encoder()).eval()
    save_checkpoint(tmp_path / "w.pt", net.state_dict())
    weights = torch.linspace(0.5, 2, CLASSES)
    export(load_network(tmp_path / "w.pt", weights), tmp_path / "p.onnx")
    assert (tmp_path / "p.onnx").stat().st_size < 12_000_000
    model = OnnxModel(tmp_path / "p.onnx", 1)
    for height, width in ((96, 64), (64, 160)):
        image = torch.rand(1, 3, height, width)
        maps = torch.rand(1, CHANNELS, height // 4, width // 4)
        with torch.inference_mode():
            truth = net(image, maps) - PRIOR * weights.log()[:, None, None]
        got = model(image.numpy(), maps.numpy())[0]
        np.testing.assert_allclose(got, truth.numpy(), atol=0.05 * float(truth.std()) + 1e-3)
    labels = ParserNet(1, model)(
        np.zeros((240, 160, 3), np.uint8),
        find_drawn(np.zeros(0))[0],
        np.ones((240, 160), np.float32),
    )
    assert labels.shape == (240, 160)


def test_an_average_follows_its_network() -> None:
    net = torch.nn.Linear(1, 1)
    average = Average(net, decay=0.9)
    start = float(average.net.weight)
    net.weight.data += 1
    average.update(net, 1000)
    assert float(average.net.weight) == pytest.approx(start + 0.1)


def test_curves_have_one_header(tmp_path: Path) -> None:
    for step in range(2):
        append_curve(tmp_path / "new" / "c.csv", {"step": step, "loss": 1.5})
    assert (tmp_path / "new" / "c.csv").read_text().splitlines() == ["step,loss", "0,1.5", "1,1.5"]


def test_unusable_checkpoints_and_devices_are_input_errors(tmp_path: Path) -> None:
    (tmp_path / "c.pt").write_bytes(b"no checkpoint")
    with pytest.raises(InputError, match="delete it"):
        load_checkpoint(tmp_path / "c.pt")
    with pytest.raises(InputError, match="device"):
        pick_device("abacus")
    assert pick_device("cpu").type == "cpu"


def test_a_small_plan_keeps_the_proportions() -> None:
    plans = plans_of(460, seed=3)
    assert [plan.seed for plan in plans] == [3, 3, 3]
    assert sum(s.images for plan in plans for s in plan.stages) == pytest.approx(460, abs=6)
    assert [s.size for s in plans[0].stages] == [s.size for s in DEFAULT_PLAN.stages]
    assert plans_of(None) == (DEFAULT_PLAN, SECOND_PLAN, THIRD_PLAN)


def test_a_run_begins_with_given_weights_and_takes_more_photos(
    pack: Path, imagenet: Path, tmp_path: Path
) -> None:
    still = Plan((Stage((64, 64), 4, 0.0),), batch=2, validate_every=4)
    first = train(pack, tmp_path / "a", PLAN, device="cpu", imagenet=imagenet)
    second = train(pack, tmp_path / "b", still, device="cpu", start=first, more=pack)
    was, now = load_checkpoint(first), load_checkpoint(second)
    assert all(torch.equal(was[k], now[k]) for k in was if "weight" in k)
