"""Which weights of others there are; needs no torch."""

from __future__ import annotations

from modiste.errors import OptionError
from modiste.photoreal.weights import Published

FASHN = Published(
    engine="fashn",
    repository="fashn-ai/fashn-vton-1.5",
    files=("model.safetensors",),
    megabytes=1950,
    licence="Apache-2.0",
    must_accept=False,
    page="https://huggingface.co/fashn-ai/fashn-vton-1.5",
)
ALL = (FASHN,)


def published_of(engine: str) -> Published:
    """The weights of an engine.

    Raises:
        OptionError: it has none.
    """
    for published in ALL:
        if published.engine == engine:
            return published
    raise OptionError(f"Engine '{engine}' has no weights to fetch.")
