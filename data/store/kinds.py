"""The kinds of things that people decide: the fields of each, the rule of each field, and what its key must be.

A body is checked as a whole, so that a form can show everything that is wrong with it at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from data.store import rules
from data.store.model import canonical
from data.store.rules import Rule
from data.warehouse import time_zone

SHOWN = 200
STATES = ("open", "done", "dropped")
MARKS = ("done", "snoozed")
"""What may be said of an account in the queue of My week."""
FUNCTIONS = ("product", "marketing", "sales", "partners", "services", "support", "it")


@dataclass(frozen=True)
class Problem:
    """One rule that a body breaks: the field, the rule's code, and the value as given (cut to 200 characters)."""

    field: str
    rule: str
    value: str


class Invalid(Exception):
    """What was given breaks rules: nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{each.field}: {each.rule}" for each in problems))
        self.problems = problems


@dataclass(frozen=True)
class Kind:
    """The fields that a body must have and may have, the rule of its key, and the date that no new one may have past.

    `keyed`: the field that repeats the key. `free`: fields beyond these are kept too.
    """

    must: Mapping[str, Rule]
    may: Mapping[str, Rule] = field(default_factory=dict)
    key: Rule = rules.name
    keyed: str | None = None
    due: str | None = None
    free: bool = False
    whole: Callable[[str, Mapping[str, Any]], list[Problem]] = lambda key, body: []


def _matching(pattern: str) -> Rule:
    form = re.compile(pattern)
    return lambda value: None if isinstance(value, str) and form.fullmatch(value) else "not_a_key"


def _assessed(key: str, body: Mapping[str, Any]) -> list[Problem]:
    """An assessment's key says its function, its capability and the quarter of its day."""
    quarter = rules.quarter_of(body["assessed_on"])
    if key == f"{body['function']}|{body['capability']}|{quarter}":
        return []
    return [Problem("assessed_on", "not_in_quarter", shown(body["assessed_on"]))]


def _closed(key: str, body: Mapping[str, Any]) -> list[Problem]:
    """What is still open has no day on which it was done."""
    if body["status"] == "open" and body.get("done_on") is not None:
        return [Problem("done_on", "still_open", shown(body["done_on"]))]
    return []


def _until(key: str, body: Mapping[str, Any]) -> list[Problem]:
    """What is put off is put off until a day; what is done is not."""
    if (body["status"] == "snoozed") == (body.get("until") is not None):
        return []
    return [Problem("until", "missing" if body["status"] == "snoozed" else "unknown_field", shown(body.get("until")))]


_TODO: Mapping[str, Rule] = {"text": rules.said, "owner": rules.name, "due_on": rules.day, "week_on": rules.day,
                             "status": rules.one_of(*STATES)}
_NOTE: Mapping[str, Rule] = {"note": rules.words}
_ANYWHERE: Mapping[str, Rule] = {"demo": rules.flag}
"""Any record may say that it is the demo company's: it then counts for no other (data/store/company.py)."""
_DAY = _matching(r"\d{4}-\d{2}-\d{2}")

KINDS: Mapping[str, Kind] = {
    "target": Kind({"measure": rules.name, "value": rules.number, "owner": rules.name},
                   {"due_on": rules.day, **_NOTE}, keyed="measure", due="due_on"),
    "decision": Kind({**_TODO, "decided_on": rules.day},
                     {"why": rules.words, "done_on": rules.day, "measure": rules.name, "playbook_id": rules.name,
                      "function": rules.name, **_NOTE}, key=rules.identity, due="due_on", whole=_closed),
    "action": Kind(_TODO, {"done_on": rules.day, "decision": rules.identity, "account_id": rules.name,
                           "function": rules.name, **_NOTE}, key=rules.identity, due="due_on", whole=_closed),
    "assessment": Kind({"function": rules.name, "capability": rules.name, "assessed_on": rules.day,
                        "level": rules.level, "assessor": rules.name}, {"evidence": rules.words, **_NOTE},
                       key=_matching(r"[^|]+\|[^|]+\|\d{4}-Q[1-4]"), whole=_assessed),
    "owner": Kind({"owner": rules.name}, _NOTE, key=_matching(r"[a-z_]+:.{1,190}")),
    "playbook": Kind({"playbook_id": rules.name, "function": rules.name, "name": rules.name},
                     {"written_on": rules.day, "revised_on": rules.day, "has_measure": rules.flag,
                      "has_target": rules.flag, **_NOTE}, keyed="playbook_id"),
    "outcome": Kind({"outcome_id": rules.name},
                    {"customer_id": rules.name, "goal": rules.said, "measure": rules.said, "baseline": rules.number,
                     "target": rules.number, "actual": rules.number, "agreed_on": rules.day, "due_on": rules.day,
                     "reviewed_on": rules.day, "status": rules.one_of("open", "reached", "missed"), **_NOTE},
                    keyed="outcome_id"),
    "setting": Kind({"value": rules.anything}, _NOTE),
    "snapshot": Kind({}, key=_DAY, free=True),
    "review": Kind({"held_on": rules.day}, {"present": rules.names, "snapshot": rules.version, **_NOTE}, key=_DAY),
    "view": Kind({"name": rules.name, "list": rules.name, "owner": rules.name, "shared": rules.flag},
                 {"unit": rules.name, "where": rules.filters, "narrow": rules.filters, **_NOTE}, key=rules.identity),
    "mark": Kind({"account_id": rules.name, "status": rules.one_of(*MARKS), "marked_on": rules.day,
                  "reasons": rules.names}, {"until": rules.day, **_NOTE}, keyed="account_id", due="until",
                 whole=_until),
    "scenario": Kind({"name": rules.name, "changes": rules.names}, {"years": rules.level, "won": rules.number, **_NOTE},
                     key=rules.identity),
    "annotation": Kind({"happened_on": rules.day, "text": rules.name}, _NOTE, key=rules.identity),
    "note": Kind({"account_id": rules.name, "text": rules.said}, {"week_on": rules.day}, key=rules.identity),
}


def check(kind: str, key: str, body: Mapping[str, Any], author: str, before: Mapping[str, Any] | None) -> None:
    """Whether this may be written. `before`: the body that stands now, null for a new key.

    Null in an optional field is as good as no field. Errors: Invalid, with every rule that is broken.
    """
    held = KINDS.get(kind)
    if held is None:
        raise Invalid((Problem("kind", "unknown_kind", shown(kind)),))
    keys = _one("key", rules.name, key) or _one("key", held.key, key)
    problems = [*_one("author", rules.name, author), *keys, *_fields(held, body)]
    if not problems:
        problems = [*_key(held, key, body), *held.whole(key, body), *_past(held, body, before)]
    if not problems and len(canonical(body)) > rules.LONGEST_BODY:
        problems = [Problem("body", "too_large", "")]
    if problems:
        raise Invalid(tuple(problems))


def check_author(author: str) -> None:
    """Errors: Invalid where nobody's name is given."""
    problems = _one("author", rules.name, author)
    if problems:
        raise Invalid(tuple(problems))


def today() -> date:
    """The day it is, in the time zone of the company."""
    return datetime.now(ZoneInfo(time_zone())).date()


def shown(value: Any) -> str:
    """A value as a message quotes it: short, and whatever it holds can be written."""
    return ("" if value is None else str(value))[:SHOWN].encode("utf-8", "replace").decode()


def _fields(held: Kind, body: Mapping[str, Any]) -> list[Problem]:
    found: list[Problem] = []
    for name, rule in held.must.items():
        found += _one(name, rule, body[name]) if body.get(name) is not None else [Problem(name, "missing", "")]
    for name, value in body.items():
        if name in held.must:
            continue
        known = held.may.get(name) or _ANYWHERE.get(name)
        if known is None and not held.free:
            found.append(Problem(shown(name), "unknown_field", shown(value)))
        elif value is not None:
            found += _one(name, known or rules.anything, value)
    return found


def _one(name: str, rule: Rule, value: Any) -> list[Problem]:
    broken = rule(value)
    return [Problem(name, broken, shown(value))] if broken else []


def _key(held: Kind, key: str, body: Mapping[str, Any]) -> list[Problem]:
    if held.keyed and body[held.keyed] != key:
        return [Problem(held.keyed, "not_its_key", shown(body[held.keyed]))]
    return []


def _past(held: Kind, body: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Problem]:
    """What is due on a day that is over can be edited and closed, but not newly promised."""
    due = body.get(held.due) if held.due else None
    if due is None or (before is not None and before.get(str(held.due)) == due):
        return []
    return [Problem(str(held.due), "past", shown(due))] if date.fromisoformat(due) < today() else []
