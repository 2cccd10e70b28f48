"""The product's explanations of a change against the oracle's.

Rows as the board draws them: event/roll `metric, change, event, roll`; movers `account_id, contribution` per account,
then perhaps one row for the others, last the total (both without an account_id).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from queries.oracle import Company, Row, Where, contributions, event_and_roll
from tests.agreement.harness import unknown

CLOSE = 1e-12


def event_roll_differences(company: Company, earlier: date, day: date, metric: str, unit: str, where: Where,
                           given: Row) -> list[str]:
    """Event, roll and change must be the oracle's, and add up."""
    expected = event_and_roll(company, earlier, day, metric, unit, where)
    found = []
    for key in ("change", "event", "roll"):
        if unknown(given[key]) or expected[key] is None:
            wrong = unknown(given[key]) != (expected[key] is None)
        else:
            wrong = abs(float(given[key]) - float(expected[key])) > CLOSE * max(1.0, abs(float(expected[key])))
        found += [f"{key}: product {given[key]}, oracle {expected[key]}"] if wrong else []
    return found


def movers_differences(company: Company, earlier: date, day: date, metric: str, unit: str, where: Where,
                       given: Sequence[Row]) -> list[str]:
    """Every named account's part must be the oracle's (of the customer and group unit, by id), the rows add up."""
    parts = {str(row["account"][0]): row["contribution"] for row in
             contributions(company, earlier, day, metric, unit, where)} if unit in ("customer", "group") else {}
    change = event_and_roll(company, earlier, day, metric, unit, where)["change"]
    if change is None or not given:
        return [] if change is None or change == 0 else ["no rows, although the rate changed"]
    *rows, total = given
    found = [f"{row['account_id']}: product {row['contribution']}, oracle {float(parts[row['account_id']])}"
             for row in rows if row.get("account_id") in parts
             and abs(float(row["contribution"]) - float(parts[row["account_id"]])) > CLOSE]
    added = sum(float(row["contribution"]) for row in rows)
    for name, value in (("the rows add up to", added), ("the total row says", float(total["contribution"]))):
        if abs(value - float(change)) > 1e-9 * max(1.0, abs(float(change))):
            found.append(f"{name} {value}, the change is {float(change)}")
    return found
