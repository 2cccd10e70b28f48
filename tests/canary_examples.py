"""What each parameter of a query can be, for the search for the canary; by its name, or by the query's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pandas as pd
from sqlalchemy import text

from data.alerts import reading as alert_reading
from data.economics.reading import Assumptions
from data.fiscal import Quarter
from data.maturity.reading import read as maturity_rules
from data.selling import reading
from data.selling.reading import Size
from data.store import Record
from data.store.model import frozen
from data.targets import Target
from queries import explain, lists, principle_accounts, renewal_lists, retention
from queries.account_facts import FACTS
from queries.alerts_aims import Aim
from queries.charter import Wanted
from queries.dimension import Dimension
from queries.features import names as features
from queries.landmarks import Test
from queries.measures import MEASURES
from queries.measures.evidence import FAMILIES
from queries.members import Reached
from queries.scope import LINE_KEYS, Scope
from queries.shelves import SHELVES
from queries.views import View
from tests.canary import END, TEAM, Company

EARLIER = END - timedelta(weeks=13)
YEAR = date(2025, 11, 22)
DAYS = (EARLIER, END)
alert_rules = alert_reading.read(alert_reading.DEFAULT)


def keys(company: Company, known: dict[str, Dimension]) -> list[Any]:
    return [*known]


def rules(company: Company, known: dict[str, Dimension]) -> list[Any]:
    return [maturity_rules()]


def sizes() -> tuple[Size, ...]:
    return reading.read(reading.DEFAULT).sizes


def record(company: Company, kind: str, key: str, **body: Any) -> Record:
    return Record(kind, key, 1, frozen(body), "森", datetime(2026, 11, 20, tzinfo=UTC))


def decisions(company: Company, known: dict[str, Dimension]) -> list[Any]:
    """Decisions of the whole company; those about one customer are for who may see it (components/charter)."""
    return [tuple(record(company, "decision", f"d{at}", text="見直す", owner="森", due_on="2026-11-01", status="open",
                         week_on="2026-08-02", decided_on="2026-08-02", measure=measure, playbook_id="B01")
                  for at, measure in enumerate(("grr", "coverage", "first_value_90"))), ()]


def actions(company: Company, known: dict[str, Dimension]) -> list[Any]:
    return [tuple(record(company, "action", f"a{at}", text="電話する", owner="森", due_on="2026-11-30", status="open",
                         week_on="2026-11-22", account_id=each)
                  for at, each in enumerate((company.canary, min(company.inside[company.lead])))), ()]


def snapshots(company: Company, known: dict[str, Dimension]) -> list[Any]:
    from queries.frozen import picture
    return [Record("snapshot", END.isoformat(), 1, frozen(picture(company.warehouse, Scope(END))), "森",
                   datetime(2026, 11, 23, tzinfo=UTC))]


def always(*values: Any) -> Callable[[Company, dict[str, Dimension]], list[Any]]:
    return lambda company, known: list(values)


def accounts(company: Company, known: dict[str, Dimension]) -> list[Any]:
    """One of one's own, the canary, one that was handed over, and none that there is."""
    mine = company.inside[company.lead]
    return [company.canary, min(mine), *company.handed_over, "nobody"]


def quarters(company: Company, known: dict[str, Dimension]) -> list[Any]:
    return [Quarter(2026, 3)]


def views(company: Company, known: dict[str, Dimension]) -> list[Any]:
    """A saved view of every list."""
    return [View("k", 1, "見る", each, "森", True) for each in SHELVES]


def partners(company: Company) -> list[Any]:
    with company.warehouse.engine.connect() as connection:
        found = connection.execute(text("select distinct partner_id from contract.customer where partner_id is not null"
                                        " order by 1"))
        return [str(row[0]) for row in found]


EXAMPLES: dict[str, Callable[[Company, dict[str, Dimension]], list[Any]]] = {
    "account_id": accounts, "accounts": lambda company, known: [tuple(accounts(company, known))],
    "ids": lambda company, known: [(), tuple(accounts(company, known))],
    "at": always("2026-11-29T23:00:00+00:00"),
    "actions": actions, "marks": always(()), "as_of": always(END), "day": always(END), "today": always(None, END),
    "ahead": always(30), "aims": always((), (Aim("grr", 0.9, YEAR),)),
    "back": always(8),
    "asked": always(None), "assumed": always(Assumptions(), Assumptions(0.7, 1e5, 6)), "assessments": always(()),
    "band_from": always(None, "green"),
    "band_to": always(None, "red", "gone"), "below": always(40.0, 90.0), "by": lambda c, k: [None, *keys(c, k)],
    "clock": always("first_value", "outcome_reached"), "co": always("good", "unknown"), "cx": always("poor", "unknown"),
    "borders": always((1_000_000, 5_000_000)), "currency": always("USD", "JPY"),
    "cut": always(YEAR), "dates": always(DAYS, (END,), (date(2026, 11, 20),)), "days": always((END,)),
    "decisions": decisions, "records": decisions, "earlier": always(END - timedelta(weeks=1), EARLIER, YEAR),
    "end": always(END), "start": always(EARLIER, YEAR, date(2026, 11, 15)),
    "feature": lambda c, k: [*features(c.warehouse)][:2],
    "function": always("product"), "capability": always("documented"),
    "functions": always(("product", "marketing", "sales", "partners", "services", "support", "it")),
    "key": always(*principle_accounts.LISTED), "keys": always(tuple(MEASURES)),
    "kind": always(*get_args(renewal_lists.Kind)), "order": always("deadline", "amount"),
    "least": always(0.3, 0.0), "limit": always(100, 3), "metric": always(*explain.RATES),
    "customers": lambda c, k: [(1, 2, 3)],
    "months": always(12, 3), "moved": lambda c, k: [tuple(quarters(c, k))], "movement": always(None, "churn"),
    "names": always(("pulse", "ticket")), "needs": always(("pulse", "touch|playbook")), "of": always("now"),
    "period": always("quarter", "month"), "quarter": quarters, "quarters": always(1),
    "reached": always(Reached(), Reached(3), Reached(3, YEAR)), "rules": rules,
    "rule": lambda c, k: [alert_rules.rules[2]],
    "side": always(*get_args(lists.Side)), "snapshot": snapshots, "snapshots": always(()),
    "stage": always(None, "left"), "stage_from": always(None, "new"), "stages": always(None, ((TEAM, "reactive"),)),
    "targets": lambda c, k: [(Wanted("grr", 0.9, "store"), Wanted("coverage", 0.9, "store"))],
    "table": always("usage_week", "data"), "top": always(3, 20), "until": always(END),
    "test": always(Test(), Test(30, "lost20", "month")), "tests": always((Test(30), Test(180))),
    "text": lambda c, k: ["株式会社", c.canary, ""], "transfers": always(True, False),
    "view": always("due", "decision"),
    "wanted": lambda c, k: [(Wanted("grr", 0.9, "store"),)], "week": always(END),
    "weeks": always(4, 26), "words": lambda c, k: [maturity_rules().words],
}
OWN: dict[tuple[str, str], Callable[[Company, dict[str, Dimension]], list[Any]]] = {
    ("alerts", "rules"): lambda c, k: [alert_rules.rules], ("alerts_judged", "rules"): lambda c, k: [alert_rules.rules],
    ("alerts", "weeks"): always(2), ("alerts_judged", "weeks"): always((END,)),
    ("charter_values", "keys"): always(("nrr", "grr", "logo_retention", "arr", "net_new", *MEASURES)),
    ("cells", "by"): keys, ("principle_splits", "by"): keys,
    ("principle_splits", "key"): always(*{each.function: key for key, each in MEASURES.items()}.values()),
    ("functions", "keys"): always(tuple({each.function: key for key, each in MEASURES.items()}.values())),
    ("cells", "keys"): lambda c, k: [tuple(k)],
    ("flows", "weeks"): always(tuple(retention.sundays(END, 14))),
    ("health", "weeks"): always(tuple(retention.sundays(END, 14))),
    ("journey", "weeks"): always(tuple(retention.sundays(END, 14))),
    ("outcomes", "by"): lambda c, k: [None, *(key for key in k if key not in LINE_KEYS)],
    ("ttv", "by"): lambda c, k: [None, "cohort", "service", *(key for key in k if key not in LINE_KEYS)],
    ("functions_sold", "by"): always("seller", "source", "discount"),
    ("economics", "by"): lambda c, k: [None, "source", *keys(c, k)],
    ("expansion_credit", "by"): always("seller", "source"), ("expansion_wins", "by"): always("seller", "source", "all"),
    ("expansion_sizes", "rules"): lambda c, k: [sizes()], ("expansion_landing", "by"): always("cohort", "start"),
    ("expansion_landing", "start"): always(None, "small"),
    ("functions_pack", "partner_id"): lambda c, k: partners(c),
    ("plan", "targets"): lambda c, k: [(Target("grr", Quarter(2026, 3), 0.9),)],
    ("measures.evidenced", "keys"): lambda c, k: [
        tuple(f"{each}@sales" for each in FAMILIES) + tuple(FAMILIES) + ("health_known",)],
    ("measures.evidenced", "by"): lambda c, k: [None, "segment", "team_id"],
    ("maturity", "asked"): always(None), ("maturity", "by"): always(None, "team_id"),
    ("reweight", "weights"): lambda c, k: [pd.DataFrame()],
    ("renewals", "start"): always(None, YEAR), ("renewals", "end"): always(None, END),
    ("health_why", "weeks"): always(4), ("health_why.standings", "weeks"): always(DAYS),
    ("landmarks", "by"): always(None, "segment"), ("backtest", "by"): always(None, "segment", "csm_id"),
    ("teams", "by"): always("team_id", "csm_id"), ("teams_now", "by"): always(None, "team_id", "csm_id"),
    ("account_events", "kind"): always(*FACTS), ("view_rows", "view"): views,
    ("maturity_claims", "records"): always(()),
}
