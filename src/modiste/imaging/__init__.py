"""Pictures in and out, and the few operations every room needs on them.

Reading (:func:`read_image`) ends in upright 8-bit sRGB; writing (:func:`write_image`) is atomic.
:func:`denoise` and :func:`normalise` are meant for garment photos and for the copies that
perception looks at, never for the pixels of a person that go into the result.
"""

from modiste.imaging.blend import changed, composite
from modiste.imaging.light import normalise
from modiste.imaging.noise import denoise, estimate_noise
from modiste.imaging.read import DEFAULT_LIMITS, Limits, Loaded, read_image
from modiste.imaging.resize import fit_within, resize_labels, resize_mask
from modiste.imaging.write import check_output, encode_image, write_image

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Loaded",
    "changed",
    "check_output",
    "composite",
    "denoise",
    "encode_image",
    "estimate_noise",
    "fit_within",
    "normalise",
    "read_image",
    "resize_labels",
    "resize_mask",
    "write_image",
]
