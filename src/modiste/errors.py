"""The tree of errors.

Three branches, by who can mend it: the caller (a better photo, another option), the operator
(a missing weight, a broken installation) and the backend (a defect of an engine). Every class
knows the HTTP status a service answers with and the exit code of the command line.

The message of an error is one or two sentences: what is wrong with which file, and the remedy.
"""

from __future__ import annotations

from typing import ClassVar


class ModisteError(Exception):
    """The root: everything modiste raises on purpose.

    Attributes:
        name: stable machine-readable name, as the service and ``--json`` print it.
        http_status: status code of the service's answer.
        exit_code: exit code of the command line.
    """

    name: ClassVar[str] = "Error"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1


class InputError(ModisteError):
    """The caller's: the input cannot be used as it is."""

    name = "InputError"
    http_status = 422
    exit_code = 2


class ImageLoadError(InputError):
    """The file is no readable picture: missing, empty, truncated, animated or unknown."""

    name = "ImageLoadError"
    http_status = 400


class ImageSizeError(InputError):
    """The picture has too many bytes or pixels, or too few pixels to work on."""

    name = "ImageSizeError"
    http_status = 413


class PersonError(InputError):
    """Nobody, or more than one person without a choice, is in the photo."""

    name = "PersonError"


class PoseError(InputError):
    """The person is there but a part of the body that the garment needs is not to be seen."""

    name = "PoseError"


class GarmentError(InputError):
    """No garment was found, or it cannot be told which kind it is."""

    name = "GarmentError"


class OptionError(InputError):
    """An option has a value that modiste does not know or that is out of range."""

    name = "OptionError"
    http_status = 400


class OperatorError(ModisteError):
    """The operator's: the installation lacks something."""

    name = "OperatorError"
    http_status = 503
    exit_code = 3


class AssetError(OperatorError):
    """A weight or data file is missing or does not have the sha256 of the catalogue."""

    name = "AssetError"


class EngineUnavailableError(OperatorError):
    """The engine is known but an extra, its weights or a consent is missing."""

    name = "EngineUnavailableError"


class LicenceError(EngineUnavailableError):
    """The engine's weights are under a licence that nobody has accepted here."""

    name = "LicenceError"


class OutputError(OperatorError):
    """The result cannot be written where it was asked for; nothing was left half-written."""

    name = "OutputError"


class BackendError(ModisteError):
    """The backend's: an engine broke its contract. This is a defect to report."""

    name = "BackendError"
    http_status = 500
    exit_code = 4
