"""What a run leaves for the board: counts by page, the differences, what was not recomputed and why (no timings)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from queries.reconcile.asked import Asked
from queries.reconcile.pair import Pair, plain
from queries.reconcile.run import Result
from queries.reconcile.ways import WAYS

LISTED = 200
"""Differences that are kept in full; further ones are counted."""


def counted(found: Sequence[Result]) -> dict[str, int]:
    """How many figures, how many of them recomputed, how many differ, how many numbers were compared."""
    numbers = {each.shown.check: each.values for each in found}
    return {"figures": len(found), "recomputed": sum(each.values > 0 for each in found),
            "differ": sum(bool(each.wrong) for each in found), "values": sum(numbers.values())}


def by_page(found: Sequence[Result]) -> list[dict[str, Any]]:
    """Grain: page."""
    pages = dict.fromkeys(each.shown.page for each in found)
    return [{"page": page, **counted([each for each in found if each.shown.page == page])} for page in pages]


def difference(each: Result, pair: Pair) -> dict[str, Any]:
    """Grain: page × figure × metric × scope that differs."""
    return {"page": each.shown.page, "figure": each.shown.figure, "metric": each.shown.metric, "scope": pair.scope,
            "ours": plain(pair.ours), "second": plain(pair.second), "difference": pair.difference}


def made(asked: Asked, found: Sequence[Result], sample: dict[str, Any] | None = None) -> dict[str, Any]:
    """The record of a run over every page. `sample`: the part of a large company that was recomputed."""
    wrong = [difference(each, pair) for each in found for pair in each.wrong]
    missing = [{"page": each.shown.page, "figure": each.shown.figure, "metric": each.shown.metric, "why": each.why}
               for each in found if not each.values]
    return {"version": asked.build.version, "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "as_of": asked.as_of.isoformat(), "sample": sample, **counted(found),
            "pages": by_page(found), "differences": wrong[:LISTED],
            "more": max(0, len(wrong) - LISTED), "missing": missing,
            "ways": {way.key: way.how for way in WAYS.values()}}
