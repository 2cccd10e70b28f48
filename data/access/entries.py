"""What the access file holds, as records: what each entry gives, which claims are read, what is wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from types import MappingProxyType

from data.access.model import ROLES, Role
from data.printable import steerless

LONGEST = 200
LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one place of the file, and what to do. `whole`: nothing of the file counts because of it."""

    rule: str
    message: str
    file: str
    line: int | None = None
    whole: bool = False

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return steerless(f"{place}: {self.message} [{self.rule}]")


@dataclass(frozen=True)
class Grant:
    """What an entry gives. why: the reason for which it gives nothing, whatever it says."""

    role: Role
    teams: tuple[str, ...] = ()
    csm: str | None = None
    name: str = ""
    why: str = ""


@dataclass(frozen=True)
class Claims:
    """The names of the claims that are read; null: none is. name: only where people cannot call themselves what they
    like, since what they write bears it, and what bears it is theirs to see.
    """

    person: str = "email"
    name: str | None = None
    role: str | None = None
    teams: str | None = None
    csm: str | None = None
    groups: str | None = None


@dataclass(frozen=True)
class Access:
    """What the file holds. people: by ("email" or "sub", the name folded). groups: in the file's order.

    broken: nothing of it counts. absent: there is no file, and none was named.
    """

    path: Path
    people: Mapping[tuple[str, str], Grant] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, Grant] = field(default_factory=lambda: MappingProxyType({}))
    claims: Claims = field(default_factory=Claims)
    default: Role = "none"
    faults: tuple[Fault, ...] = ()
    absent: bool = False

    @property
    def broken(self) -> bool:
        return any(fault.whole for fault in self.faults)


def role_of(word: object) -> Role | None:
    """The role of a word, written exactly; null for all else."""
    return next((role for role in ROLES if role == word), None)


def folded(email: str) -> str:
    """An e-mail as the file means it: full-width letters as plain ones, without regard to the case of Latin letters.

    Not casefold: that writes ß as ss, which is another mailbox.
    """
    return unicodedata.normalize("NFKC", email).strip().translate(LOWER)


def text_of(given: object) -> str | None:
    """A text that names somebody or something: one line, nothing invisible, not long; null for all else."""
    if not isinstance(given, str):
        return None
    said = given.strip()
    return said if 0 < len(said) <= LONGEST and said.isprintable() else None
