"""account and search: one customer as its page shows it, and customers by name."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import pandas as pd

from data.warehouse import Warehouse
from queries import (
    account,
    account_contracts,
    account_events,
    account_health,
    account_history,
    account_lists,
    account_search,
    account_timeline,
)
from queries.account_facts import FACTS
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.scope import Scope

Asked = Callable[[Warehouse, Scope, str], pd.DataFrame]
UNKNOWN = "no customer with this id among those you may see"
"""Said of an id that nobody has and of one that may not be seen alike."""


def _events(kind: str) -> Asked:
    return lambda warehouse, scope, account_id: account_events.events(warehouse, scope, account_id, kind)


VIEWS: dict[str, Asked] = {
    "profile": account.profile, "related": account.related, "history": account_history.history,
    "contracts": account_contracts.contracts, "renewals": account_contracts.renewals,
    "forecasts": account_contracts.forecasts, "health": account_health.scores, "usage": account_health.usage,
    **{kind: _events(kind) for kind in FACTS}, "timeline": account_timeline.timeline, "lists": account_lists.standing}


def _account(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by or arguments.where:
        raise ValueError("account is one customer: it has neither --by nor --where")
    scope = scope_of(warehouse, arguments)
    who = account.profile(warehouse, scope, arguments.id)
    if not len(who):
        raise ValueError(UNKNOWN)
    rows = who if arguments.view == "profile" else VIEWS[arguments.view](warehouse, scope, arguments.id)
    return Answer(scope, rows, {"account": str(who.account_id.iloc[0]), "view": arguments.view})


def _search(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by or arguments.where:
        raise ValueError("search looks at all customers: it has neither --by nor --where")
    scope = scope_of(warehouse, arguments)
    found = account_search.search(warehouse, scope, arguments.text, arguments.limit)
    return Answer(scope, found, {"total": found.attrs["total"]})


def _account_arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("id", metavar="ID", help="the customer's id; that of one that was merged leads to its survivor")
    parser.add_argument("--view", choices=list(VIEWS), default="profile", help="what of it (default: profile)")


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"not a number from 1 to 1000: {text!r}")
    return int(text)


def _search_arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("text", metavar="TEXT", help="a part of a name, an id or a domain, in any width, case or kana")
    parser.add_argument("--limit", type=_positive, default=account_search.MOST, metavar="N",
                        help=f"the first N (default {account_search.MOST})")


ACCOUNT = Command("account", "one customer: ARR history, contracts, health, use, touches, tickets, lists …", _account,
                  _account_arguments)
SEARCH = Command("search", "customers by name, id or domain, the best match first", _search, _search_arguments)
COMMANDS = (ACCOUNT, SEARCH)
