"""The typefaces of this machine that the PDF is set in."""

from __future__ import annotations

import functools
import unicodedata

import typst

from components.i18n import Language, text
from components.report.made import Unmade

JAPANESE = (
    "Noto Sans JP",
    "Noto Sans CJK JP",
    "Source Han Sans JP",
    "Source Han Sans",
    "Hiragino Sans",
    "Hiragino Kaku Gothic ProN",
    "Yu Gothic",
    "BIZ UDPGothic",
    "Meiryo",
    "IPAexGothic",
    "IPAPGothic",
    "IPAGothic",
    "TakaoPGothic",
    "VL PGothic",
    "MS PGothic",
)
LATIN = (
    "Inter",
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "Liberation Sans",
    "DejaVu Sans",
    "Libertinus Serif",
)


class NoJapaneseFont(Unmade):
    """The report has Japanese text and this machine no typeface for it; the message says what to install."""

    def __init__(self, language: Language) -> None:
        super().__init__(text(language, "paper.font.missing", families=", ".join(JAPANESE)))


@functools.cache
def families() -> frozenset[str]:
    """The typefaces on this machine, and those that typst brings. Looked for once a process: it reads every font."""
    return frozenset(typst.Fonts().families())


def is_japanese(said: str) -> bool:
    """Whether it has letters that a Latin typeface does not."""
    return any(unicodedata.east_asian_width(character) in "WF" for character in said)


def chosen(language: Language, said: str) -> tuple[str, ...]:
    """The typefaces for a report in that language that says this, first one first.

    Errors: NoJapaneseFont if it is Japanese, or names somebody in Japanese, and there is no typeface for that.
    """
    japanese = tuple(family for family in JAPANESE if family in families())[:1]
    if not japanese and (language == "ja" or is_japanese(said)):
        raise NoJapaneseFont(language)
    return japanese or tuple(family for family in LATIN if family in families())[:1]
