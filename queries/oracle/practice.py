"""What principles are measured by, one customer and one row at a time, from the contract's rows.

Each answer is (numerator, denominator), or (value,) for a count; null where there is nothing it is over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from queries.oracle.days import base_day
from queries.oracle.drivers import Known, csm_change, csm_record
from queries.oracle.functions import Answer, Asked, share

SEVEN = ("product", "marketing", "sales", "partners", "services", "support", "it")
Health = dict[str, dict[str, Any]]
"""marts.health of the Sunday, by survivor."""


def _old(days: Iterable[date | None], asked: Asked, length: int) -> bool:
    """Whether a record began at least so many days before the day."""
    first = min((day for day in days if day is not None), default=None)
    return first is not None and first <= asked.day - timedelta(days=length)


def _kept(asked: Asked, whom: Callable[[str, date], bool]) -> Answer:
    """Of the customers active twelve months before of whom `whom` holds, those that still are."""
    then = base_day(asked.day)
    return share([unit.arr(asked.day) > 0 for unit in asked.company.units("customer", asked.where)
                  if unit.arr(then) > 0 and asked.company.passes(unit, asked.where, then)
                  and whom(unit.bearer, then)])


def fit(good: bool) -> Callable[[Asked], Answer]:
    def whom(asked: Asked) -> Callable[[str, date], bool]:
        def told(who: str, then: date) -> bool:
            label = asked.company.labels.on(who, "icp_fit", then)
            return label is not None and (label == "good") == good
        return told
    return lambda asked: _kept(asked, whom(asked))


def csm(changed: bool) -> Callable[[Asked], Answer]:
    def answer(asked: Asked) -> Answer:
        record = csm_record(asked.company)
        return _kept(asked, lambda who, then: csm_change(
            Known(asked.tables, asked.company, record, who, then)) is changed)
    return answer


def fit_good(asked: Asked) -> Answer:
    labels = [asked.company.labels.on(who, "icp_fit", asked.day) for who in asked.active]
    return share([label == "good" for label in labels if label is not None])


def tech_reached(asked: Asked) -> Answer:
    def hit(row: dict[str, Any]) -> bool:
        return row["kind"] in ("email", "webinar", "content") and bool(row["opened"] or row["clicked"])
    if not _old((row["occurred_on"] for row in asked.tables["touch"] if hit(row)), asked, 90):
        return None
    return share([any(hit(row) and asked.in_last(row["occurred_on"], 90) for row in asked.rows("touch", {who}))
                  for who in asked.active if asked.company.labels.on(who, "touch_model", asked.day) == "tech"])


def voice_known(asked: Asked) -> Answer:
    if not _old((row["answered_on"] for row in asked.tables["survey"]), asked, 365):
        return None
    return share([any(asked.in_last(row["answered_on"], 365) for row in asked.rows("survey", {who}))
                  for who in asked.active])


def outcome_agreed(asked: Asked) -> Answer:
    if not _old((row["agreed_on"] for row in asked.tables["outcome"]), asked, 0):
        return None

    def fresh(row: dict[str, Any]) -> bool:
        seen = row["reviewed_on"]
        return asked.by(row["agreed_on"]) and (seen is None or seen > asked.day - timedelta(days=365))
    return share([any(fresh(row) for row in asked.rows("outcome", {who})) for who in asked.active])


def outcome_reached(asked: Asked) -> Answer:
    return share([row["status"] == "reached" for row in asked.rows("outcome", asked.active)
                  if row["status"] != "open" and asked.in_last(row["reviewed_on"], 365)])


def outcome_reviewed(asked: Asked) -> Answer:
    due = [row for row in asked.rows("outcome", asked.active) if asked.in_last(row["due_on"], 365)]
    return share([asked.by(row["reviewed_on"]) for row in due
                  if row["reviewed_on"] is not None or row["status"] == "open"])


def churn_units(asked: Asked) -> Answer:
    if _kept(asked, lambda who, then: True) is None:
        return None
    return (4.0 if any(row.get("department") is not None for row in asked.tables["subscription"]) else 3.0,)


def playbook_run(asked: Asked) -> Answer:
    return share([row["playbook_id"] is not None for row in asked.rows("touch", asked.active)
                  if asked.in_last(row["occurred_on"], 90) and row["delivered"] is not False
                  and row["kind"] in ("qbr", "onboarding", "training", "check_in", "executive")])


def process_written(asked: Asked) -> Answer:
    return share([asked.by(row["written_on"]) for row in asked.tables["playbook"]])


def process_measured(asked: Asked) -> Answer:
    rows = [row for row in asked.tables["playbook"] if None not in (row["has_measure"], row["has_target"])]
    stand = [row for row in rows if (row["revised_on"] or row["written_on"] or asked.day) <= asked.day]
    return share([row["has_measure"] and row["has_target"] for row in stand])


def functions_active(asked: Asked) -> Answer:
    books, touches = asked.tables.get("playbook", []), asked.tables.get("touch", [])
    if not (_old((row["occurred_on"] for row in touches), asked, 91)
            or _old((row["written_on"] for row in books), asked, 91)):
        return None
    seen = {row["function"] for row in asked.rows("touch", asked.active) if asked.in_last(row["occurred_on"], 91)}
    seen |= {row["function"] for row in books for day in (row["written_on"], row["revised_on"])
             if asked.in_last(day, 91)}
    return (float(len(seen & set(SEVEN))),)


ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "fit_good": fit_good, "kept_good_fit": fit(True), "kept_other_fit": fit(False), "after_csm_change": csm(True),
    "kept_same_csm": csm(False), "tech_reached": tech_reached, "voice_known": voice_known,
    "outcome_agreed": outcome_agreed, "outcome_reached": outcome_reached, "outcome_reviewed": outcome_reviewed,
    "churn_units": churn_units, "playbook_run": playbook_run, "process_written": process_written,
    "process_measured": process_measured, "functions_active": functions_active,
}
OF_HEALTH: dict[str, Callable[[dict[str, Any]], bool | None]] = {
    "coverage": lambda row: None if row["m_contact"] is None else row["m_contact"] <= 1,
    "contact_lapsed": lambda row: None if row["m_contact"] is None else row["m_contact"] > 2 + 1e-9,
    "use_falling": lambda row: None if row["m_usage_trend"] is None else row["m_usage_trend"] <= -0.3 + 1e-9,
    "silent_share": lambda row: row["silent"],
    "health_known": lambda row: row["score"] is not None,
    "green_share": lambda row: row["band"] == "green",
    "red_share": lambda row: row["band"] == "red",
}


def of_health(key: str, asked: Asked, health: Health) -> Answer:
    """A measure of health over the customers that have a row on the Sunday."""
    told = [OF_HEALTH[key](health[who]) for who in asked.active if who in health]
    return share([each for each in told if each is not None])


def pulse_known(asked: Asked, health: Health) -> Answer:
    return share([health[who]["m_pulse"] is not None for who in asked.active
                  if who in health and asked.company.labels.customers[who].get("touch_model") != "tech"])
