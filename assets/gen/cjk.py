#!/usr/bin/python3
"""Cuts Noto Sans CJK down to the characters that Linecheck's own Japanese and Chinese words use, with Latin and Cyrillic for
names. Anything else (a person's Wi-Fi) comes from the system's fonts. To be run again when those words change: a test says so.

Ascent and descent are those of Inter's cut (fonts.py), so that lines keep their pitch in every language.

usage: cjk.py DIR     DIR holds NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc (Debian: fonts-noto-cjk); needs fonttools
"""
import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

ASSETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
FACES = {"ja": 0, "zh-Hans": 2}  # of the collection
HEIGHT = {"Regular": 1.5, "Bold": 1.3}  # of a line, in em
ALWAYS = ("0020-007E 00A0-017F 0400-045F 0490-0491 2010-2026 2030 2032 2033 20AC 2190-2193 2212 2260 2264 2265 "
          "3000-3002 300C-300F 3041-3096 30A1-30FC FF01-FF5E")


def always():
    for part in ALWAYS.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def fit(font, em):
    """Spreads the line's height around the Latin letters as Inter's cut does."""
    hhea, os2, units = font["hhea"], font["OS/2"], font["head"].unitsPerEm
    hhea.ascent = round(units * (em / 2 + 0.36))
    hhea.descent, hhea.lineGap = hhea.ascent - round(units * em), 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = hhea.ascent, hhea.descent, 0
    os2.usWinAscent, os2.usWinDescent = hhea.ascent, -hhea.descent


for language, face in FACES.items():
    with open(os.path.join(ASSETS, "words", language + ".json"), encoding="utf-8") as words:
        used = set(map(ord, words.read())) | set(map(ord, "日本語简体中文")) | set(always())
    for weight, em in HEIGHT.items():
        font = TTFont(os.path.join(sys.argv[1], f"NotoSansCJK-{weight}.ttc"), fontNumber=face)
        options = subset.Options(hinting=False, layout_features=["kern", "mark", "ccmp", "locl"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(used))
        cutter.subset(font)
        fit(font, em)
        font.save(os.path.join(ASSETS, "fonts", f"Noto-{language}-{weight}.otf"))
