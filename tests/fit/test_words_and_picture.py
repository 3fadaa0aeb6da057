"""What the shopper reads and sees."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from modiste.fit.advise import Advice, Verdict, ZoneFit
from modiste.fit.picture import COLOURS, Band, paint_bands
from modiste.fit.words import chinese, english
from modiste.fit.zones import Zone

CHEST = ZoneFit(Zone.CHEST, -1.2, -4, 2, 0.62, 0.0, Verdict.TOO_TIGHT, False)
INSEAM = ZoneFit(Zone.INSEAM, 4.4, 2, 6, 0.0, 0.7, Verdict.TOO_LOOSE, True)
ADVICE = Advice("M", 0.47, "L", 0.4, True, {"M": 0.47, "L": 0.4}, (CHEST, INSEAM))


def test_english_says_size_room_and_risk() -> None:
    assert english(ADVICE) == [
        "Size M suits best (47% sure).",
        "You are between sizes: also try L (40%).",
        "Chest: too tight, -1 cm of room (-4 to +2); 62% too tight.",
        "Inseam: too long, about 4 cm longer than the body (+2 to +6); 70% too long.",
    ]


def test_chinese_says_the_same() -> None:
    lines = chinese(ADVICE)
    assert len(lines) == len(english(ADVICE))
    assert lines[0] == "建议尺码 M（把握 47%）。"
    assert "胸围：过紧" in lines[2]
    assert "过紧的可能 62%" in lines[2]
    assert "过长" in lines[3]


@pytest.mark.parametrize(
    ("ease", "said", "said_in_chinese"),
    [
        (-6.6, "about 7 cm shorter than the body", "比身体短约 7 厘米"),
        (4.4, "about 4 cm longer than the body", "比身体长约 4 厘米"),
        (-0.4, "about as long as the body", "与身体相当"),
    ],
)
def test_a_length_is_longer_or_shorter(ease: float, said: str, said_in_chinese: str) -> None:
    zone = ZoneFit(Zone.INSEAM, ease, ease - 2, ease + 2, 0.0, 0.0, Verdict.RIGHT, True)
    advice = Advice("M", 0.9, None, 0.0, False, {"M": 0.9}, (zone,))
    assert f", {said} (" in english(advice)[-1]
    assert f"，{said_in_chinese}（" in chinese(advice)[-1]


def test_nought_has_no_minus() -> None:
    chest = ZoneFit(Zone.CHEST, -0.3, -0.4, 3, 0.0, 0.0, Verdict.CLOSE, False)
    advice = Advice("M", 0.9, None, 0.0, False, {"M": 0.9}, (chest,))
    assert english(advice)[-1] == "Chest: close, +0 cm of room (+0 to +3)."
    assert "-0" not in chinese(advice)[-1]


def test_one_size_has_no_alternative() -> None:
    only = Advice("one", 1.0, None, 0.0, False, {"one": 1.0}, ())
    assert len(english(only)) == len(chinese(only)) == 1


def test_bands_colour_the_body_and_nothing_else() -> None:
    image = np.full((200, 150, 3), 160, np.uint8)
    matte = np.zeros((200, 150), np.float32)
    matte[20:190, 50:100] = 1
    line = np.stack([np.arange(30, 120), np.full(90, 80)], 1).astype(np.float32)
    bands = [Band([line], 14, Verdict.TOO_TIGHT, "chest: too tight\n-1 cm"),
             Band([], 14, Verdict.RIGHT, "hidden")]  # fmt: skip
    out = paint_bands(image, matte, bands, "Size M")
    assert out.shape[0] == 200
    assert out.shape[1] > 200
    reach = np.abs(out[80, 75].astype(int) - COLOURS[Verdict.TOO_TIGHT]).max()
    assert reach < 60
    assert (out[:, :50] == 160).all()
    assert (out[110:, :100] == 160).all()
    panel = cv2.cvtColor(out[:, 150:], cv2.COLOR_RGB2GRAY)
    assert (panel < 200).sum() > 50
    assert (image == 160).all()
