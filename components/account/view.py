"""The page's own part of the URL: the account, what was searched for, which kind of events the timeline shows. Pure.

`?account=C0012&q=ヤマダ&tab=tickets`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.account.link import ACCOUNT, KIND, TEXT
from queries.account_facts import FACTS

KINDS = ("arr", "contracts", "renewals", "health", *FACTS)
"""What the timeline can be filtered by, in its order."""


@dataclass(frozen=True)
class View:
    """`account`: the id asked for; `text`: what is searched for; `kind`: the timeline's filter; null: none."""

    account: str | None = None
    text: str = ""
    kind: str | None = None


def read(params: Mapping[str, Sequence[str]]) -> View:
    """The view that a URL asks for; an unknown kind of events is none."""
    asked = {name: params[name][-1] for name in (ACCOUNT, TEXT, KIND) if params.get(name)}
    kind = asked.get(KIND)
    return View(asked.get(ACCOUNT) or None, asked.get(TEXT, ""), kind if kind in KINDS else None)
