#!/usr/bin/python3
"""Cuts Inter down to the characters Linecheck can need in its own words: Latin, Greek, Cyrillic, punctuation, arrows.
Anything else (a Japanese Wi-Fi name) comes from the system's fonts.

Ascent and descent are widened: Fyne cuts the picture of a text at them, and at 150 % it rounded the tails of g and y away.

usage: fonts.py DIR     DIR holds Inter-Regular.otf and Inter-SemiBold.otf (Debian: fonts-inter); needs fonttools
"""
import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

CHARACTERS = ("0020-007E 00A0-024F 02BB-02DD 0300-0304 0306-0308 030A-030C 0323 0326-0328 0370-03FF 0400-04FF 1E00-1EFF "
              "2000-206F 2070-209F 20A0-20BF 2100-214F 2190-2199 2212 2215 221E 2248 2260 2264 2265 FFFD")
HEIGHT = {"Regular": 1.5, "SemiBold": 1.3}  # of a line, in em


def characters():
    for part in CHARACTERS.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def heighten(font, em):
    """Adds the same above and below, so that text stays where it was."""
    hhea, os2, units = font["hhea"], font["OS/2"], font["head"].unitsPerEm
    more = round((em * units - (hhea.ascent - hhea.descent)) / 2)
    hhea.ascent, hhea.descent, hhea.lineGap = hhea.ascent + more, hhea.descent - more, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = hhea.ascent, hhea.descent, 0
    os2.usWinAscent, os2.usWinDescent = hhea.ascent, -hhea.descent


for weight, em in HEIGHT.items():
    font = TTFont(os.path.join(sys.argv[1], f"Inter-{weight}.otf"))
    options = subset.Options(hinting=False, layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt", "tnum"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(characters()))
    cutter.subset(font)
    heighten(font, em)
    font.save(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fonts", f"Inter-{weight}.otf"))
