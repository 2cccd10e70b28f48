"""Reads the alerts' TOML file. A file counts as a whole: with one fault in it none of its rules is used, so that
nobody relies on half of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, get_args

from data import configured
from data.alerts.model import DATA, KINDS, METRICS, RATES, SEVERITIES, TARGETED, Rule, Side
from data.contract import TABLES
from data.toml_entries import Entries, EntryFault
from data.toml_file import NotRead, opened

DEFAULT = Path(__file__).with_name("default.toml")
COMMON = ("key", "kind", "severity", "clears", "for", "quiet", "worse", "where")
OWN = {
    "level": ("metric", "below", "above"), "change": ("metric", "falls", "rises", "falls_share", "rises_share", "over"),
    "account_red": ("top",), "stale": ("table", "days"), "masking": (), "notice": ("days", "above"),
}
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
LARGEST, MOST_WEEKS, MOST_TOP, MOST_DAYS = 1e18, 52, 100, 400
NOTICE_DAYS = 105
"""How long before it falls due an undecided renewal is followed (marts.renewal_week)."""
WAYS: dict[str, tuple[Side, bool]] = {
    "falls": ("below", False), "rises": ("above", False), "falls_share": ("below", True),
    "rises_share": ("above", True)}
EVENTFUL = tuple(name for name, table in TABLES.items() if any(each.info.get("event") for each in table.columns))
"""The tables of the contract of which one can say when something last happened in them."""


class Fault(EntryFault):
    """A fault of a rule."""

    ENTRY = "rule"


@dataclass(frozen=True)
class Rules:
    """What the file holds: its rules, or its faults and no rules."""

    path: Path
    rules: tuple[Rule, ...] = ()
    faults: tuple[Fault, ...] = ()


def path() -> Path:
    """Where the rules stand: TENURE_ALERTS, else alerts.toml in `home()`, else the ones that come with Tenure."""
    return configured.own_file("alerts", DEFAULT)


def read(file: Path | None = None) -> Rules:
    """The file's rules. Never raises for what is in the file or for a file that cannot be read: those are faults."""
    at = file or path()
    try:
        text, found = opened(at)
    except NotRead as error:
        return Rules(at, faults=(Fault(error.rule, error.message, at.name, line=error.line),))
    return _Reader(at, text, Fault).read(found)


class _Reader(Entries[Fault]):
    """Reads the rules of one file and collects what is wrong with them."""

    def read(self, found: Mapping[str, Any]) -> Rules:
        for key in found:
            if key != "rule":
                self.add("unknown_key", "is not known: each rule is a [[rule]]", key=key)
        entries = found.get("rule", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.add("not_a_list", "must be written [[rule]], once per rule", key="rule")
            entries = []
        made = [self.entry(number, entry) for number, entry in enumerate(entries, start=1)]
        self.once(made)
        return Rules(self.at, () if self.faults else tuple(rule for rule in made if rule), tuple(self.faults))

    def once(self, made: list[Rule | None]) -> None:
        """A key names one rule."""
        seen: dict[str, int] = {}
        for number, rule in enumerate(made, start=1):
            if rule and seen.setdefault(rule.key, number) != number:
                self.add("twice", f"this key stands in rule {seen[rule.key]} already", number, "key", rule.key)

    def entry(self, number: int, entry: Mapping[str, Any]) -> Rule | None:
        """One rule; null where something is wrong with it."""
        before, kind = len(self.faults), entry.get("kind")
        if kind not in KINDS:
            self.add("unknown_kind", f"is no kind; known: {', '.join(KINDS)}", number, "kind", kind)
            return None
        for key in entry:
            if key not in (*COMMON, *OWN[kind]):
                self.add("unknown_key", f"is not known for {kind}; known: {', '.join((*COMMON, *OWN[kind]))}", number,
                         key)
        where = self.where(number, entry.get("where", {}))
        said = {"key": self.key(number, entry.get("key")), "kind": kind, "where": where or (),
                "severity": self.one_of(number, "severity", entry.get("severity", "warn"), SEVERITIES),
                "weeks": self.whole(number, entry, "for", 1, 1, MOST_WEEKS),
                "quiet": self.whole(number, entry, "quiet", 0, 0, MOST_WEEKS),
                "clears": self.number(number, "clears", entry.get("clears", 0), least=0), **self.worse(number, entry)}
        own = getattr(self, kind)(number, entry)
        return Rule(**said, **own) if len(self.faults) == before else None

    def worse(self, number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
        if "worse" not in entry:
            return {"worse": None}
        found = self.number(number, "worse", entry["worse"], least=0)
        if found == 0:
            self.add("out_of_bounds", "must be above 0: it says how much worse is news", number, "worse", 0)
        return {"worse": found}

    def level(self, number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
        metric = self.one_of(number, "metric", entry.get("metric"), METRICS)
        sides = [side for side in get_args(Side) if side in entry]
        if len(sides) != 1:
            self.add("one_of", "needs exactly one of below and above", number)
            return {}
        side = sides[0]
        if entry[side] == "target":
            if metric and metric not in TARGETED:
                self.add("no_target", f"{metric} has no targets; those that have: {', '.join(TARGETED)}; write a "
                         "number", number, side, "target")
            return {"metric": metric, "side": side, "threshold": None}
        return {"metric": metric, "side": side, "threshold": self.bound(number, side, entry[side], metric)}

    def bound(self, number: int, key: str, given: object, metric: str) -> float:
        found = self.number(number, key, given, least=0)
        if metric in RATES and found > 3:
            self.add("out_of_bounds", f"is out of bounds: {metric} is a fraction; write 0.92 for 92 %", number, key,
                     given)
        return found

    def change(self, number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
        metric = self.one_of(number, "metric", entry.get("metric"), METRICS)
        ways = [way for way in WAYS if way in entry]
        if len(ways) != 1:
            self.add("one_of", f"needs exactly one of {', '.join(WAYS)}", number)
            return {}
        (side, relative), found = WAYS[ways[0]], self.bound(number, ways[0], entry[ways[0]], metric)
        if found == 0:
            self.add("out_of_bounds", "must be above 0: no change is no news", number, ways[0], 0)
        return {"metric": metric, "side": side, "relative": relative, "threshold": found,
                "over": self.whole(number, entry, "over", 4, 1, MOST_WEEKS)}

    def account_red(self, number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
        return {"top": self.whole(number, entry, "top", 20, 1, MOST_TOP)}

    def stale(self, number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
        table = self.one_of(number, "table", entry.get("table"), (DATA, *EVENTFUL))
        return {"table": table, "days": self.whole(number, entry, "days", None, 1, MOST_DAYS)}

    def masking(self, number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def notice(self, number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
        return {"days": self.whole(number, entry, "days", None, 1, NOTICE_DAYS), "side": "above",
                "threshold": self.number(number, "above", entry.get("above", 0), least=0)}

    def key(self, number: int, given: object) -> str:
        if isinstance(given, str) and NAME.fullmatch(given):
            return given
        self.add("no_key", "names no rule: write small letters, digits and _, for example \"grr_low\"", number, "key",
                 given)
        return ""

    def one_of(self, number: int, key: str, given: object, known: tuple[str, ...]) -> str:
        if isinstance(given, str) and given in known:
            return given
        self.add(f"unknown_{key}", f"is not known; known: {', '.join(known)}", number, key, given)
        return ""

    def whole(self, number: int, entry: Mapping[str, Any], key: str, default: int | None, least: int,
              most: int) -> int:
        """A whole number within bounds; the default where the key is not there, and a fault where it has none."""
        given = entry.get(key, default)
        if isinstance(given, int) and not isinstance(given, bool) and least <= given <= most:
            return given
        self.add("out_of_bounds", f"is no whole number from {least} to {most}", number, key, given)
        return least

    def number(self, number: int, key: str, given: object, least: float) -> float:
        if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given) or not (
                least <= given <= LARGEST):
            self.add("not_a_number", f"is no number from {least:g} on; write it without quotes", number, key, given)
            return least
        return float(given)
