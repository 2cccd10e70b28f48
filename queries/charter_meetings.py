"""The weekly meetings that were held, and which telling of the week each of them saw. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from data.store import Record

MEETINGS = ("week_on", "held_on", "present", "note", "author", "at", "snapshot", "frozen_at", "frozen_by",
            "data_version", "arr", "nrr", "grr", "logo_retention", "logos", "net_new")
SHOWN = ("arr", "nrr", "grr", "logo_retention", "logos", "net_new")


def seen(snapshot: Record, review: Record | None, versions: tuple[Record, ...] = ()) -> Record:
    """The telling of a week that its meeting saw: the version that the review names, else the newest.

    `versions`: the snapshot's history.
    """
    number = review.get("snapshot") if review is not None else None
    return next((each for each in versions if each.version == number and not each.deleted), snapshot)


def meetings(reviews: tuple[Record, ...], snapshots: tuple[Record, ...]) -> pd.DataFrame:
    """Meetings and frozen weeks, the newest first. Grain: week that was reviewed or frozen. Columns: MEETINGS.

    `snapshots`: of each week the version to show (see `seen`). Null where a week was frozen without a meeting, or a
    meeting held without freezing.
    """
    held, kept = ({each.key: each for each in records} for records in (reviews, snapshots))
    made = [_row(key, held.get(key), kept.get(key)) for key in sorted({*held, *kept}, reverse=True)]
    return pd.DataFrame(made, columns=list(MEETINGS))


def _row(key: str, review: Record | None, snapshot: Record | None) -> dict[str, Any]:
    row: dict[str, Any] = {**dict.fromkeys(MEETINGS), "week_on": date.fromisoformat(key), "present": ()}
    if review is not None:
        held = review.get("held_on")
        row |= {"held_on": date.fromisoformat(held) if held else None, "present": tuple(review.get("present") or ()),
                "note": review.get("note"), "author": review.author, "at": review.at}
    if snapshot is not None:
        body = snapshot.body
        figures = body.get("figures", {})
        row |= {"snapshot": snapshot.version, "frozen_at": snapshot.at, "frozen_by": snapshot.author,
                "data_version": body.get("data_version"), **{name: figures.get(name) for name in SHOWN}}
    return row
