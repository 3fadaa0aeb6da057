"""From measures to a body: the template's sliders are turned until the tape agrees."""

from modiste.body.fitting.fit import FitResult, fit_body
from modiste.body.fitting.known import fit_known

__all__ = ["FitResult", "fit_body", "fit_known"]
