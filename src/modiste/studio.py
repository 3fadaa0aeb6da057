"""THE MAIN PATH: photos -> look -> Scene -> engine.render -> composite -> TryOnResult.

Engines draw; the studio composites. So face, hair, hands and background come back bit for bit,
whatever an engine did.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace

import numpy as np

from modiste.adjust import Preferences, added, adjusted_garment, adjusted_options
from modiste.clock import Clock
from modiste.compose import editable_region
from modiste.engines import DEFAULT_ENGINE, open_engine
from modiste.errors import BackendError, OptionError
from modiste.imaging import changed
from modiste.perception.draw import draw_garment, person_steps
from modiste.perception.look import Perception, Seen
from modiste.photos import Garment, Person
from modiste.protocols import Engine
from modiste.types import (
    Adjustment,
    Category,
    GarmentView,
    Image,
    Options,
    Quality,
    Rendering,
    Scene,
    TryOnResult,
)

LONG_SIDE = {Quality.DRAFT: 640, Quality.STANDARD: 1280, Quality.BEST: 2560}
"""Most pixels of the working picture's longer side; the result has the input's in any case."""

_PUT_ON_ORDER = {Category.BOTTOM: 0, Category.DRESS: 1, Category.TOP: 2}
"""What hangs over the other is put on later."""


class Studio:
    """Dresses people. Open one and keep it: it holds the nets."""

    def __init__(self, perception: Perception, engine: Engine, threads: int = 2) -> None:
        self._perception, self._engine, self._threads = perception, engine, threads
        self._others: dict[str, Engine] = {}

    @classmethod
    def open(cls, engine: str = DEFAULT_ENGINE, threads: int = 2) -> Studio:
        """Load the nets and the engine called ``engine``.

        Args:
            engine: a name that ``modiste engines`` lists.
            threads: CPU threads per net.

        Raises:
            modiste.errors.OptionError: unknown engine.
            modiste.errors.AssetError: a weight is missing or altered.
        """
        return cls(Perception.open(threads), open_engine(engine, threads), threads)

    def try_on(
        self,
        person: Person | Seen,
        *garments: Garment | GarmentView,
        options: Options | None = None,
        categories: Sequence[Category | None] = (),
        explain: bool = False,
        preferences: Preferences | None = None,
    ) -> TryOnResult:
        """Dress the person in one garment or several.

        Args:
            person: the shopper's photo; or what :meth:`look` returned, to dress her again without
                looking again; or a virtual model, as ``Seen.known(model.view)``.
            garments: one or more; bottoms are put on before dresses and tops. What
                :meth:`examine` returned saves looking at a garment again; its category stays.
            options: see :class:`modiste.types.Options`.
            categories: one per garment where ``options.category`` does not fit all.
            explain: keep what each stage saw in ``TryOnResult.steps``.
            preferences: what the shopper's earlier reactions taught, by category; it is added to
                ``options.adjust``.

        Raises:
            modiste.errors.InputError: a photo cannot be used; the message says what to do.
            modiste.errors.BackendError: the engine broke its contract.
        """
        options, clock = options or Options(), Clock()
        engine, start = self._engine_of(options), time.perf_counter()
        wanted = _categories(len(garments), categories, options)
        views, found = self._seen(person, list(zip(garments, wanted, strict=True)), options, clock)
        seen = found
        steps = _garment_steps(views) | person_steps(seen.view) if explain else {}
        warnings = [*seen.warnings, *(w for view in views for w in view.warnings)]
        changes = {v.category: _change(options, preferences, v.category) for v in views}
        for number, view in enumerate(sorted(views, key=lambda v: _PUT_ON_ORDER[v.category])):
            if number:
                seen = self._perception.again(seen, seen.photo, clock)
            own = replace(options, adjust=changes[view.category])
            seen, rendering = self._put_on(engine, seen, view, own, explain, clock)
            warnings += rendering.warnings
            steps |= _named(rendering, view, len(views)) if explain else {}
        if explain:
            steps["composite"] = seen.photo
        return TryOnResult(
            image=seen.photo,
            engine=engine.name,
            categories=tuple(view.category for view in views),
            seconds=dict(clock.seconds),
            elapsed=time.perf_counter() - start,
            warnings=tuple(dict.fromkeys(warnings)),
            pixels_changed=int(changed(found.photo, seen.photo).sum()),
            steps=steps,
            adjusted=tuple(changes[view.category] for view in views),
            garments=tuple(view.report() for view in views),
        )

    def look(self, person: Person, options: Options | None = None) -> Seen:
        """What perception sees of a person, without dressing her.

        Raises:
            modiste.errors.PersonError: nobody, or several people without a choice.
        """
        return self._found(person, (), options or Options(), Clock())

    def examine(self, garment: Garment, category: Category | None = None) -> GarmentView:
        """What perception sees of a garment, to put it on many people.

        Raises:
            modiste.errors.GarmentError: there is no garment in the photo.
        """
        return self._perception.garment(garment, category, Clock())

    def _seen(
        self,
        person: Person | Seen,
        garments: Sequence[tuple[Garment | GarmentView, Category | None]],
        options: Options,
        clock: Clock,
    ) -> tuple[list[GarmentView], Seen]:
        """Look at the garments, and meanwhile at the person if there is a thread for her.

        What is wrong with a garment is told before what is wrong with the person.
        """
        with ThreadPoolExecutor(1) if self._threads > 1 else nullcontext() as pool:
            early = pool.submit(self._found, person, (), options, clock) if pool else None
            views = [self._examined(garment, category, clock) for garment, category in garments]
        worn = [view.category for view in views]
        if early is None:
            return views, self._found(person, worn, options, clock)
        return views, early.result().checked(worn)

    def _examined(
        self, garment: Garment | GarmentView, category: Category | None, clock: Clock
    ) -> GarmentView:
        if isinstance(garment, GarmentView):
            return garment
        return self._perception.garment(garment, category, clock)

    def _found(
        self, person: Person | Seen, categories: Sequence[Category], options: Options, clock: Clock
    ) -> Seen:
        if isinstance(person, Seen):
            return person.checked(categories)
        side = LONG_SIDE[options.quality]
        return self._perception.person(person, options.person, categories, side, clock)

    def _engine_of(self, options: Options) -> Engine:
        """The engine that the adjustment asks for; built once, then kept."""
        name = options.adjust.engine or self._engine.name
        if name == self._engine.name:
            return self._engine
        if name not in self._others:
            self._others[name] = open_engine(name, self._threads)
        return self._others[name]

    def _put_on(
        self,
        engine: Engine,
        seen: Seen,
        garment: GarmentView,
        options: Options,
        explain: bool,
        clock: Clock,
    ) -> tuple[Seen, Rendering]:
        options = adjusted_options(options)
        garment = adjusted_garment(garment, options.adjust)
        with clock.stage("render"):
            editable = editable_region(seen.view, garment)
            scene = Scene(seen.view, garment, editable, options, explain)
            rendering = engine.render(scene)
        _check(rendering, scene, engine.name)
        with clock.stage("composite"):
            photo = seen.window.paste(seen.photo, rendering, editable)
        return Seen(photo, seen.pose, seen.window, seen.view, seen.warnings), rendering


def _categories(
    count: int, categories: Sequence[Category | None], options: Options
) -> list[Category | None]:
    """One wish per garment; the list of its own wins over the common option."""
    if count == 0:
        raise OptionError("No garment was given; name at least one garment photo.")
    if len(categories) not in (0, count):
        raise OptionError(f"{count} garments but {len(categories)} categories; give one for each.")
    return [wish or options.category for wish in (categories or [None] * count)]


def _change(options: Options, learnt: Preferences | None, category: Category) -> Adjustment:
    """What was asked for, on top of what was learnt."""
    return options.adjust if learnt is None else added(learnt.suggested(category), options.adjust)


def _check(rendering: Rendering, scene: Scene, engine: str) -> None:
    """Hold an engine to its contract before its pixels meet the photo."""
    size = scene.person.image.shape[:2]
    if rendering.image.shape != (*size, 3) or rendering.alpha.shape != size:
        raise BackendError(f"Engine '{engine}' drew {rendering.image.shape}, wanted {size}.")
    if rendering.image.dtype != np.uint8 or not np.isfinite(rendering.alpha).all():
        raise BackendError(f"Engine '{engine}' drew values that are no picture.")


def _garment_steps(views: Sequence[GarmentView]) -> dict[str, Image]:
    if len(views) == 1:
        return {"garment": draw_garment(views[0])}
    return {f"garment-{i}": draw_garment(view) for i, view in enumerate(views, 1)}


def _named(rendering: Rendering, view: GarmentView, count: int) -> dict[str, Image]:
    suffix = "" if count == 1 else f"-{view.category}"
    return {f"{name}{suffix}": picture for name, picture in rendering.steps.items()}
