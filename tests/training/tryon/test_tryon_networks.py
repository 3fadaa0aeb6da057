from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from modiste.perception.runtime import OnnxModel  # noqa: E402
from modiste.synthesis.generator import INPUTS, Generator, batch_of, mask_of  # noqa: E402
from modiste.synthesis.planes import CANVAS, CHANNELS, HOLE, Planes  # noqa: E402
from modiste.training.common.encoder import Encoder  # noqa: E402
from modiste.training.tryon.critic import (  # noqa: E402
    Critic,
    adversarial_loss,
    critic_loss,
    matching_loss,
)
from modiste.training.tryon.export import export_generator  # noqa: E402
from modiste.training.tryon.losses import (  # noqa: E402
    Perceptual,
    colour_loss,
    flow_loss,
    keep_loss,
    mask_loss,
    roughness,
)
from modiste.training.tryon.network import (  # noqa: E402
    FINE,
    FLOW_LIMIT,
    LIGHT_LIMIT,
    RELIEF_LIMIT,
    GeneratorNetwork,
    composed,
)
from modiste.types import Category  # noqa: E402

SIZE = (64, 48)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def _stack(seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    stack = rng.integers(0, 256, (*SIZE, CHANNELS), np.uint8)
    stack[..., HOLE] = 0
    stack[16:48, 8:40, HOLE] = 255
    return stack


def _inputs(seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(batch_of(_stack(seed)[None], [Category.TOP]))


def _small() -> GeneratorNetwork:
    return GeneratorNetwork((8, 8, 8, 8)).eval()


def test_the_answer_has_its_shapes_and_limits() -> None:
    net = _small()
    with torch.no_grad():
        net.coarse.weight *= 1e6
        coarse, fine = net(_inputs())
    assert coarse.shape == (1, 3, SIZE[0] // 8, SIZE[1] // 8)
    assert fine.shape == (1, FINE, *SIZE)
    assert fine[:, 4].abs().max() <= RELIEF_LIMIT
    assert 0.5 * FLOW_LIMIT < coarse[:, :2].abs().max() <= FLOW_LIMIT
    assert coarse[:, 2].abs().max() <= LIGHT_LIMIT


def test_a_fresh_generator_changes_next_to_nothing() -> None:
    x = _inputs()
    with torch.no_grad():
        coarse, fine = GeneratorNetwork()(x)
        learnt, mask = composed(x, coarse, fine)
        silent, plain = composed(x, torch.zeros_like(coarse), torch.zeros_like(fine))
    assert (learnt - silent).abs().mean() < 0.15
    assert (mask - plain).abs().mean() < 0.1


def test_nothing_outside_the_hole_is_touched() -> None:
    x = _inputs()
    coarse, fine = torch.randn(1, 3, 8, 6) * 5, torch.randn(1, FINE, *SIZE) * 5
    picture, mask = composed(x, coarse, fine)
    outside = (x[:, HOLE : HOLE + 1] < 0).expand_as(picture)
    assert torch.equal(picture[outside], x[:, CANVAS][outside])
    assert not mask[x[:, HOLE : HOLE + 1] < 0].any()
    assert picture.abs().max() <= 1.0001


def test_training_composes_as_serving_does() -> None:
    """The torch picture is the one that numpy makes of the same answer."""
    stack = _stack()
    stack[..., 4:8] = np.kron(stack[::8, ::8, 4:8], np.ones((8, 8, 1), np.uint8))
    stack[..., 7] = np.where(stack[..., 7] > 127, 255, 0)  # where both soften an edge alike
    planes = Planes(stack, Category.TOP)
    x = torch.from_numpy(batch_of(stack[None], [Category.TOP]))
    coarse = torch.tensor([2.0, -1.0, 0.2])[None, :, None, None].expand(1, 3, 8, 6)
    fine = torch.zeros(1, FINE, *SIZE)
    fine[:, 0], fine[:, 1:4], fine[:, 4] = -1.5, 0.1, -0.05
    picture, mask = composed(x, coarse, fine)
    alpha = planes.alpha.astype(np.float32) / 255
    wanted_mask = mask_of(alpha, np.full(SIZE, -1.5, np.float32))
    cloth = np.clip(planes.cloth.astype(np.float32) * np.exp(0.15), 0, 255)
    beside = np.clip(planes.canvas + 0.1 * 255.0, 0, 255)
    wanted = cloth * wanted_mask[..., None] + beside * (1 - wanted_mask[..., None])
    inner = (slice(18, 46), slice(10, 38))
    found = (picture[0].permute(1, 2, 0).numpy() + 1) * 127.5
    assert np.abs(mask[0, 0].numpy() - wanted_mask)[inner].max() < 0.01
    assert np.abs(found - wanted)[inner].max() < 1.5


def test_the_picture_teaches_light_but_not_flow() -> None:
    """A garment that is too bright pulls the fine light down; the flow is left to exact truth."""
    stack = _stack()
    stack[..., 4:7], stack[..., 7] = 200, 255
    x = torch.from_numpy(batch_of(stack[None], [Category.TOP]))
    coarse = torch.zeros(1, 3, 8, 6, requires_grad=True)
    fine = torch.zeros(1, FINE, *SIZE, requires_grad=True)
    picture, _ = composed(x, coarse, fine)
    hole = (x[:, HOLE : HOLE + 1] > 0).float()
    colour_loss(picture, torch.zeros_like(picture), hole).backward()
    assert coarse.grad is not None
    assert fine.grad is not None
    assert not coarse.grad[:, :2].any()
    inside = hole[0, 0] > 0
    assert (fine.grad[0, 4][inside] > 0).all(), "less light must lower the error"
    assert not fine.grad[0, 4][~inside].any()


def test_the_critic_learns_to_tell_and_the_generator_is_paid_for_deceiving() -> None:
    critic = Critic((8, 8, 8))
    hole = torch.ones(2, 1, 32, 32)
    true, false = torch.rand(2, 3, 32, 32), -torch.rand(2, 3, 32, 32)
    optimiser = torch.optim.Adam(critic.parameters(), 1e-2)
    first = critic_loss(critic(true, hole), critic(false, hole), hole)
    for _ in range(40):
        loss = critic_loss(critic(true, hole), critic(false, hole), hole)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert loss < 0.6 * first
    with torch.no_grad():
        assert adversarial_loss(critic(true, hole), hole) < adversarial_loss(
            critic(false, hole), hole
        )


def test_patches_that_see_no_hole_are_not_judged() -> None:
    critic = Critic((8, 8, 8)).eval()
    hole = torch.zeros(1, 1, 64, 64)
    hole[..., :8, :8] = 1
    true = critic(torch.rand(1, 3, 64, 64), hole)
    changed = [[f.clone() for f in scale] for scale in true]
    changed[0][-1][..., 4:, 4:] += 100
    assert torch.equal(adversarial_loss(true, hole), adversarial_loss(changed, hole))
    assert critic_loss(true, true, torch.zeros_like(hole)) == 0


def test_only_pairs_are_matched() -> None:
    critic = Critic((8, 8, 8)).eval()
    hole = torch.ones(2, 1, 32, 32)
    real, fake = critic(torch.rand(2, 3, 32, 32), hole), critic(torch.rand(2, 3, 32, 32), hole)
    assert matching_loss(real, fake, torch.zeros(2)) == 0
    assert matching_loss(real, real, torch.ones(2)) == 0
    assert matching_loss(real, fake, torch.ones(2)) > 0


def test_losses_are_nought_at_the_truth_and_grow_with_the_error() -> None:
    truth, hole = torch.rand(2, 3, 32, 32) * 2 - 1, torch.ones(2, 1, 32, 32)
    garment = (torch.rand(2, 1, 32, 32) > 0.5).float()
    assert colour_loss(truth, truth, hole) == 0
    assert mask_loss(garment, garment, hole) < 0.01
    assert mask_loss(1 - garment, garment, hole) > 2
    flow = torch.randn(1, 2, 4, 4)
    known = torch.zeros(1, 1, 4, 4)
    assert flow_loss(flow, flow + 3, known) == 0
    assert flow_loss(flow, flow + 3, known + 1) == pytest.approx(6, abs=1e-4)
    assert roughness(torch.ones(1, 1, 4, 4)) == 0
    none, fine = torch.zeros(1, 3, 4, 4), torch.zeros(1, FINE, 32, 32)
    assert keep_loss(none, fine) == 0
    assert keep_loss(none + 1, fine) > 0
    assert keep_loss(none, fine + 1) > 0


def test_the_perceptual_distance_looks_only_where_it_is_told() -> None:
    encoder = Encoder()
    near = Perceptual(encoder, 2)
    truth = torch.rand(1, 3, 64, 64)
    other = truth.clone()
    other[..., :16, :16] += 1
    left, right = torch.zeros(1, 1, 64, 64), torch.zeros(1, 1, 64, 64)
    left[..., :16, :16], right[..., 48:, 48:] = 1, 1
    assert near(truth, truth, left) == 0
    assert near(other, truth, left) > 10 * near(other, truth, right)
    assert not any(p.requires_grad for p in near.parameters())


def test_the_file_answers_as_the_network_at_any_size(tmp_path: Path) -> None:
    net = GeneratorNetwork((8, 16, 16, 16))
    path = export_generator(net, tmp_path / "net.onnx")
    for size in ((64, 48), (160, 112)):
        x = torch.rand(1, INPUTS, *size) * 2 - 1
        with torch.no_grad():
            wanted = net(x)
        found = OnnxModel(path, 1)(x.numpy())
        for a, b in zip(found, wanted, strict=True):
            assert np.abs(a - b.numpy()).max() < 0.02
    guess = Generator(path, 1)(Planes(_stack(), Category.DRESS))
    assert guess.flow.shape == (8, 6, 2)
    assert guess.light.shape == (8, 6)
    assert guess.relief.shape == SIZE
    assert guess.change.shape == SIZE
    assert guess.paint.shape == (*SIZE, 3)
