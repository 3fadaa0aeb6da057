"""Which size: advice on a garment's chart for a body, as the API tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from modiste.body.posterior import Posterior
from modiste.chinese import all_in_chinese
from modiste.errors import OptionError
from modiste.fit.advise import Advice, Advisor, Verdict, ZoneFit
from modiste.fit.chart import SizeChart
from modiste.fit.history import Kept, usual_size
from modiste.fit.runs import Runs
from modiste.fit.windows import Intention
from modiste.fit.words import chinese, english, verdict_words
from modiste.sizing import kept_size, samples_for, unsure

VERDICTS = {Verdict.TOO_TIGHT: "tight", Verdict.CLOSE: "close", Verdict.RIGHT: "relaxed",
            Verdict.ROOMY: "relaxed", Verdict.TOO_LOOSE: "loose"}  # fmt: skip
_MOST_USUAL = 8


@dataclass(frozen=True)
class Learnt:
    """What was learnt of a garment's sizes for one shopper.

    Attributes:
        kept: sizes that she wore before.
        runs: how far others found that it runs small or large.
        risks: by size, how it may fit her.
    """

    kept: Sequence[Kept] = ()
    runs: Runs | None = None
    risks: Mapping[str, dict[str, Any]] = field(default_factory=dict)


def advise(
    body: Posterior, chart: SizeChart, usual: Sequence[str] = (), intention: str = "regular",
    learnt: Learnt | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The advice, and how every size of the chart would sit.

    Args:
        body: of the wearer.
        chart: of the garment.
        usual: sizes that fit, each ``SIZE`` or ``SIZE@BRAND``.
        intention: how it should sit.
        learnt: from what she and others wore.

    Raises:
        modiste.errors.InputError: the chart measures nothing that a body has, or a usual size
            is none.
    """
    if len(usual) > _MOST_USUAL:
        raise OptionError(f"At most {_MOST_USUAL} usual sizes can be told.")
    told = [kept_size(*_parts(text), chart, body.sex) for text in usual]
    learnt = learnt or Learnt()
    worn = usual_size(chart, [*told, *learnt.kept])
    advisor = Advisor(chart, Intention(intention), None, worn, unsure(body), learnt.runs)
    samples = samples_for(body, advisor)
    advice = advisor.advise(samples)
    sizes = [
        {"size": size, "share": round(advice.shares.get(size, 0.0), 3),
         "zones": [_zone(zone) for zone in advisor.fit(size, samples)],
         "risk": learnt.risks.get(size)}
        for size in chart.sizes.values()
    ]  # fmt: skip
    return _told(advice, body) | {
        "sizes": sizes, "learnt_from": len(learnt.kept), "runs": _runs(learnt.runs),
    }  # fmt: skip


def _runs(found: Runs | None) -> dict[str, float] | None:
    return None if found is None else {"steps": found.steps, "reactions": found.reactions}


def _parts(text: str) -> tuple[str, str]:
    size, at, brand = text.rpartition("@")
    return (size, brand) if at else (text, "")


def _told(advice: Advice, body: Posterior) -> dict[str, Any]:
    said = [*advice.warnings, *body.warnings]
    return {
        "size": advice.size, "confidence": round(advice.confidence, 3),
        "alternative": advice.alternative,
        "alternative_share": round(advice.alternative_share, 3), "between": advice.between,
        "zones": [_zone(zone) for zone in advice.zones],
        "words": {"en": english(advice), "zh": chinese(advice)},
        "warnings": said, "warnings_zh": all_in_chinese(said),
    }  # fmt: skip


def _zone(fit: ZoneFit) -> dict[str, Any]:
    en, zh = verdict_words(fit)
    return {
        "zone": fit.zone.value, "ease_cm": round(fit.ease, 1),
        "sd": round((fit.high - fit.low) / 2.563, 2),
        "interval80_cm": [round(fit.low, 1), round(fit.high, 1)],
        "verdict": VERDICTS[fit.verdict], "word": {"en": en, "zh": zh},
        "p_too_tight": round(fit.too_tight, 3), "p_too_loose": round(fit.too_loose, 3),
        "estimated": fit.estimated,
    }  # fmt: skip
