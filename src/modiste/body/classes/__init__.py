"""Body-shape classes of garment making: FFIT for women, drop for men, GB/T 1335 for both."""

from modiste.body.classes.classify import ShapeClass, shape_classes
from modiste.body.classes.designation import gb_designation
from modiste.body.classes.rules import SYSTEMS, System

__all__ = ["SYSTEMS", "ShapeClass", "System", "gb_designation", "shape_classes"]
