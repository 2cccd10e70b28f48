"""The figures that alerts look at, Sunday by Sunday, from the rows; bands as the build kept them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property

from data.contract import contract_columns
from queries import renewal_risk
from queries.oracle import loaded
from queries.oracle.alert_weeks import Seen
from queries.oracle.company import Where
from queries.oracle.explain import accounts_of
from queries.oracle.intervals import half_width
from queries.oracle.labels import Row
from queries.oracle.retention import retention
from queries.reconcile.asked import Asked
from queries.reconcile.pair import amount, exact
from queries.reconcile.ways.account import renewals
from queries.reconcile.ways.maturity_evidence import kept
from queries.scope import Scope

BEFORE = "before_data"
ENDS = {"nrr": "nrr", "grr": "grr", "logo_retention": "logo"}


class Figures:
    """Under some filters. Each figure of a Sunday is found once."""

    def __init__(self, asked: Asked, where: Where) -> None:
        self.asked, self.where = asked, where
        self._rates: dict[date, Row | None] = {}
        self._seen: dict[tuple[str, date], Seen] = {}
        if "bands" not in asked.asked_once:
            asked.asked_once["bands"] = kept(asked)[0]
        self.bands: dict[str, dict[date, str]] = asked.asked_once["bands"]

    @cached_property
    def scored(self) -> frozenset[date]:
        """The Sundays for which the build kept scores."""
        return frozenset(day for days in self.bands.values() for day in days)

    def rates(self, day: date) -> Row | None:
        if day not in self._rates:
            early = day < self.asked.build.first_day
            self._rates[day] = None if early else retention(self.asked.company, day, where=self.where)[0]
        return self._rates[day]

    def active(self, day: date) -> int:
        row = self.rates(day)
        return row["logos"] if row else 0

    def half(self, day: date) -> float | None:
        """Half of GRR's interval, uncut."""
        found = accounts_of(self.asked.company, day, "grr", "customer", self.where)
        return half_width([(each.n, each.b) for each in found.values()]) if found else None

    def of(self, metric: str) -> Callable[[date], Seen]:
        """One metric by Sunday. Of renewals at risk, whose signals rest on past scores, what the pages tell."""
        return lambda day: self._once(metric, day)

    def _once(self, metric: str, day: date) -> Seen:
        if (metric, day) not in self._seen:
            self._seen[metric, day] = (
                self._at_risk(day) if metric == "at_risk_arr" else self._red(metric, day)
                if metric.startswith("red_") else self._rate(metric, day))
        return self._seen[metric, day]

    def _rate(self, metric: str, day: date) -> Seen:
        row = self.rates(day)
        if row is None:
            return Seen(None, 0, reason=BEFORE)
        value = amount(row["arr"], self.asked.digits) if metric == "arr" else row[metric]
        if metric not in ENDS:
            return Seen(value, row["logos"])
        low, high = (row[f"{ENDS[metric]}_{end}"] for end in ("low", "high"))
        half = None if low is None or high is None else (high - low) / 2
        return Seen(value, row["logos_base"], half, reason="no_base" if value is None else None)

    def amounts(self, day: date) -> list[tuple[str, int]]:
        """The customers with a band of that Sunday, inside the filters by their label on it, and their ARR."""
        company = self.asked.company
        return [(unit.bearer, unit.arr(day)) for unit in company.units("customer", ())
                if day in self.bands.get(unit.bearer, ()) and company.passes(unit, self.where, day)]

    def _red(self, metric: str, day: date) -> Seen:
        every = self.amounts(day) if day in self.scored else []
        if not every:
            return Seen(None, 0, reason=BEFORE if self.scored else "missing:usage_week")
        red = [arr for name, arr in every if self.bands[name][day] == "red"]
        whole, part = sum(arr for _, arr in every), amount(sum(red), self.asked.digits)
        value = {"red_arr": part, "red_customers": len(red), "red_share": exact(sum(red)) / whole if whole else None}
        return Seen(value[metric], len(every), listed=len(red), reason=BEFORE if value[metric] is None else None)

    def _at_risk(self, day: date) -> Seen:
        if not self.asked.tables.get("renewal"):
            return Seen(None, self.active(day), reason="missing:renewal")
        if day < self.asked.build.first_day:
            return Seen(None, 0, reason=BEFORE)
        row = renewal_risk.trend(self.asked.warehouse, Scope(day, where=self.where), 1).to_dict("records")[0]
        return Seen(exact(row["arr_at_risk"]), self.active(day), listed=int(row["n_at_risk"]))

    def notices(self, ahead: int) -> Callable[[date], Seen]:
        """Undecided renewals of red customers whose day of notice comes within so many days."""
        if not self.asked.tables.get("renewal"):
            return lambda day: Seen(None, self.active(day), reason="missing:renewal")
        truth, survivors = renewals(self.asked), self.asked.company.survivors

        def on(day: date) -> Seen:
            if day < self.asked.build.first_day:
                return Seen(None, 0, reason=BEFORE)
            last, due = day + timedelta(days=ahead), []
            for row in self.asked.tables["renewal"]:
                notice = truth.notice(row)
                is_red = self.bands.get(survivors[row["customer_id"]], {}).get(day) == "red"
                if is_red and notice is not None and day <= notice <= last and truth.open_on(row, day) and (
                        truth.inside(row, min(row["due_on"], day), self.where, "customer")):
                    due.append(truth.amount(row, "arr_due") or 0)
            return Seen(amount(sum(due), self.asked.digits), self.active(day), listed=len(due))
        return on

    def quiet(self, table: str, until: date, last: date) -> tuple[date | None, int, str]:
        """The newest day with something new by a day, how long ago that is, and why there is none."""
        known = self._events(table, last)
        newest = max((day for day in known if day <= until), default=None)
        if newest is None:
            return None, 0, BEFORE if known or table == "data" or last < self.asked.build.first_day else (
                f"missing:{table}")
        silent = max(0, (until - newest).days) if table == "data" else loaded.quiet(table, newest, until)
        return newest, silent, ""

    def _events(self, table: str, last: date) -> set[date]:
        asked, once = self.asked, self.asked.asked_once.setdefault("event days", {})
        if table == "data":
            newest = asked.build.newest_day
            return {newest, *(day for day in asked.build.weeks if day < newest)}
        if (table, last) not in once:
            columns = [name for name in asked.tables.loaded().get(table, ()) if name in contract_columns(table)]
            rows = asked.tables.as_loaded(table) if columns else []
            once[table, last] = loaded.event_days(rows, columns, last, asked.build.time_zone)
        found: set[date] = once[table, last]
        return found
