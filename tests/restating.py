"""A random company as it is loaded week after week: new lines, amounts, ends, mergers, labels, lost rows."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from queries.oracle.labels import Row, Tables
from tests.strategies import AMOUNTS, CHOICES, CSMS, PRODUCTS, TEAMS, landmark, some
from tests.strategies_renewals import renewing_company

CUSTOMERS = 26
Change = Callable[[random.Random, Tables], None]


def company(seed: int, customers: int = CUSTOMERS) -> Tables:
    """A random company; its customers' lines, renewals, forecasts and pulses. Few ties: not all hang together."""
    made = renewing_company(random.Random(seed), customers)
    loose = random.Random(seed)
    for row in made["customer"]:
        for column in ("merged_into", "parent_customer_id"):
            if loose.random() < 0.5 and row.get(column):
                row[column] = None
    return made


def restated(rng: random.Random, tables: Tables, changes: int = 3) -> Tables:
    """The company at its next load: some changes, of every kind."""
    made = copy.deepcopy(tables)
    for change in rng.sample(CHANGES, changes):
        change(rng, made)
    return made


def first_of(tables: Tables) -> date:
    """The data's first day."""
    days: list[date] = [row["start_on"] for row in tables["subscription"]]
    return min(days)


def _new_line(rng: random.Random, tables: Tables) -> None:
    """A line that begins now, or one that is entered late."""
    like = some(rng, tables["subscription"])
    start = max(landmark(rng), first_of(tables))
    name = f"S-new-{len(tables['subscription'])}"
    tables["subscription"].append(like | {"subscription_id": name, "start_on": start,
                                          "end_on": some(rng, [None, start + timedelta(days=365)]),
                                          "cancelled_on": None, "product": some(rng, PRODUCTS)})


def _other_amount(rng: random.Random, tables: Tables) -> None:
    some(rng, tables["subscription"])["mrr"] = Decimal(some(rng, AMOUNTS))


def _ended_line(rng: random.Random, tables: Tables) -> None:
    row = some(rng, tables["subscription"])
    row["end_on"] = row["start_on"] + timedelta(days=some(rng, [0, 31, 200]))


def _lost_line(rng: random.Random, tables: Tables) -> None:
    """A row is gone; the line that the data begin with stays."""
    first = first_of(tables)
    later = [row for row in tables["subscription"] if row["start_on"] > first]
    if later:
        tables["subscription"].remove(some(rng, later))


def _new_customer(rng: random.Random, tables: Tables) -> None:
    """One whose id stands before all others, with a line and perhaps a new combination of labels."""
    like = some(rng, tables["customer"])
    name = f"A{len(tables['customer'])}"
    segment = {"segment": some(rng, CHOICES["segment"])} if "segment" in like else {}
    ties = {column: None for column in ("merged_into", "parent_customer_id") if column in like}
    tables["customer"].append(like | segment | ties | {"customer_id": name, "name": "新しい"})
    line = some(rng, tables["subscription"])
    own = {"subscription_id": f"S-{name}", "customer_id": name, "contract_id": f"K-{name}"}
    tables["subscription"].append(line | own)


def _lost_customer(rng: random.Random, tables: Tables) -> None:
    """A customer whom nobody is tied to, with all that is theirs."""
    ties = {row.get(column) for row in tables["customer"] for column in ("merged_into", "parent_customer_id")}
    first = {row["customer_id"] for row in tables["subscription"] if row["start_on"] == first_of(tables)}
    alone = [row["customer_id"] for row in tables["customer"] if row["customer_id"] not in ties | first]
    if alone:
        gone = some(rng, alone)
        for name, rows in tables.items():
            tables[name] = [row for row in rows if row.get("customer_id") != gone]
        held = {row["renewal_id"] for row in tables["renewal"]}
        tables["renewal_forecast"] = [row for row in tables["renewal_forecast"] if row["renewal_id"] in held]


def _merged(rng: random.Random, tables: Tables) -> None:
    """The last customer that nobody is merged into goes into an earlier one."""
    rows = tables["customer"]
    targets = {row.get("merged_into") for row in rows}
    free = [row for row in rows[1:] if "merged_into" in row and row["customer_id"] not in targets]
    if free:
        free[-1]["merged_into"] = rows[0].get("merged_into") or rows[0]["customer_id"]


def _other_parent(rng: random.Random, tables: Tables) -> None:
    rows = tables["customer"]
    if "parent_customer_id" in rows[0]:
        place = rng.randrange(1, len(rows))
        above = [row for row in rows[:place] if row["customer_id"].startswith("C")]
        rows[place]["parent_customer_id"] = some(rng, [None, *(row["customer_id"] for row in above)])


def _other_label(rng: random.Random, tables: Tables) -> None:
    row = some(rng, tables["customer"])
    for key in ("segment", "region", "channel"):
        if key in row:
            row[key] = some(rng, CHOICES[key])


def _other_history(rng: random.Random, tables: Tables) -> None:
    name = some(rng, tables["customer"])["customer_id"]
    if "attribute_history" in tables:
        known = {(row["customer_id"], row["attribute"], row["from_on"]) for row in tables["attribute_history"]}
        day = landmark(rng)
        if (name, "segment", day) not in known:
            tables["attribute_history"].append({"customer_id": name, "attribute": "segment", "from_on": day,
                                                "value": some(rng, CHOICES["segment"])})


def _other_owner(rng: random.Random, tables: Tables) -> None:
    name = some(rng, tables["customer"])["customer_id"]
    if "assignment" in tables:
        tables["assignment"] = [row for row in tables["assignment"] if row["customer_id"] != name]
        tables["assignment"].append({"customer_id": name, "team_id": some(rng, TEAMS), "from_on": landmark(rng),
                                     "csm_id": some(rng, CSMS), "to_on": None})


def _other_contract(rng: random.Random, tables: Tables) -> None:
    """A contract continues another one, or none any more."""
    rows = tables.get("contract", [])
    if len(rows) > 1:
        place = rng.randrange(1, len(rows))
        rows[place]["previous_contract_id"] = some(rng, [None, "K-absent-3", some(rng, rows[:place])["contract_id"]])


def _other_renewal(rng: random.Random, tables: Tables) -> None:
    if tables["renewal"]:
        row = some(rng, tables["renewal"])
        row |= {"status": some(rng, ["renewed", "lost"]), "decided_on": row["due_on"], "arr_renewed": Decimal(1200)}


def _new_pulse(rng: random.Random, tables: Tables) -> None:
    """Health of a past week is another; nothing of the customer's ARR is."""
    name = some(rng, tables["customer"])["customer_id"]
    row: Row = {"pulse_id": f"P-new-{len(tables['pulse'])}", "customer_id": name, "recorded_on": landmark(rng),
                "rating": some(rng, [1, 5])}
    tables["pulse"].append(row)


CHANGES: list[Change] = [
    _new_line, _other_amount, _ended_line, _lost_line, _new_customer, _lost_customer, _merged, _other_parent,
    _other_label, _other_history, _other_owner, _other_contract, _other_renewal, _new_pulse]
