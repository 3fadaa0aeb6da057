"""How a camera sees bodies, and the conditioning step that turns this round."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.body.posterior import Dimension, Name, Observation, Posterior, Prior, Source
from modiste.body.posterior.gaussian import LogNormal
from modiste.body.silhouette.figure import Clothes
from modiste.body.silhouette.read import Figure, Reading
from modiste.errors import AssetError, InputError
from modiste.types import Measure, Sex

Array = NDArray[np.float64]

ASSET = "photo-readings"
_DIMS = tuple(Dimension(f"{part}_{way}") for way in ("breadth", "depth")
              for part in ("chest", "waist", "hip"))  # fmt: skip
CAUSES: tuple[Name, ...] = (
    Measure.HEIGHT, Measure.CHEST, Measure.WAIST, Measure.HIP, *_DIMS, Measure.INSEAM,
    Measure.THIGH, Measure.NECK, Measure.SHOULDER,
)  # fmt: skip
"""What the readings depend on."""
TOLD_AS: Mapping[str, Name] = {
    "front_armpits": Dimension.CHEST_BREADTH, "front_waist": Dimension.WAIST_BREADTH,
    "front_hip": Dimension.HIP_BREADTH, "side_bust": Dimension.CHEST_DEPTH,
    "side_waist": Dimension.WAIST_DEPTH, "side_hip": Dimension.HIP_DEPTH,
    "thigh": Measure.THIGH, "neck": Measure.NECK, "shoulders": Measure.SHOULDER,
    "crotch": Measure.INSEAM,
}  # fmt: skip
"""The quantity that each reading tells of most."""
CHANCES: Mapping[Clothes, Mapping[Clothes, float]] = {
    Clothes.TIGHT: {Clothes.TIGHT: 0.8, Clothes.NORMAL: 0.15, Clothes.LOOSE: 0.05},
    Clothes.NORMAL: {Clothes.TIGHT: 0.3, Clothes.NORMAL: 0.5, Clothes.LOOSE: 0.2},
    Clothes.LOOSE: {Clothes.TIGHT: 0.05, Clothes.NORMAL: 0.15, Clothes.LOOSE: 0.8},
}
"""What clothes may be, by what they look like, when nobody says how loosely they sit."""
_ODD = 4.5
"""A reading this many standard deviations off what all others let expect is dropped."""


@dataclass(frozen=True)
class Sight:
    """What the camera shows of people of one sex in one class of clothes.

    The logarithms of the readings are ``offset + weights @ x + noise``, x being the logarithms of
    :data:`CAUSES`.

    Attributes:
        names: of the k readings.
        weights: float64 (k, 14).
        offset: float64 (k,).
        cov: float64 (k, k), of the noise: the scale's error is common to all readings, that of
            clothes to neighbours.
    """

    names: tuple[str, ...]
    weights: Array
    offset: Array
    cov: Array

    def knows(self, name: str) -> bool:
        """Whether a reading was seen often enough to be calibrated."""
        return name in self.names and math.isfinite(self.offset[self.names.index(name)])

    def only(self, names: Sequence[str]) -> Sight:
        """The part about some of the readings."""
        i = np.array([self.names.index(name) for name in names], np.intp)
        return Sight(tuple(names), self.weights[i], self.offset[i], self.cov[np.ix_(i, i)])


@dataclass(frozen=True)
class Eye:
    """Turns readings into bodies; one :class:`Sight` per sex and class of clothes."""

    sights: Mapping[tuple[Sex, Clothes], Sight]

    @classmethod
    def open(cls) -> Eye:
        """The calibration that ships with modiste.

        Raises:
            AssetError: when it is missing or altered.
        """
        return cls.read(asset_path(ASSET))

    @classmethod
    def read(cls, path: Path) -> Eye:
        """The calibration in a file that ``scripts/calibrate_photos.py`` wrote.

        Raises:
            AssetError: when it is none.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                names = tuple(str(name) for name in file["names"])
                return cls({(s, c): Sight(names, *(np.asarray(file[f"{part}_{s}_{c}"], np.float64)
                                                   for part in ("weights", "offset", "cov")))
                            for s in Sex for c in Clothes})  # fmt: skip
        except (OSError, KeyError, ValueError) as error:
            raise AssetError(f"The calibration {path} cannot be read ({error}).") from error

    def posterior(
        self, prior: Prior, sex: Sex, told: Sequence[Observation], figures: Sequence[Figure],
        clothes: Clothes | None = None, age: float | None = None,
    ) -> Posterior:  # fmt: skip
        """The body that photos and other readings tell of together.

        Args:
            prior: what is known of anybody.
            sex: whose statistics to use.
            told: other readings; the height is needed, since it is the scale.
            figures: what the photos tell.
            clothes: how loosely they sit; None weighs every class by how well it explains the
                readings, which leaves the body less certain.
            age: in years.

        Raises:
            InputError: no height, or impossible readings.
        """
        height = scale_of(told)
        known = prior.posterior(sex, told, age)
        readings = {r.name: r for figure in figures for r in figure.readings.values()}
        shares = {clothes: 1.0} if clothes else CHANCES[_loosest(figures)]
        sights = {c: self.sights[sex, c] for c in shares}
        kept, odd = _agreed([_consistent(known.joint, s, readings) for s in sights.values()])
        joint, worn = _seen_in_any(known.joint, sights, shares, [readings[name] for name in kept])
        usual, sight = prior.joints[sex], sights[worn]
        spoken = [_as_observation(readings[name], height, sight, usual) for name in kept
                  if name in TOLD_AS]  # fmt: skip
        notes = [note for figure in figures for note in figure.notes] + _doubts(odd)
        return replace(known, joint=joint, observed=(*known.observed, *spoken),
                       warnings=(*known.warnings, *notes))  # fmt: skip


def scale_of(told: Sequence[Observation]) -> float:
    """The height in cm that is the scale of photos.

    Raises:
        InputError: when no height is among the readings.
    """
    height = next((o for o in told if o.name is Measure.HEIGHT), None)
    if height is None:
        raise InputError("A photo has no scale: give the height, such as --height 165.")
    return height.truth


def _loosest(figures: Sequence[Figure]) -> Clothes:
    order = list(Clothes)
    return max((f.clothes for f in figures), key=order.index, default=Clothes.NORMAL)


def _predicted(joint: LogNormal, sight: Sight) -> tuple[Array, Array, Array]:
    """Mean (k,) and covariance (k, k) of readings to come, and theirs with the body (k, d)."""
    places = joint.index(CAUSES)
    cross = sight.weights @ joint.cov[places]
    return (sight.offset + sight.weights @ joint.mean[places],
            cross[:, places] @ sight.weights.T + sight.cov, cross)  # fmt: skip


def _seen(joint: LogNormal, sight: Sight, readings: Sequence[Reading]) -> LogNormal:
    """Condition a body on readings with their joint noise."""
    if not readings:
        return joint
    mean, spread, cross = _predicted(joint, sight.only([r.name for r in readings]))
    gain = np.linalg.solve(spread, cross).T
    cov = joint.cov - gain @ cross
    logs = np.array([r.log for r in readings])
    return LogNormal(joint.names, joint.mean + gain @ (logs - mean), (cov + cov.T) / 2)


def _seen_in_any(
    joint: LogNormal, sights: Mapping[Clothes, Sight], shares: Mapping[Clothes, float],
    readings: Sequence[Reading],
) -> tuple[LogNormal, Clothes]:  # fmt: skip
    """The body when the clothes may be of several classes, and the class most likely.

    The mixture of the bodies by the evidence of each class, as one normal distribution with the
    mixture's mean and covariance.
    """
    logs = {c: math.log(shares[c]) + _evidence(joint, s, readings) for c, s in sights.items()}
    best = max(logs, key=lambda c: logs[c])
    parts = {c: math.exp(log - logs[best]) for c, log in logs.items()}
    bodies = [(part / sum(parts.values()), _seen(joint, sights[c], readings))
              for c, part in parts.items()]  # fmt: skip
    mean = np.sum([share * b.mean for share, b in bodies], axis=0)
    cov = np.sum([share * (b.cov + np.outer(b.mean - mean, b.mean - mean))
                  for share, b in bodies], axis=0)  # fmt: skip
    return LogNormal(joint.names, mean, cov), best


def _evidence(joint: LogNormal, sight: Sight, readings: Sequence[Reading]) -> float:
    """Logarithm of the readings' density, but for a constant."""
    if not readings:
        return 0.0
    mean, spread, _ = _predicted(joint, sight.only([r.name for r in readings]))
    off = np.array([r.log for r in readings]) - mean
    return float(-0.5 * (off @ np.linalg.solve(spread, off) + np.linalg.slogdet(spread)[1]))


def _agreed(found: Sequence[tuple[list[str], list[str]]]) -> tuple[list[str], list[str]]:
    """The readings that every class of clothes goes by, and those that none does."""
    kept = [name for name in found[0][0] if all(name in names for names, _ in found)]
    odd = [name for name in found[0][1] if all(name in names for _, names in found)]
    return kept, odd


def _consistent(
    joint: LogNormal, sight: Sight, readings: Mapping[str, Reading]
) -> tuple[list[str], list[str]]:
    """The readings to go by, and those that no body explains, by leaving each out in turn."""
    names = [name for name in readings if sight.knows(name)]
    odd: list[str] = []
    while len(names) > 2:
        mean, spread, _ = _predicted(joint, sight.only(names))
        inverse = np.linalg.inv(spread)
        off = inverse @ (np.array([readings[n].log for n in names]) - mean)
        surprise = np.abs(off) / np.sqrt(np.diag(inverse))
        worst = int(surprise.argmax())
        if surprise[worst] < _ODD:
            break
        odd.append(names.pop(worst))
    return names, odd


def _as_observation(reading: Reading, height: float, sight: Sight, usual: LogNormal) -> Observation:
    """How a file and a person are told of a reading: the length as seen, in cm.

    The bias is how much longer than the quantity itself a camera sees it on a usual body.
    """
    name, place = TOLD_AS[reading.name], sight.names.index(reading.name)
    length = reading.ratio * height
    mean, _, _ = _predicted(usual, sight.only([reading.name]))
    factor = math.exp(mean[0] + usual.of(Measure.HEIGHT)[0] - usual.of(name)[0])
    noise = length * math.sqrt(float(sight.cov[place, place]))
    return Observation(name, length, noise, Source.PHOTO, length * (1 - 1 / factor))


def _doubts(odd: Sequence[str]) -> list[str]:
    if not odd:
        return []
    what = ", ".join(name.replace("_", " ") for name in odd)
    return [f"What the photos show of {what} fits no body with the other numbers: it was left "
            "out. Check the height, the clothes and the pose."]  # fmt: skip
