"""``modiste measure``: a body in numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from modiste.body.classes import ShapeClass, gb_designation, shape_classes
from modiste.body.posterior import Posterior, as_dict, write_body
from modiste.body.posterior.observe import spoken
from modiste.body.posterior.units import Unit, format_length, format_mass
from modiste.cli.body_options import known_body, numbers_options, read_numbers
from modiste.cli.body_photos import beside, measured_photos, photo_options
from modiste.cli.body_scan import measured_scan, scan_options
from modiste.cli.failures import print_json
from modiste.errors import OptionError
from modiste.imaging import check_output, write_image
from modiste.types import Estimate, Image, Measure

NOTE = "Numbers that are inferred are statistical estimates for adults; tape what must be right."


@click.command("measure")
@numbers_options
@click.option(
    "-o", "--out", type=click.Path(path_type=Path),
    help="A file such as me.json for the other commands.",
)  # fmt: skip
@click.option(
    "--plot", type=click.Path(path_type=Path),
    help="A picture of the body with the tape lines and what they read.",
)  # fmt: skip
@photo_options
@scan_options
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line; cm, kg.")
def measure_body(
    file: Path | None,
    sex: str | None,
    age: float | None,
    unit: str,
    out: Path | None,
    plot: Path | None,
    photo: Path | None,
    side: Path | None,
    clothes: str | None,
    scan: Path | None,
    scan_unit: str | None,
    as_json: bool,
    **given: str | None,
) -> None:
    """Tell every measure of a body from the few that are known, with its uncertainty."""
    if plot is not None:
        check_output(plot)
    pictures: list[Image] = []
    if scan is not None:
        if file is not None or photo is not None or side is not None:
            raise OptionError("--scan goes with numbers only: leave --body and photos out.")
        body = measured_scan(scan, scan_unit, read_numbers(sex, age, unit, given))
    elif photo is not None or side is not None:
        if file is not None:
            raise OptionError("--body and --photo do not go together: measure the photos first.")
        body, pictures = measured_photos(photo, side, clothes, read_numbers(sex, age, unit, given))
    else:
        body = known_body(file, sex, age, unit, given)
    if out is not None:
        write_body(body, out)
    if plot is not None:
        write_image(beside(_plotted(body, Unit(unit)), pictures), plot)
    shapes = shape_classes(body)
    if as_json:
        print_json(report(body, shapes))
        return
    click.echo("\n".join(table(body, shapes, Unit(unit))))
    if out is not None:
        click.echo(f"The body is {out}")


def _plotted(body: Posterior, unit: Unit) -> Image:
    """The body that has the measures, with the tape round it."""
    from modiste.body.avatar import Looks, draw_avatar
    from modiste.body.plot import draw_tape
    from modiste.body.poses import PoseName

    found = body.measurements()
    texts = {}
    for m, e in found.values.items():
        low, high = (format_length(v, unit) for v in e.interval80)
        texts[m] = f"{spoken(m)} {format_length(e.mean, unit)}  ({low} - {high})"
    model = draw_avatar(found, Looks(pose=PoseName.A_POSE)).model
    return draw_tape(model, texts)


def report(body: Posterior, shapes: tuple[ShapeClass, ...]) -> dict[str, Any]:
    """The machine-readable summary; cm and kg."""
    tops, bottoms = gb_designation(body)
    return {
        **as_dict(body),
        "shape": [
            {"system": s.system, "class": s.name, "margin_cm": s.margin_cm, "next": s.next,
             "change": s.change, "probabilities": dict(s.probabilities), "source": s.source}
            for s in shapes
        ],
        "designation": {"system": "GB/T 1335", "top": tops, "bottom": bottoms},
    }  # fmt: skip


def table(body: Posterior, shapes: tuple[ShapeClass, ...], unit: Unit) -> list[str]:
    """The lines for people."""
    found = body.measurements()
    lines = [f"{'':16}{'estimate':>10}  {'80 % of such people':^21}  source"]
    lines += [_row(m, found[m], unit) for m in Measure]
    lines += ["", *(_shape(s) for s in shapes)]
    lines.append("GB/T 1335 size: top {}, bottom {}".format(*gb_designation(body)))
    lines += [f"warning: {sentence}" for sentence in found.warnings]
    return [*lines, NOTE]


def _row(m: Measure, e: Estimate, unit: Unit) -> str:
    show = format_mass if m is Measure.WEIGHT else format_length
    low, high = (show(v, unit) for v in e.interval80)
    return f"{spoken(m):16}{show(e.mean, unit):>10}  {low:>9} - {high:>9}  {e.source}"


def _shape(s: ShapeClass) -> str:
    chances = ", ".join(f"{name} {share:.0%}" for name, share in list(s.probabilities.items())[:3])
    line = f"{s.system}: {s.name} (chances: {chances})"
    return f"{line}; {s.next} from {s.change}" if s.next else line
