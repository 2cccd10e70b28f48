"""What the data page says of freshness, coverage and history's edge, against naive computations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from components.i18n import LANGUAGES, Language, catalogue
from data.contract import REQUIRED_TABLES, TABLES
from data.rhythm import WINDOW_DAYS, Rhythm, event_days_sql, quiet_limit, rhythm, silence, status
from data.warehouse import Warehouse, open_warehouse
from queries import databuild, datastatus
from queries.__main__ import main
from queries.dimensions import build_info
from queries.oracle.loaded import beat

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def naive(days: list[date]) -> Rhythm:
    """The second way's walk."""
    return Rhythm(*astuple(beat(days)))


@settings(deadline=None)
@given(st.lists(st.integers(0, 900), max_size=60))
def test_the_rhythm_is_that_of_the_naive_walk(offsets: list[int]) -> None:
    days = [TODAY - offset * DAY for offset in offsets]
    assert rhythm(days) == naive(days)


@given(st.integers(1, 40), st.integers(5, 30), st.integers(0, 200))
def test_an_even_source_is_on_time_for_exactly_its_gap(gap: int, count: int, quiet: int) -> None:
    found = rhythm(TODAY - (quiet + gap * at) * DAY for at in range(count) if gap * at <= WINDOW_DAYS)
    if found.longest is None:
        assert status(found, quiet) == "unknown"
        return
    assert (found.typical, found.longest) == (gap, gap)
    expected = "on_time" if quiet <= gap else "late" if quiet <= max(2 * gap, 7) else "silent"
    assert status(found, quiet) == expected


def test_a_daily_source() -> None:
    found = rhythm(TODAY - at * DAY for at in range(1, 300))
    assert found == Rhythm(TODAY - DAY, 299, 1, 1)
    assert [status(found, quiet) for quiet in (0, 1, 2, 7, 8)] == ["on_time", "on_time", "late", "late", "silent"]


def test_a_weekday_source_is_on_time_on_monday() -> None:
    days = [day for at in range(300) if (day := TODAY - at * DAY).weekday() < 5]
    found = rhythm(days)
    assert (found.typical, found.longest) == (1, 3)
    assert status(found, 3) == "on_time"


def test_one_holiday_does_not_change_a_weekly_rhythm() -> None:
    found = rhythm(TODAY - 7 * at * DAY for at in range(52) if at != 20)
    assert (found.days, found.typical, found.longest) == (51, 7, 7)
    assert quiet_limit(7) == 14


@pytest.mark.parametrize("count", range(5))
def test_too_few_days_are_no_rhythm(count: int) -> None:
    found = rhythm(TODAY - at * DAY for at in range(count))
    assert (found.days, found.typical, found.longest) == (count, None, None)
    assert status(found, 1000) == "unknown"


def test_days_before_the_window_do_not_count() -> None:
    old = [TODAY - (WINDOW_DAYS + 1 + at) * DAY for at in range(50)]
    assert rhythm([*old, TODAY]) == Rhythm(TODAY, 1, None, None)


@pytest.mark.parametrize(("table", "newest", "today", "quiet"), [
    ("usage_week", date(2026, 11, 16), date(2026, 11, 22), 0), ("usage_week", date(2026, 11, 16), TODAY, 2),
    ("usage_week", date(2026, 11, 18), TODAY, 2), ("cost_month", date(2026, 2, 1), date(2026, 3, 3), 3),
    ("touch", date(2026, 11, 16), TODAY, 8), ("touch", TODAY + DAY, TODAY, 0)])
def test_a_week_and_a_month_speak_to_their_end(table: str, newest: date, today: date, quiet: int) -> None:
    assert silence(table, newest, today) == quiet


@pytest.fixture
def contract() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA contract")
        yield connection


def asked(connection: duckdb.DuckDBPyConnection, table: str, *columns: str) -> list[date]:
    sql = event_days_sql(table, columns, TODAY)
    assert sql is not None
    return [day for day, in connection.execute(sql).fetchall()]


def test_what_lies_ahead_is_no_event_and_a_day_counts_once(contract: duckdb.DuckDBPyConnection) -> None:
    contract.execute("CREATE TABLE contract.touch AS SELECT DATE '2026-11-20' AS occurred_on FROM range(1000) "
                     "UNION ALL SELECT DATE '2026-11-25' UNION ALL SELECT DATE '2026-11-24' UNION ALL SELECT NULL")
    assert asked(contract, "touch", "occurred_on") == [TODAY, date(2026, 11, 20)]


def test_moments_count_where_the_company_is(
    contract: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENURE_TIME_ZONE", "Asia/Tokyo")
    contract.execute("CREATE TABLE contract.ticket AS SELECT TIMESTAMP '2026-11-22 16:00' AS opened_at, "
                     "TIMESTAMP '2026-11-24 16:00' AS closed_at")
    assert asked(contract, "ticket", "opened_at", "closed_at") == [date(2026, 11, 23)]


def test_a_table_without_dates_has_no_events() -> None:
    assert event_days_sql("team", ["team_id", "name"], TODAY) is None
    assert event_days_sql("customer", ["customer_id"], TODAY) is None


@pytest.fixture
def house(on_demo: Path) -> Warehouse:
    return open_warehouse()


def whole(house: Warehouse, table: str) -> pd.DataFrame:
    with house.engine.connect() as connection:
        return pd.read_sql_query(text(f"SELECT * FROM contract.{table}"), connection)


def test_every_table_of_the_contract_stands_once(house: Warehouse) -> None:
    found = datastatus.sources(house)
    assert list(found.table[:2]) == list(REQUIRED_TABLES)
    assert sorted(found.table) == sorted(TABLES)
    unloaded = found[~found.loaded.astype(bool)]
    assert unloaded[["rows", "set_aside", "joinable", "newest", "typical", "longest"]].isna().all(axis=None)


def test_sources_are_what_the_tables_hold(house: Warehouse) -> None:
    found, until = datastatus.sources(house).set_index("table"), datastatus.loaded_on(house)
    for table in found.index[found.loaded.astype(bool)]:
        held, row = whole(house, table), found.loc[table]
        names = [c.name for c in TABLES[table].columns if c.info.get("event") and c.name in held]
        hours = {name: 9 if name.endswith("_at") else 0 for name in names}  # moments are UTC, days those of Tokyo
        days = {day for name in names for day in (pd.to_datetime(held[name]).dropna()
                                                  + pd.Timedelta(hours[name], "h")).dt.date if day <= until}
        expected = naive(list(days))
        assert (row.rows, row.set_aside) == (len(held), 0)
        assert (row.newest, row.event_days, row.typical, row.longest) == (
            expected.newest, expected.days, expected.typical, expected.longest)


def test_judging_moves_with_the_day(house: Warehouse) -> None:
    found, until = datastatus.sources(house), datastatus.loaded_on(house)
    now, later = datastatus.judged(found, until), datastatus.judged(found, until + 400 * DAY)
    assert set(later.status) == {"silent", "unknown", "missing"}
    assert (now.status == "missing").equals(~found.loaded.astype(bool))
    for day, each in ((until, now), (until + 400 * DAY, later)):
        for row in each[each.newest.notna()].itertuples():
            assert row.silent_days == max(0, (day - _told(row.table, row.newest)).days)


def _told(table: str, newest: date) -> date:
    """A Monday tells of its week, the first of a month of its month."""
    if table == "cost_month":
        return (newest.replace(day=1) + 31 * DAY).replace(day=1) - DAY
    return newest + 6 * DAY if table == "usage_week" else newest


def test_coverage_is_the_share_of_filled_cells(house: Warehouse) -> None:
    found = datastatus.coverage(house)
    for row in found.itertuples():
        held = whole(house, row.table)
        assert row.given == (row.column in held)
        assert row.own == (row.column not in TABLES[row.table].columns)
        if row.given:
            assert (row.filled, row.share) == (held[row.column].notna().sum(), held[row.column].notna().mean())
        else:
            assert row.share is None
    known = found[found.given.astype(bool) & ~found.none_is_answer.astype(bool)]
    assert datastatus.known_share(found) == known.filled.sum() / known.rows.sum()
    assert datastatus.known_share(found.head(0)) is None


def test_the_edge_of_history(house: Warehouse) -> None:
    first = build_info(house).first_day
    customers, lines = whole(house, "customer").set_index("customer_id"), whole(house, "subscription")
    paid = lines[~lines.kind.isin(["trial", "free", "service"]) & (lines.mrr > 0)]
    start = paid[pd.to_datetime(paid.start_on).dt.date <= first]
    survivor = customers.merged_into.dropna().to_dict()
    there = set()
    for customer in start.customer_id:
        while customer in survivor:
            customer = survivor[customer]
        there.add(customer)
    signed = [None if pd.isna(day) else pd.Timestamp(day).date() for day in customers.signed_on.loc[sorted(there)]]
    assert databuild.edge(house) == {"customers": len(there), "unknown": sum(day is None for day in signed)}


def test_the_cube_is_counted(house: Warehouse) -> None:
    found, build = databuild.cells(house), build_info(house)
    assert found.cells.sum() == build.cells
    assert (found.profiles <= build.profiles).all()
    assert databuild.built(house)["bytes"] == Path(house.engine.url.database or "").stat().st_size


def test_the_command_gives_the_same_figures(house: Warehouse, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "--today", TODAY.isoformat(), "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    found = datastatus.judged(datastatus.sources(house), TODAY)
    assert said["as_of"] == TODAY.isoformat()
    assert [row["status"] for row in said["rows"]] == list(found.status)
    assert [row["silent_days"] for row in said["rows"]] == list(found.silent_days)
    assert sum(said[state] for state in ("on_time", "late", "silent", "unknown", "missing")) == len(TABLES)
    assert said["edge_customers"] == databuild.edge(house)["customers"]


@pytest.mark.parametrize("of", ["columns", "findings", "set-aside"])
def test_the_command_lists_the_rest(house: Warehouse, of: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "--of", of, "--format", "json"]) == 0
    assert bool(json.loads(capsys.readouterr().out)["rows"]) == (of == "columns")


@pytest.mark.parametrize("words", [("--where", "segment=SMB"), ("--by", "segment"), ("--unit", "contract")])
def test_the_command_is_company_wide(
    house: Warehouse, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", *words]) == 2
    assert "company-wide" in capsys.readouterr().err


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_optional_column_says_what_it_would_show(language: Language) -> None:
    known = catalogue(language)
    keys = [f"datastatus.{what}.{table}" for table in TABLES for what in ("table", "unlock")]
    keys += [f"datastatus.unlock.{table}.{column.name}" for table in TABLES for column in TABLES[table].columns
             if column.nullable]
    assert [key for key in keys if key not in known] == []


def test_empty_means_none_only_in_optional_columns() -> None:
    for table, names in datastatus.NONE_MEANS_NONE.items():
        assert all(TABLES[table].columns[name].nullable for name in names)
