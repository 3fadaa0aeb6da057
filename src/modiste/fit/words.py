"""The advice in sentences, English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from modiste.fit.advise import Advice, Verdict, ZoneFit
from modiste.fit.zones import LENGTHS, Zone

_ZH: Mapping[Zone, str] = {
    Zone.NECK: "领围", Zone.SHOULDER: "肩宽", Zone.CHEST: "胸围", Zone.UNDERBUST: "下胸围",
    Zone.WAIST: "腰围", Zone.HIP: "臀围", Zone.THIGH: "大腿围", Zone.CALF: "小腿围",
    Zone.UPPER_ARM: "臂围", Zone.WRIST: "袖口", Zone.HEIGHT: "身高", Zone.SLEEVE: "袖长",
    Zone.INSEAM: "裤内长", Zone.OUTSEAM: "裤长", Zone.BACK_LENGTH: "背长", Zone.LENGTH: "衣长",
}  # fmt: skip
_GIRTHS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.TOO_TIGHT: ("too tight", "过紧"), Verdict.CLOSE: ("close", "贴身"),
    Verdict.RIGHT: ("right", "合身"), Verdict.ROOMY: ("roomy", "宽松"),
    Verdict.TOO_LOOSE: ("too wide", "过大"),
}  # fmt: skip
_LENGTHS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.TOO_TIGHT: ("too short", "过短"), Verdict.CLOSE: ("a little short", "略短"),
    Verdict.RIGHT: ("right", "合适"), Verdict.ROOMY: ("a little long", "略长"),
    Verdict.TOO_LOOSE: ("too long", "过长"),
}  # fmt: skip
_WORTH_TELLING = 0.1


def spoken_zone(zone: Zone) -> str:
    """How an English sentence calls a zone."""
    return zone.value.replace("_", " ")


def verdict_words(fit: ZoneFit) -> tuple[str, str]:
    """The verdict of a zone, English and Chinese; lengths are short and long, not tight."""
    return (_LENGTHS if fit.zone in LENGTHS else _GIRTHS)[fit.verdict]


def english(advice: Advice) -> list[str]:
    """The advice, one sentence a line."""
    lines = [f"Size {advice.size} suits best ({advice.confidence:.0%} sure)."]
    if advice.is_nearest_only:
        lines = [f"No size here suits ({advice.none:.0%} sure); {advice.size} comes nearest."]
    elif advice.alternative is not None:
        start = "You are between sizes: also try" if advice.between else "Next best:"
        lines.append(f"{start} {advice.alternative} ({advice.alternative_share:.0%}).")
    return lines + [_english(fit) for fit in advice.zones]


def _english(fit: ZoneFit) -> str:
    about = "about " if fit.estimated else ""
    name = spoken_zone(fit.zone).capitalize()
    line = f"{name}: {verdict_words(fit)[0]}, {about}{_room(fit)}"
    risks = [f"{p:.0%} too {word}" for p, word in _risks(fit, ("tight", "wide", "short", "long"))]
    return f"{line}; {', '.join(risks)}." if risks else f"{line}."


def _room(fit: ZoneFit) -> str:
    return f"{_difference(fit)} ({signed_cm(fit.low)} to {signed_cm(fit.high)})"


def _difference(fit: ZoneFit) -> str:
    """Room of a girth; lengths are longer or shorter than the body."""
    if fit.zone not in LENGTHS:
        return f"{signed_cm(fit.ease)} cm of room"
    if round(fit.ease) == 0:
        return "as long as the body"
    return f"{abs(fit.ease):.0f} cm {'longer' if fit.ease > 0 else 'shorter'} than the body"


def signed_cm(value: float) -> str:
    """Whole centimetres with their sign; nought has a plus."""
    return f"{round(value):+d}"


def _risks(fit: ZoneFit, words: tuple[str, str, str, str]) -> list[tuple[float, str]]:
    pair = words[2:] if fit.zone in LENGTHS else words[:2]
    both = zip((fit.too_tight, fit.too_loose), pair, strict=True)
    return [(p, word) for p, word in both if p >= _WORTH_TELLING]


def chinese(advice: Advice) -> list[str]:
    """The advice in simplified Chinese, one sentence a line."""
    lines = [f"建议尺码 {advice.size}（把握 {advice.confidence:.0%}）。"]
    if advice.is_nearest_only:
        lines = [f"没有合适的尺码（把握 {advice.none:.0%}）；最接近的是 {advice.size}。"]
    elif advice.alternative is not None:
        start = "介于两个尺码之间，也可试" if advice.between else "其次"
        lines.append(f"{start} {advice.alternative}（{advice.alternative_share:.0%}）。")
    return lines + [_chinese(fit) for fit in advice.zones]


def _chinese(fit: ZoneFit) -> str:
    about = "约 " if fit.estimated else ""
    line = (
        f"{_ZH[fit.zone]}：{verdict_words(fit)[1]}，{_chinese_difference(fit, about)}"
        f"（{signed_cm(fit.low)} 至 {signed_cm(fit.high)}）"
    )
    risks = [f"{word}的可能 {p:.0%}" for p, word in _risks(fit, ("过紧", "过大", "过短", "过长"))]
    return f"{line}；{'，'.join(risks)}。" if risks else f"{line}。"


def _chinese_difference(fit: ZoneFit, about: str) -> str:
    if fit.zone not in LENGTHS:
        return f"放松量{about}{signed_cm(fit.ease)} 厘米"
    if round(fit.ease) == 0:
        return "与身体相当"
    return f"比身体{'长' if fit.ease > 0 else '短'}{about}{abs(fit.ease):.0f} 厘米"
