"""`python -m data audit`: who saw, exported and wrote what, the oldest first."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from data.audit.entry import DID, Entry, cell, shown
from data.audit.log import entries
from data.warehouse import time_zone

COLUMNS = ("at", "who", "role", "did", "page", "what", "asked", "version")


def add_to(commands: Any) -> None:
    """The command and its options, for data/__main__.py."""
    own = commands.add_parser("audit", help="who saw, exported and wrote what")
    own.add_argument("--since", type=_day, metavar="DATE", help="from this day on, in the company's time zone")
    own.add_argument("--who", metavar="E-MAIL", help="of one person")
    own.add_argument("--did", choices=DID, help="of one kind")
    own.add_argument("--format", choices=("table", "json", "csv"), default="table")


def run(asked: argparse.Namespace) -> int:
    """Prints the entries; its exit status. Errors: StoreError."""
    since = None if asked.since is None else datetime.combine(asked.since, time(), ZoneInfo(time_zone()))
    found = entries(since, asked.who, asked.did)
    sys.stdout.write({"json": as_json, "csv": as_csv, "table": as_table}[asked.format](found))
    return 0


def as_json(found: list[Entry]) -> str:
    """One object with `rows`; moments in UTC."""
    rows = [{**_row(each), "asked": dict(each.asked)} for each in found]
    return json.dumps({"rows": rows}, ensure_ascii=False) + "\n"


def as_csv(found: list[Entry]) -> str:
    """For a spreadsheet: what it would run, or not show, is made harmless."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([cell(value) for value in _row(each).values()] for each in found)
    return out.getvalue()


def as_table(found: list[Entry]) -> str:
    """A line an entry, and how many there are."""
    lines = [f"{_row(each)['at'][:19]:<19}  {shown(each.who):<28}  {each.role:<9}  {each.did:<10}  {each.page:<10}  "
             f"{shown(each.what)}  {shown(_said(each))}".rstrip() for each in found]
    return "\n".join([*lines, f"{len(found):,} entries (UTC)"]) + "\n"


def _said(entry: Entry) -> str:
    """What was asked, short: the day, the unit where it is not the customer, the filters."""
    given = entry.asked.get("where")
    where: dict[str, Any] = given if isinstance(given, dict) else {}
    filters = [f"{key}={value or ''}" for key in sorted(where) for value in where[key]]
    unit = entry.asked.get("unit")
    return " ".join([str(entry.asked.get("as_of") or ""), *([str(unit)] if unit not in (None, "customer") else []),
                     *filters]).strip()


def _row(entry: Entry) -> dict[str, str]:
    at = "" if entry.at is None else entry.at.astimezone(UTC).isoformat(timespec="milliseconds")
    return dict(zip(COLUMNS, (at, entry.who, entry.role, entry.did, entry.page, entry.what, entry.question,
                              entry.version), strict=True))


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a date (YYYY-MM-DD): {given!r}") from error
