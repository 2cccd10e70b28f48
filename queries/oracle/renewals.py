"""Renewals in plain Python, one at a time: what definitions.md says of them, over the contract's rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from queries.oracle.company import DIGITS, Company, Where, merged, read_company, read_rates
from queries.oracle.labels import Row, Tables

GRACE = timedelta(days=30)


@dataclass(frozen=True)
class Known:
    """A renewal as known on a day. `decision` null: open, or decided on a day that nobody wrote down."""

    row: Row
    due: int
    outcome: str
    decision: date | None
    renewed: int | None

    @property
    def kept(self) -> int | None:
        return None if self.renewed is None else min(self.renewed, self.due)


def half_even(value: Fraction) -> int:
    return round(value)


class Renewals:
    """The renewals of a company's tables, in minor units of its reporting currency."""

    def __init__(self, tables: Tables, company: Company | None = None) -> None:
        self.tables, self.company = tables, company or read_company(tables)
        self.of_contract: dict[str, dict[str, list[Row]]] = {name: defaultdict(list) for name in (
            "renewal", "subscription")}
        for name, found in self.of_contract.items():
            for row in tables[name]:
                found[row["contract_id"]].append(row)
        currency, self.rates = read_rates(tables)
        self.minor = 10 ** DIGITS.get(currency or "JPY", 2)
        self.contracts = {row["contract_id"]: row for row in tables.get("contract", ())}

    def amount(self, row: Row, column: str) -> int | None:
        if row.get(column) is None:
            return None
        return half_even(Fraction(row[column]) * self.rates.get(row["currency"], Fraction(1)) * self.minor)

    def cancelled(self, row: Row) -> date | None:
        """The day by which every line in force at the end of the term had been cancelled."""
        before = [other["due_on"] for other in self.of_contract["renewal"][row["contract_id"]]
                  if other["due_on"] < row["due_on"]]
        days = []
        for line in self.of_contract["subscription"][row["contract_id"]]:
            end, due = line.get("end_on"), row["due_on"]
            if not self._counts(line) or line["start_on"] >= due:
                continue
            survivors = self.company.survivors
            if survivors[line["customer_id"]] != survivors[row["customer_id"]]:
                continue
            if end is not None and before and end <= max(before) + timedelta(days=1):
                continue
            in_force = end is None or end >= due - GRACE
            if (end is not None and end > due + GRACE) or (in_force and line.get("cancelled_on") is None):
                return None
            if line.get("cancelled_on") is not None:
                days.append(line["cancelled_on"])
        return max(days, default=None)

    @staticmethod
    def _counts(line: Row) -> bool:
        kind = line.get("kind") or "paid"
        if kind == "usage":
            return True
        long = line.get("end_on") is None or line["start_on"] < line["end_on"]
        return bool(kind == "paid" and line["mrr"] > 0 and long)

    def known(self, row: Row, day: date) -> Known:
        """As known on the day: decided, else cancelled, else open."""
        due, cancelled = self.amount(row, "arr_due") or 0, self.cancelled(row)
        given_up = cancelled if cancelled is not None and cancelled <= day else None
        decided = row.get("decided_on")
        settled = row["status"] != "open" and (decided or row["due_on"]) <= day
        if settled and row["status"] == "renewed":
            return Known(row, due, "renewed", decided, self.amount(row, "arr_renewed"))
        if settled:
            return Known(row, due, "lost", min((each for each in (decided, given_up) if each), default=None), 0)
        return Known(row, due, "lost" if given_up else "open", given_up, 0)

    def all(self, day: date, where: Where = (), unit: str = "customer") -> list[Known]:
        """Those whose customer bears the filters' labels on the due day, or on the day where that is earlier."""
        return [self.known(row, day) for row in self.tables["renewal"]
                if self.inside(row, min(row["due_on"], day), where, unit)]

    def inside(self, row: Row, day: date, where: Where, unit: str) -> bool:
        survivor = self.company.survivors[row["customer_id"]]
        bearer = self.company.tops[survivor] if unit == "group" else survivor
        return all(self.company.labels.on(bearer, key, day) in values for key, values in merged(where).items())

    def sums(self, found: Iterable[Known], day: date) -> dict[str, int]:
        """The sums of a period: counts, and amounts in minor units."""
        rows = list(found)
        dated = [each for each in rows if each.outcome == "open" or each.decision is not None]
        judged = [each for each in dated if each.decision is not None or each.row["due_on"] <= day]
        known = [each for each in rows if each.kept is not None]
        return {
            "renewals": len(rows), "unknown": len(rows) - len(known), "judged": len(judged),
            **{name: sum(each.outcome == name for each in rows) for name in ("renewed", "lost", "open")},
            "on_time": sum(each.decision is not None and each.decision <= each.row["due_on"] for each in judged),
            "arr_due": sum(each.due for each in rows), "arr_renewed": sum(each.renewed or 0 for each in known),
            "arr_kept": sum(each.kept or 0 for each in known), "arr_known": sum(each.due for each in known),
            "arr_lost": sum(each.due for each in rows if each.outcome == "lost"),
            "arr_open": sum(each.due for each in rows if each.outcome == "open"),
        }

    def next_due(self, day: date) -> dict[str, tuple[date, int]]:
        """Of each survivor the first due day from the day on with a renewal that is open on it, and what falls due."""
        ahead: dict[str, list[Known]] = defaultdict(list)
        for row in self.tables["renewal"]:
            if row["due_on"] >= day and (each := self.known(row, day)).outcome == "open":
                ahead[self.company.survivors[row["customer_id"]]].append(each)
        firsts = {name: min(each.row["due_on"] for each in rows) for name, rows in ahead.items()}
        return {name: (firsts[name], sum(each.due for each in rows if each.row["due_on"] == firsts[name]))
                for name, rows in ahead.items()}

    def notice(self, row: Row) -> date | None:
        contract: dict[str, Any] = self.contracts.get(row["contract_id"], {})
        if contract.get("notice_days") is None:
            return None
        ends: date = contract.get("term_end") or row["due_on"]
        return ends - timedelta(days=contract["notice_days"])

    @cached_property
    def forecasts(self) -> dict[str, list[Row]]:
        """What was said of each renewal, in the order in which it was said."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.tables.get("renewal_forecast") or (), key=lambda each: each["as_of_on"]):
            found[row["renewal_id"]].append(row)
        return found

    def forecast(self, row: Row, day: date) -> Row | None:
        """The forecast said last by the day."""
        rows = [each for each in self.forecasts.get(row["renewal_id"], ()) if each["as_of_on"] <= day]
        return rows[-1] if rows else None

    def said(self, row: Row, day: date) -> str | None:
        """What that forecast called it."""
        last = self.forecast(row, day)
        return None if last is None else last["category"]

    def expects(self, row: Row, day: date) -> int | None:
        """The amount that it named, at the rate of the renewal's currency."""
        last = self.forecast(row, day)
        named = None if last is None else last.get("arr_expected")
        return self.amount({"arr_expected": named, "currency": row["currency"]}, "arr_expected")

    def open_on(self, row: Row, sunday: date) -> bool:
        """Undecided on a Sunday from fifteen weeks before the due day to 26 weeks after it."""
        near = timedelta(days=-105) < sunday - row["due_on"] <= timedelta(days=182)
        return near and self.known(row, sunday).outcome == "open"
