"""How names are folded for the search, so that 「ヤマダ」 finds 「ﾔﾏﾀﾞ」 and 「やまだ」, and "Acme" finds "ACME".

Folding: lower case; full-width letters, digits and signs as half-width ones; half-width kana as full-width ones;
hiragana as katakana; composed to one character (NFC); a company's legal form written out, so that 「㈱」 finds
「株式会社」. The warehouse folds what it holds when it is built (the macro `folded` in
data/transform/macros/searching.sql), this module what is asked for: both by the same table, so that they cannot differ.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

HIRAGANA = range(0x3041, 0x3097)
TO_KATAKANA = 0x60
COMPATIBLE = (range(0x00A0, 0x00C0), range(0x2000, 0x2070), range(0x2100, 0x2190), range(0x2460, 0x24EB),
              range(0x3000, 0x3001), range(0xFF01, 0xFFF0))
"""Blocks of characters that NFKC knows under another form."""
MARKS = {0xFF9E: "\u3099", 0xFF9F: "\u309a"}
"""Half-width voiced marks, as marks that NFC joins to the kana before them."""
FORMS = {"㈱": "株式会社", "(株)": "株式会社", "㍿": "株式会社", "㈲": "有限会社", "(有)": "有限会社",
         "(同)": "合同会社", "(資)": "合資会社", "㈳": "(社)", "㈶": "(財)", ", inc": " inc", "inc.": "inc",
         ", k.k.": " kk", "k.k.": "kk", ", ltd": " ltd", "ltd.": "ltd", "co.,": "co", ", llc": " llc"}
"""How a company's legal form may be written, and the one way in which it is compared; replaced in this order."""
COMPANIES = ("株式会社", "有限会社", "合同会社", "合資会社")
"""Legal forms, written to a name without a space: a name's word begins behind them too."""

DOMAINS = ("domain", "website", "homepage", "email_domain")
"""Attributes of a customer by which people know it too, where a company gives them."""


def _table() -> dict[str, str]:
    """Each character that is folded to one other, and that one."""
    made = {chr(code): chr(code + TO_KATAKANA) for code in HIRAGANA}
    made |= {chr(code): chr(code + TO_KATAKANA) for code in (0x309D, 0x309E)}
    for code in (code for block in COMPATIBLE for code in block):
        alone = MARKS.get(code) or unicodedata.normalize("NFKC", chr(code)).lower()
        if len(alone) == 1 and alone != chr(code):
            made[chr(code)] = alone
    return made


TABLE = _table()
TRANSLATION = {ord(char): alone for char, alone in TABLE.items()}


def variables(columns: Iterable[str]) -> dict[str, Any]:
    """What the build's macro folds by: characters, those in their places, texts to be replaced; and which of the
    customers' `columns` are searched beside name and id.
    """
    return {"from": "".join(TABLE), "to": "".join(TABLE.values()), "forms": [list(pair) for pair in FORMS.items()],
            "companies": list(COMPANIES), "domains": [name for name in DOMAINS if name in set(columns)]}


def folded(text: str) -> str:
    """A text as the search compares it; spaces at its ends are dropped."""
    made = text.lower().translate(TRANSLATION)
    for form, meant in FORMS.items():
        made = made.replace(form, meant)
    return unicodedata.normalize("NFC", made).strip()
