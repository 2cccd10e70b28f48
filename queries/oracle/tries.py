"""Trials and free plans, one customer's try of a product at a time: when it began, and when it came to be paid."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from queries.oracle.arr import Line, arr, change_days, usage_groups
from queries.oracle.company import LINE_KEYS, Company, Where, merged
from queries.oracle.intervals import wilson
from queries.oracle.labels import Row, Tables
from queries.oracle.retention import ratio
from queries.oracle.survival import Z, estimate

WAYS = ("first_trial", "first_free", "more_trial", "more_free", "after_free")
WINDOW, HORIZON = 90, 365
Spans = list[tuple[date, date | None]]


@dataclass(frozen=True)
class Try:
    """A customer's first try of a product in one way. `ends`: of its lines; none of a line that goes on."""

    way: str
    who: str
    start: date
    paid: date | None
    ends: tuple[date | None, ...]

    def bought(self, day: date) -> bool:
        """Is it paid by the day?"""
        return self.paid is not None and self.paid <= day

    def days(self, day: date) -> int:
        """Until it was paid, or for how long it has been watched."""
        return ((self.paid if self.paid is not None and self.paid <= day else day) - self.start).days


@dataclass(frozen=True)
class Paid:
    """What each customer pays for, from when to when."""

    company: Company

    @cached_property
    def spans(self) -> dict[str, dict[str, Spans]]:
        """By customer and product; of use month by month."""
        found: dict[str, dict[str, Spans]] = defaultdict(lambda: defaultdict(list))
        for line in self.company.lines:
            if line.kind == "paid" and arr([line], line.start) > 0:
                found[line.customer][line.product].append((line.start, line.end))
        for group in usage_groups(self.company.lines):
            found[group[0].customer][group[0].product] += of_use(group)
        return found

    def way(self, who: str, kind: str, on: date) -> str:
        """Whether it is no customer yet when it begins to try, one, or one no more."""
        spans = [span for own in self.spans[who].values() for span in own]
        if not any(begins < on for begins, _ in spans):
            return f"first_{kind}"
        return f"more_{kind}" if held(spans, on) else WAYS[4]


def of_use(group: Sequence[Line]) -> Spans:
    days = change_days(group)
    return [(begins, ends) for begins, ends in zip(days, [*days[1:], None], strict=True) if arr(group, begins) > 0]


def held(spans: Iterable[tuple[date, date | None]], on: date) -> bool:
    """Is something paid on the day that was not begun on it: on the day before, and still?"""
    spans = list(spans)
    return all(any(begins <= day and (ends is None or ends > day) for begins, ends in spans)
               for day in (on - timedelta(days=1), on))


def tries(company: Company, tables: Tables, as_of: date, where: Where) -> list[Try]:
    """Those begun by the date. Filters on lines choose rows, those on customers go by the label on the first day."""
    paid, wanted = Paid(company), {key: values for key, values in merged(where).items() if key in LINE_KEYS}
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in sorted(tables["subscription"], key=lambda row: row["start_on"]):
        if row.get("kind") not in ("trial", "free") or row["start_on"] > as_of or not all(
                row.get(key) in values for key, values in wanted.items()):
            continue
        who, product = company.survivors[row["customer_id"]], row["product"]
        if not held(paid.spans[who][product], row["start_on"]):
            found[who, product, paid.way(who, row["kind"], row["start_on"])].append(row)
    made = []
    for (who, product, way), rows in found.items():
        start = rows[0]["start_on"]
        bought = min((begins for begins, _ in paid.spans[who][product] if begins >= start), default=None)
        if labelled(company, who, where, start):
            made.append(Try(way, who, start, bought, tuple(row.get("end_on") for row in rows)))
    return made


def labelled(company: Company, who: str, where: Where, on: date) -> bool:
    """The filters on customers, under the labels of a day."""
    return all(company.labels.on(who, key, on) in values for key, values in merged(where).items()
               if key not in LINE_KEYS)


def by_way(rows: Iterable[Try]) -> dict[str, list[Try]]:
    """The tries by how they began, in the order of WAYS."""
    groups: Mapping[str, list[Try]] = defaultdict(list)
    for row in rows:
        groups[row.way].append(row)
    return {way: groups[way] for way in WAYS if way in groups}


def steps(rows: Sequence[Try], day: date) -> list[Row]:
    """Kaplan and Meier by days since a try began: day 0, and each on which anybody paid or was last seen."""
    seen, paid = Counter(row.days(day) for row in rows), Counter(row.days(day) for row in rows if row.bought(day))
    counts, there = [], len(rows)
    for age in sorted({0, *seen}):
        counts.append({"age": age, "at_risk": there, "events": paid[age]})
        there -= seen[age]
    return estimate(counts)


def curve(rows: Sequence[Try], day: date) -> dict[int, Row]:
    """The share paid within a year, by age, with its interval."""
    return {row["age"]: {"at_risk": row["at_risk"], "events": row["events"], "paid_share": less(row["survival"]),
                         "low": less(row["high"]), "high": less(row["low"])}
            for row in steps(rows, day) if row["age"] <= HORIZON}


def less(share: Any) -> Any:
    return None if share is None else 1 - share


def told(rows: Sequence[Try], day: date) -> Row:
    """Of one way: how many are paid, go on or have ended; within 90 days; the median days; what a year comes to."""
    paid = [row for row in rows if row.bought(day)]
    going = sum(any(end is None or end > day for end in row.ends) for row in rows if not row.bought(day))
    ripe = [row for row in rows if (day - row.start).days >= WINDOW]
    within = sum(row.bought(day) and row.days(day) <= WINDOW for row in ripe)
    whole, shown, (low, high) = steps(rows, day), curve(rows, day), wilson(within, len(ripe), Z)
    last = max(shown)
    return {"tries": len(rows), "customers": len({row.who for row in rows}), "paid": len(paid), "going_on": going,
            "ended": len(rows) - len(paid) - going, "ripe": len(ripe), "paid_90": within,
            "share": ratio(within, len(ripe)), "low": low, "high": high,
            "median_days": next((row["age"] for row in whole if 2 * row["survival"] <= 1), None),
            "reached_days": HORIZON if len(whole) > len(shown) else last, "reached": shown[last]["paid_share"],
            "reached_low": shown[last]["low"], "reached_high": shown[last]["high"]}
