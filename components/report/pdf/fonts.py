"""The typefaces of this machine that the PDF is set in."""

from __future__ import annotations

import unicodedata

from components.i18n import Language, text
from components.report.made import Unmade
from data.typefaces import JAPANESE, families

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
