"""Build the statistics of bodies that ship with modiste from the public files of ANSUR II.

    python scripts/build_anthropometry.py --data ../shared/data/body/ansur2

Writes means and covariances of logarithms per sex, no person's data, to
``src/modiste/weights/anthropometry.npz``; deterministic.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from modiste.body.posterior.dimensions import SURVEYED
from modiste.body.posterior.gaussian import LogNormal
from modiste.body.posterior.survey import read_survey
from modiste.types import Sex

WEIGHTS = Path(__file__).resolve().parents[1] / "src" / "modiste" / "weights"


def build(data: Path, out: Path) -> None:
    """Fit both sexes and write them; the covariance as its upper triangle."""
    names = [str(name) for name in SURVEYED]
    arrays: dict[str, np.ndarray] = {"names": np.array(names)}
    for sex in Sex:
        people = read_survey(data, sex)
        joint = LogNormal.fitted(names, people.rows)
        arrays[f"mean_{sex}"] = joint.mean
        arrays[f"cov_{sex}"] = joint.cov[np.triu_indices(len(names))]
        print(f"{sex}: {len(people.rows)} people, {len(names)} quantities")
    np.savez_compressed(out, allow_pickle=False, **arrays)
    print(f"{out}: {out.stat().st_size} bytes")


def main() -> None:
    """Parse the arguments and build."""
    parser = argparse.ArgumentParser(description="Build the statistics of bodies.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the ANSUR II files")
    parser.add_argument("--out", type=Path, default=WEIGHTS / "anthropometry.npz")
    arguments = parser.parse_args()
    build(arguments.data, arguments.out)


if __name__ == "__main__":
    main()
