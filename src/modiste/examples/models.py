"""Virtual models: drawn people, free of any photo, with exact pose, parse, matte and depth.

    model = virtual_model("mara")
    model.image, model.labels, model.pose

Everything is rendered on demand from the parametric body; the same arguments give the same pixels.
"""

from __future__ import annotations

from modiste.body.camera import Camera
from modiste.body.model import Dress, Model, draw
from modiste.body.people import build
from modiste.body.poses import PoseName
from modiste.body.template import Body
from modiste.errors import OptionError
from modiste.examples.gallery import PRESETS


def virtual_model(
    name: str = "mara", *, pose: PoseName | None = None, size: tuple[int, int] = (768, 1024),
    seed: int = 0, body: Body | None = None, camera: Camera | None = None,
    dress: Dress | None = None,
) -> Model:  # fmt: skip
    """Draw a person in grey base clothes in a studio.

    Args:
        name: one of :data:`PRESETS`.
        pose: how she stands; None is the preset's own way.
        size: width and height of the picture in pixels.
        seed: of hair, skin and folds.
        body: an open template, to save opening it again.
        camera: None frames the whole person.
        dress: replaces the base clothes; it gets the sitter in base clothes.

    Raises:
        OptionError: when there is no such model.
        AssetError: when the template is missing or damaged.
    """
    if name not in PRESETS:
        raise OptionError(f"There is no virtual model {name!r}; there are: {', '.join(PRESETS)}.")
    preset, body = PRESETS[name], body or Body.open()
    return draw(body, build(body, preset.person), preset.looks, preset.style, pose or preset.pose,
                name=name, size=size, seed=seed, camera=camera, dress=dress)  # fmt: skip
