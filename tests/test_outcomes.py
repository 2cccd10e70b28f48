"""Outcomes and experience: as an oracle counts them on random companies, cases by hand, and bad input."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from data.warehouse import Warehouse, open_warehouse
from queries import outcomes, outcomes_chain, outcomes_experience, outcomes_kept, outcomes_lists, retention
from queries.__main__ import main
from queries.dimensions import build_info
from queries.oracle import outcomes as oracle
from queries.oracle.days import base_day
from queries.oracle.functions import Asked
from queries.oracle.intervals import delta, wilson
from queries.oracle.labels import Row, Tables
from queries.outcome_rows import STANDINGS
from queries.outcomes_experience import ratio
from queries.scope import Scope, UnknownFilter
from tests import replay
from tests.agreement.questions import random_where, subject
from tests.oracle.examples import day, line, tables
from tests.strategies import FIRST, random_company, some

COMPANIES, CUSTOMERS, QUESTIONS = 2, 60, 3
NAMES = ("reached", "on_track", "behind", "missed", "overdue", "untold", "undated")


def moment(rng: random.Random) -> date:
    return FIRST + timedelta(days=rng.randrange(1200))


def wanted(asked: Tables, rng: random.Random) -> Tables:
    """The company with goals and surveys, as nasty as the contract allows."""
    names = [row["customer_id"] for row in asked["customer"]]
    goals: list[Row] = [{
        "outcome_id": f"g{at}", "customer_id": some(rng, names), "goal": "g", "measure": "m",
        "baseline": some(rng, [None, 0, 10, 10, 10]), "target": some(rng, [0, 10, 20, 20, 20]),
        "actual": some(rng, [None, 0, 11, 12, 15, 25]), "agreed_on": (agreed := moment(rng)),
        "due_on": some(rng, [None, agreed, *[agreed + timedelta(days=rng.randrange(1, 900))] * 3]),
        "reviewed_on": some(rng, [None, agreed + timedelta(days=rng.randrange(500))]),
        "status": some(rng, ["open", "open", "open", "reached", "missed"])} for at in range(len(names))]
    forms: list[Row] = [{
        "survey_id": f"v{at}", "customer_id": some(rng, names), "kind": some(rng, ["nps", "csat", "ces"]),
        "sent_on": some(rng, [None, sent := moment(rng), sent]), "verbatim": None,
        "answered_on": some(rng, [None, sent, sent + timedelta(days=rng.randrange(40))]),
        "score": some(rng, [None, 1, 4, 5, 7, 8, 9])} for at in range(4 * len(names))]
    return {**asked, "outcome": goals, "survey": forms}


def questions(seed: int) -> Iterator[tuple[Warehouse, Scope, Asked, bool]]:
    rng = random.Random(seed)
    asked = subject(random_company(rng, CUSTOMERS))
    whole = wanted(asked.tables, rng)
    house = replay.warehouse(whole, asked.company.digits)
    newest = build_info(house).default_as_of
    labels = [key for key in asked.keys if key not in ("product", "department", "kind")]
    for number in range(QUESTIONS):
        on = newest if number == 0 else FIRST + timedelta(days=rng.randrange(400, 1100))
        where = random_where(asked, rng, labels) if number % 2 else ()
        yield house, Scope(on, where=where), Asked(whole, asked.company, where, on), on >= newest


def test_what_is_known_is_the_oracles() -> None:
    seen = Counter[str]()
    for house, scope, asked, latest in (each for seed in range(COMPANIES) for each in questions(seed)):
        stands, sides = oracle.counted(asked, latest)
        row = outcomes.summary(house, scope).iloc[0]
        assert int(row.customers) == len(asked.active) == int(retention.kpis(house, scope).logos.iloc[0])
        for each in outcomes_experience.experience(house, scope).itertuples():
            felt(each, oracle.scores(asked, str(each.survey)))
        if not asked.active:
            continue
        seen += stands
        known = sum(stands[name] for name in outcomes.KNOWN)
        assert {name: int(row[name]) for name in NAMES} == {name: stands[name] for name in NAMES}, scope
        assert (row.known, row.unknown, row.no_outcome) == (known, len(asked.active) - known, stands["none"])
        assert (row.known_low, row.known_high) == pytest.approx(wilson(known, len(asked.active)), abs=1e-4)
        matrix = outcomes.matrix(house, scope)
        assert {(row.co, row.cx): row.customers for row in matrix.itertuples() if row.customers} == dict(sides)
        assert matrix["arr"].sum() == pytest.approx(float(row["arr"]))
    assert set(seen) == set(STANDINGS), "every standing was compared"


def felt(row: Any, wanted_: tuple[list[float], int, int]) -> None:
    given, sent, answered = wanted_
    if not given:
        assert row.score is None
        assert row.reason == "nobody"
        return
    assert row.score == pytest.approx(sum(given) / len(given))
    assert (row.n_answers, row.sent, row.sent_answered) == (len(given), sent, answered)
    assert row.response == (pytest.approx(answered / sent) if sent else None)


@pytest.mark.parametrize("seed", range(COMPANIES))
def test_parts_add_up_and_lists_are_their_customers(seed: int) -> None:
    for house, scope, _, _ in questions(seed):
        whole, parts = outcomes.summary(house, scope).iloc[0], outcomes.summary(house, scope, "segment")
        for name in ("customers", "arr"):
            assert parts[name].sum() == pytest.approx(float(whole[name]))
        for row in outcomes.matrix(house, scope).itertuples():
            found = outcomes_lists.members(house, scope, str(row.co), str(row.cx))
            assert (found.attrs["total"], found.attrs["arr"]) == pytest.approx((row.customers, row.arr))
        asked = outcomes_lists.prompts(house, scope)
        assert (asked.reasons > 0).all()
        assert int(asked.no_outcome.sum()) == int(whole.no_outcome or 0)
        assert int(asked.no_voice.sum()) == int(whole.customers) - int(whole.heard or 0)


@pytest.mark.parametrize("seed", range(COMPANIES))
def test_who_stayed_is_the_oracles(seed: int) -> None:
    """The base, by what was known of its goals on d0, even where more is known today."""
    for house, scope, asked, _ in questions(seed):
        d0 = base_day(scope.as_of)
        units = {unit.bearer: unit for unit in asked.company.units("customer", asked.where)
                 if unit.arr(d0) > 0 and asked.company.passes(unit, asked.where, d0)}
        groups: dict[str, list[tuple[int, int]]] = {}
        for who, stands in oracle.then(asked, d0, set(units)).items():
            groups.setdefault(stands, []).append((units[who].arr(asked.day), units[who].arr(d0)))
        found = outcomes_kept.kept(house, scope)
        assert found.attrs["undated"] == len(groups.pop("undated", []))
        for row in found.itertuples():
            pairs = groups.get(str(row.known_then), [])
            stayed = sum(now > 0 for now, _ in pairs)
            assert (row.customers, row.kept) == (len(pairs), stayed), scope
            if pairs:
                assert (row.low, row.high) == pytest.approx(wilson(stayed, len(pairs)), abs=1e-4)
                assert row.nrr == pytest.approx(sum(now for now, _ in pairs) / sum(base for _, base in pairs))
                ends = delta([(min(now, base), base) for now, base in pairs], 1.0)
                assert (row.grr_low, row.grr_high) == (pytest.approx(ends, abs=1e-6) if len(pairs) > 1 else ends)


def goal(number: int, **more: Any) -> Row:
    return {"outcome_id": f"g{number}", "customer_id": f"c{number}", "goal": "g", "measure": "m", "baseline": 100,
            "target": 50, "actual": None, "agreed_on": day("2025-01-01"), "due_on": day("2026-01-01"),
            "reviewed_on": None, "status": "open"} | more


def hand(goals: list[Row], number: int = 6, **more: list[Row]) -> Warehouse:
    lines = [line(f"c{at}", "2024-06-01", None, "10") for at in range(number)]
    return replay.warehouse(tables(line("edge", "2023-12-01", "2024-01-02", "1"), *lines, outcome=goals, **more), 0)


def test_on_track_is_as_far_as_the_time_that_has_passed() -> None:
    """From 100 down to 50, half the year over on 2 July: 75 is on track, 76 behind, 50 on track whatever the time; a
    look 200 days old, and none at all, tell nothing; due yesterday and not reviewed, nothing either.
    """
    looked = day("2025-07-02")
    goals = [goal(0, actual=75, reviewed_on=looked), goal(1, actual=76, reviewed_on=looked),
             goal(2, actual=50, reviewed_on=looked, due_on=None),
             goal(3, actual=60, reviewed_on=day("2025-02-10"), agreed_on=day("2025-02-01")), goal(4),
             goal(5, actual=90, reviewed_on=looked, due_on=day("2025-08-29"))]
    row = outcomes.summary(hand(goals), Scope(day("2025-08-30"))).iloc[0]
    assert {name: row[name] for name in NAMES} == {
        "reached": 0, "on_track": 2, "behind": 1, "missed": 0, "overdue": 1, "untold": 2, "undated": 0}
    assert (row.known, row.unknown, row.open) == (3, 3, 6)


def test_what_is_known_later_is_not_known_before() -> None:
    """Reached on 1 December: open, and nobody knew how far, the day before."""
    house = hand([goal(0, actual=40, reviewed_on=day("2025-12-01"), status="reached")])
    before, after = (outcomes.summary(house, Scope(day(on))).iloc[0] for on in ("2025-11-30", "2025-12-01"))
    assert (before.reached, before.untold) == (0, 1)
    assert (after.reached, after.untold) == (1, 0)
    much_later = outcomes.summary(house, Scope(day("2026-12-01"))).iloc[0]
    assert (much_later.reached, much_later.no_outcome) == (0, 6), "a year on it says nothing of today"


def test_nps_by_hand() -> None:
    """9, 10, 8, 6 of four customers: (2 − 1) / 4; of five sent four came back. The effort of a year ago is too old."""
    forms: list[Row] = [{"survey_id": f"v{at}", "customer_id": f"c{at}", "kind": "nps", "sent_on": day("2025-05-01"),
                         "answered_on": day("2025-05-02") if score else None, "score": score, "verbatim": None}
                        for at, score in enumerate((9, 10, 8, 6, None))]
    old = forms[0] | {"survey_id": "old", "kind": "ces", "score": 7, "answered_on": day("2024-06-30")}
    found = outcomes_experience.experience(hand([goal(5)], survey=[*forms, old]), Scope(day("2025-06-30")))
    nps, csat, ces = found.itertuples()
    assert (nps.score, nps.n, nps.response, csat.score, ces.score) == (25.0, 4, 0.8, None, None)
    assert (csat.reason, ces.reason) == ("nobody", "nobody")
    assert ratio(1, (5.0, 1.0, 25.0, 5.0, 1.0), 1, 5) == (5.0, None, None), "one customer has no interval"
    assert ratio(0, (0.0, 0.0, 0.0, 0.0, 0.0), 1, 5) == (None, None, None)


def test_a_customer_of_two_answers_on_its_latest_day_is_well_only_if_both_are_good() -> None:
    forms: list[Row] = [{"survey_id": f"v{at}", "customer_id": "c0", "kind": kind, "sent_on": None, "score": score,
                         "answered_on": day("2025-05-02"), "verbatim": None}
                        for at, (kind, score) in enumerate((("nps", 10), ("csat", 3)))]
    matrix = outcomes.matrix(hand([goal(0)], survey=forms), Scope(day("2025-06-30")))
    held = {(row.co, row.cx): row.customers for row in matrix.itertuples()}
    assert held["unknown", "poor"] == 1
    assert sum(held.values()) == 6


def test_without_tables_nothing_is_made_up() -> None:
    house = replay.warehouse(tables(line("c0", "2023-12-01", None, "10")), 0)
    scope = Scope(day("2025-06-30"))
    row = outcomes.summary(house, scope)
    assert row.attrs["missing"] == ("outcome", "survey")
    assert (row.reason.iloc[0], row.known.iloc[0], row.customers.iloc[0]) == ("missing_table", None, 1)
    assert outcomes_kept.kept(house, scope).reason.tolist() == ["missing_table"] * 4
    assert outcomes_experience.experience(house, scope).reason.tolist() == ["missing_table"] * 3
    assert outcomes_lists.prompts(house, scope).attrs["missing"] == ("outcome", "survey")
    chain = outcomes_chain.chain(house, scope).set_index("measure")
    assert chain.missing["outcome_known"] == ("outcome",)
    assert (chain.value["outcome_known"], chain.value["nps"], chain.reason["nps"]) == (None, None, "missing_table")
    nobody = outcomes.summary(house, Scope(day("2023-11-05"))).iloc[0]
    assert (nobody.customers, nobody.reason, nobody.known_share) == (0, "nobody", None)


def test_what_there_is_not_is_refused() -> None:
    house = hand([goal(0)])
    scope = Scope(day("2025-06-30"))
    with pytest.raises(UnknownFilter):
        outcomes.summary(house, scope, "colour")
    with pytest.raises(ValueError, match="not split by product"):
        outcomes.summary(house, scope, "product")
    with pytest.raises(ValueError, match="unknown side"):
        outcomes_lists.members(house, scope, "great", "poor")


@pytest.mark.usefixtures("on_demo")
def test_the_command_gives_the_pages_figures(capsys: pytest.CaptureFixture[str]) -> None:
    house = open_warehouse()
    whole = outcomes.summary(house, Scope(build_info(house).default_as_of)).iloc[0]
    assert main(["outcomes", "--format", "json"]) == 0
    row = json.loads(capsys.readouterr().out)["rows"][0]
    assert {"customers", "known", "reached", "missed", "open"} <= set(row)
    assert (row["customers"], row["known"]) == (whole.customers, whole.known)
    assert 0 < row["known"] < row["customers"], "some are known, and some are not"
    for view in ("matrix", "experience", "retention", "members", "prompts", "chain"):
        assert main(["outcomes", "--view", view, "--format", "json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said["rows"], view
    assert main(["outcomes", "--unit", "contract"]) == 2
    assert main(["outcomes", "--view", "matrix", "--by", "segment"]) == 2


@pytest.mark.usefixtures("on_demo")
def test_the_demo_shows_every_side() -> None:
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    assert (outcomes.matrix(house, scope).customers > 0).sum() >= 8
    found = outcomes_experience.experience(house, scope)
    assert found.score.notna().all()
    assert ((found.response > 0.2) & (found.response < 0.6)).all()
