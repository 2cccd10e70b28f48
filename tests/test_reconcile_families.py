"""A number that a page's own function gets wrong is named, in every family that rests on more than lines."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data import damage
from data.warehouse import open_itself
from queries.dimensions import build_info
from queries.reconcile.asked import Asked
from queries.reconcile.given import Given
from queries.reconcile.ways import WAYS
from queries.scope import Scope

SPOILT: dict[str, tuple[str, ...]] = {
    "update marts.journey set stage = 'expanding' where stage = 'adopting' and customer_key % 3 = 0":
        ("journey.stage", "journey.flow", "journey.leak"),
    "update marts.journey set from_day = from_day - 7 where to_day > 1000000": ("journey.days",),
    "update marts.health set coverage = not coverage, m_usage_breadth = m_usage_breadth / 2, users = users + 1":
        ("teams.coverage", "teams.csm_spread", "measures.breadth", "measures.seats_used"),
    "update staging.stg_onboarding set basic_done_on = target_on": ("teams.onboarding",),
    "update marts.condition set from_day = from_day + 3 where condition = 'first_value' and holds":
        ("outcomes.ttv_curve", "outcomes.ttv_median", "outcomes.ttv_share"),
    "update staging.stg_outcome set status = 'missed' where status = 'reached'":
        ("outcomes.kept", "outcomes.members", "outcomes.chain_outcome_got"),
    "update staging.stg_ticket set severity = 2 where severity = 3": ("functions.stake", "functions.before"),
    "update staging.stg_opportunity set discount = 0.15": ("functions.sold",),
    "update staging.stg_contact set left_on = date '2020-01-01'": ("functions.pack",),
    "update marts.health set f_1 = 0": ("functions.feature_use",),
    "update marts.condition set holds = not holds where condition = 'training'":
        ("drivers.difference", "drivers.path.difference"),
    "update staging.stg_survey set answered_on = null":
        ("maturity.evidence", "maturity.evidenced", "maturity.contradicted", "maturity.gap", "maturity.team_level"),
    "update staging.stg_touch set csm_id = null where occurred_on > date '2026-11-10'": ("teams.touches",),
    "update marts.piece_customer set arr = arr * 2 where unit_key % 2 = 0":
        ("teams.handed", "teams.changed", "teams.shrunk"),
}
"""What is altered in the build, and the figures that it makes wrong."""
FAMILIES = ("journey", "measures", "teams", "outcomes", "functions", "drivers", "maturity")


@pytest.fixture(scope="module")
def wrong(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """How many numbers differ on a spoilt company, by check."""
    home = tmp_path_factory.mktemp("spoilt")
    for file in demo_home.glob("tenure*"):
        if file.suffix != ".lock":
            shutil.copy(file, home)
    file = next(home.glob("tenure-*.duckdb"))
    with duckdb.connect(str(file)) as connection:
        for statement in SPOILT:
            connection.execute(statement)
    damage.seal(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.setenv("TENURE_HOME", str(home))
        house = open_itself()
        asked = Asked(house, Scope(build_info(house).default_as_of), Given(house))
        found = defaultdict[str, int](int)
        for family in FAMILIES:
            for pair in WAYS[family].check(asked):
                found[pair.check] += not pair.equal
        yield found


@pytest.mark.parametrize("check", [check for checks in SPOILT.values() for check in checks])
def test_what_a_build_got_wrong_is_named(wrong: dict[str, int], check: str) -> None:
    assert wrong[check] > 0
