"""Numbers, amounts and dates, as people write them in both languages."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import format as fmt
from components import i18n
from components.i18n import LANGUAGES, Language

CURRENCIES = ("JPY", "USD", "EUR", "CHF", "KWD")
STYLES: tuple[fmt.Style, ...] = ("compact", "table")
_SIZE = {"万": 10**4, "億": 10**8, "兆": 10**12, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}

amounts = st.one_of(
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**13), 10**13, allow_nan=False, places=4),
    st.sampled_from([99_999_999, 99_949_999, 99_950_000, 9_999, 9_995, 999_999, 999_950, 10**8 - 1, 10**12 - 1]),
)
languages = st.sampled_from(LANGUAGES)
currencies = st.sampled_from(CURRENCIES)
styles = st.sampled_from(STYLES)


def read_back(shown: str) -> Decimal:
    """What an amount says, read as a person would: 1億2,650万円 → 126,500,000."""
    parts = re.findall(r"([\d,]+(?:\.\d+)?)\s*([万億兆KMBT]?)", shown)
    sizes = (Decimal(number.replace(",", "")) * _SIZE.get(size, 1) for number, size in parts)
    total = sum(sizes, Decimal(0))
    return -total if "−" in shown else total


@pytest.mark.parametrize(
    ("value", "currency", "language", "style", "shown"),
    [
        (5_693_104_000, "JPY", "ja", "compact", "56.9億円"),
        (99_999_999, "JPY", "ja", "compact", "1.0億円"),
        (99_999_999, "JPY", "ja", "table", "1億円"),
        (95_000_000, "JPY", "ja", "compact", "9,500万円"),
        (62_400_000, "JPY", "ja", "compact", "6,240万円"),
        (62_400_000, "JPY", "ja", "table", "6,240万円"),
        (126_500_000, "JPY", "ja", "table", "1億2,650万円"),
        (1_234_560_000_000, "JPY", "ja", "compact", "1.2兆円"),
        (1_234_560_000_000, "JPY", "ja", "table", "1兆2,346億円"),
        (144_000, "JPY", "ja", "table", "14.4万円"),
        (860_040, "JPY", "ja", "table", "86万円"),
        (999_960, "JPY", "ja", "table", "100万円"),
        (9_840, "JPY", "ja", "table", "9,840円"),
        (-10_213_000, "JPY", "ja", "table", "−1,021万円"),
        (7_020, "USD", "ja", "table", "7,020米ドル"),
        (1_540.25, "USD", "en", "table", "$1,540"),
        (840, "USD", "en", "table", "$840"),
        (99.996, "USD", "en", "table", "$100"),
        (12.5, "USD", "en", "table", "$12.50"),
        (9_999.6, "USD", "en", "table", "$10.0K"),
        (1_200_000, "USD", "ja", "compact", "120万米ドル"),
        (4_860_000_000, "JPY", "en", "compact", "¥4.86B"),
        (938_000_000, "JPY", "en", "compact", "¥938M"),
        (12_345, "JPY", "en", "compact", "¥12.3K"),
        (4_860_000_000, "JPY", "en", "table", "¥4,860M"),
        (-10_213_000, "JPY", "en", "table", "−¥10.2M"),
        (1_200_000, "USD", "en", "compact", "$1.2M"),
        (12.5, "USD", "en", "compact", "$12.50"),
        (0, "USD", "en", "compact", "$0"),
        (-0.4, "JPY", "ja", "compact", "0円"),
        (1_200_000, "CHF", "en", "compact", "CHF\u00a01.2M"),
        (None, "JPY", "ja", "compact", "—"),
        (float("nan"), "USD", "en", "table", "—"),
    ],
)
def test_amounts_as_people_write_them(
    value: float | None, currency: str, language: Language, style: fmt.Style, shown: str
) -> None:
    assert fmt.money(value, currency, language, style) == shown


@given(amounts, currencies, languages, styles)
def test_an_amount_never_overflows_its_size(
    value: Decimal, currency: str, language: Language, style: fmt.Style
) -> None:
    shown = fmt.money(value, currency, language, style)
    assert "nan" not in shown.lower()
    for number, size in re.findall(r"([\d,.]+)([万億]|K)", shown):
        limit = 1000 if size == "K" else 10_000
        assert Decimal(number.replace(",", "")) < limit, shown


@given(amounts, currencies, languages, styles)
def test_an_amount_reads_back_near_its_value(
    value: Decimal, currency: str, language: Language, style: fmt.Style
) -> None:
    exact = Decimal(value)
    shown = read_back(fmt.money(value, currency, language, style))
    assert abs(shown - exact) <= max(abs(exact) * Decimal("0.051"), Decimal("0.5"))


@given(amounts, amounts, currencies, languages, styles)
def test_a_larger_amount_never_reads_smaller(
    one: Decimal, other: Decimal, currency: str, language: Language, style: fmt.Style
) -> None:
    low, high = sorted((Decimal(one), Decimal(other)))
    low_shown, high_shown = (read_back(fmt.money(value, currency, language, style)) for value in (low, high))
    assert low_shown <= high_shown


@given(amounts, currencies, languages, styles)
def test_the_two_parts_are_the_whole_and_the_sign_is_the_values(
    value: Decimal, currency: str, language: Language, style: fmt.Style
) -> None:
    parts = fmt.money_parts(value, currency, language, style)
    assert parts.number + parts.unit == fmt.money(value, currency, language, style)
    signed = fmt.signed_money(value, currency, language, style)
    if signed[0] in "+−":
        assert (signed[0] == "+") == (value > 0)
        assert signed.lstrip("+−") == fmt.money(abs(value), currency, language, style)
    else:
        assert read_back(signed) == 0


def test_rates_points_and_intervals() -> None:
    assert fmt.rate(1.0821) == "108.2%"
    assert fmt.rate(-0.082) == "−8.2%"
    assert fmt.points(-0.004) == "−0.4 pt"
    assert fmt.points(0.0008, 2, unit=False) == "+0.08"
    assert fmt.points(-0.0000001) == "0.0 pt"
    assert fmt.interval(0.62, 0.99) == "62.0–99.0%"
    assert fmt.decimal(2.54) == "2.5"
    for unknown in (None, float("nan"), float("inf")):
        assert fmt.rate(unknown) == fmt.points(unknown) == fmt.decimal(unknown) == fmt.interval(unknown, 1) == "—"


@pytest.mark.parametrize(
    ("number", "unit", "ja", "en"),
    [
        (412, "customer", "412社", "412 customers"),
        (1, "customer", "1社", "1 customer"),
        (1_412, "contract", "1,412契約", "1,412 contracts"),
        (3, "group", "3グループ", "3 groups"),
        (2, "department", "2部門", "2 departments"),
        (2, "product", "2製品", "2 products"),
        (None, "customer", "—", "—"),
    ],
)
def test_counts_carry_their_unit(number: int | None, unit: str, ja: str, en: str) -> None:
    assert fmt.count(number, unit, "ja") == ja
    assert fmt.count(number, unit, "en") == en


@pytest.mark.parametrize(("name", "ja", "en"), [
    ("2026-Q1", ("2026年1〜3月", "1〜3月"), ("Jan–Mar 2026", "Jan–Mar")),
    ("2025-Q4", ("2025年10〜12月", "10〜12月"), ("Oct–Dec 2025", "Oct–Dec")),
])
def test_a_quarter_is_said_by_its_months(name: str, ja: tuple[str, str], en: tuple[str, str]) -> None:
    for language in LANGUAGES:
        i18n.use(language)
        assert (fmt.quarter(name), fmt.quarter(name, short=True)) == (ja if language == "ja" else en)
    i18n.use("ja")


def test_dates() -> None:
    sunday = date(2026, 11, 22)
    assert [fmt.day(sunday, language) for language in LANGUAGES] == ["11月22日", "22 Nov"]
    assert [fmt.as_of(sunday, language) for language in LANGUAGES] == ["2026年11月22日時点", "As of 22 Nov 2026"]
    assert fmt.week_range(date(2026, 11, 16), sunday, "ja") == "11月16日(月)〜22日(日)"
    assert fmt.week_range(date(2026, 11, 30), date(2026, 12, 6), "ja") == "11月30日(月)〜12月6日(日)"
    assert fmt.week_range(date(2026, 11, 16), sunday, "en") == "Mon 16 – Sun 22 Nov 2026"
    assert fmt.week_range(date(2026, 11, 30), date(2026, 12, 6), "en") == "Mon 30 Nov – Sun 6 Dec 2026"
    assert fmt.moment(datetime(2026, 11, 23, 6, 5), "ja") == "11月23日 6:05"
    assert fmt.moment(datetime(2025, 11, 23, 6, 5), "en", year=True) == "23 Nov 2025 6:05"
    assert [fmt.month(sunday, language) for language in LANGUAGES] == ["11月", "Nov"]
    assert [fmt.short_year(sunday, language) for language in LANGUAGES] == ["26年", "2026"]


def test_a_target_says_which_way_is_good() -> None:
    assert fmt.wanted("5.0%", "down") == "≤5%"
    assert fmt.wanted("75.5%", "up") == "≥75.5%"
    assert fmt.wanted("60 days", "none") == "60 days"
    assert fmt.wanted(fmt.UNKNOWN, "up") == fmt.UNKNOWN
