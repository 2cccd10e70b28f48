"""What one account's page and the search cost: python -m benchmarks.account [ACCOUNTS], on the company in TENURE_HOME.

Every question of the page is asked of some accounts, the largest and others by lot, once after the warehouse was opened
(cold) and again (warm); counted is the time in its statements. Nothing else should run beside. One line of JSON.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from data.warehouse import Warehouse, open_warehouse
from queries import account, account_events, account_lists, account_search, health_behind
from queries.commands.account import VIEWS
from queries.dimensions import build_info, dimensions
from queries.scope import Scope
from queries.trace import recording

TEXTS = ("株式会社", "やま", "ﾃｸﾉ", "c00001", "zzz")
APART = ("profile", "timeline")
"""Asked apart, or made of the others' answers."""


def milliseconds(asked: Callable[[], Any]) -> float:
    """The time in the statements of a question."""
    with recording() as statements:
        asked()
    return sum(each.milliseconds for each in statements)


def page(house: Warehouse, scope: Scope, one: str) -> dict[str, float]:
    """Every question of one account's page."""
    views = {name: partial(query, house, scope, one) for name, query in VIEWS.items() if name not in APART}
    asked: dict[str, Callable[[], Any]] = {
        "profile": lambda: account.profile(house, scope, one), **views,
        "lists": lambda: account_lists.standing(house, scope, one),
        "measures": lambda: health_behind.measures(house, scope, one, 13),
        "lacking": lambda: account_events.lacking(house)}
    return {name: milliseconds(each) for name, each in asked.items()}


def main() -> None:
    house = open_warehouse()
    build, _ = build_info(house), dimensions(house)
    scope = Scope(build.default_as_of)
    whole = account_search.largest(house, scope, 5000)
    listed = whole.account_id.tolist()
    some = [*listed[:2], *random.Random(7).sample(listed, int(sys.argv[1]) if len(sys.argv) > 1 else 8)]
    house = open_warehouse()  # the first account is asked of one that has read nothing
    build_info(house), dimensions(house)
    cold = page(house, scope, some[0])
    warm = [page(house, scope, one) for one in some]
    search = {text: milliseconds(partial(account_search.search, house, scope, text)) for text in TEXTS}
    totals = [sum(each.values()) for each in warm]
    print(json.dumps({
        "customers": int(whole.attrs["total"]), "cold": round(sum(cold.values()), 1),
        "warm": round(statistics.median(totals), 1), "warm_most": round(max(totals), 1),
        "questions": {name: round(statistics.median(each[name] for each in warm), 1) for name in cold},
        "search": {text: round(value, 1) for text, value in search.items()},
        "largest": round(milliseconds(lambda: account_search.largest(house, scope)), 1)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
