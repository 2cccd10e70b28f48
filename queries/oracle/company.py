"""A company as the definitions see it: merged customers, chains of contracts, lines in one currency, units."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from queries.oracle.arr import Line, arr
from queries.oracle.labels import Band, Labels, Row, Tables, as_it_is, read_labels

Where = tuple[tuple[str, tuple[str | None, ...]], ...]
Key = tuple[str | None, ...]

UNITS = ("customer", "group", "contract", "department", "product")
LINE_KEYS = ("product", "department", "kind")
WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
DIGITS = dict.fromkeys(WHOLE.split(), 0) | dict.fromkeys(THOUSANDTHS.split(), 3)


@dataclass(frozen=True)
class Unit:
    """One unit of measure: whose labels it bears, the lines a line filter keeps, and those it drops."""

    key: Key
    bearer: str
    kept: tuple[Line, ...]
    dropped: tuple[Line, ...]
    known: dict[date, int] = field(default_factory=dict, init=False, compare=False, repr=False)
    """ARR on the days that were asked for before."""

    def arr(self, day: date) -> int:
        """ARR of the kept lines in minor units."""
        if day not in self.known:
            self.known[day] = arr(self.kept, day)
        return self.known[day]


@dataclass(frozen=True)
class Company:
    """Everything read once. `digits`: decimals of the reporting currency; `tops`: the top parent of each survivor."""

    lines: tuple[Line, ...]
    labels: Labels
    survivors: dict[str, str]
    tops: dict[str, str]
    contracts: dict[str, Row]
    renewals: tuple[Row, ...]
    digits: int
    begins: date | None = None
    """The data's first day, where not all of the company's lines are here."""
    asked: dict[tuple[Any, ...], list[Unit]] = field(default_factory=dict, init=False, compare=False, repr=False)
    """The units that were asked for before: each knows what it was asked."""
    sorted_rows: dict[int, tuple[Any, dict[str, list[Row]]]] = field(default_factory=dict, init=False, compare=False,
                                                                   repr=False)

    firsts: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """First days that were asked for before, by whose they are."""

    def own(self, table: list[Row], survivor: str) -> list[Row]:
        """The rows of a table that are a customer's own after mergers. A table is sorted once."""
        if id(table) not in self.sorted_rows:
            found: dict[str, list[Row]] = defaultdict(list)
            for row in table:
                if row["customer_id"] is not None:
                    found[self.survivors[row["customer_id"]]].append(row)
            self.sorted_rows[id(table)] = (table, found)
        return self.sorted_rows[id(table)][1].get(survivor, [])

    def chain(self, contract: str) -> str:
        """The first contract of the chain that this one continues: links hold inside one (surviving) customer."""
        row = self.contracts.get(contract)
        if row is None or row.get("previous_contract_id") is None:
            return contract
        previous = str(row["previous_contract_id"])
        named = self.contracts.get(previous)
        same = named is None or self.survivors[named["customer_id"]] == self.survivors[row["customer_id"]]
        return self.chain(previous) if same else contract

    def key_of(self, line: Line, unit: str) -> Key:
        """The unit that a line belongs to. ValueError for a unit that does not exist."""
        if unit == "customer":
            return (line.customer,)
        if unit == "group":
            return (self.tops[line.customer],)
        if unit == "contract":
            return (line.customer, self.chain(line.contract))
        if unit in ("department", "product"):
            return (line.customer, getattr(line, unit))
        raise ValueError(f"unknown unit {unit}")

    def units(self, unit: str, where: Where, restrict: tuple[str, Any] | None = None) -> list[Unit]:
        """All units with a line; the filters on lines (and one more value, `restrict`) split kept from dropped."""
        filters = {key: values for key, values in merged(where).items() if key in LINE_KEYS}
        question = (unit, tuple((key, frozenset(values)) for key, values in filters.items()), restrict)
        if question not in self.asked:
            self.asked[question] = self._units(unit, filters, restrict)
        return self.asked[question]

    def _units(self, unit: str, filters: dict[str, set[str | None]],
               restrict: tuple[str, Any] | None) -> list[Unit]:
        kept: dict[Key, list[Line]] = defaultdict(list)
        dropped: dict[Key, list[Line]] = defaultdict(list)
        for line in self.lines:
            keep = all(getattr(line, key) in values for key, values in filters.items())
            keep = keep and (restrict is None or getattr(line, restrict[0]) == restrict[1])
            (kept if keep else dropped)[self.key_of(line, unit)].append(line)
        keys = list(dict.fromkeys([*kept, *dropped]))
        return [Unit(key, str(key[0]), tuple(kept[key]), tuple(dropped[key])) for key in keys]

    def passes(self, unit: Unit, where: Where, day: date) -> bool:
        """Do the unit's labels on that day pass the filters on customers?"""
        filters = {key: values for key, values in merged(where).items() if key not in LINE_KEYS}
        return all(self.labels.on(unit.bearer, key, day) in values for key, values in filters.items())


def merged(where: Where) -> dict[str, set[str | None]]:
    """The same key twice means or: one set of values per key."""
    filters: dict[str, set[str | None]] = defaultdict(set)
    for key, values in where:
        filters[key].update(values)
    return dict(filters)


def end_of_chain(customer: str, customers: dict[str, Row], column: str) -> str:
    """Follows merged_into to its end. ValueError for a cycle, KeyError for an absent target."""
    seen = {customer}
    while customers[customer].get(column) is not None:
        customer = str(customers[customer][column])
        if customer in seen:
            raise ValueError(f"a cycle in {column} at {customer}")
        seen.add(customer)
    return customer


def top_parent(survivor: str, customers: dict[str, Row], survivors: dict[str, str]) -> str:
    """The top of the tree, each parent replaced by its survivor; a parent merged into its own child is no parent."""
    seen = {survivor}
    while customers[survivor].get("parent_customer_id") is not None:
        parent = survivors[str(customers[survivor]["parent_customer_id"])]
        if parent == survivor:
            break
        if parent in seen:
            raise ValueError(f"a cycle of parents and mergers at {parent}")
        seen.add(parent)
        survivor = parent
    return survivor


def read_rates(tables: Tables) -> tuple[str | None, dict[str, Fraction]]:
    """The reporting currency and every currency's rate. ValueError unless exactly one currency has rate 1."""
    rates = {str(row["currency"]): Fraction(row["to_reporting"]) for row in tables.get("fx_rate", ())}
    used = {str(row["currency"]) for row in tables.get("subscription", ())}
    if len(used) == 1 and not used & rates.keys():
        return used.copy().pop(), dict.fromkeys(used, Fraction(1))
    ones = [currency for currency, rate in rates.items() if rate == 1]
    if (rates or used) and len(ones) != 1:
        raise ValueError(f"exactly one currency must have rate 1, not {ones}")
    return (ones[0] if ones else None), rates


def read_line(row: Row, survivors: dict[str, str], rates: dict[str, Fraction], digits: int) -> Line:
    """A subscription row as a line; an empty kind is paid."""
    yearly = 12 * Fraction(row["mrr"]) * rates[row["currency"]] * 10**digits
    return Line(survivors[row["customer_id"]], row["contract_id"], row["product"], row.get("department"),
                row.get("kind") or "paid", row["start_on"], row.get("end_on"), yearly)


def read_company(tables: Tables, band: Band = as_it_is, begins: date | None = None) -> Company:
    """Reads the contract's tables. `band` turns a numeric attribute's value into its label, per key; `begins`: the
    data's first day, where these are the rows of some customers only.
    """
    customers = {row["customer_id"]: row for row in tables.get("customer", ())}
    survivors = {name: end_of_chain(name, customers, "merged_into") for name in customers}
    tops = {name: top_parent(name, customers, survivors) for name in set(survivors.values())}
    currency, rates = read_rates(tables)
    digits = DIGITS.get(currency or "JPY", 2)
    lines = tuple(read_line(row, survivors, rates, digits) for row in tables.get("subscription", ()))
    contracts = {row["contract_id"]: row for row in tables.get("contract", ()) if row["customer_id"] in customers}
    renewals = tuple(row for row in tables.get("renewal", ()) if row["customer_id"] in customers)
    return Company(lines, read_labels(tables, customers, band), survivors, tops, contracts, renewals, digits,
                   begins)
