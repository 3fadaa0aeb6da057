"""Which weights of others there are; needs no torch.

Every sha256 below stands on the page of the repository that the file is fetched from (for the
autoencoder also in several public lists), read in November 2026. Where it is None no such page
could be read: the first download's is kept, and ``modiste weights --sha256`` pins another.
"""

from __future__ import annotations

from modiste.errors import OptionError
from modiste.photoreal.published import Published, PublishedFile

_RAIL = "CreativeML-OpenRAIL-M"

FASHN = Published(
    engine="fashn",
    files=(
        PublishedFile(
            "model.safetensors", "fashn-ai/fashn-vton-1.5", "model.safetensors", 1950, "Apache-2.0"
        ),
    ),
    licence="Apache-2.0, code and weights",
    must_accept=False,
    page="https://huggingface.co/fashn-ai/fashn-vton-1.5",
    parameters=972_000_000,
)

CATVTON = Published(
    engine="catvton",
    files=(
        PublishedFile(
            "attention.safetensors",
            "zhengchong/CatVTON",
            "mix-48k-1024/attention/model.safetensors",
            198,
            "CC-BY-NC-SA-4.0",
        ),
        PublishedFile(
            "unet.safetensors",
            "stable-diffusion-v1-5/stable-diffusion-inpainting",
            "unet/diffusion_pytorch_model.fp16.safetensors",
            1719,
            _RAIL,
            sha256="24b788b4a777748377cc20364eea4ae113c8c42f4468c16bc8c02fdae5492af9",
            revision="8a4288a76071f7280aedbdb3253bdb9e9d5d84bb",
        ),
        PublishedFile(
            "vae.safetensors",
            "stabilityai/sd-vae-ft-mse",
            "diffusion_pytorch_model.safetensors",
            335,
            "MIT",
            sha256="a1d993488569e928462932c8c38a0760b874d166399b14414135bd9c42df5815",
            revision="31f26fdeee1355a5c34592e401dd41e45d25a493",
        ),
    ),
    licence="CC-BY-NC-SA-4.0 (not for commercial use), on Stable Diffusion 1.5 inpainting under "
    "CreativeML-OpenRAIL-M",
    must_accept=True,
    page="https://huggingface.co/zhengchong/CatVTON",
    parameters=943_000_000,
)

LEFFA = Published(
    engine="leffa",
    files=(
        PublishedFile(
            "virtual_tryon.pth",
            "franciszzj/Leffa",
            "virtual_tryon.pth",
            7211,
            "MIT",
            sha256="f4d4b31dafac19ec5cc4ccbe307d4eb61b76a52f98aaef78fc02b4405c406351",
        ),
        PublishedFile(
            "virtual_tryon_dc.pth",
            "franciszzj/Leffa",
            "virtual_tryon_dc.pth",
            7211,
            "MIT",
            sha256="c42a83129b885528457a49f9bb9bcb02b5c96e8c7d007421e29e45c73ce626bf",
            optional=True,
        ),
    ),
    licence="MIT as published, derived from Stable Diffusion 1.5 inpainting (CreativeML-OpenRAIL-M)"
    " and trained on VITON-HD or DressCode, which are for research only",
    must_accept=True,
    page="https://huggingface.co/franciszzj/Leffa",
    parameters=1_803_000_000,
)

ALL = (FASHN, CATVTON, LEFFA)


def published_of(engine: str) -> Published:
    """The weights of an engine.

    Raises:
        OptionError: it has none.
    """
    for published in ALL:
        if published.engine == engine:
            return published
    known = ", ".join(published.engine for published in ALL)
    raise OptionError(f"Engine '{engine}' has no weights of others; these have: {known}.")
