"""Amounts of money as people write them: 万, 億 and 兆 in Japanese; K, M and B in English. Pure; unknown is "—".

Amounts are in the currency's major unit; names, symbols and minor digits of currencies come from Babel.
"""

import functools
import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol

from components.i18n import Language

Number = int | float | Decimal
Style = Literal["compact", "table"]
UNKNOWN = "—"
MINUS = "\u2212"
# Words of an amount's size, smallest first. In Japanese they go before the currency's name.
_SIZES: dict[Language, tuple[tuple[int, str], ...]] = {
    "ja": ((1, ""), (10**4, "万"), (10**8, "億"), (10**12, "兆")),
    "en": ((1, ""), (10**3, "K"), (10**6, "M"), (10**9, "B"), (10**12, "T")),
}
_JA_CURRENCY = {"JPY": "円", "AUD": "豪ドル", "CAD": "カナダドル"}
# Below this a list shows every whole unit: 9,840円, but 14.4万円 and 389万円; $9,840, but $12.3K.
_EXACT_BELOW = 10**4
# From this on a list shows no minor units: $840, not $840.00 beside $1,540.
_WHOLE_FROM = 100


@dataclass(frozen=True)
class Amount:
    """An amount in two parts, so that a card can draw the unit smaller: ("56.9", "億円"), ("¥4.86", "B")."""

    number: str
    unit: str

    def __str__(self) -> str:
        return self.number + self.unit


def money(value: Number | None, currency: str, language: Language, style: Style = "compact") -> str:
    """An amount: compact 56.9億円 / ¥4.86B (3 significant figures), table 56億9,310万円 / ¥5,693M."""
    return str(money_parts(value, currency, language, style))


def signed_money(value: Number | None, currency: str, language: Language, style: Style = "table") -> str:
    """A change of an amount, with + or −; no sign when it is shown as nothing."""
    return str(_money(value, currency, language, style, plus=True))


def money_parts(value: Number | None, currency: str, language: Language, style: Style = "compact") -> Amount:
    """As :func:`money`, in two parts. Unknown: ("—", "")."""
    return _money(value, currency, language, style, plus=False)


def _money(value: Number | None, currency: str, language: Language, style: Style, plus: bool) -> Amount:
    if value is None or not math.isfinite(value):
        return Amount(UNKNOWN, "")
    digits, before, after = _currency(currency, language)
    shape = _compact if style == "compact" else _ja_table if language == "ja" else _en_table
    number, unit = shape(abs(Decimal(str(value))), digits, language)
    if not any("1" <= c <= "9" for c in number):
        return Amount(before + "0", unit + after)
    sign = MINUS if value < 0 else "+" if plus else ""
    return Amount(sign + before + number, unit + after)


@functools.cache
def _currency(currency: str, language: Language) -> tuple[int, str, str]:
    """Minor digits, what stands before the number and what after it."""
    digits = get_currency_precision(currency)
    if language == "ja":
        return digits, "", _JA_CURRENCY.get(currency) or get_currency_name(currency, locale="ja").replace(" ", "")
    symbol = get_currency_symbol(currency, locale="en")
    return digits, symbol + "\u00a0" if symbol.isalpha() else symbol, ""


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)


def _three_figures(value: Decimal) -> Decimal:
    return _round(value, 2 - value.adjusted()) if value >= 1 else _round(value, 2)


def _compact(value: Decimal, digits: int, language: Language) -> tuple[str, str]:
    """Round in each size before choosing it, so that 99,999,999 is 1.0億 and never 10000万."""
    sizes = _SIZES[language]
    for position, (size, _) in enumerate(sizes):
        scaled = value / size
        if size == 1:
            rounded = _round(scaled, digits) if scaled < 100 else _three_figures(scaled)
        else:
            rounded = _round(scaled, 1) if language == "ja" and scaled < 100 else _three_figures(scaled)
        if position + 1 == len(sizes) or rounded * size < sizes[position + 1][0]:
            break
    return _plain(rounded, digits if size == 1 else 1), sizes[position][1]


def _plain(rounded: Decimal, digits: int) -> str:
    """Thousands separated; below 100 at least `digits` decimals, above it only those that say something."""
    shown = f"{rounded:,f}"
    whole, _, fraction = shown.partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction.ljust(digits, '0')}" if fraction or (rounded < 100 and digits) else whole


def _ja_table(value: Decimal, digits: int, language: Language) -> tuple[str, str]:
    """14.4万, 6,240万, 1億2,650万, 1兆2,345億: two sizes, exact to the smaller; below 100万 one decimal."""
    exact = _exact(value, digits)
    if exact < _EXACT_BELOW:
        return f"{exact:,f}", ""
    if value < 10**6:
        return _plain(_round(value / 10**4, 1), 0), "万"
    lower, upper, words = 10**4, 10**8, ("万", "億")
    if _round(value / lower, 0) * lower >= 10**12:
        lower, upper, words = 10**8, 10**12, ("億", "兆")
    high, low = divmod(int(_round(value / lower, 0)), upper // lower)
    if not high:
        return f"{low:,}", words[0]
    return (f"{high:,}{words[1]}{low:,}", words[0]) if low else (f"{high:,}", words[1])


def _exact(value: Decimal, digits: int) -> Decimal:
    return _round(value, digits if _round(value, digits) < _WHOLE_FROM else 0)


def _en_table(value: Decimal, digits: int, language: Language) -> tuple[str, str]:
    """$12.50, ¥938, ¥9,840, ¥12.3K, ¥10.2M, ¥1,003M: thousands and more one decimal below 100; millions to 10,000."""
    exact = _exact(value, digits)
    if exact < _EXACT_BELOW:
        return f"{exact:,f}", ""
    for size, word, end in ((10**3, "K", 10**6), (10**6, "M", 10**10)):
        scaled = value / size
        places = 1 if scaled < 100 else 0
        if _round(scaled, places) * size < end:
            return f"{_round(scaled, places):,f}", word
    return f"{_round(value / 10**9, 1 if value < 10**11 else 0):,f}", "B"
