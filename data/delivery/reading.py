"""The delivery file: `delivery.toml`, at TENURE_DELIVERY or in `home()`. data/delivery/example.toml says what it holds.

A file counts as a whole: with one fault in it nothing is sent, so that nobody is left out unseen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

from data.access.model import Filters
from data.configured import home, own_file
from data.delivery.model import DAYS, FORMS, LANGUAGES, Fault, Form, Moment, Plan, Recipient
from data.delivery.targets import wrong
from data.toml_entries import Entries
from data.toml_file import NotRead, opened

EXAMPLE = Path(__file__).with_name("example.toml")
TOP = ("link", "tries", "wait_seconds", "recipient")
KEYS = ("name", "to", "person", "language", "forms", "where", "send", "subject")
NEEDED = ("name", "to", "person", "language")
AT_ONCE = "at once"
LONGEST_NAME = 60
LINK = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+")
"""Of the signs that an address may hold: no space, quotation mark, angle, line end."""
FILLED = ("week", "company", "scope")
Word = TypeVar("Word", bound=str)


def path() -> Path:
    """Where the file stands."""
    return own_file("delivery", home() / "delivery.toml")


def read(file: Path | None = None) -> Plan:
    """What the file says. Never raises for what is in it, or for a file that cannot be read: those are faults."""
    at = file or path()
    try:
        text, found = opened(at)
    except NotRead as error:
        if error.absent:
            return Plan(at)
        return Plan(at, True, faults=(Fault(error.rule, error.message, at.name, line=error.line),))
    return _Reader(at, text, Fault).read(found)


class _Reader(Entries[Fault]):
    """Reads the entries of one file and collects what is wrong with them."""

    def read(self, found: Mapping[str, Any]) -> Plan:
        for key in found:
            if key not in TOP:
                self.add("unknown_key", f"is not known; known: {', '.join(TOP)}", key=key)
        entries = found.get("recipient", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.add("not_a_list", "must be written [[recipient]], once per recipient", key="recipient")
            entries = []
        elif not entries:
            self.add("no_recipient", "there is no [[recipient]]: nobody would be sent anything")
        made = [each for number, entry in enumerate(entries, start=1) if (each := self.entry(number, entry))]
        self.once(made)
        link, tries = self.link(found.get("link", "")), self.number(found, "tries", 3, 1, 20)
        wait = self.number(found, "wait_seconds", 20, 0, 3600)
        if self.faults:
            return Plan(self.at, True, faults=tuple(self.faults))
        return Plan(self.at, True, tuple(made), (), link, int(tries), wait)

    def link(self, given: object) -> str:
        if isinstance(given, str) and (not given or LINK.fullmatch(given)):
            return given.rstrip("/")
        self.add("not_a_link", 'must be the board\'s address: "https://…"', key="link", value=given)
        return ""

    def number(self, found: Mapping[str, Any], key: str, default: float, low: float, high: float) -> float:
        given = found.get(key, default)
        if isinstance(given, bool) or not isinstance(given, int | float) or not low <= given <= high:
            self.add("not_a_number", f"must be a number from {low:g} to {high:g}", key=key, value=given)
            return default
        return float(given)

    def entry(self, number: int, entry: Mapping[str, Any]) -> Recipient | None:
        """One recipient; null where something is wrong with it."""
        before = len(self.faults)
        for key in entry:
            if key not in KEYS:
                self.add("unknown_key", f"is not known; known: {', '.join(KEYS)}", number, key)
        for key in NEEDED:
            if key not in entry:
                self.add("missing_key", "is missing", number, key)
        if len(self.faults) > before:
            return None
        made = Recipient(
            number, self.text(number, "name", entry["name"], LONGEST_NAME), self.to(number, entry["to"]),
            self.text(number, "person", entry["person"]), self.one(number, "language", entry["language"], LANGUAGES),
            self.forms(number, entry.get("forms", ["pdf"])), self.scopes(number, entry.get("where", {})),
            self.moment(number, entry.get("send", AT_ONCE)), self.subject(number, entry.get("subject", "")))
        return made if len(self.faults) == before else None

    def text(self, number: int, key: str, given: object, longest: int = 320) -> str:
        if isinstance(given, str) and given.strip() and len(given) <= longest and given.isprintable():
            return given.strip()
        self.add("not_a_text", f"must be a text of at most {longest} characters on one line", number, key, given)
        return ""

    def one(self, number: int, key: str, given: object, known: tuple[Word, ...]) -> Word:
        for each in known:
            if given == each:
                return each
        self.add(f"unknown_{key}", f"is not known; known: {', '.join(known)}", number, key, given)
        return known[0]

    def to(self, number: int, given: object) -> tuple[str, ...]:
        """The addresses. A fault of one never shows it: it may hold a secret."""
        listed = given if isinstance(given, list) else [given]
        if not listed or not all(isinstance(each, str) for each in listed):
            self.add("not_an_address", "must be an address, or a list of addresses", number, "to")
            return ()
        for each in listed:
            if found := wrong(each):
                self.add(found[0], found[1], number, "to")
        if len(set(listed)) < len(listed):
            self.add("twice", "the same address stands there twice: keep one", number, "to")
        return tuple(listed)

    def forms(self, number: int, given: object) -> tuple[Form, ...]:
        """In the order of the file; none: the words and the link alone."""
        listed = given if isinstance(given, list) else [given]
        return tuple(dict.fromkeys(self.one(number, "forms", each, FORMS) for each in listed))

    def scopes(self, number: int, given: object) -> tuple[Filters, ...]:
        listed = given if isinstance(given, list) else [given]
        if not listed:
            self.add("not_a_filter", "is empty: leave it out for the whole company", number, "where")
        return tuple(self.where(number, each) for each in listed)

    def where(self, number: int, given: object) -> Filters:
        """Filters as a Scope has them: keys and values sorted, "" for what is unknown."""
        if not isinstance(given, dict):
            self.add("not_a_filter", 'must be written {region = "Japan"}, or a list of such', number, "where", given)
            return ()
        made: list[tuple[str, tuple[str | None, ...]]] = []
        for key in sorted(given):
            values = given[key] if isinstance(given[key], list) else [given[key]]
            if not values or not all(isinstance(value, str) for value in values):
                self.add("not_a_filter", f"{key} must be a text or a list of texts", number, "where", given[key])
                return ()
            named = {value or None for value in values}
            made.append((key, tuple(sorted(named, key=lambda value: (value is None, value or "")))))
        return tuple(made)

    def moment(self, number: int, given: object) -> Moment | None:
        if given == AT_ONCE:
            return None
        day, _, clock = given.partition(" ") if isinstance(given, str) else ("", "", "")
        try:
            return Moment(DAYS.index(day.lower()) + 1, time.fromisoformat(clock.strip()).replace(tzinfo=None))
        except ValueError:
            self.add("not_a_moment", f'is no moment of the week; write "monday 08:00" or "{AT_ONCE}"', number, "send",
                     given)
            return None

    def subject(self, number: int, given: object) -> str:
        """What stands in braces is {week}, {company} or {scope}."""
        if isinstance(given, str) and given.isprintable() and _fills(given):
            return given
        self.add("not_a_subject", "must be a text on one line, in which {week}, {company} and {scope} are filled",
                 number, "subject", given)
        return ""

    def once(self, made: list[Recipient]) -> None:
        """A name is whose deliveries the log counts: it stands once."""
        seen: dict[str, int] = {}
        for each in made:
            first = seen.setdefault(each.name, each.number)
            if first != each.number:
                self.add("twice", f"this name is recipient {first}'s already", each.number, "name", each.name)


def _fills(wording: str) -> bool:
    """Whether what stands in braces is one of FILLED and no more: a width would fill the memory, a dot look inside."""
    try:
        return all(name is None or (name in FILLED and not form and not turned)
                   for _, name, form, turned in Formatter().parse(wording))
    except ValueError:
        return False
