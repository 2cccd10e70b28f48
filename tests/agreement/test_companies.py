"""The random companies are valid by the contract, and nasty; the oracle's short cuts hold on them day by day."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings

from data.contract import TABLES, contract_columns, words
from queries.oracle import UNITS, Row, Tables, contributions, event_and_roll, read_company, retention
from queries.oracle.arr import active_after, active_until, arr, last_active_day
from tests.agreement.explain import event_roll_differences, movers_differences
from tests.agreement.questions import random_day, random_where, some, subject
from tests.strategies import companies, random_company

QUIET = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def column_faults(name: str, row: Row) -> Iterator[str]:
    """What a row has that the contract's column does not allow."""
    for key, column in contract_columns(name).items():
        value = row.get(key)
        if value is None and not column.nullable:
            yield f"{name}.{key} is null"
        if value is not None and words(column) and value not in words(column):
            yield f"{name}.{key} is {value}"


def faults(tables: Tables) -> list[str]:
    """The rules of the contract that a company breaks."""
    found: list[str] = []
    for name, rows in tables.items():
        keys = Counter(tuple(row[key] for key in TABLES[name].info["key"]) for row in rows)
        found += [f"{name}: {key} twice" for key, times in keys.items() if times > 1]
        found += [fault for row in rows for fault in column_faults(name, row)]
        for key, column in contract_columns(name).items():
            target = column.info.get("refers")
            known = {row[f"{target}_id"] for row in tables.get(str(target), [])}
            found += [f"{name}.{key}: no {row[key]}" for row in rows if target and row.get(key) not in (None, *known)]
    for row in tables["subscription"]:
        if row["mrr"] < 0 or (row["end_on"] and row["end_on"] < row["start_on"]):
            found.append(str(row))
    return found


@QUIET
@given(companies())
def test_a_random_company_is_valid(made: Tables) -> None:
    assert faults(made) == []
    company = read_company(made)
    assert all(company.chain(contract) for contract in company.contracts)


def traits(tables: Tables) -> set[str]:
    """The nasty things that a company has."""
    company, lines = read_company(tables), tables["subscription"]
    mergers = {row["customer_id"]: row.get("merged_into") for row in tables["customer"]}
    found = {
        "no length": any(row["start_on"] == row["end_on"] for row in lines),
        "leap day": any(date(2024, 2, 29) in (row["start_on"], row["end_on"]) for row in lines),
        "tie": any((line.yearly * 2).denominator == 1 and line.yearly.denominator == 2 for line in company.lines),
        "chain of mergers": any(mergers.get(into or "") for into in mergers.values()),
        "merged parent": any(mergers.get(row.get("parent_customer_id") or "") for row in tables["customer"]),
        "chain of contracts": any(company.chain(name) != name for name in company.contracts),
        "absent previous": any(company.chain(name) not in company.contracts for name in company.contracts),
        "contract without row": any(line.contract not in company.contracts for line in company.lines),
        "shared contract": len({line.contract for line in company.lines})
        < len({(line.contract, line.customer) for line in company.lines}),
        "ended assignment": any(row["to_on"] for row in tables.get("assignment", [])),
        "null in history": any(row["value"] is None for row in tables.get("attribute_history", [])),
        "three currencies": len({row["currency"] for row in lines}) > 2,
        **{f"kind {line.kind}": True for line in company.lines},
    }
    found |= {f"no {name}": name not in tables for name in ("contract", "assignment", "attribute_history", "renewal")}
    figures = [retention(company, date(2025, month, 28))[0] for month in range(1, 13)]
    found |= {key: any(row[key] for row in figures) for key in ("new", "reactivation", "paper_units", "churn")}
    return {trait for trait, there in found.items() if there}


def test_every_nasty_thing_is_common() -> None:
    seen = Counter(trait for seed in range(60) for trait in traits(random_company(random.Random(seed))))
    assert len(seen) == 25
    assert min(seen.values()) >= 6, seen


@QUIET
@given(companies(max_customers=2))
def test_activity_equals_the_walk_over_every_day(made: Tables) -> None:
    company = read_company(made)
    days = [date(2023, 9, 1) + timedelta(days=n) for n in range(1800)]
    for unit in company.units("customer", ()):
        active = [arr(unit.kept, day) > 0 for day in days]
        for at in range(3, len(days), 97):
            seen = [day for day, there in zip(days[:at + 1], active, strict=False) if there]
            assert active_until(unit.kept, days[at]) == bool(seen)
            assert last_active_day(unit.kept, days[at]) == (seen[-1] if seen else None)
            if not active[at] and days[at] < date(2027, 1, 1):
                assert active_after(unit.kept, days[at]) == any(active[at:])


@QUIET
@given(companies())
def test_explanations_add_up(made: Tables) -> None:
    asked, rng = subject(made), random.Random(1)
    for unit in UNITS:
        earlier, day = sorted((random_day(asked, rng), random_day(asked, rng)))
        metric = some(rng, ["nrr", "grr", "logo_retention"])
        question = (asked.company, earlier, day, metric, unit, random_where(asked, rng, asked.keys))
        row, parts = event_and_roll(*question), contributions(*question)
        assert event_roll_differences(*question, given=row) == []
        named = [part | {"account_id": part["account"][0]} for part in parts]
        drawn = [*named, {"contribution": row["change"]}] if parts else []
        assert movers_differences(*question, given=drawn) == []
        assert sum(part["contribution"] for part in parts) == (row["change"] or 0)
