"""``modiste avatar``: the virtual model that has your measures."""

from __future__ import annotations

from pathlib import Path

import click

from modiste.cli.body_options import known_body, numbers_options
from modiste.cli.failures import print_json
from modiste.cli.looks import looks_of, looks_options
from modiste.imaging import check_output, write_image
from modiste.types import Measure


@click.command("avatar")
@numbers_options
@looks_options
@click.option("--seed", type=int, default=0, show_default=True, help="Of hair, skin and folds.")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path),
              help="The picture to write; .glb and .json (the body) go beside it.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def draw_body(
    file: Path | None, sex: str | None, age: float | None, unit: str, skin: str, hair: str | None,
    pose: str, seed: int, out: Path, as_json: bool, **given: str | None,
) -> None:  # fmt: skip
    """Draw the virtual model that has your measures, as a picture and in 3D."""
    from modiste.body.avatar import draw_avatar
    from modiste.body.glb import to_glb
    from modiste.body.posterior import write_body

    check_output(out)
    found = known_body(file, sex, age, unit, given)
    avatar = draw_avatar(found.measurements(), looks_of(skin, hair, pose), seed=seed)
    write_image(avatar.model.image, out)
    solid, numbers = out.with_suffix(".glb"), out.with_suffix(".json")
    solid.write_bytes(to_glb(avatar.model))
    write_body(found, numbers)
    if as_json:
        print_json({
            "out": str(out), "glb": str(solid), "body": str(numbers),
            "measures": {str(m): round(v, 1) for m, v in avatar.fit.measures.items()},
        })  # fmt: skip
        return
    for warning in (*found.warnings, *avatar.fit.warnings):
        click.echo(f"note: {warning}", err=True)
    shown = (Measure.HEIGHT, Measure.WEIGHT, Measure.CHEST, Measure.WAIST, Measure.HIP)
    told = ", ".join(f"{m} {avatar.fit.measures[m]:.0f}" for m in shown)
    click.echo(f"{out}, {solid.name}, {numbers.name}: {told}")
