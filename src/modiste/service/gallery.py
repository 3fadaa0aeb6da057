"""The gallery of virtual models: drawn once, kept as files, nobody's personal data."""

from __future__ import annotations

import secrets
import threading
from pathlib import Path

from modiste.examples.gallery import PRESETS
from modiste.imaging import encode_image
from modiste.perception.look import Seen
from modiste.service.cache import Cache
from modiste.service.views import pack_view, unpack_view
from modiste.types import Sex

WIDTH, HEIGHT = 768, 1024
_THUMBNAILS = Path(__file__).with_name("thumbnails")
_KEPT = 4


class Gallery:
    """Draws the models of :data:`modiste.examples.gallery.PRESETS` at first use.

    Args:
        folder: where drawn models are kept; may be thrown away.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._seen: Cache[Seen] = Cache(_KEPT)

    @staticmethod
    def names() -> tuple[str, ...]:
        """All models."""
        return tuple(PRESETS)

    @staticmethod
    def label(name: str) -> dict[str, str]:
        """Who she is, for people who cannot see the picture."""
        person = PRESETS[name].person
        sex = Sex.FEMALE if person.female else Sex.MALE
        zh = "女" if person.female else "男"
        shown, cm, kg = name.capitalize(), f"{person.height_cm:g}", f"{person.weight_kg:g}"
        return {
            "en": f"{shown}, {sex}, {cm} cm, {kg} kg",
            "zh": f"{shown}，{zh}，{cm} 厘米，{kg} 公斤",
        }

    @staticmethod
    def thumbnail(name: str) -> bytes:
        """A small JPEG that ships with the package: seen before anything was drawn."""
        return (_THUMBNAILS / f"{name}.jpg").read_bytes()

    def seen(self, name: str) -> Seen:
        """A model, ready to be dressed. ``name`` is one of :meth:`names`."""
        return self._seen.get(name, lambda: self._load(name))

    def _load(self, name: str) -> Seen:
        self.ensure(name)
        return Seen.known(unpack_view((self._folder / f"{name}.npz").read_bytes()))

    def picture(self, name: str) -> bytes:
        """Her whole picture as JPEG, marked as machine-made."""
        self.ensure(name)
        return (self._folder / f"{name}.jpg").read_bytes()

    def ensure(self, name: str) -> None:
        """Draw a model unless that was done."""
        with self._lock:
            if not (self._folder / f"{name}.npz").exists():
                self._draw(name)

    def _draw(self, name: str) -> None:
        from modiste.examples.models import virtual_model

        model = virtual_model(name, size=(WIDTH, HEIGHT))
        self._folder.mkdir(parents=True, exist_ok=True)
        _write(self._folder / f"{name}.jpg", encode_image(model.image, "JPEG", quality=92))
        _write(self._folder / f"{name}.npz", pack_view(model.view))


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; several processes may draw the same."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    part.write_bytes(data)
    part.replace(path)
