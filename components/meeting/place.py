"""Where in the running order somebody is: the section and the account that was opened from it. Pure; the URL keeps it.

`/meeting?tab=risk&account=C0000123` opens what it was copied from. A section that there is not is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ORDER = ("actions", "week", "retention", "why", "health", "risk", "teams", "maturity", "decisions")
"""The running order: it never changes, so that 6 is always the renewals."""
SECTION, ACCOUNT = "tab", "account"


@dataclass(frozen=True)
class Place:
    """A screen. `account` empty: the section itself. `unknown`: the word of a link that is no section."""

    section: str = ORDER[0]
    account: str = ""
    unknown: str = ""

    @property
    def number(self) -> int:
        """The section's number, counted from 1."""
        return ORDER.index(self.section) + 1

    def neighbour(self, step: int) -> str | None:
        """The section so many steps on; null beyond either end."""
        at = self.number - 1 + step
        return ORDER[at] if 0 <= at < len(ORDER) else None


def read(params: Mapping[str, Sequence[str]]) -> Place:
    """The screen that a URL's parameters ask for; without any the first."""
    asked, account = (_last(params, name) for name in (SECTION, ACCOUNT))
    if asked and asked not in ORDER:
        return Place(unknown=asked)
    return Place(asked or ORDER[0], account)


def moved(params: Mapping[str, Sequence[str]], section: str, account: str = "") -> dict[str, list[str]]:
    """The parameters of another screen of the same meeting: its week, filters and language stay."""
    kept = {name: list(values) for name, values in params.items() if name not in (SECTION, ACCOUNT)}
    own = {SECTION: [section]} if section != ORDER[0] else {}
    return {**kept, **own, **({ACCOUNT: [account]} if account else {})}


def _last(params: Mapping[str, Sequence[str]], name: str) -> str:
    values = params.get(name, ())
    return values[-1] if values else ""
