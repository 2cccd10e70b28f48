"""Public data that nobody here made up, loaded as a company loads its own, held against the oracle.

The files are not part of the project: the tests run where a folder beside it holds them as data/NAME.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from data.__main__ import main
from data.warehouse import Warehouse, open_warehouse
from queries.dimensions import build_info
from queries.oracle import UNITS, default_as_of, newest_day
from queries.oracle.days import add_months, base_day
from tests.agreement.files import read_csv
from tests.agreement.harness import differences
from tests.agreement.questions import Question, Subject, subject
from tests.conftest import ROOT
from tests.test_agreement import product

NAMES = ("mrr-playbook", "telco", "socialnet7")


@dataclass(frozen=True)
class Loaded:
    """One company: what the files say, and what was built of them."""

    asked: Subject
    warehouse: Warehouse


@pytest.fixture(scope="module", params=NAMES)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = next(ROOT.parent.glob(f"*/data/{request.param}/"), None)
    if folder is None:
        pytest.skip(f"no */data/{request.param} beside the project: its files are not part of it")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(tmp_path_factory.mktemp(request.param)))
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        assert main(["load", str(folder)]) == 0
        yield Loaded(subject(read_csv(folder)), open_warehouse())


def days(loaded: Loaded) -> list[date]:
    """The default week, a month end, the last day, and days that are neither, from early to late."""
    build = build_info(loaded.warehouse)
    span = (build.newest_day - build.first_day).days
    return [build.default_as_of, build.months[-1], build.newest_day,
            *(build.first_day + timedelta(days=span * part // 10) for part in (3, 7))]


def test_the_days_are_those_of_the_files(loaded: Loaded) -> None:
    build, today = build_info(loaded.warehouse), date.today()
    assert build.first_day == loaded.asked.first_day
    assert build.newest_day == newest_day(loaded.asked.tables, today)
    assert build.default_as_of == default_as_of(loaded.asked.tables, today)


def test_kpis_are_the_oracles(loaded: Loaded) -> None:
    """On every day by segment; the other units on the default week."""
    build = build_info(loaded.warehouse)
    questions = [Question(day, by="segment") for day in days(loaded)]
    questions += [Question(build.default_as_of, unit=unit) for unit in UNITS]
    questions += [Question(day, where=(("segment", (loaded.asked.values["segment"][0],)),)) for day in days(loaded)[:2]]
    check(loaded, questions)


def test_bridges_are_the_oracles(loaded: Loaded) -> None:
    """Twelve months, one month and one week to the default week, and between days that are neither."""
    build = build_info(loaded.warehouse)
    end, (*_, early, late) = build.default_as_of, days(loaded)
    starts = (base_day(end), add_months(end, -1), end - timedelta(days=7))
    questions = [Question(end, start, by=by) for start in starts for by in (None, "segment")]
    questions += [Question(end, starts[0], unit) for unit in UNITS]
    questions += [Question(late, early, by="product"), Question(late, early, "product", by="segment")]
    check(loaded, questions)


def check(loaded: Loaded, questions: list[Question]) -> None:
    figures = product(loaded.warehouse)
    for question in questions:
        assert differences(loaded.asked, question, question.ask(figures)) == [], str(question)
