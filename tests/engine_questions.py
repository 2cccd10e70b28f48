"""Every question that `python -m queries` takes: each command with each word of each of its choices, read off its
parser. A command, view or choice that is added is asked without anything being written here; an argument that is
needed and has no example below fails.
"""

from __future__ import annotations

import argparse
import io
import json
import math
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from queries.__main__ import main, parser
from queries.principle_accounts import LISTED

Line = tuple[str, ...]
Differences = list[str]

NEEDED = {"--from": "2026-08-31", "--to": "2026-11-22", "--author": "Abe", "name": "Saved", "text": "a", "id": "{id}"}
"""What is asked where an argument has to be given."""
WITH: dict[tuple[str, str], Line] = {
    ("renewals", "--list"): ("--view", "deadline"), ("journey", "--stage"): ("--view", "members")}
"""What a choice means nothing without."""
EXTRA: dict[str, tuple[Line, ...]] = {
    "kpis": (("--unit", "contract", "--by", "product"), ("--where", "csm_id=M001", "--where", "segment=")),
    "explain": (("--view", "mix", "--by", "segment"), ("--view", "accounts", "--limit", "3")),
    "alerts": (("--weeks", "3"), ("--history", "--weeks", "30")),
    "health": (("--account", "{id}"),),
    "methods": (("--view", "prices", "--by", "segment"),),
    "principles": tuple(("--view", "accounts", "--measure", measure) for measure in LISTED),
    "functions": (("--view", "partner", "--partner", "R01"),),
    "features": (("--feature", "Reports"),),
    "journey": (("--view", "dwell", "--by", "segment"),),
    "search": (("--limit", "3"),),
    "week": (("--contains", "株"), ("--every",)),
}
FIRST: dict[str, tuple[Line, ...]] = {"reconcile": (("reconcile", "--page", "renewals"),)}
"""Where one question of a command is asked, this one: the whole has hundreds of statements."""
ASKED_ELSEWHERE = {"--format", "--unit"}
ALIKE = {"--reason", "--function", "--stage"}
"""Choices whose words ask the same statements: one of them will do."""
CLOSE = 1e-9
OWN = {"freeze": {"at"}, "sources": {"bytes"}, "charter": {"frozen_at"}}
"""What an answer says of this very moment, or of a file."""


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str


def lines(customer: str = "C0000001") -> list[Line]:
    """Each question once, those of one account of this customer. What writes the store comes first, so that the later
    ones find what it wrote.
    """
    return [tuple(word.replace("{id}", customer) for word in line) for line in _lines()]


def _lines() -> Iterator[Line]:
    [subparsers] = [each for each in parser()._actions if isinstance(each, argparse._SubParsersAction)]
    found: dict[str, argparse.ArgumentParser] = dict(subparsers.choices)
    for name in sorted(found, key=lambda each: each != "freeze"):
        begun = (name, *_needed(found[name]))
        yield from FIRST.get(name, ())
        yield begun
        if name != "list":
            yield (*begun, "--by", "segment")
        for action in found[name]._actions:
            if action.choices and not ASKED_ELSEWHERE & set(action.option_strings):
                option = action.option_strings[0]
                before = (*begun, *WITH.get((name, option), ()), option)
                yield from ((*before, str(word)) for word in _words(option, action.choices))
        yield from ((*begun, *extra) for extra in EXTRA.get(name, ()))


def _words(option: str, choices: Iterable[object]) -> list[object]:
    return list(choices)[:1] if option in ALIKE else list(choices)


def _needed(command: argparse.ArgumentParser) -> Line:
    needed = [action for action in command._actions if action.required]
    names = [(*each.option_strings, each.dest)[0] for each in needed]
    return tuple(f"{name}={NEEDED[name]}" if name.startswith("-") else NEEDED[name] for name in names)


def ask(line: Line) -> Said:
    """What the command says in this process; JSON wherever it can."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main([*line, *(() if line[0] == "list" else ("--format", "json"))])
    return Said(status, out.getvalue(), err.getvalue())


def differences(line: Line, wanted: Said, given: Said) -> Differences:
    """Where two answers differ: words, names, order, nulls and types exactly, doubles by more than 1e-9."""
    if (wanted.status, wanted.err) != (given.status, given.err):
        return [f"{' '.join(line)}: {given.status} {given.err.strip()!r}, not {wanted.status} {wanted.err.strip()!r}"]
    if line[0] == "list" or wanted.status:
        return [] if wanted.out == given.out else [f"{' '.join(line)}: {given.out!r}, not {wanted.out!r}"]
    own = OWN.get(line[0], set())
    ours, theirs = (json.loads(said.out, object_hook=lambda made: {key: made[key] for key in made if key not in own})
                    for said in (wanted, given))
    return [f"{' '.join(line)}: {each}" for each in _apart(ours, theirs, "")]


def _apart(wanted: Any, given: Any, at: str) -> Differences:
    if type(wanted) is not type(given):
        return [f"{at} {given!r}, not {wanted!r}"]
    if isinstance(wanted, dict):
        if list(wanted) != list(given):
            return [f"{at} has {list(given)}, not {list(wanted)}"]
        return [found for key in wanted for found in _apart(wanted[key], given[key], f"{at}.{key}")]
    if isinstance(wanted, list):
        if len(wanted) != len(given):
            return [f"{at} has {len(given)} rows, not {len(wanted)}"]
        return [found for n in range(len(wanted)) for found in _apart(wanted[n], given[n], f"{at}[{n}]")]
    same = math.isclose(wanted, given, rel_tol=CLOSE, abs_tol=CLOSE) if isinstance(wanted, float) else wanted == given
    return [] if same else [f"{at} {given!r}, not {wanted!r}"]
