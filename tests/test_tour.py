"""The snippets of the tour run, in order, as a newcomer would type them."""

from __future__ import annotations

import re
from pathlib import Path

TOUR = Path(__file__).resolve().parents[1] / "docs" / "tour.md"


def test_the_snippets_of_the_tour_run() -> None:
    snippets = re.findall(r"```python\n(.*?)```", TOUR.read_text("utf-8"), re.DOTALL)
    assert len(snippets) >= 8
    names: dict[str, object] = {}
    for snippet in snippets:
        exec(compile(snippet, str(TOUR), "exec"), names)  # noqa: S102 - our own documentation
    assert "tucked" in names
