"""People to be dressed: looked at once, then known by an id until their photo expires."""

from __future__ import annotations

from dataclasses import replace

from modiste.errors import OptionError
from modiste.imaging import Limits
from modiste.perception.look import Seen
from modiste.photos import Person
from modiste.service.cache import Cache
from modiste.service.gallery import Gallery
from modiste.service.pictures import clean, from_png, to_png
from modiste.service.problems import NotFoundError
from modiste.service.views import pack_seen, pack_view, unpack_seen, unpack_view
from modiste.store.persons import NewPerson
from modiste.store.store import Store
from modiste.store.tables import PersonRow
from modiste.studio import Studio
from modiste.types import Image, Options, PersonView

_KEPT = 8
GONE = "This person is not here (any more): photos go after a while. Send the photo again."


class People:
    """Keeps what was seen of people: encrypted on disk, the last few in memory too."""

    def __init__(self, store: Store, gallery: Gallery, max_side: int) -> None:
        self._store, self._gallery, self._max_side = store, gallery, max_side
        self._seen: Cache[Seen] = Cache(_KEPT)

    def cleaned(self, data: bytes, limits: Limits) -> bytes:
        """A photo as clean PNG; raises ImageLoadError or ImageSizeError."""
        return to_png(clean(data, limits, self._max_side, "the person's photo")[0])

    def look(self, studio: Studio, png: bytes, choice: int | None = None) -> Seen:
        """What is seen on a cleaned photo; raises PersonError or PoseError."""
        return studio.look(Person.from_array(from_png(png)[0]), Options(person=choice))

    def add(self, owner: str, png: bytes, seen: Seen) -> PersonRow:
        """Keep a person who was looked at."""
        height, width = seen.photo.shape[:2]
        new = NewPerson("photo", png, pack_seen(seen), width, height, None, seen.warnings)
        row = self._store.persons.add(owner, new)
        self._seen.get(_key(owner, row.id), lambda: seen)
        return row

    def add_model(self, owner: str, name: str) -> PersonRow:
        """Choose a model of the gallery.

        Raises:
            modiste.errors.OptionError: there is no such model.
        """
        if name not in self._gallery.names():
            known = ", ".join(self._gallery.names())
            raise OptionError(f"There is no model {name!r:.40}; choose one of {known}.")
        height, width = self._gallery.seen(name).photo.shape[:2]
        lifetime = self._store.room.retention.sessions
        new = NewPerson("model", None, None, width, height, name, lifetime=lifetime)
        return self._store.persons.add(owner, new)

    def add_avatar(self, owner: str, view: PersonView) -> PersonRow:
        """Keep the virtual model that was drawn of somebody's measures."""
        height, width = view.image.shape[:2]
        lifetime = self._store.room.retention.bodies
        new = NewPerson("model", to_png(view.image), pack_view(view), width, height,
                        lifetime=lifetime)  # fmt: skip
        return self._store.persons.add(owner, new)

    def get(self, owner: str, person: str) -> PersonRow:
        """The row of a person. Raises NotFoundError when this owner has none such."""
        row = self._store.persons.get(owner, person)
        if row is None:
            raise NotFoundError(GONE)
        return row

    def seen(self, owner: str, person: str) -> Seen:
        """A person, ready to be dressed. Raises NotFoundError when she is gone."""
        row = self.get(owner, person)
        return self._seen.get(_key(owner, person), lambda: self._load(row))

    def _load(self, row: PersonRow) -> Seen:
        if row.model is not None:
            return self._gallery.seen(row.model)
        view = self._store.files.read(row.view or "")
        if view is None:
            raise NotFoundError(GONE)
        if row.kind == "model":
            return replace(Seen.known(unpack_view(view)), warnings=tuple(row.warnings))
        return unpack_seen(view, self._photo(row))

    def _photo(self, row: PersonRow) -> Image:
        data = self._store.files.read(row.picture or "")
        if data is None:
            raise NotFoundError(GONE)
        return from_png(data)[0]

    def picture(self, row: PersonRow) -> bytes:
        """Her picture as PNG or, of the gallery, JPEG. Raises NotFoundError when it is gone."""
        if row.model is not None:
            return self._gallery.picture(row.model)
        data = self._store.files.read(row.picture or "")
        if data is None:
            raise NotFoundError(GONE)
        return data

    def forget(self, owner: str, person: str | None = None) -> None:
        """Drop from memory one person, or all of an owner."""
        if person is not None:
            self._seen.drop(lambda key: key == _key(owner, person))
            return
        self._seen.drop(lambda key: key.startswith(owner + "/"))

    def sweep(self) -> None:
        """Drop from memory whoever is gone from the store."""
        self._seen.drop(lambda key: self._store.persons.get(*key.split("/", 1)) is None)


def _key(owner: str, person: str) -> str:
    return f"{owner}/{person}"
