"""The SQL of engines that no test runs on, as compiled for them: one file a question in tests/snapshots/<dialect>.

    python -m tests.snapshots_of        # writes them anew: read what changed before you keep it

The statements are those that a representative set of questions asks of the small company of tests/canary.py, the first
of each shape. Values stay places, so that no figure of the company is in them.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy
from sqlalchemy import Select, event
from sqlalchemy.engine import Dialect, make_url

from data.maturity import reading
from data.warehouse import Warehouse
from queries import (
    account_events,
    account_search,
    bridge,
    cells,
    cohorts,
    datastatus,
    drivers,
    expansion,
    expansion_credit,
    expansion_landing,
    expansion_trials,
    expansion_wins,
    explain,
    features,
    functions_product,
    functions_sold,
    health,
    health_moves,
    journey,
    lists,
    methods_units,
    outcomes,
    outcomes_experience,
    prices,
    renewal_forecast,
    renewal_lists,
    renewals,
    retention,
    survival,
    teams_moves,
    teams_now,
    ttv,
)
from queries import backtest as backtests
from queries.measures.evidenced import evidenced
from queries.measures.measured import measured
from queries.scope import Scope

FOLDER = Path(__file__).with_name("snapshots")
URLS = {"snowflake": "snowflake://account/database", "bigquery": "bigquery://project",
        "databricks": "databricks://token:@host?http_path=path&catalog=catalog&schema=default",
        "trino": "trino://host:8080/catalog", "redshift": "redshift+psycopg2://host/database"}
END, START, YEAR = date(2026, 11, 22), date(2026, 8, 23), date(2025, 11, 22)
ROOMS = {room: f"tenure_version_{room}" for room in ("contract", "quarantine", "decided", "staging", "marts", "meta")}
WORDS = reading.read(reading.DEFAULT).words
FRAME = ("meta", "as_of")
"""What every question reads first, and no snapshot repeats: a room and a table."""
Question = Callable[[Warehouse, Scope], Any]

QUESTIONS: dict[str, Question] = {
    "kpis": lambda w, s: retention.kpis(w, s),
    "kpis_by_segment": lambda w, s: retention.kpis(w, s.at(date(2026, 11, 20)), "segment"),
    "kpis_of_a_product": lambda w, s: retention.kpis(w, s.with_filter("product", "Platform")),
    "trend_of_a_csm": lambda w, s: retention.trend(w, s.with_filter("csm_id", "M001", None), (YEAR, START, END)),
    "bridge": lambda w, s: bridge.bridge(w, s, START, END, "segment"),
    "cohorts": lambda w, s: cohorts.cohorts(w, s, "quarter"),
    "cohorts_of_a_product": lambda w, s: cohorts.cohorts(w, s.with_filter("product", "Platform"), "quarter"),
    "survival": lambda w, s: survival.curves(w, s, "segment"),
    "explain": lambda w, s: cells.rank(w, s, "nrr", START, ("segment",)),
    "explain_accounts": lambda w, s: explain.accounts(w, s, "nrr", START, 10),
    "prices": lambda w, s: prices.split(w, s, YEAR, END, "segment"),
    "health": lambda w, s: health.bands(w, s, "segment"),
    "migration": lambda w, s: health_moves.migration(w, s, 4),
    "moved": lambda w, s: health_moves.moved(w, s, 4, 20),
    "backtest": lambda w, s: backtests.backtest(w, s),
    "features": lambda w, s: features.features(w, s),
    "renewals": lambda w, s: renewals.periods(w, s, "due"),
    "renewals_by_name": lambda w, s: renewal_lists.listed(w, s, "deadline", 20),
    "forecast": lambda w, s: renewal_forecast.history(w, s),
    "drivers": lambda w, s: drivers.drivers(w, s),
    "journey": lambda w, s: journey.standing(w, s, "segment"),
    "teams": lambda w, s: teams_now.coverage(w, s, "team_id"),
    "handed": lambda w, s: teams_moves.handed(w, s),
    "shelfware": lambda w, s: lists.shelfware(w, s, limit=20),
    "ready": lambda w, s: expansion.ready(w, s, 20),
    "sold": lambda w, s: functions_sold.sold(w, s, "discount"),
    "themes": lambda w, s: functions_product.feedback(w, s),
    "first_response": lambda w, s: measured(w, s, ("first_response", "price_uplift"), (END,)),
    "evidence": lambda w, s: evidenced(w, s, WORDS, ("spread@sales", "health_known"), (END,)),
    "tickets": lambda w, s: account_events.events(w, s, "C0000001", "tickets"),
    "search": lambda w, s: account_search.search(w, s, "株式会社", 5),
    "largest": lambda w, s: account_search.largest(w, s, 5),
    "units": lambda w, s: methods_units.units(w, s),
    "sources": lambda w, s: datastatus.sources(w),
    "credit": lambda w, s: expansion_credit.credit(w, s, YEAR, END),
    "wins": lambda w, s: expansion_wins.wins(w, s),
    "landings": lambda w, s: expansion_landing.landings(w, s),
    "trials": lambda w, s: expansion_trials.trials(w, s),
    "outcomes": lambda w, s: outcomes.summary(w, s, "segment"),
    "experience": lambda w, s: outcomes_experience.experience(w, s),
    "ttv": lambda w, s: ttv.times(w, s, by="cohort"),
}


def asked(house: Warehouse) -> dict[str, list[Select[Any]]]:
    """The statements of each question, those of the frame and those that an earlier question asks too left out."""
    made: dict[str, list[Select[Any]]] = {}
    seen: set[str] = set()
    for name, question in QUESTIONS.items():
        with watched(house.engine) as statements, patch("queries.profiled.reads_here", return_value=False):
            question(house, Scope(END))  # as where all tables stand on a server: nothing is summed in memory
        fresh = {str(each): each for each in statements if not _is_frame(each)}
        made[name] = [each for words, each in fresh.items() if words not in seen]
        seen |= set(fresh)
    return made


@contextmanager
def watched(engine: sqlalchemy.Engine) -> Iterator[list[Select[Any]]]:
    """The statements that the engine is given inside the block, in their order."""
    kept: list[Select[Any]] = []

    def note(connection: Any, statement: Any, *rest: Any) -> None:
        if isinstance(statement, Select):
            kept.append(statement)

    event.listen(engine, "before_execute", note)
    try:
        yield kept
    finally:
        event.remove(engine, "before_execute", note)


def _is_frame(statement: Select[Any]) -> bool:
    return all(getattr(each, "schema", None) == FRAME[0] or getattr(each, "name", None) == FRAME[1]
               for each in statement.get_final_froms())


def dialect(name: str) -> Dialect:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made: Dialect = make_url(URLS[name]).get_dialect()()
    return made


def compiled(statement: Select[Any], of: Dialect) -> str:
    """The SQL with its places, without blanks at the lines' ends."""
    made = statement.compile(dialect=of, schema_translate_map=ROOMS, render_schema_translate=True)
    return "\n".join(line.rstrip() for line in re.sub(r"__\[POSTCOMPILE_(\w+)\]", r"… \1 …", str(made)).splitlines())


def texts(found: dict[str, list[Select[Any]]], of: Dialect) -> dict[str, str]:
    """The file of each question."""
    return {name: ";\n\n".join(compiled(each, of) for each in statements) + ";\n"
            for name, statements in found.items() if statements}


def write(house: Warehouse) -> None:
    found = asked(house)
    for name in URLS:
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        made = texts(found, dialect(name))
        for file in folder.glob("*.sql"):
            if file.stem not in made:
                file.unlink()
        for question, text in made.items():
            (folder / f"{question}.sql").write_text(text, encoding="utf-8")


def main() -> int:
    from tests.canary import build

    with tempfile.TemporaryDirectory() as folder:
        os.environ["TENURE_HOME"] = folder
        write(build(Path(folder)).warehouse)
    return 0


if __name__ == "__main__":
    sys.exit(main())
