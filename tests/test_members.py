"""The named units behind cohorts and survival add up to both."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from components.i18n import text
from queries import cohorts, members, survival
from queries.members import Reached
from queries.oracle import UNITS
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import random_day, random_where, some, subject
from tests.conftest import Board
from tests.strategies import random_company
from tests.tiers import first


@pytest.mark.parametrize("seed", first(1, range(4)))
def test_members_add_up_to_every_age_and_to_the_curve(seed: int) -> None:
    rng = random.Random(seed)
    asked = subject(random_company(random.Random(400 + seed), customers=12))
    warehouse = replay.warehouse(asked.tables, asked.company.digits)
    for number in range(15):
        scope = Scope(random_day(asked, rng), UNITS[number % len(UNITS)], random_where(asked, rng, asked.keys))
        cells = cohorts.cohorts(warehouse, scope, some(rng, ["year", "quarter", "month"]))
        for row in cohorts.total(cells).itertuples() if len(cells) else ():
            in_it = cells[cells.age == row.age].cohort.max()
            after = cells[cells.cohort > in_it].cohort.min()
            last = after - timedelta(days=1) if after == after else scope.as_of
            found = members.sums(warehouse, scope, Reached(int(row.age), last))
            told = {name: getattr(row, name) for name in ("members", "base", "arr", "kept", "active")}
            assert {name: found[name] for name in told} == pytest.approx(told, rel=1e-12), (scope, row.age)
        curve = survival.curves(warehouse, scope)
        found = members.sums(warehouse, scope, Reached())
        assert found["members"] == curve.attrs["units"]
        assert found["in_curve"] == curve.attrs["units"] - curve.attrs["no_time"]
        assert found["gone"] == curve.events.sum()
        listed = members.members(warehouse, scope, Reached(), limit=10_000)
        assert (len(listed), listed.left.sum()) == (found["members"], (listed.arr == 0).sum())
        assert listed.age.notna().all()


def test_the_panels_of_the_cohorts_page_add_up(board: Board) -> None:
    app = board("en", "pages/cohorts.py")
    for key in ("cohorts.heatmap", "cohorts.survival"):
        app.button(key=f"explain.{key}").click().run()
        said = " ".join(html.proto.body for html in app.get("html"))
        assert text("en", "evidence.accounts.agrees") in said
        assert text("en", "evidence.accounts.differs") not in said
        assert text("en", "evidence.accounts.none") not in said
