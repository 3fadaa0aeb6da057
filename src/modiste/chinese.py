"""Warnings in Chinese: the English sentences of the library, recognised and said again."""

from __future__ import annotations

import re
from collections.abc import Iterable

GENERAL = "有一处结果不太确定：请核对数字和照片，或再试一次。"
"""Said for a sentence that is not known here, so that no English stands on a Chinese page."""
_MEASURES = {
    "chest": "胸围", "bust": "胸围", "under bust": "下胸围", "waist": "腰围",
    "natural waist": "自然腰围", "waist natural": "自然腰围", "hip": "臀围", "high hip": "上臀围",
    "neck": "颈围", "thigh": "大腿围", "knee": "膝围", "calf": "小腿围", "ankle": "踝围",
    "upper arm": "上臂围", "bicep": "上臂围", "elbow": "肘围", "forearm": "前臂围",
    "wrist": "腕围", "shoulder": "肩宽", "arm length": "臂长", "sleeve": "袖长",
    "inseam": "内侧腿长", "outseam": "外侧腿长", "back length": "背长", "crotch height": "裆高",
    "height": "身高", "weight": "体重", "age": "年龄", "length": "衣长",
}  # fmt: skip
_UNITS = {"cm": "厘米", "kg": "公斤", "years": "岁"}
_CHARTS: tuple[tuple[str, str], ...] = (
    (r"Every size is smaller than the body everywhere: .*",
     "每个尺码处处都比身体小：如果尺码表给的是平铺宽度，请把列名写成 chest_flat 等；"
     "如果量的是身体，请注明 of: body。"),
    (r"Tight at ([a-z, ]+) and wide at ([a-z, ]+): .*",
     r"\1偏紧而\2偏松：这个版型适合别的身材比例。"),
    (r"No size is large enough: even the largest is tight at ([a-z, ]+)\.",
     r"没有足够大的尺码：最大的在\1处也偏紧。"),
    (r"No size is small enough: even the smallest is wide at ([a-z, ]+)\.",
     r"没有足够小的尺码：最小的在\1处也偏松。"),
    (r"(.+) is not made in length (.+): .*", "{1} 没有 {2} 这个长度：取了最接近的。"),
    (r"The column '(.+)' is not known and was left out\.", "不认识“{1}”这一列，已略去。"),
    (r"The column ([a-z_]+) has one number only and was left out: .*",
     r"\1这一列只有一个数字，已略去：请给出两个以上。"),
    (r"The numbers of .+ name no unit; they were read as inches, .*",
     "数字没有写单位；按厘米太小，因此按英寸读取。"),
    (r"In .+ the ([a-z_]+) is larger than the ([a-z_]+) in every size: .*",
     r"每个尺码的\1都比\2大：是不是两列写反了？"),
    (r"Size (.+) has a smaller ([a-z_]+) than (.+): .*",
     r"尺码 {1} 的\2比 {3} 小：请核对尺码表，已把变小的尺码拉平。"),
    (r"The chart does not tell the ([a-z ]+) of (.+): interpolated .*",
     r"尺码表没有 {2} 的\1：已由其他尺码推算。"),
    (r"The chart does not say whether it measures bodies or garments .*",
     "尺码表没有说明量的是身体还是衣服（of: body 或 of: garment）；按身体处理。"),
    (r"Those who wore it found that it runs small by ([\d.]+) sizes \((\d+) reactions\); .*",
     r"穿过的人觉得它偏小约 \1 码（共 \2 条反馈）；推荐尺码已考虑这一点。"),
    (r"Those who wore it found that it runs large by ([\d.]+) sizes \((\d+) reactions\); .*",
     r"穿过的人觉得它偏大约 \1 码（共 \2 条反馈）；推荐尺码已考虑这一点。"),
    (r"The sizes (.+) contradict one another: .*", "尺码 {1} 互相矛盾：参考作用很小。"),
    (r"No chart here has the sizes (.+): they were left out\.",
     "这里没有含 {1} 的尺码表：已略去。"),
    (r".+ says nothing of a size that is known here\.", "记录里没有这里认识的尺码。"),
    (r".+: events sent again; counts once \((\d+)\)\.", r"有 \1 条重复记录，只算一次。"),
    (r".+: events more than two years old; left out \((\d+)\)\.",
     r"有 \1 条记录超过两年，已略去。"),
    (r".+: events dated in the future; counts as of now \((\d+)\)\.",
     r"有 \1 条记录的日期在将来，按现在计算。"),
)  # fmt: skip
"""What is said of size charts; names of sizes stay as they are."""
_SAYINGS: tuple[tuple[str, str], ...] = (
    (r"The person is turned to the side; .*", "照片中的人侧着身，衣服可能没那么贴合。"),
    (r"The feet are not in the picture; .*", "照片里看不到双脚，衣长是估计的。"),
    (r"The person is seen from behind; .*", "照片中的人背对镜头，衣服的正面会显示在背上。"),
    (r".* was turned by (\d+) degrees clockwise\.", r"衣服照片已顺时针转了 \1 度。"),
    (r"The outline of .* is hard to read: .*",
     "衣服的轮廓不易辨认：如果结果不对，请把衣服平铺，袖子与衣身分开再拍。"),
    (r"The generator's weights are missing; .*", "未安装生成模型的权重，图片仅由几何方法制作。"),
    (r".*: the arms hide the outline at the ([a-z, ]+?); hold the arms .*",
     r"手臂挡住了\1处的轮廓：请将双臂稍稍离开身体再拍。"),
    (r".*: the arms hide the outline at the ([a-z, ]+?); let the arms .*",
     r"手臂挡住了\1处的轮廓：请让双臂自然下垂或向前伸直再拍。"),
    (r"What the photos show of ([a-z, ]+) fits no body .*",
     r"照片里的\1与其他数字对不上，已略去：请核对身高、衣着和姿势。"),
    (r"Below 18 a body still grows: .*", "未满 18 岁的身体还在发育：这些统计只适用于成年人。"),
    (r"Above 65 the statistics are less sure: .*",
     "65 岁以上的统计不太可靠：数据来自 17 至 58 岁的人。"),
    (r".* is very unusual \(.*\): check\. From the other numbers ([a-z ]+?) would be "
     r"(\d+) to (\d+) (cm|kg|years)\.",
     r"这些数字放在一起很少见，请核对。按其他数字推算，\1约为 \2 至 \3 \4。"),
    (r"An? ([\d.]+) kg weight at a height of ([\d.]+) cm is very unusual: check\.",
     r"身高 \2 厘米、体重 \1 公斤很少见，请核对。"),
    (r".* is very unusual.*: check\..*", "这些数字放在一起很少见，请核对。"),
    (r"No body of the template has all these measures: its ([a-z ]+) is ([\d.]+) (cm|kg) "
     r"instead of ([\d.]+)\..*",
     r"没有体型能同时符合所有数字：它的\1是 \2 \3，而不是 \4。请核对。"),
    (r"(\d+) depth frames were fused\.", r"已合成 \1 帧深度图。"),
    (r"A floor or turntable was found and removed\.", "已找到并去掉地面或转台。"),
    (r"Something large beside the person was left out\.", "已略去人旁边的大件物品。"),
    (r"(\d+) points are more than needed; (\d+) were used\.", r"点数过多，从 \1 个中用了 \2 个。"),
    (r"The ([a-z ]+) is uncertain.*", r"\1不太确定：请再扫描一次，或用皮尺量。"),
    *_CHARTS,
)  # fmt: skip


def in_chinese(sentence: str) -> str:
    """A warning in simplified Chinese; :data:`GENERAL` where it is not known."""
    for pattern, saying in _SAYINGS:
        found = re.fullmatch(pattern, sentence, re.DOTALL)
        if found is not None:
            return _filled(saying, found)
    return GENERAL


def _filled(saying: str, found: re.Match[str]) -> str:
    told = re.sub(r"\\(\d)", lambda place: _word(found[int(place[1])]), saying)
    return re.sub(r"\{(\d)\}", lambda place: found[int(place[1])], told)


def all_in_chinese(sentences: Iterable[str]) -> list[str]:
    """Warnings in simplified Chinese, each once."""
    return list(dict.fromkeys(in_chinese(sentence) for sentence in sentences))


def _word(part: str) -> str:
    """A number as it is, a unit or names of measures in Chinese."""
    if re.fullmatch(r"[\d.]+", part):
        return part
    parts = re.split(r", | and ", part.replace("_", " "))
    names = [name.removeprefix("the ") for name in parts]
    words = [_UNITS.get(name) or _MEASURES.get(name) or _last(name) for name in names]
    return "、".join(words)


def _last(name: str) -> str:
    """A measure of which only the last words are known, such as ``front hip``."""
    known = [word for key, word in _MEASURES.items() if name.endswith(key)]
    return max(known, key=len) if known else "一项尺寸"


def risk_in_chinese(english: str) -> str:
    """The sentence of :meth:`modiste.returns.risk.Risk.words` in simplified Chinese."""
    for pattern, saying in _RISKS:
        found = re.fullmatch(pattern, english)
        if found is not None:
            return found.expand(saying)
    return "这个尺码的合身程度还说不准。"


_RISKS = (
    (r"(\d+) in 10 found it small \((\d+) reactions\)\.",
     r"每 10 人中有 \1 人觉得偏小（共 \2 条反馈）。"),
    (r"(\d+) in 10 found it large \((\d+) reactions\)\.",
     r"每 10 人中有 \1 人觉得偏大（共 \2 条反馈）。"),
    (r"It may be too small for you \((\d+) % .*", r"对您可能偏小（不合身的可能 \1%）。"),
    (r"It may be too large for you \((\d+) % .*", r"对您可能偏大（不合身的可能 \1%）。"),
    (r"Not enough reactions yet .*", "反馈还不够多，说不准这个尺码怎样。"),
    (r"Most found that it fits \((\d+) reactions\)\.", r"多数人觉得合身（共 \1 条反馈）。"),
)  # fmt: skip
