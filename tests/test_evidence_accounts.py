"""The accounts behind a figure add up to it, whatever is asked; names are guarded in one place."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from components import address, loaders
from components.evidence import accounts, metrics
from components.evidence.about import About, Check, Figure
from components.questions import Question, VersionGone
from components.retention import view
from components.router import PAGES
from data.warehouse import open_warehouse
from queries import retention
from queries.dimensions import build_info, dimensions
from queries.scope import LINE_KEYS, UNITS, Scope
from tests.tiers import first

PERIODS = ("year", "month", "quarter", "week")
RATES = Figure("kpis", ("nrr", "grr"), ())


def framed(scope: Scope) -> Any:
    house = open_warehouse()
    return SimpleNamespace(scope=scope, build=build_info(house), dimensions=dimensions(house), language="en",
                           page=PAGES[0])


def drawn(seed: int) -> Scope:
    """A scope at random: any unit, week, one or two filters of any kind, or none."""
    chance, house = random.Random(seed), open_warehouse()
    build, known = build_info(house), dimensions(house)
    scope = Scope(chance.choice(build.weeks[-60:]), chance.choice(UNITS))
    for key in chance.sample(sorted(known), chance.choice((0, 1, 1, 2))):
        values = [value.value for value in known[key].values]
        scope = scope.with_filter(key, *chance.sample(values, min(len(values), chance.choice((1, 2)))))
    return scope


@pytest.mark.parametrize("seed", first(8, range(24)))
def test_they_add_up(on_demo: Path, seed: int) -> None:
    scope = drawn(seed)
    frame = framed(scope)
    asked = [RATES] + [Figure("bridge", ("churn",), (), About(period=each, accounts="movements")) for each in PERIODS]
    for figure in asked:
        made = accounts.checks(frame, figure)
        assert {check.key for check in made} >= set(accounts.MOVES)
        wrong = [check for check in made if not check.agrees]
        assert wrong == [], (scope, figure.about)
        listed = accounts.named(frame, figure, 1_000_000)
        if len(listed):
            opening = made[0]
            assert float(listed.arr0.sum()) == pytest.approx(opening.accounts)
            assert int((listed.arr0 > 0).sum()) == opening.units


def test_the_rates_are_computed_once_more(on_demo: Path) -> None:
    """From the named accounts, naively: the figure of the card."""
    scope = Scope(build_info(open_warehouse()).default_as_of)
    listed = accounts.named(framed(scope), RATES, 1_000_000)
    base = listed[listed.arr0 > 0]
    row = retention.kpis(open_warehouse(), scope).iloc[0]
    assert base["arr"].sum() / base.arr0.sum() == pytest.approx(row.nrr)
    assert base[["arr0", "arr"]].min(axis=1).sum() / base.arr0.sum() == pytest.approx(row.grr)
    assert (base["arr"] > 0).mean() == pytest.approx(row.logo_retention)


def test_a_difference_is_seen() -> None:
    assert Check("churn", "", 1, 100.0, 100.004).agrees
    assert not Check("churn", "", 1, 100.0, 100.01).agrees
    assert not Check("nrr", "", 1, 0.9, 0.9001, True).agrees
    assert Check("nrr", "", 0, float("nan"), float("nan"), True).agrees
    assert not Check("nrr", "", 0, float("nan"), 1.0, True).agrees
    assert "■" in accounts.verdict([Check("churn", "", 1, 1.0, 2.0)])


def test_an_empty_base_is_no_rate(on_demo: Path) -> None:
    scope = Scope(build_info(open_warehouse()).weeks[3])
    made = {check.key: check for check in accounts.checks(framed(scope), RATES)}
    assert made["arr_base"].accounts == 0
    assert made["nrr"].accounts != made["nrr"].accounts
    assert metrics.values(framed(scope), RATES)["nrr"] == "—"


def test_the_link_opens_the_drill(on_demo: Path) -> None:
    """The Retention page reads the same scope and days out of the address."""
    scope = next(each for each in map(drawn, range(50)) if each.where)
    frame = framed(scope)
    figure = Figure("bridge", ("churn",), (), About(period="month", accounts="movements"))
    found = urlsplit(accounts.link(frame, figure))
    assert found.path == "/retention"
    params = parse_qs(found.query, keep_blank_values=True)
    asked = address.read(params, frame.dimensions, frame.build)
    assert not asked.unknown
    assert asked.scope(frame.build, scope.viewer) == scope
    assert view.read(params, frame.dimensions, scope.where).period == "month"


def test_names_are_guarded_in_one_place(on_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = framed(Scope(build_info(open_warehouse()).default_as_of))
    rows = pd.DataFrame({"account": ["A"], "account_id": ["1"], "arr0": [1.0]})
    assert list(accounts.without_names(frame, rows).columns) == ["account", "account_id", "arr0"]
    monkeypatch.setattr(accounts, "may_name", lambda _: False)
    assert list(accounts.without_names(frame, rows).columns) == ["arr0"]
    assert not len(accounts.named(frame, RATES, 5))
    assert accounts.largest(accounts.named(frame, RATES, 5), "JPY") == ""


def test_figures_without_such_a_list(on_demo: Path) -> None:
    frame = framed(Scope(build_info(open_warehouse()).default_as_of))
    assert Figure("x", ("quick_ratio",), ()).accounts == "none"
    assert Figure("x", ("nrr",), (), About(accounts="none")).accounts == "none"
    assert accounts.checks(frame, Figure("x", ("event",), ())) == []


def test_a_question_of_another_version_is_gone(on_demo: Path) -> None:
    house = loaders.warehouse()
    scope = Scope(build_info(house).default_as_of)
    question = Question(retention.kpis, (scope,), (), house.url, house.version)
    assert loaders.evidence(question).statements
    assert loaders.evidence(question).value.equals(retention.kpis(house, scope))
    with pytest.raises(VersionGone):
        loaders.evidence(Question(retention.kpis, (scope,), (), house.url, "20000101T000000000000"))


def test_line_filters_are_among_the_scopes(on_demo: Path) -> None:
    """The random scopes above do reach filters on labels, on lines and on what is unknown."""
    keys = {key for seed in range(24) for key, _ in drawn(seed).where}
    assert keys & set(LINE_KEYS)
    assert keys - set(LINE_KEYS)
