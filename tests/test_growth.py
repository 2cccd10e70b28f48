"""Published figures: nothing without a source; this company beside those of its own contract size, or the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.published.model import DEFAULT, Published
from data.published.reading import read
from data.warehouse import Warehouse
from queries import growth, retention
from queries.dimensions import build_info
from queries.metrics import FEW
from queries.scope import Scope

GOOD = """[[figure]]
metric = "nrr"
value = 1.02
statistic = "median"
source = "A survey"
year = 2023
data_year = 2022
population = "companies"
definition = "what it is"
"""


def scope_of(company: Warehouse) -> Scope:
    return Scope(build_info(company).default_as_of)


def test_what_comes_with_tenure_has_its_sources() -> None:
    book = read(DEFAULT)
    assert not book.faults
    assert not book.own
    assert all(each.secondary and each.source and each.population_ja and each.definition_ja for each in book.figures)
    bands = {metric: [each.value for each in book.figures if each.metric == metric and each.banded]
             for metric in ("nrr", "grr")}
    assert bands == {"nrr": [1.00, 1.02, 1.03, 1.05, 1.07, 1.10], "grr": [0.90, 0.90, 0.92, 0.93, 0.93, 0.93]}
    ends = [(each.acv_from, each.acv_to) for each in book.figures if each.metric == "nrr" and each.banded]
    assert ends == [(None, 12000), (12000, 25000), (25000, 50000), (50000, 100000), (100000, 250000), (250000, None)]


@pytest.mark.parametrize(("wrong", "rule", "line"), [
    ('metric = "nrr"', "missing_key", 1), ("value = 1.02", "missing_key", 1), ('source = "A survey"', "missing_key", 1),
    ("year = 2023", "missing_key", 1)])
def test_nothing_without_a_source(tmp_path: Path, wrong: str, rule: str, line: int) -> None:
    at = tmp_path / "published.toml"
    at.write_text(GOOD.replace(wrong + "\n", ""), encoding="utf-8")
    book = read(at)
    assert [(fault.rule, fault.line) for fault in book.faults] == [(rule, line)]
    assert book.figures == ()


@pytest.mark.parametrize(("added", "key", "line"), [
    ("colour = 1", "colour", 10), ("n = 0", "n", 10), ("n = true", "n", 10), ("acv_from = 5", "currency", 1),
    ('acv_from = 9\nacv_to = 5\ncurrency = "USD"', "acv_from", 10), ('currency = "dollar"', "currency", 10),
    ('about = "yes"', "about", 10)])
def test_a_fault_says_where(tmp_path: Path, added: str, key: str, line: int) -> None:
    at = tmp_path / "published.toml"
    at.write_text(f"{GOOD}{added}\n", encoding="utf-8")
    assert [(fault.key, fault.line) for fault in read(at).faults] == [(key, line)]
    assert f"published.toml:{line}: figure 1: {key}: " in str(read(at).faults[0])


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    assert [fault.rule for fault in read(tmp_path / "none.toml").faults] == ["unreadable"]
    broken = tmp_path / "published.toml"
    broken.write_text("[[figure", encoding="utf-8")
    assert read(broken).faults


def test_the_companys_file_counts_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_PUBLISHED", raising=False)
    assert not read().own
    (tmp_path / "published.toml").write_text(GOOD, encoding="utf-8")
    assert [each.source for each in read().figures] == ["A survey"]
    assert read().own


def test_bands_add_up_to_the_whole(default_company: Warehouse) -> None:
    for scope in (scope_of(default_company), scope_of(default_company).with_filter("segment", "SMB")):
        whole = retention.kpis(default_company, scope).iloc[0]
        found = growth.bands(default_company, scope, (500_000, 2_000_000, 10_000_000))
        assert found.arr_base.sum() == whole.arr_base
        assert found.logos_base.sum() == whole.logos_base
        for key in ("nrr", "grr"):
            assert (found[key] * found.arr_base).sum() / found.arr_base.sum() == pytest.approx(float(whole[key]))


def test_history_is_the_kpis_of_each_date(default_company: Warehouse) -> None:
    scope = scope_of(default_company)
    found = growth.history(default_company, scope)
    last, now = found.iloc[-1], retention.kpis(default_company, scope).iloc[0]
    assert last.as_of == scope.as_of
    assert last.nrr == now.nrr
    assert last.growth == pytest.approx(now["arr"] / now.arr_base - 1)
    gaps = {round((after - before).days / 91.3) for before, after in zip(found.as_of[:-2], found.as_of[1:-1],
                                                                         strict=True)}
    assert gaps == {1}
    assert len(found) == growth.QUARTERS + 1
    assert len(growth.history(default_company, Scope(build_info(default_company).weeks[10]))) == 0


def test_the_demo_beside_published_figures(default_company: Warehouse) -> None:
    scope, book = scope_of(default_company), read(DEFAULT)
    rates = {"USD": growth.to_reporting(default_company, "USD")}
    assert rates == {"USD": 150.0}
    assert growth.to_reporting(default_company, "JPY") == 1.0
    assert growth.to_reporting(default_company, "CHF") is None
    ends = growth.borders(book.figures, rates)
    assert ends == tuple(150 * end for end in (12000, 25000, 50000, 100000, 250000))
    now, bands = growth.history(default_company, scope).tail(1), growth.bands(default_company, scope, ends)
    found = growth.beside(book.figures, now, bands, rates)
    whole, *banded = [each for each in found if each.published.metric == "nrr"]
    assert whole.own == float(now.nrr.iloc[0])
    assert [each.own for each in banded] == [float(bands.nrr[bands.band == at].iloc[0]) if (bands.band == at).any()
                                             else None for at in range(6)]
    assert sum(each.n or 0 for each in banded) == whole.n
    assert all(each.reason == "few" for each in banded if each.n and each.n < 10)
    unrated = growth.beside(book.figures, now, growth.bands(default_company, scope, ()), {"USD": None})
    assert {each.reason for each in unrated if each.published.banded} == {"no_rate"}
    assert next(each.own for each in unrated if not each.published.banded) == whole.own


def test_a_band_holds_from_its_border_on() -> None:
    banded = Published("nrr", 1.0, "median", "s", 2023, 2022, "p", "d", acv_from=10, acv_to=20, currency="USD")
    assert [banded.holds(value) for value in (9.99, 10, 19.99, 20)] == [False, True, True, False]
    assert Published("nrr", 1.0, "median", "s", 2023, 2022, "p", "d").holds(5)


def test_nobody_there_is_no_base(default_company: Warehouse) -> None:
    empty = growth.history(default_company, Scope(build_info(default_company).weeks[10]))
    bands = growth.bands(default_company, scope_of(default_company), ()).head(0)
    found = growth.beside(read(DEFAULT).figures, empty, bands, {"USD": 150.0})
    assert {each.reason for each in found} == {"no_base"}
    assert list(growth.told(found).own) == [None] * len(found)


def test_few_customers_are_said_to_be_few(default_company: Warehouse) -> None:
    now = growth.history(default_company, scope_of(default_company)).tail(1)
    published = [each for each in read(DEFAULT).figures if each.metric == "nrr" and not each.banded]
    for customers, reason in ((FEW - 1, "few"), (FEW, None)):
        found = growth.beside(published, now.assign(logos_base=customers), now.head(0), {})
        assert {(each.n, each.reason) for each in found} == {(customers, reason)}
        assert all(each.own == float(now.nrr.iloc[0]) for each in found)
