"""Reads the file of published figures: what others reported, about whom, and where that stands.

`published.toml`, at TENURE_PUBLISHED or in `home()`, else the one that comes with Tenure (default.toml beside this file
says what an entry holds). Nothing without a source, a year and a definition. A file counts as a whole: with one fault
in it none of its figures is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from data import configured
from data.published.model import DEFAULT, METRICS, STATISTICS, Book, Fault, Published
from data.toml_entries import Entries
from data.toml_file import NotRead, opened

LONGEST, LARGEST = 300, 1e12
MUST = ("metric", "value", "statistic", "source", "year", "data_year", "population", "definition")
MAY = ("n", "about", "secondary", "acv_from", "acv_to", "currency", "population_ja", "definition_ja")


def path() -> Path:
    """Where the figures stand: TENURE_PUBLISHED, else published.toml in `home()`, else the one that comes along."""
    return configured.own_file("published", DEFAULT)


def read(file: Path | None = None) -> Book:
    """The file's figures. Never raises for what is in the file or for a file that cannot be read: those are faults."""
    at = file or path()
    try:
        text, found = opened(at)
    except NotRead as error:
        return Book(at, faults=(Fault(error.rule, error.message, at.name, line=error.line),))
    return _Reader(at, text, Fault).read(found)


def _fraction(value: Any) -> bool:
    return _number(value) and 0 <= value <= 10


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _year(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1980 <= value <= 2100


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= LONGEST


RULES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "metric": (lambda value: value in METRICS, f"is no metric; known: {', '.join(METRICS)}"),
    "statistic": (lambda value: value in STATISTICS, f"is none; known: {', '.join(STATISTICS)}"),
    "value": (_fraction, "must be a fraction from 0 to 10, without quotes: 1.02 is 102 %"),
    "year": (_year, "must be a year"), "data_year": (_year, "must be a year"),
    "n": (lambda value: _number(value) and isinstance(value, int) and value > 0, "must be a whole number above 0"),
    "about": (lambda value: isinstance(value, bool), "must be true or false"),
    "secondary": (lambda value: isinstance(value, bool), "must be true or false"),
    "acv_from": (_number, "must be an amount"), "acv_to": (_number, "must be an amount"),
    "currency": (lambda value: isinstance(value, str) and re.fullmatch("[A-Z]{3}", value) is not None,
                 'must be three capital letters: "USD"'),
    **dict.fromkeys(("source", "population", "definition", "population_ja", "definition_ja"),
                    (_text, f"must be a text of 1 to {LONGEST} characters")),
}


class _Reader(Entries[Fault]):
    """Reads the figures of one file and collects what is wrong with them, by line."""

    def read(self, found: Mapping[str, Any]) -> Book:
        for key in found:
            if key != "figure":
                self.add("unknown_key", "is not known: each figure is a [[figure]]", key=key)
        entries = found.get("figure", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.add("not_a_list", "must be written [[figure]], once per figure", key="figure")
            entries = []
        made = [self.entry(number, entry) for number, entry in enumerate(entries, start=1)]
        return Book(self.at, () if self.faults else tuple(each for each in made if each), tuple(self.faults))

    def entry(self, number: int, entry: Mapping[str, Any]) -> Published | None:
        """One figure; null where something is wrong with it."""
        before = len(self.faults)
        for key in MUST:
            if key not in entry:
                self.add("missing_key", "is missing: nothing stands without it", number, key)
        for key, value in entry.items():
            if key not in RULES:
                self.add("unknown_key", f"is not known; known: {', '.join((*MUST, *MAY))}", number, key)
            elif not RULES[key][0](value):
                self.add("not_valid", RULES[key][1], number, key, value)
        if len(self.faults) == before:
            self.band(number, entry)
        return Published(**entry) if len(self.faults) == before else None

    def band(self, number: int, entry: Mapping[str, Any]) -> None:
        """A band has a currency, and its end lies above its beginning."""
        low, high = entry.get("acv_from", 0), entry.get("acv_to", LARGEST)
        if ("acv_from" in entry or "acv_to" in entry) and "currency" not in entry:
            self.add("missing_key", "is missing: a band of contract values needs one", number, "currency")
        if low >= high:
            self.add("not_valid", f"must be below acv_to, {high:g}", number, "acv_from", low)
