"""What `python -m queries` says to the commands that a report names, as numbers: read from its JSON, worked out anew.

Every table and chart of a report is here as the rows of numbers that it must hold, by what its command asks.
"""

from __future__ import annotations

import functools
import io
import json
import shlex
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date, timedelta
from typing import Any

from queries.__main__ import main

Row = tuple[float | None, ...]
Said = dict[str, Any]
BANDS = ("green", "yellow", "red", "unknown")
RATES = ("nrr", "grr", "logo_retention")


def ask(command: str) -> Said:
    """The JSON of a command as a report writes it: python -m queries kpis --as-of …"""
    return _asked(tuple(shlex.split(command.removeprefix("python -m queries"))))


@functools.lru_cache(maxsize=2000)
def _asked(argv: tuple[str, ...]) -> Said:
    out = io.StringIO()
    with redirect_stdout(out):
        assert main([*argv, "--format", "json"]) == 0, argv
    found: Said = json.loads(out.getvalue())
    return found


def forget() -> None:
    """Another company is read from now on."""
    _asked.cache_clear()


def at(command: str, day: date | str) -> str:
    """The same command on another date."""
    argv = shlex.split(command)
    argv[argv.index("--as-of") + 1] = str(day)
    return shlex.join(argv)


def with_metric(command: str, metric: str) -> str:
    argv = shlex.split(command)
    argv[argv.index("--metric") + 1] = metric
    return shlex.join(argv)


def kpi(name: str, command: str) -> tuple[float | None, list[float]]:
    """A figure and its changes, the week's and the year's, where both ends are known. `name`: its key."""
    found = ask(command)
    day = date.fromisoformat(found["as_of"])
    if name.startswith("renewal"):
        weeks = [row[f"arr_{name.removeprefix('renewal_')}"] for row in found["rows"]]
        return weeks[-1], [weeks[-1] - weeks[-2]] if len(weeks) > 1 else []
    value = found["rows"][0][name]
    deltas = [value - then for back in (7, 364) if value is not None
              and (then := _then(command, day - timedelta(days=back), name)) is not None]
    return value, deltas


def _then(command: str, day: date, name: str) -> float | None:
    found: float | None = ask(at(command, day))["rows"][0][name]
    return found


def weeks(command: str, days: list[date]) -> list[Row]:
    """The lines of NRR and GRR: on each day both with their intervals."""
    rows = [ask(at(command, day))["rows"][0] for day in days]
    return [tuple(row[f"{rate}{end}"] for rate in ("nrr", "grr") for end in ("", "_low", "_high")) for row in rows]


def reds(command: str, days: list[date]) -> list[Row]:
    """Red's share of ARR and of customers on each day."""
    found = [ask(at(command, day))["rows"] for day in days]
    return [tuple(next(row[key] for row in rows if row["band"] == "red") / sum(row[key] for row in rows)
                  for key in ("arr", "customers")) for rows in found]


def moves(command: str) -> list[Row]:
    """Customers and ARR that changed their band."""
    return [(row["customers"], row["arr"]) for row in ask(command)["rows"] if row["band_from"] != row["band_to"]]


def movements(command: str) -> list[Row]:
    """The week's movements, losses below zero, and their sum."""
    row = ask(command)["rows"][0]
    moves = [row["new"], row["reactivation"], row["expansion"], -row["contraction"], -row["churn"]]
    return [(each,) for each in (*moves, sum(moves))]


def bridge(command: str) -> list[Row]:
    """The bars of twelve months: opening, losses, kept, gains, base today, what is outside of NRR, closing."""
    row = ask(command)["rows"][0]
    kept = row["opening"] - row["churn"] - row["contraction"]
    moved = [sign * row[key] for key, sign in (("transfer_out", -1), ("transfer_in", 1)) if row[key]]
    return [(each,) for each in (row["opening"], -row["churn"], -row["contraction"], kept, row["expansion"],
                                 kept + row["expansion"], *moved, row["reactivation"], row["new"], row["closing"])]


def by(command: str) -> list[Row]:
    """The rates by label, in any order."""
    keys = ("logos_base", "arr_base", "nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention",
            "logos", "arr")
    return _rows(command, keys)


def _rows(command: str, keys: tuple[str, ...]) -> list[Row]:
    return [tuple(row[key] for key in keys) for row in ask(command)["rows"]]


def events(command: str) -> list[Row]:
    """Change, event and roll of each rate."""
    found = {metric: ask(with_metric(command, metric))["rows"][0] for metric in RATES}
    return [tuple(row[key] for key in ("change", "event", "roll")) for row in found.values()]


def movers(command: str, listed: list[str]) -> list[Row]:
    """The contributions and the week's ARR of the accounts that are listed, those of all others, and the total."""
    found = ask(command)
    known = {row["account"]: (row["contribution"], row["change"]) for row in found["rows"]}
    rows, week = [known[name] for name in listed], sum(row["change"] for row in found["rows"])
    others = (found["total"] - sum(row[0] for row in rows), week - sum(row[1] for row in rows))
    return [*rows, others, (found["total"], week)]


def cells(command: str) -> list[Row]:
    """Mix and rate by label, and of the whole."""
    found, keys = ask(command), ("start", "end", "mix", "rate", "contribution", "n0", "n1")
    whole = (found["start"], found["end"], found["mix"], found["rate"], found["change"],
             *(sum(row[key] for row in found["rows"]) for key in ("n0", "n1")))
    return [*(tuple(row[key] for key in keys) for row in found["rows"]), whole]


def shares(command: str) -> list[Row]:
    """Each band's share, by customers and by ARR."""
    rows = ask(command)["rows"]
    return [tuple(next(row[key] for row in rows if row["band"] == band) / sum(row[key] for row in rows)
                  for band in BANDS) for key in ("customers", "arr")]


def coming(command: str) -> list[Row]:
    """A row a quarter: the ARR due by band."""
    rows = ask(command)["rows"]
    quarters = dict.fromkeys(row["quarter"] for row in rows)
    return [tuple(next(row["arr_due"] for row in rows if (row["quarter"], row["band"]) == (quarter, band))
                  for band in BANDS) for quarter in quarters]


def saves(command: str, listed: int) -> list[Row]:
    """The first renewals at risk, the others' amount where there are any, the total."""
    found = ask(command)
    rows = [(row["days_left"], row["arr_due"], row["score"]) for row in found["rows"][:listed]]
    left = found["arr_due"] - sum(row[1] for row in rows)
    others = [(None, left, None)] if found["renewals"] > len(rows) else []
    return [*rows, *others, (None, found["arr_due"], None)]


def plan(command: str) -> list[Row]:
    """The running quarter: actual, target, landing and its interval."""
    keys = ("actual", "target", "expected", "expected_low", "expected_high")
    rows = [row for row in ask(command)["rows"] if row["running"]]
    kept = [row for row in rows if row["kpi"] != "net_new" or row["target"] is not None]
    return [tuple(row[key] for key in keys) for row in kept]


def levels(command: str) -> list[Row]:
    """Claim and evidence by quarter; evidence alone where nothing is ever claimed."""
    rows = ask(command)["rows"]
    keys = ("claimed", "evidenced") if any(row["both"] for row in rows) else ("evidenced",)
    return [tuple(row[key] for key in keys) for row in rows]


def of(*keys: str) -> Callable[[str], list[Row]]:
    """Columns of a command's rows."""
    return lambda command: _rows(command, keys)


def charter(command: str) -> list[Row]:
    """The charter's own KPIs, in any order."""
    return [(row["value"], row["target"]) for row in ask(command)["rows"] if row["source"] in ("store", "plan")]


def late(command: str) -> list[Row]:
    """By how many days what is listed is overdue, in any order."""
    return [(row["days_late"],) for row in ask(command)["rows"]]
