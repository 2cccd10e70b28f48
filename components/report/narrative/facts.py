"""Facts: a value with the way in which sentences write it. Pure apart from the run's language."""

from __future__ import annotations

from datetime import date

from components import format as fmt
from components.charter import words as charter
from components.i18n import language, plural
from components.maturity import words as maturity
from components.report.model import Command, Fact
from components.workbook import Kind
from data.maturity.model import kind
from queries import charter_values


def rate(key: str, value: float, command: Command = ()) -> Fact:
    """A fraction: 87.0%."""
    return Fact(key, float(value), "rate", fmt.rate(float(value)), command)


def points(key: str, value: float, command: Command = (), written: float | None = None) -> Fact:
    """A difference of rates with its sign and two digits: −0.93 pt. `written`: the value rounded so that the parts of
    a sum add up as they are read.
    """
    return Fact(key, float(value), "points", fmt.points(float(value if written is None else written), 2), command)


def step(key: str, value: float, command: Command = ()) -> Fact:
    """The size of a difference, where the words say its direction: 0.9 pt."""
    return Fact(key, float(value), "points", fmt.points(abs(float(value))).lstrip("+"), command)


def money(key: str, value: float, currency: str, command: Command = ()) -> Fact:
    """An amount a year: 1.02億円."""
    return Fact(key, float(value), "money", fmt.money(float(value), currency, language()), command)


def size(key: str, value: float, currency: str, command: Command = ()) -> Fact:
    """The size of an amount, where the words say whether it is gained or lost."""
    return Fact(key, float(value), "money", fmt.money(abs(float(value)), currency, language()), command)


def count(key: str, number: int, unit: str, command: Command = ()) -> Fact:
    """A count of units of one kind (customer, team, week, …): 511社."""
    return Fact(key, int(number), "count", fmt.count(int(number), unit, language()), command)


def renewals(key: str, number: int, command: Command = ()) -> Fact:
    """A count of renewals: 18件."""
    return Fact(key, int(number), "count", plural(language(), "renewals.count", int(number)), command)


def number(key: str, value: int, command: Command = ()) -> Fact:
    """A bare count, where the words say of what."""
    return Fact(key, int(value), "count", f"{int(value):,}", command)


def decimal(key: str, value: float, command: Command = ()) -> Fact:
    """A plain number with one decimal: a mean level of 2.4."""
    return Fact(key, float(value), "ratio", fmt.decimal(float(value)), command)


def word(key: str, text: str) -> Fact:
    """A name or a word: an account, a label, a metric."""
    return Fact(key, text, "text", text)


def day(key: str, value: date, command: Command = ()) -> Fact:
    """A day without its year."""
    return Fact(key, value, "date", fmt.day(value, language()), command)


def charter_kind(measure: str) -> Kind:
    """What a KPI of the charter is, for its type in a file."""
    if charter_values.is_fraction(measure):
        return "rate"
    reads = charter_values.kind(measure)
    return "money" if reads == "money" else "count" if reads == "count" else "ratio"


def kpi(key: str, measure: str, value: float, currency: str, command: Command = ()) -> Fact:
    """A figure of the charter as the charter writes it."""
    return Fact(key, float(value), charter_kind(measure), charter.figure(measure, float(value), currency), command)


def evidence_kind(measure: str) -> Kind:
    """What a measure of maturity is; of one function's it is written measure@function."""
    return "count" if kind(measure.partition("@")[0]) == "count" else "rate"


def evidence(key: str, measure: str, value: float, command: Command = ()) -> Fact:
    """A measure of maturity as the maturity page writes it."""
    return Fact(key, float(value), evidence_kind(measure), maturity.number(measure, value), command)


def threshold(key: str, measure: str, value: float, least: bool, command: Command = ()) -> Fact:
    """What a level asks of a measure."""
    return Fact(key, float(value), evidence_kind(measure), maturity.threshold(measure, value, least), command)
