"""Random companies: valid by the contract, and as nasty as the contract allows.

Customer i of a seed is the same whatever the size of the company and refers only to customers before it, so that a
failing example shrinks by its number of customers. A column or a table that a company was not given is absent.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

from queries.oracle.days import add_months
from queries.oracle.labels import Row, Tables
from tests.agreement.files import write_csv

__all__ = ["companies", "random_company", "write_csv"]

Choice = TypeVar("Choice")

FIRST = date(2023, 12, 1)
DAYS = 1096
AT_THE_EDGE = 0.2
"""Share of the streams that run from the data's first day."""
LAST_START = date(2027, 3, 31)
LANDMARKS = [date(2024, 2, 29), date(2024, 2, 28), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1),
             date(2024, 12, 31), date(2025, 1, 1), date(2025, 10, 31), date(2025, 11, 30), date(2026, 2, 28)]
RATES = {"JPY": {"JPY": "1", "USD": "149.5025", "EUR": "0.0625"},
         "USD": {"USD": "1", "JPY": "0.0066666667", "EUR": "0.5"},
         "KWD": {"KWD": "1", "USD": "0.3071253", "EUR": "0.03125"}}
AMOUNTS = ["0", "1", "0.125", "0.375", "0.0417", "0.04", "0.0025", "10.5", "33.3333", "99.99", "100", "100", "166.67",
           "250", "1000", "1000.625", "12345.6789", "500000", "98765432.1"]
KINDS = [None, None, None, "paid", "paid", "trial", "free", "service", "usage"]
CHOICES: dict[str, list[str | None]] = {
    "segment": ["Enterprise", "Mid-market", "SMB", None], "region": ["関東", "関西", None],
    "plan": ["Basic", "Pro"], "touch_model": ["high", "low", "tech", None], "channel": ["direct", "partner", None],
}
TEAMS, CSMS = ["T1", "T2", "T3"], ["M1", "M2", "M3", None]
PRODUCTS, DEPARTMENTS = ["Core", "Add-on", "分析"], [None, "営業", "IT"]


def landmark(rng: random.Random) -> date:
    """A day with a taste for trouble: leap days, month ends, firsts of months."""
    day = FIRST + timedelta(days=rng.randrange(DAYS))
    month = day.replace(day=1)
    return rng.choice([day, day, month, add_months(month, 1) - timedelta(days=1), rng.choice(LANDMARKS)])


def some(rng: random.Random, values: list[Choice]) -> Choice:
    return values[rng.randrange(len(values))]


def following(rng: random.Random, end: date) -> date:
    """Where the next line starts after one that ends: at once, overlapping, after a gap, after a long absence."""
    days = some(rng, [0, 0, 0, 0, 1, -1, -40, 20, 29, 30, 31, 45, 200, 400])
    return end + timedelta(days=days)


def line_end(rng: random.Random, start: date) -> date | None:
    """Some months later, some days later, the same day (a line of no length), or open."""
    months = some(rng, [1, 3, 6, 12, 12, 12, 24, 0])
    days = timedelta(days=some(rng, [0, 0, 0, 5, 17]))
    return None if rng.random() < 0.2 else add_months(start, months) + days


class Writer:
    """One company in the making; `seed` and the customer's number decide everything about a customer."""

    def __init__(self, seed: int, renewals: bool) -> None:
        self.seed, self.contracts = seed, 0
        rng = random.Random(f"{seed}")
        self.currencies = self._currencies(rng)
        self.tables: Tables = {"customer": [], "subscription": []}
        optional = ["contract", "assignment", "attribute_history", *(["renewal"] if renewals else [])]
        self.tables |= {name: [] for name in optional if rng.random() < 0.75}
        self.dropped = {column for column in (*CHOICES, "team_id", "department", "kind", "parent_customer_id",
                                              "merged_into", "signed_on") if rng.random() < 0.1}

    def _currencies(self, rng: random.Random) -> list[str]:
        self.rates = RATES[some(rng, ["JPY", "JPY", "USD", "KWD"])]
        reporting = next(iter(self.rates))
        return list(self.rates) if rng.random() < 0.7 else [reporting]

    def customer(self, number: int) -> None:
        """Adds customer `number` with its lines and its history."""
        rng = random.Random(f"{self.seed}-{number}")
        name, others = f"C{number:03}", [row["customer_id"] for row in self.tables["customer"]]
        row: Row = {"customer_id": name, "name": f"株式会社{number}"}
        row |= {key: some(rng, values) for key, values in CHOICES.items()}
        row |= {"team_id": some(rng, [*TEAMS, None]), "csm_id": some(rng, CSMS), "signed_on": self.signed_on(number),
                "parent_customer_id": some(rng, others) if others and rng.random() < 0.3 else None,
                "merged_into": some(rng, others) if others and rng.random() < 0.2 else None}
        for _ in range(some(rng, [0, 1, 1, 1, 2, 3])):
            self.stream(rng, name)
        self.owners(rng, name)
        self.attributes(rng, row)
        self.tables["customer"].append(row)

    def signed_on(self, number: int) -> date | None:
        """Before, on, or after the data's first day, or not known."""
        rng = random.Random(f"{self.seed}-{number}-signed")
        before = add_months(date(2023, 10, 31), -rng.randrange(60)) + timedelta(days=rng.randrange(30))
        return some(rng, [None, FIRST, before, before, FIRST + timedelta(days=rng.randrange(90))])

    def stream(self, rng: random.Random, customer: str) -> None:
        """One after another, lines of one product, mostly under one contract or a chain of them."""
        start, line = landmark(rng), self.first_line(rng, customer)
        if random.Random(f"{self.seed}-{line['contract_id']}-{start}").random() < AT_THE_EDGE:
            start = FIRST
        for _ in range(some(rng, [1, 2, 2, 3, 4, 6])):
            end = line_end(rng, start)
            unused = {"mrr": Decimal(0)} if line["kind"] == "usage" and rng.random() < 0.25 else {}
            self.tables["subscription"].append(self.named(line | {"start_on": start, "end_on": end} | unused))
            if end is None and rng.random() < 0.5:
                return
            start = following(rng, end or start)
            if start > LAST_START:
                return
            line = self.changed(rng, line)

    def named(self, line: Row) -> Row:
        return {"subscription_id": f"S{len(self.tables['subscription']):04}"} | line

    def first_line(self, rng: random.Random, customer: str) -> Row:
        strangers = ["K-shared", *(row["contract_id"] for row in self.tables.get("contract", []))]
        contract = some(rng, strangers) if rng.random() < 0.1 else self.contract(rng, customer, None)
        return {"customer_id": customer, "contract_id": contract, "product": some(rng, PRODUCTS),
                "department": some(rng, DEPARTMENTS), "kind": some(rng, KINDS), **self.price(rng)}

    def price(self, rng: random.Random) -> Row:
        return {"mrr": Decimal(some(rng, AMOUNTS)), "currency": some(rng, self.currencies)}

    def changed(self, rng: random.Random, line: Row) -> Row:
        """The next line of a stream: often the same, else another price, product, department, kind, contract."""
        change: Row = {}
        if rng.random() < 0.5:
            change |= self.price(rng)
        if rng.random() < 0.4:
            change["contract_id"] = self.contract(rng, line["customer_id"], line["contract_id"])
        for key, values in (("product", PRODUCTS), ("department", DEPARTMENTS), ("kind", KINDS)):
            if rng.random() < 0.2:
                change[key] = some(rng, list[Any](values))
        return line | change

    def contract(self, rng: random.Random, customer: str, previous: str | None) -> str:
        """A new contract: with a row or without one, continuing its own customer's, another's, or an absent one."""
        rows = self.tables.get("contract", [])
        self.contracts += 1
        name = f"K{self.contracts:04}"
        strangers = [row["contract_id"] for row in rows] + ["K-absent-1", "K-absent-2", "K-shared"]
        before = previous if rng.random() < 0.7 else some(rng, [None, some(rng, strangers)])
        if "contract" in self.tables and rng.random() < 0.8:
            rows.append({"contract_id": name, "customer_id": customer, "previous_contract_id": before})
            self.renewal(rng, customer, name)
        return name

    def renewal(self, rng: random.Random, customer: str, contract: str) -> None:
        if "renewal" in self.tables and rng.random() < 0.6:
            status, due = some(rng, ["open", "renewed", "lost"]), landmark(rng)
            decided = None if status == "open" else due + timedelta(days=some(rng, [-30, 0, 15, 60]))
            self.tables["renewal"].append({
                "renewal_id": f"R{len(self.tables['renewal'])}", "contract_id": contract, "customer_id": customer,
                "due_on": due, "decided_on": decided, "status": status, "arr_due": Decimal(1200),
                "currency": self.currencies[0]})

    def owners(self, rng: random.Random, customer: str) -> None:
        """Assignments with gaps, null CSMs, an end after the last, and a handover in which the next has begun."""
        if "assignment" not in self.tables or rng.random() < 0.3:
            return
        starts = sorted({landmark(rng) for _ in range(some(rng, [1, 2, 3]))})
        rows: list[Row] = []
        for start, after in reversed(list(zip(starts, [*starts[1:], None], strict=True))):
            room = (after - start).days if after else 300
            ends = [None, None, start + timedelta(days=rng.randrange(1, room + 1)), after]
            if after and rows[-1]["to_on"] is None:
                ends.append(after + timedelta(days=10))
            rows.append({"customer_id": customer, "team_id": some(rng, TEAMS), "from_on": start,
                         "csm_id": some(rng, CSMS), "to_on": some(rng, ends)})
        self.tables["assignment"] += rows

    def attributes(self, rng: random.Random, row: Row) -> None:
        """Earlier values of a customer's columns; the newest equals the customer's row."""
        for key in ("segment", "region", "plan", "channel"):
            if "attribute_history" in self.tables and key not in self.dropped and rng.random() < 0.4:
                starts = sorted({landmark(rng) for _ in range(some(rng, [1, 2, 3]))})
                values = [some(rng, CHOICES[key]) for _ in starts[1:]] + [row[key]]
                self.tables["attribute_history"] += [
                    {"customer_id": row["customer_id"], "attribute": key, "from_on": start, "value": value}
                    for start, value in zip(starts, values, strict=True)]

    def company(self) -> Tables:
        """The tables, without the columns that this company has not."""
        for name in ("customer", "subscription"):
            self.tables[name] = [{key: value for key, value in row.items() if key not in self.dropped}
                                 for row in self.tables[name]]
        if len(self.currencies) > 1:
            self.tables["fx_rate"] = [{"currency": currency, "to_reporting": Decimal(rate)}
                                      for currency, rate in self.rates.items()]
        self.tables["team"] = [{"team_id": team, "name": team, "function": "cs"} for team in TEAMS]
        self.tables["csm"] = [{"csm_id": csm, "name": csm, "team_id": "T1"} for csm in CSMS if csm]
        return self.tables


def random_company(rng: random.Random, customers: int = 12, renewals: bool = True) -> Tables:
    """A company of that many customers with about three years of history; the same for the same state of `rng`."""
    writer = Writer(rng.getrandbits(32), renewals)
    for number in range(customers):
        writer.customer(number)
    return writer.company()


@st.composite
def companies(draw: Callable[..., Any], max_customers: int = 12, renewals: bool = True) -> Tables:
    """Random companies for Hypothesis; a failure shrinks to few customers."""
    seed, size = draw(st.integers(0, 2**32 - 1)), draw(st.integers(0, max_customers))
    return random_company(random.Random(seed), size, renewals)

