"""What is said of a warehouse on a server, in both languages: pure words, no server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from components import i18n, standing
from components.datastatus import placed
from data.extract.copying import Origin
from data.extract.keeper import State
from data.extract.unanswered import Unanswered, Why
from data.warehouse import WarehouseMissing, WarehouseOutdated, WarehouseUnavailable, WarehouseUnsupported
from tests.test_filters import BUILD

NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
"""12:30 in Tokyo; the data were built at 6:10 that day."""
DOWN = State("20261123t000000000001", NOW, NOW - timedelta(minutes=85), "The warehouse hive://h/d cannot be reached.")
HELD = Origin("20261123t000000000001", NOW - timedelta(hours=3), 1234, 2.345, (1, 0), (),
              frozenset({("marts", f"t{at}") for at in range(8)}))


@pytest.mark.parametrize(("minutes", "ja", "en"), [
    (-1, "0分前", "0 minutes old"), (1, "1分前", "1 minute old"), (59, "59分前", "59 minutes old"),
    (60, "1時間前", "1 hour old"), (47 * 60 + 59, "47時間前", "47 hours old"), (48 * 60, "2日前", "2 days old")])
def test_ages(minutes: int, ja: str, en: str) -> None:
    for language, said in (("ja", ja), ("en", en)):
        i18n.use(language)  # type: ignore[arg-type]  # one of the two
        assert standing.age(NOW - timedelta(minutes=minutes), NOW) == said


def test_the_head_says_since_when_and_how_old() -> None:
    i18n.use("en")
    built = replace(BUILD, built_at=datetime(2026, 11, 22, 21, 10, tzinfo=UTC))
    assert standing.older(State(), built, NOW) == ""
    assert standing.older(DOWN, built, NOW) == \
        "▲ Warehouse not reachable since 11:05: figures of 23 Nov 6:10 (6 hours old)"
    long = replace(DOWN, down_since=NOW - timedelta(days=3))
    assert "since 20 Nov 12:30:" in standing.older(long, built, NOW)
    behind = State("20261123t000000000001", NOW, behind="The version could not be copied: disk full.")
    assert standing.older(behind, built, NOW) == \
        "▲ Newer data could not be copied: figures of 23 Nov 6:10 (6 hours old)"
    i18n.use("ja")
    assert standing.older(DOWN, built, NOW) == \
        "▲ 11:05からデータウェアハウスに接続できないため、11月23日 6:10更新(6時間前)の数字を表示しています"


def test_each_refusal_has_its_own_words() -> None:
    i18n.use("en")
    kinds = (WarehouseOutdated, WarehouseUnavailable, WarehouseMissing, WarehouseUnsupported)
    assert len({standing.refused(kind("x")) for kind in kinds}) == len(kinds)
    said = {standing.unanswered(Unanswered("x", why, "y"), BUILD) for why in get_args(Why)}
    assert len(said) == 4
    assert standing.unanswered(WarehouseUnavailable("x"), BUILD) in said


def test_the_data_page_says_where_the_data_stand() -> None:
    i18n.use("en")
    assert "embedded DuckDB" in placed.facts(BUILD, None, State(), None, NOW)
    shown = placed.facts(BUILD, "hive://h/d", DOWN, HELD, NOW)
    for part in ("not reachable since 11:05 (cannot be reached)", "1,234 rows, 2.3 s", "3 hours old",
                 "marts.t0, marts.t1, marts.t2, marts.t3, marts.t4, marts.t5, … +2"):
        assert part in shown
    whole = placed.facts(BUILD, "hive://h/d", State("v", NOW), replace(HELD, elsewhere=frozenset()), NOW)
    assert "every table is copied" in whole
    assert "v (not copied yet)" in whole
    assert "the warehouse is asked each time" in placed.facts(BUILD, "hive://h/d", State("v", NOW), None, NOW)
    i18n.use("ja")
