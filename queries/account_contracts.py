"""A customer's contracts, their renewals, and how each renewal was called week by week."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Date, and_, cast, func, literal, select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, by_name
from queries.account_rows import dated, if_known, in_money, is_one, known_by, resolved, survivor, unlimited
from queries.dimensions import build_info
from queries.renewal_rows import known
from queries.runner import run
from queries.scope import Scope

CONTRACTS = ("contract_id", "chain", "products", "start_on", "end_on", "term_end", "notice_on", "auto_renew",
             "previous_contract_id", "seats_now", "arr", "arr_ended", "cancelled_on", "churn_reason")
RENEWALS = ("renewal_id", "contract_id", "due_on", "notice_on", "auto_renew", "arr_due", "outcome", "decided_on",
            "arr_renewed", "owner_id")
FORECASTS = ("renewal_id", "as_of", "category", "arr_expected", "at_risk")
LINES = ("contract_id", "chain", "product", "kind", "start_on", "end_on", "seats", "mrr")


@answers(by_name("arr"))
def contracts(warehouse: Warehouse, scope: Scope, account_id: str) -> pd.DataFrame:
    """Grain: contract with a paid or usage line that began by the scope's date; the newest first.

    Columns: contract_id, chain (the first contract of those that continue each other), products, start_on (its first
    line's), end_on (its last line's, exclusive, as far as it was known by the date; null: open), term_end, notice_on
    (term_end − notice_days), auto_renew, previous_contract_id, seats_now (on the date; null: not known), arr (of the
    lines in force on the date, 12 × mrr; null where use decides), arr_ended (of the lines that ended last, once the
    contract is over; null: it is not, or use decided), cancelled_on and churn_reason (null: not cancelled by
    the date).
    """
    one = resolved(warehouse, scope, account_id)
    rated = tables.mart("rated", "customer_key", "cancelled_on", "churn_reason", *LINES)
    given = tables.mart("stg_contract", "contract_id", "term_end", "auto_renew", "notice_days", "previous_contract_id",
                        schema="staging")
    root, day = survivor(scope, one), scope.as_of
    found = run(warehouse, select(
        *(rated.c[name] for name in LINES), known_by(rated.c.cancelled_on, day).label("cancelled_on"),
        if_known(rated.c.churn_reason, func.coalesce(rated.c.cancelled_on, rated.c.end_on), day).label("churn_reason"),
        given.c.term_end, given.c.auto_renew, given.c.notice_days, given.c.previous_contract_id,
    ).select_from(rated.join(root, root.c.root_key == rated.c.customer_key).outerjoin(
        given, given.c.contract_id == rated.c.contract_id)).where(
        rated.c.start_on <= cast(literal(day), Date), is_one(rated.c.customer_key, one)).order_by(
        rated.c.start_on, dialects.rising(rated.c.product)))
    rows = [_contract(rows.to_dict("records"), day) for _, rows in found.groupby("contract_id", sort=False)]
    made = pd.DataFrame(rows, columns=list(CONTRACTS), dtype=object)
    return made.iloc[::-1].reset_index(drop=True)


def _contract(lines: list[dict[Any, Any]], day: Any) -> dict[str, Any]:
    """One contract from its lines, in the order of their start."""
    first = lines[0]
    held = [each for each in lines if each["start_on"] <= day and (each["end_on"] is None or day < each["end_on"])]
    seats = [each["seats"] for each in held]
    ends = [each["end_on"] for each in lines]
    end = None if None in ends else max(ends)
    return {
        **{name: first[name] for name in ("contract_id", "chain", "term_end", "auto_renew", "previous_contract_id")},
        "products": ", ".join(dict.fromkeys(str(each["product"]) for each in lines)),
        "start_on": first["start_on"], "end_on": end,
        "notice_on": _notice(first), "seats_now": None if not seats or any(map(pd.isna, seats)) else int(sum(seats)),
        "arr": _arr(held),
        "arr_ended": None if end is None or end > day else _arr([each for each in lines if each["end_on"] == end]),
        "cancelled_on": max((each["cancelled_on"] for each in lines if each["cancelled_on"]), default=None),
        "churn_reason": next((each["churn_reason"] for each in lines if each["churn_reason"]), None)}


def _arr(lines: list[dict[Any, Any]]) -> float | None:
    """12 × mrr of the lines; null where use decides one."""
    paid = [float(each["mrr"]) * 12 for each in lines if each["kind"] == "paid"]
    return None if len(paid) < len(lines) else sum(paid)


def _notice(line: dict[Any, Any]) -> Any:
    if line["term_end"] is None or pd.isna(line["notice_days"]):
        return None
    return line["term_end"] - pd.Timedelta(days=int(line["notice_days"])).to_pytimedelta()


@answers(by_name("arr_due"))
def renewals(warehouse: Warehouse, scope: Scope, account_id: str) -> pd.DataFrame:
    """Grain: renewal of the account, as known on the scope's date (queries/renewal_rows.py); the latest due first.

    Columns: RENEWALS; outcome: open, renewed, lost; arr_renewed: null while open, and where it is not known.
    """
    one = resolved(warehouse, scope, account_id)
    rows, root = known(unlimited(scope)), survivor(scope, one)
    own = [rows.c[name] for name in ("renewal_id", "contract_id", "due_day", "notice_day", "auto_renew", "arr_due",
                                     "outcome", "decision_day", "arr_renewed", "owner_id")]
    found = run(warehouse, select(*own).select_from(rows.join(root, root.c.root_key == rows.c.customer_key)).where(
        is_one(rows.c.customer_key, one)).order_by(
        rows.c.due_day.desc().nulls_last(), dialects.rising(rows.c.renewal_id)))
    names = {"due_day": "due_on", "notice_day": "notice_on", "decision_day": "decided_on"}
    made = in_money(dated(found, *names).rename(columns=names), build_info(warehouse).minor, "arr_due", "arr_renewed")
    made["arr_renewed"] = made["arr_renewed"].where(made.outcome != "open")
    return made[list(RENEWALS)]


@answers(by_name())
def forecasts(warehouse: Warehouse, scope: Scope, account_id: str) -> pd.DataFrame:
    """Grain: renewal × Sunday up to the scope's date on which its call or the expected amount changed; newest first.

    Columns: renewal_id, as_of (that Sunday), category (commit, best_case, at_risk; null: not called), arr_expected,
    at_risk (the rule of queries.renewal_risk held on it). The calls are as they were made, whatever came of them.
    """
    one = resolved(warehouse, scope, account_id)
    week, renewal, root = tables.renewal_week(), tables.renewal(), survivor(scope, one)
    found = run(warehouse, select(
        renewal.c.renewal_id, week.c.week_day.label("as_of"), week.c.category, week.c.arr_expected, week.c.at_risk,
    ).select_from(week.join(root, root.c.root_key == week.c.customer_key).join(
        renewal, and_(renewal.c.renewal_key == week.c.renewal_key, renewal.c.customer_key == root.c.root_key))).where(
        week.c.week_day <= tables.day_number(scope.as_of), is_one(week.c.customer_key, one)).order_by(
        dialects.rising(renewal.c.renewal_id), week.c.week_day))
    said = found[["renewal_id", "category", "arr_expected", "at_risk"]].astype(object).where(found.notna(), None)
    kept = (said != said.shift()).any(axis=1) & (found.category.notna() | found.at_risk.astype(bool))
    made = found[kept].iloc[::-1].reset_index(drop=True)
    return in_money(dated(made, "as_of"), build_info(warehouse).minor, "arr_expected")[list(FORECASTS)]
