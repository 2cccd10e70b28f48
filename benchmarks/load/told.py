"""What a run under load found, as plain records and as the tables of docs/load.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.load.people import Clicked
from benchmarks.load.watch import Sample, hourly

LOGGED = "Traceback (most recent call last)"
LONGEST = 4_000
"""Characters of the log that are kept from the first traceback on."""


def quantile(sorted_values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share does not exceed. Errors: IndexError of no values."""
    return sorted_values[min(int(share * len(sorted_values)), len(sorted_values) - 1)]


def by_kind(done: Sequence[Clicked]) -> list[dict[str, Any]]:
    """A row a kind of click and one of all: how many, errors, p50, p95 and the longest in seconds of those without."""
    kinds = [*sorted({each.kind for each in done}), "all"]
    rows = []
    for kind in kinds:
        some = [each for each in done if kind in (each.kind, "all")]
        taken = sorted(each.seconds for each in some if each.wrong is None)
        times = {name: round(value, 3) for name, value in (
            ("p50", quantile(taken, 0.5)), ("p95", quantile(taken, 0.95)), ("max", taken[-1]))} if taken else {}
        rows.append({"kind": kind, "clicks": len(some), "errors": len(some) - len(taken), **times})
    return rows


def server(samples: Sequence[Sample], clicks: int) -> dict[str, Any]:
    """The server's first, last and highest numbers, growth an hour, CPU seconds a click; null where unknown."""
    first, last = samples[0], samples[-1]
    return {
        "seconds": round(last.at, 1), "samples": len(samples),
        "mib_first": round(first.mib), "mib_last": round(last.mib),
        "mib_most": round(max(each.mib for each in samples)),
        "mib_hourly": _rounded(hourly(samples, "mib")),
        "mib_hourly_second_half": _rounded(hourly(samples, "mib", second_half=True)),
        "handles_first": first.handles, "handles_last": last.handles,
        "handles_hourly_second_half": _rounded(hourly(samples, "handles", second_half=True)),
        "threads_first": first.threads, "threads_last": last.threads,
        "cpu_seconds": round(last.cpu - first.cpu, 1),
        "cpu_seconds_per_click": round((last.cpu - first.cpu) / clicks, 3) if clicks else None}


def whole(asked: dict[str, Any], done: Sequence[Clicked], samples: Sequence[Sample], said: str) -> dict[str, Any]:
    """Everything that a run found. said: the server's log, whose tracebacks are counted, and the first kept."""
    count, at = said.count(LOGGED), said.find(LOGGED)
    return {"asked": asked, "kinds": by_kind(done), "server": server(samples, len(done)),
            "wrong": dict(Counter(each.wrong for each in done if each.wrong)),
            "tracebacks": count, "traceback": said[at:at + LONGEST] if count else None}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def markdown(found: dict[str, Any]) -> str:
    """Two tables and a line for each thing that went wrong."""
    lines = ["| click | clicks | errors | p50 s | p95 s | longest s |", "|---|---|---|---|---|---|"]
    for row in found["kinds"]:
        times = (f"{row[each]:.2f}" if each in row else "–" for each in ("p50", "p95", "max"))
        lines.append(f"| {row['kind']} | {row['clicks']:,} | {row['errors']} | {' | '.join(times)} |")
    of = found["server"]
    lines += ["", "| of the server | first | last | growth an hour, all | growth an hour, second half |",
              "|---|---|---|---|---|",
              f"| memory, MiB | {of['mib_first']:,} | {of['mib_last']:,} (most {of['mib_most']:,}) | "
              f"{_said(of['mib_hourly'])} | {_said(of['mib_hourly_second_half'])} |",
              f"| open handles | {of['handles_first']} | {of['handles_last']} | | "
              f"{_said(of['handles_hourly_second_half'])} |",
              f"| threads | {of['threads_first']} | {of['threads_last']} | | |",
              f"| CPU, s | | {of['cpu_seconds']:,} ({_said(of['cpu_seconds_per_click'])} a click) | | |", "",
              f"Tracebacks in the server's log: {found['tracebacks']}."]
    lines += [f"- {count} × {what}" for what, count in found["wrong"].items()]
    return "\n".join([*lines, *(["```", found["traceback"], "```"] if found["traceback"] else [])])


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"
