"""All of perception behind two calls: look at a person, look at a garment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from modiste.clock import Clock
from modiste.imaging import changed, denoise, fit_within, normalise, resize_mask
from modiste.perception.garment import GarmentReader
from modiste.perception.matte import SelfieMatte
from modiste.perception.parse import ParserNet
from modiste.perception.parse_edges import refined
from modiste.perception.parse_rim import rimmed
from modiste.perception.people import check_body, choose_person
from modiste.perception.pose import BlazePose
from modiste.perception.window import Window, window_for
from modiste.photos import Garment, Person
from modiste.protocols import MatteFinder, PersonParser, PoseFinder
from modiste.types import Category, GarmentView, Image, PersonView, Pose

_FINDING_SIDE = 1280
"""Longer side at which people are looked for; the detector sees less anyway."""
_GARMENT_SIDE = 1024


@dataclass(frozen=True)
class Seen:
    """A person, looked at once and then dressed as often as one likes.

    Attributes:
        photo: the input at full resolution.
        pose: in the photo's pixels.
        window: the part of the photo that is worked on.
        view: the person in the window, at the working resolution.
        warnings: sentences for the user.
    """

    photo: Image
    pose: Pose
    window: Window
    view: PersonView
    warnings: tuple[str, ...] = ()

    @classmethod
    def known(cls, view: PersonView) -> Seen:
        """A person of whom everything is known without looking, such as a virtual model."""
        height, width = view.image.shape[:2]
        return cls(view.image, view.pose, Window(0, 0, width, height, 1.0), view)

    def checked(self, categories: Sequence[Category]) -> Seen:
        """The same person, with warnings for what the garments need and the photo hardly shows.

        Raises:
            modiste.errors.PoseError: a part of the body is missing.
        """
        height, width = self.photo.shape[:2]
        more = [w for c in categories for w in check_body(self.pose, (width, height), c)]
        return replace(self, warnings=tuple(dict.fromkeys([*self.warnings, *more])))


class Perception:
    """Holds the nets; thread-safe as far as the nets are."""

    def __init__(
        self,
        pose: PoseFinder,
        matte: MatteFinder,
        parse: PersonParser,
        garment: GarmentReader,
    ) -> None:
        self._pose, self._matte, self._parse, self._garment = pose, matte, parse, garment

    @classmethod
    def open(cls, threads: int = 2) -> Perception:
        """Load the nets that ship with modiste.

        Raises:
            modiste.errors.AssetError: when a weight is missing or altered.
        """
        pose, matte, parse = BlazePose(threads), SelfieMatte(threads), ParserNet(threads)
        return cls(pose, matte, parse, GarmentReader(pose.brisk, matte, parse, threads))

    def garment(self, garment: Garment, category: Category | None, clock: Clock) -> GarmentView:
        """Find the garment in its photo.

        Raises:
            modiste.errors.GarmentError: when there is none or its category is unsure.
        """
        with clock.stage("garment"):
            image = denoise(fit_within(garment.image, _GARMENT_SIDE)[0])
            alpha = garment.alpha
            if alpha is not None:
                alpha = resize_mask(alpha, (image.shape[1], image.shape[0]))
            return self._garment(image, alpha, category, garment.name)

    def person(
        self,
        person: Person,
        choice: int | None,
        categories: Sequence[Category],
        long_side: int,
        clock: Clock,
    ) -> Seen:
        """Find the person who is meant and check that what the garments need is to be seen.

        Raises:
            modiste.errors.PersonError: nobody, or several people without a choice.
            modiste.errors.PoseError: a part of the body is missing.
        """
        height, width = person.image.shape[:2]
        with clock.stage("pose"):
            small, factor = fit_within(person.image, _FINDING_SIDE)
            poses = [pose.scaled(1 / factor) for pose in self._pose(_helped(small))]
            pose = choose_person(poses, choice, (width, height), person.name)
        for category in categories:
            check_body(pose, (width, height), category)
        window = window_for(pose, (width, height), long_side)
        view = self._view(person.image, pose, window, clock)
        return Seen(person.image, pose, window, view).checked(categories)

    def again(self, seen: Seen, photo: Image, clock: Clock) -> Seen:
        """Look at the same person after her clothes have changed; her pose has not.

        What was seen of pixels that are still the same stays as it was.
        """
        view = self._view(photo, seen.pose, seen.window, clock)
        before = seen.view
        new = changed(before.image, view.image)
        parse = np.where(new, view.parse, before.parse)
        matte = np.where(new, view.matte, before.matte)
        known = replace(view, parse=parse, matte=matte)
        return Seen(photo, seen.pose, seen.window, known, seen.warnings)

    def _view(self, photo: Image, pose: Pose, window: Window, clock: Clock) -> PersonView:
        image, local = window.cut(photo), window.pose(pose)
        helped = _helped(image)
        with clock.stage("matte"):
            matte = self._matte(helped, local)
        with clock.stage("parse"):
            parse = refined(image, local, self._parse(helped, local, matte), matte)
            parse = rimmed(image, local, parse, matte)
        return PersonView(image, local, matte, parse)


def _helped(image: Image) -> Image:
    """A copy for the nets alone: less noise, more light; the very same array when it is fine."""
    return normalise(denoise(image))
