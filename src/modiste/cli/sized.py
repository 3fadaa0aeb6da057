"""``--size`` of ``modiste try``: a size of a chart, as large as it is on a body."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from modiste.errors import OptionError
from modiste.types import Category, Fit, Measure


def sized(
    fit: Fit, size: str | None, chart: Path | None, body: Path | None,
    categories: tuple[str, ...], garments: int,
) -> Fit:  # fmt: skip
    """The fit of a size, times what the caller asked for besides.

    Args:
        fit: ratios of ``--girth`` and its like.
        size: a name in the chart; None leaves ``fit`` as it is.
        chart: file of the size chart.
        body: file of the wearer's body.
        categories: words of ``--category``; the first one tells what the chart is for, when it
            does not say itself.
        garments: how many are put on; a size belongs to one.

    Raises:
        OptionError: when one of the three is missing or the chart has no such size.
        InputError: when a file is no chart or no body.
    """
    if size is None and chart is None:
        return fit
    if size is None or chart is None or body is None:
        raise OptionError(
            "A size needs --size, --chart and the body: --body me.json for the virtual model, or "
            "--wearer me.json for the person in the photo."
        )
    if garments != 1:
        raise OptionError("--size belongs to one garment: dress the garments one after another.")
    return _times(fit, _of_size(chart, size, body, categories))


def _of_size(chart: Path, size: str, body: Path, categories: tuple[str, ...]) -> Fit:
    from modiste.body.posterior import read_body
    from modiste.fit.plain import read_chart
    from modiste.fit.true_size import fit_of_size

    known = read_body(body)
    means = {measure: known.estimate(measure).mean for measure in Measure}
    names = [c for c in categories if c in list(Category)]
    return fit_of_size(read_chart(chart, Category(names[0]) if names else None), size, means)


def _times(one: Fit, other: Fit) -> Fit:
    pairs = ((one.girth, other.girth), (one.length, other.length),
             (one.sleeve_length, other.sleeve_length))  # fmt: skip
    girth, length, sleeve = (float(np.clip(a * b, 0.5, 2.0)) for a, b in pairs)
    return replace(other, girth=girth, length=length, sleeve_length=sleeve)
