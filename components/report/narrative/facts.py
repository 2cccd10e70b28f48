"""Facts: a value with the way in which sentences write it. Pure apart from the run's language."""

from __future__ import annotations

from datetime import date

from components import format as fmt
from components.i18n import language, plural
from components.report.model import Command, Fact


def rate(key: str, value: float, command: Command = ()) -> Fact:
    """A fraction: 87.0%."""
    return Fact(key, float(value), "rate", fmt.rate(float(value)), command)


def points(key: str, value: float, command: Command = (), digits: int = 1) -> Fact:
    """A difference of rates with its sign: −0.9 pt."""
    return Fact(key, float(value), "points", fmt.points(float(value), digits), command)


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
