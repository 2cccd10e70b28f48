"""A moment falls on the day that the company's clocks showed then, not on the one that they would show now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import DateTime, column, create_engine, literal_column, select, table, text

from data import zones
from data.__main__ import main as data_main
from data.days import day_number
from data.warehouse import open_itself
from queries.dimensions import build_info
from queries.measures import known
from queries.reconcile.asked import Asked
from queries.reconcile.given import Given
from queries.reconcile.ways import WAYS
from queries.scope import Scope

ZONES = ("Asia/Tokyo", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo",
         "Africa/Casablanca", "UTC")
OF_MOMENTS = ("health", "functions", "drivers", "lists", "maturity", "account", "data", "week")
"""Families that count days of moments."""


def shown(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TENURE_TIME_ZONE", request.param)
    return str(request.param)


def test_every_change_of_the_clocks_is_known(zone: str) -> None:
    """A minute before and at each, and a thousand hours between."""
    hours = [datetime(2000, 1, 2) + timedelta(hours=257 * each) for each in range(985)]
    edges = [each.since for each in zones.offsets() if each.since]
    asked = [*hours, *edges, *(edge - timedelta(minutes=1) for edge in edges)]
    given = table("asked", column("moment", DateTime))
    with create_engine("duckdb://").connect() as connection:
        connection.exec_driver_sql("create table asked as select unnest(?::timestamp[]) as moment", (asked,))
        found = connection.execute(select(
            given.c.moment, literal_column(zones.local_sql("moment")), known.local(given.c.moment)
        ).select_from(given)).all()
    assert [row for row in found if row[1] != shown(row[0], zone)] == []
    assert [row for row in found if row[2] != day_number(shown(row[0], zone).date())] == []
    assert len(found) == len(asked)


@pytest.mark.thorough
def test_a_company_whose_clocks_change_is_recomputed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.setenv("TENURE_TIME_ZONE", "America/New_York")
    assert data_main(["demo", "--customers", "60", "--years", "2"]) == 0
    warehouse = open_itself()
    asked = Asked(warehouse, Scope(build_info(warehouse).default_as_of), Given(warehouse))
    pairs = [pair for key in OF_MOMENTS for pair in WAYS[key].check(asked)]
    assert [pair for pair in pairs if not pair.equal] == []
    with warehouse.engine.connect() as connection:
        moved: int = connection.execute(text(
            "select count(*) from contract.ticket where cast(opened_at - interval '5 hours' as date)"
            f" <> cast({zones.local_sql('opened_at')} as date)")).scalar_one()
    assert moved > 0
