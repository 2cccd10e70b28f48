"""Numbers, amounts and dates as people write them, in Japanese and English. Pure; unknown (None, NaN) is "—".

Rates are fractions, differences of rates too; "−" is U+2212. Names of months and days come from Babel.
"""

import functools
import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale

from components import i18n
from components.i18n import Language, plural, text
from components.money import MINUS, UNKNOWN, Amount, Number, Style, money, money_parts, signed_money

__all__ = ["MINUS", "UNKNOWN", "Amount", "Number", "Style", "money", "money_parts", "signed_money"]


EXACT = 10
"""Digits behind the point in which a figure is no noise of its computation."""
HELD = "‹5"
"""A count that is not shown to whoever may not see names: fewer than five, or kept back with such a one."""


def known(value: Number | None) -> bool:
    """Whether there is a figure at all: not None, not NaN, not infinite."""
    return value is not None and math.isfinite(value)


def rate(value: Number | None, digits: int = 1) -> str:
    """A fraction as per cent: 108.2%."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return f"{_signed(value * 100, digits, plus=False)}%"


def points(value: Number | None, digits: int = 1, unit: bool = True) -> str:
    """A difference of two rates in percentage points: "−0.4 pt"; contributions take two digits and often no unit."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return _signed(value * 100, digits, plus=True) + (" pt" if unit else "")


def decimal(value: Number | None, digits: int = 1) -> str:
    """A plain number, thousands separated: a quick ratio of 2.5."""
    return UNKNOWN if value is None or not math.isfinite(value) else _signed(value, digits, plus=False)


def score(value: Number | None) -> str:
    """A health score as it is kept: one decimal. Fewer could print 39.8, which is red, as 40, where yellow begins."""
    return decimal(value, 1)


def interval(low: Number | None, high: Number | None) -> str:
    """A 95 % interval of a rate: 62.0–99.0%; unknown if either end is."""
    if not known(low) or not known(high):
        return UNKNOWN
    return f"{rate(low).removesuffix('%')}–{rate(high)}"


def wanted(value: str, better: str) -> str:
    """A target in words with the direction that is good: ≥75% where more is better (up), ≤5% where less is (down)."""
    signs = {"up": "≥", "down": "≤"}
    return UNKNOWN if value == UNKNOWN else signs.get(better, "") + value.replace(".0%", "%")


def _signed(value: Number, digits: int, plus: bool) -> str:
    shown = f"{_halves_up(abs(float(value)), digits):,.{digits}f}"
    if not any("1" <= c <= "9" for c in shown):
        return shown
    return (MINUS if value < 0 else "+" if plus else "") + shown


def _halves_up(value: float, digits: int) -> Decimal:
    """Rounded as spreadsheets and slides do, of what the number is written as: 2.25 and 2.05 are 2.3 and 2.1."""
    return Decimal(str(round(value, EXACT))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def held(number: Number | None) -> str:
    """A count of customers in a group; one that is too small to be shown to whoever asks is "‹5"."""
    return f"{int(number):,}" if number is not None and known(number) else HELD


def count(number: int | None, unit: str, language: Language) -> str:
    """A count of customers, groups, contracts, departments, products, weeks …: 412社 / 412 customers."""
    return UNKNOWN if not known(number) or number is None else plural(language, f"count.{unit}", int(number))


@functools.cache
def _names(language: Language) -> tuple[dict[int, str], dict[int, str]]:
    locale = Locale.parse(language)
    return dict(locale.months["format"]["abbreviated"]), dict(locale.days["format"]["abbreviated"])


def day(value: date, language: Language) -> str:
    """11月22日 / 22 Nov."""
    if language == "ja":
        return f"{value.month}月{value.day}日"
    return f"{value.day} {_names(language)[0][value.month]}"


def full_day(value: date, language: Language) -> str:
    """2026年11月22日 / 22 Nov 2026."""
    return f"{value.year}年{day(value, language)}" if language == "ja" else f"{day(value, language)} {value.year}"


def as_of(value: date, language: Language) -> str:
    """2026年11月22日時点 / As of 22 Nov 2026."""
    return text(language, "date.as_of", day=full_day(value, language))


def week_range(first: date, last: date, language: Language) -> str:
    """11月16日(月)〜22日(日) / Mon 16 – Sun 22 Nov 2026; what both ends share is said once."""
    names = _names(language)[1]
    start, end = names[first.weekday()], names[last.weekday()]
    if language == "ja":
        until = f"{last.day}日" if first.month == last.month else day(last, language)
        return f"{day(first, language)}({start})〜{until}({end})"
    since = str(first.day) if first.month == last.month else day(first, language)
    return f"{start} {since} – {end} {full_day(last, language)}"


def month(value: date, language: Language) -> str:
    """11月 / Nov."""
    return f"{value.month}月" if language == "ja" else _names(language)[0][value.month]


def short_year(value: date, language: Language) -> str:
    """25年 / 2025, the second line of a time axis."""
    return f"{value.year % 100:02d}年" if language == "ja" else str(value.year)


def quarter(name: str, short: bool = False) -> str:
    """A calendar quarter YYYY-Qn by its months, so that nobody takes it for a quarter of the fiscal year:
    2026年10〜12月 / Oct–Dec 2026; short without its year: 10〜12月 / Oct–Dec. In the language of the run.
    """
    year, _, number = name.partition("-Q")
    language, last = i18n.language(), int(number) * 3
    if language == "ja":
        return f"{'' if short else f'{year}年'}{last - 2}〜{last}月"
    names = _names(language)[0]
    return f"{names[last - 2]}–{names[last]}{'' if short else f' {year}'}"


def moment(value: datetime, language: Language, year: bool = False) -> str:
    """11月23日 6:10 / 23 Nov 6:10, in the zone the value is in; 2025年11月23日 6:10 with its year."""
    return f"{(full_day if year else day)(value, language)} {value.hour}:{value.minute:02d}"
