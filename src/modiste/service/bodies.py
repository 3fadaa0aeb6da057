"""Bodies and size charts as the service keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from modiste.body.posterior import Posterior, from_content
from modiste.fit.chart import SizeChart
from modiste.fit.plain import parse_json
from modiste.fit.true_size import fit_of_size
from modiste.service.problems import NotFoundError
from modiste.store.store import Store
from modiste.types import Category, Fit, Measure

GONE = "This body is not here (any more); measure again."


def body_of(store: Store, owner: str, body: str) -> Posterior:
    """A body of this owner. Raises NotFoundError when there is none such."""
    content = store.bodies.get(owner, body)
    if content is None:
        raise NotFoundError(GONE)
    return from_content(content, "the body")


def chart_of(chart: Mapping[str, Any], category: Category | None = None) -> SizeChart:
    """A chart from JSON. Raises InputError for what is none."""
    return parse_json(json.dumps(dict(chart)), str(chart.get("name", "the size chart"))[:80],
                      category)  # fmt: skip


def fit_on_body(
    store: Store, owner: str, body: str, chart: Mapping[str, Any], size: str
) -> Fit:  # fmt: skip
    """How large a size looks on a body.

    Raises:
        NotFoundError: no such body.
        modiste.errors.InputError: no such size, or the chart tells no girth.
    """
    known = body_of(store, owner, body)
    means = {measure: known.estimate(measure).mean for measure in Measure}
    return fit_of_size(chart_of(chart), size, means)
