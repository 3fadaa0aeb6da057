"""Exercise guidance from what a person measured: indices, WHO activity guidance, a weekly plan.

It is an estimate and no medical advice, refuses minors and pregnancy, says nothing of losing weight
below a BMI of 18.5, and never lets an inferred girth drive a statement about health.
"""

from modiste.guidance.advice import Guidance, Profile, guide
from modiste.guidance.gate import GuidanceError
from modiste.guidance.indices import Activity, Index
from modiste.guidance.plan import Goal, PlanDay
from modiste.guidance.texts import Language

__all__ = [
    "Activity",
    "Goal",
    "Guidance",
    "GuidanceError",
    "Index",
    "Language",
    "PlanDay",
    "Profile",
    "guide",
]
