"""Reads the access file: who may see what, by e-mail, or which claims of the sign-in say so.

`access.toml`, at TENURE_ACCESS or in `home()`; there is none by default, and then nobody who signs in sees anything.
example.toml, beside this module, shows all that it may hold. docs/access.md

One wrong entry bars the person (or the group) that it speaks of and nobody else. Where it cannot be told whom a fault
concerns, the file counts for nobody: an entry that was not read might have been the one that takes something away.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from data.access.entries import LONGEST, Access, Claims, Fault, Grant, folded, role_of, text_of
from data.access.model import ROLES, Role
from data.access.places import Places
from data.toml_file import NotRead, parsed, raw
from data.warehouse import home

EXAMPLE = Path(__file__).with_name("example.toml")
OF_ALL = ("none", "viewer", "executive")
TOP = ("person", "default", "claims", "group")
PERSON = ("email", "sub", "role", "teams", "csm", "name")
GROUP = ("name", "role", "teams")
CLAIMS = ("person", "name", "role", "teams", "csm", "groups")


def path() -> Path:
    """Where the file stands: TENURE_ACCESS, else access.toml in `home()`."""
    asked = os.environ.get("TENURE_ACCESS")
    return Path(asked).expanduser().resolve() if asked else home() / "access.toml"


def read(file: Path | None = None) -> Access:
    """What the file says now. Never raises for what is in it or for a file that cannot be read: those are faults."""
    at = file or path()
    try:
        found = raw(at)
    except NotRead as error:
        if error.absent and not os.environ.get("TENURE_ACCESS") and file is None:
            return Access(at, absent=True)
        return _refused(at, error)
    return _held(at, found)


@lru_cache(maxsize=4)
def _held(at: Path, given: bytes) -> Access:
    """Read once for each state of the file: every run of the board asks."""
    try:
        text, found = parsed(given)
    except NotRead as error:
        return _refused(at, error)
    return _Reader(at.name, text).read(at, found)


def _refused(at: Path, error: NotRead) -> Access:
    return Access(at, faults=(Fault(error.rule, error.message, at.name, error.line, whole=True),))


class _Reader(Places):
    """Reads one file and collects what is wrong with it, by line."""

    def read(self, at: Path, found: Mapping[str, Any]) -> Access:
        for key in found:
            if key not in TOP:
                self.add("unknown_key", f"{key}: is not known; known: {', '.join(TOP)}", self.line(0, key), whole=True)
        people: dict[tuple[str, str], Grant] = {}
        for number, entry in enumerate(self.entries(found, "person")):
            self.person(self.head("person", number), entry, people)
        groups: dict[str, Grant] = {}
        for number, entry in enumerate(self.entries(found, "group")):
            self.group(self.head("group", number), entry, groups)
        claims, default = self.claims(found.get("claims", {})), self.default(found.get("default", {}))
        return Access(at, MappingProxyType(people), MappingProxyType(groups), claims, default, tuple(self.faults))

    def entries(self, found: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        given = found.get(key, [])
        if isinstance(given, list) and all(isinstance(each, dict) for each in given):
            return given
        self.add("not_a_list", f"{key}: write [[{key}]], once for each", self.line(0, key), whole=True)
        return []

    def person(self, head: int, entry: Mapping[str, Any], people: dict[tuple[str, str], Grant]) -> None:
        kinds = [kind for kind in ("email", "sub") if kind in entry]
        if len(kinds) != 1 or not text_of(entry[kinds[0]]):
            self.add("nobody", f"person: give one of email and sub, a text of 1 to {LONGEST} characters", head,
                     whole=True)
            return
        kind, said = kinds[0], str(entry[kinds[0]])
        who = folded(said) if kind == "email" else said.strip()
        grant = self.grant(head, entry, PERSON, said)
        if (kind, who) in people:
            self.add("twice", f"{said}: stands in the file twice: keep one", head)
            grant = Grant("none", why="listed_twice")
        people[kind, who] = grant

    def group(self, head: int, entry: Mapping[str, Any], groups: dict[str, Grant]) -> None:
        name = text_of(entry.get("name"))
        if not name:
            self.add("no_name", f"group: give its name, a text of 1 to {LONGEST} characters", head, whole=True)
            return
        grant = self.grant(head, {**entry, "name": None}, GROUP, name)
        if name in groups:
            self.add("twice", f"{name}: stands in the file twice: keep one", head)
            grant = Grant("none", why="listed_twice")
        groups[name] = grant

    def grant(self, head: int, entry: Mapping[str, Any], known: tuple[str, ...], said: str) -> Grant:
        """What an entry gives; nothing where something is wrong with it."""
        before = len(self.faults)
        for key in entry:
            if key not in known:
                self.add("unknown_key", f"{said}: {key}: is not known; known: {', '.join(known)}",
                         self.line(head, key))
        teams = self.teams(head, entry, said)
        csm, name = (self.optional(head, entry, key, said) for key in ("csm", "name"))
        why = self.lacking(head, entry.get("role"), teams, csm, said, known is PERSON)
        role = role_of(entry.get("role"))
        if role is None or len(self.faults) > before:
            return Grant("none", name=name or "", why=why or "entry_faulty")
        return Grant(role, teams, csm, name or "", "role_none" if role == "none" else "")

    def lacking(self, head: int, role: object, teams: tuple[str, ...], csm: str | None, said: str,
                is_person: bool) -> str:
        """The reason for which a role cannot be given; empty where it can."""
        if role_of(role) is None:
            self.add("unknown_role", f"{said}: role: {_shown(role)} is no role; one of {', '.join(ROLES)}",
                     self.line(head, "role"))
            return "unknown_role"
        if role == "lead" and not teams:
            self.add("no_team", f'{said}: a lead needs teams: teams = ["…"]', self.line(head, "teams"))
            return "lead_without_team"
        if role == "csm" and csm is None:
            self.add("no_csm", f'{said}: a CSM needs their own id: csm = "…"' if is_person else
                     f"{said}: a CSM is one person: give the role csm to persons, or by a claim", head)
            return "csm_without_id"
        if (teams and role != "lead") or (csm and role != "csm"):
            self.add("too_much", f"{said}: teams are a lead's and csm is a CSM's: leave out what the role {role} "
                                 "does not have", head)
        return ""

    def teams(self, head: int, entry: Mapping[str, Any], said: str) -> tuple[str, ...]:
        given = entry.get("teams", [])
        if isinstance(given, list) and all(text_of(each) for each in given):
            return tuple(sorted({each.strip() for each in given}))
        self.add("not_a_list", f'{said}: teams: write a list of texts: ["…", "…"]', self.line(head, "teams"))
        return ()

    def optional(self, head: int, entry: Mapping[str, Any], key: str, said: str) -> str | None:
        given = entry.get(key)
        if given is None or text_of(given):
            return text_of(given)
        self.add("not_a_text", f"{said}: {key}: must be a text of 1 to {LONGEST} characters", self.line(head, key))
        return None

    def claims(self, given: object) -> Claims:
        """All or nothing: a claim that was not read might have been the one that says less."""
        head = self.place("claims")
        if not isinstance(given, dict):
            self.add("not_a_table", "claims: write [claims]", head, whole=True)
            return Claims()
        for key, value in given.items():
            if key not in CLAIMS:
                self.add("unknown_key", f"claims: {key}: is not known; known: {', '.join(CLAIMS)}",
                         self.line(head, key), whole=True)
            elif not text_of(value):
                self.add("not_a_text", f"claims: {key}: must be the name of a claim", self.line(head, key), whole=True)
        return Claims() if any(each.whole for each in self.faults) else Claims(**given)

    def default(self, given: object) -> Role:
        head = self.place("default")
        if not isinstance(given, dict) or set(given) - {"role"}:
            self.add("not_a_table", 'default: write [default] and role = "none" beneath it', head, whole=True)
            return "none"
        role = given.get("role", "none")
        if role not in OF_ALL:
            self.add("unknown_role", f"default: role: {_shown(role)} cannot be everybody's; one of "
                                     f"{', '.join(OF_ALL)}", self.line(head, "role"), whole=True)
            return "none"
        return role_of(role) or "none"


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)[:80]
