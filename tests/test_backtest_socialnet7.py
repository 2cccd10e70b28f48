"""Public data, use and churn simulated elsewhere: computed health tells who leaves within 30 days from who stays.

Five months of monthly contracts: a landmark a month, 30 days after it. The files date a month's use to the month's
first week, so that the score of a month's last Sunday already holds the few days after it; `late` dates it to the week
that ends after the month, as a company would have come to know it. The model is the one that comes with Tenure.
The files are not part of the project.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sklearn.metrics import roc_auc_score

from data.__main__ import main
from data.warehouse import Warehouse, open_warehouse
from queries.backtest import backtest, bands, baselines
from queries.dimensions import build_info
from queries.landmarks import Test
from queries.reweight import reweight
from queries.scope import Scope
from tests.conftest import ROOT

MONTHLY = Test(30, "left", "month")
LEAST = {"given": 0.65, "late": 0.6}
"""Measured: 0.680 (0.641-0.723) and 0.636 (0.576-0.696)."""


def late(folder: Path, into: Path) -> Path:
    """The files with each month's use dated a month later; the last month's is not known yet."""
    shutil.copytree(folder, into)
    with (folder / "usage_week.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    days = sorted({row["week_on"] for row in rows})
    following = dict(pairwise(days))
    with (into / "usage_week.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0].keys())
        writer.writeheader()
        writer.writerows(row | {"week_on": following[row["week_on"]]} for row in rows if row["week_on"] in following)
    return into


@pytest.fixture(scope="module", params=sorted(LEAST))
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Warehouse]]:
    folder = next(ROOT.parent.glob("*/data/socialnet7/"), None)
    if folder is None:
        pytest.skip("no */data/socialnet7 beside the project: its files are not part of it")
    home = tmp_path_factory.mktemp(f"socialnet7-{request.param}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(home))
        for name in ("TENURE_WAREHOUSE_URL", "TENURE_HEALTH"):
            patch.delenv(name, raising=False)
        assert main(["load", str(folder if request.param == "given" else late(folder, home / "files"))]) == 0
        yield request.param, open_warehouse()


def scope(warehouse: Warehouse) -> Scope:
    return Scope(build_info(warehouse).default_as_of)


def test_health_tells_leavers_from_stayers(loaded: tuple[str, Warehouse]) -> None:
    """Every score is of a day before what it is held against."""
    name, warehouse = loaded
    row = backtest(warehouse, scope(warehouse), MONTHLY).iloc[0]
    assert row.auc > LEAST[name]
    assert row.auc_low > 0.5
    assert row.unscored < (row.n + row.unscored) / 5
    kept = bands(warehouse, scope(warehouse), MONTHLY).set_index("band").retention
    assert kept["green"] > kept["yellow"] > kept["red"]


def test_the_score_is_as_good_as_use_alone_which_is_all_there_is(loaded: tuple[str, Warehouse]) -> None:
    """These data have nothing but use: no other component is known, and no lift is to be had."""
    found = baselines(loaded[1], scope(loaded[1]), MONTHLY).set_index("baseline")
    assert abs(found.difference["usage"]) < 0.03
    assert found.reason["pulse"] == "few_events"


def test_auc_is_scikit_learns_on_the_files(loaded: tuple[str, Warehouse]) -> None:
    """Who left is read from the files themselves: no line on the day 30 days after the landmark."""
    name, warehouse = loaded
    folder = next(ROOT.parent.glob("*/data/socialnet7/"))
    with (folder / "subscription.csv").open(encoding="utf-8", newline="") as source:
        lines = [(row["customer_id"], row["start_on"], row["end_on"] or "9999") for row in csv.DictReader(source)]
    with warehouse.engine.connect() as connection:
        scores = connection.exec_driver_sql(
            "select customer_id, week_day, score from marts.health join marts.customer using (customer_key)"
            " where score is not null").fetchall()
    found = backtest(warehouse, scope(warehouse), MONTHLY)
    left: list[bool] = []
    low: list[float] = []
    for landmark in found.attrs["landmarks"]:
        then = (landmark + timedelta(days=30)).isoformat()
        there = {customer for customer, start, end in lines if start <= then < end}
        for customer, day, score in scores:
            if date(1970, 1, 1) + timedelta(days=int(str(day))) == landmark:
                left.append(customer not in there)
                low.append(-float(str(score)))
    assert (found.n[0], found.events[0]) == (len(left), sum(left))
    assert found.auc[0] == pytest.approx(roc_auc_score(left, low), abs=1e-12), name


def test_other_weights_learned_before_are_tried_after(loaded: tuple[str, Warehouse]) -> None:
    """What is learned from the first months does no worse in the last."""
    trial = reweight(loaded[1], scope(loaded[1]), MONTHLY).attrs["trial"]
    assert trial.reason is None
    assert max(trial.learned) + timedelta(days=30) <= min(trial.tried)
    assert trial.difference_high > 0
