"""What is known of weights that somebody published."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedFile:
    """One file of weights.

    Attributes:
        name: what it is called here.
        repository: on the hub.
        path: its name there.
        megabytes: its size, about.
        licence: of this file.
        sha256: as the publisher's page tells it. None where no such page could be read: then the
            user pins one, or that of the first download is kept.
        revision: of the repository; a commit where it is known.
        optional: the engine starts without it.
    """

    name: str
    repository: str
    path: str
    megabytes: int
    licence: str
    sha256: str | None = None
    revision: str = "main"
    optional: bool = False


@dataclass(frozen=True)
class Published:
    """All weights of an engine.

    Attributes:
        engine: what they are for.
        files: at least one.
        licence: of them together, in a sentence.
        must_accept: whether the licence is to be accepted before first use.
        page: where it can be read.
        parameters: numbers that are in memory at a time.
    """

    engine: str
    files: tuple[PublishedFile, ...]
    licence: str
    must_accept: bool
    page: str
    parameters: int

    @property
    def megabytes(self) -> int:
        """Of all files that the engine cannot do without."""
        return sum(file.megabytes for file in self.files if not file.optional)

    def file(self, name: str) -> PublishedFile | None:
        """The file called ``name`` here, or None."""
        return next((file for file in self.files if file.name == name), None)
