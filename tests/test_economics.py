"""Economics: published cases, an oracle over random companies, a bootstrap for the intervals, and bad input."""

from __future__ import annotations

import json
import math
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from sqlalchemy import Double, column, select, table

from data.access import Viewer
from data.economics import reading
from data.economics.reading import Assumptions
from data.warehouse import Warehouse, open_warehouse
from queries import economics_figures as figures
from queries.__main__ import main
from queries.economics import COLUMNS, INTERVALS, economics
from queries.economics_costs import costs
from queries.economics_figures import Known, Margin, Sums, Value
from queries.economics_period import period
from queries.economics_sums import PRODUCTS, VALUES, product_sum, statement
from queries.oracle.days import add_months, base_day, week_end
from queries.oracle.economics import Question
from queries.oracle.economics import sums as sums_of
from queries.oracle.intervals import wilson
from queries.oracle.labels import Row, Tables
from queries.runner import run
from queries.scope import Scope, UnknownFilter
from tests import replay
from tests.agreement.questions import random_where, subject
from tests.conftest import END
from tests.oracle.examples import line, tables
from tests.strategies import FIRST, random_company

FULL = Margin(1.0, "setting")


def sums(units: int = 0, **given: float) -> Sums:
    """Sums of one cell; what is not given is 0."""
    names = (*VALUES, *(first + second for first, second in PRODUCTS))
    return Sums({"units": units, **dict.fromkeys(names, 0.0), **given}, 1)


def month(year: int, number: int, kind: str, amount: float, **more: Any) -> Row:
    return {"month_on": date(year, number, 1), "function": "sales", "kind": kind, "segment": None, "partner_id": None,
            "amount": amount, "currency": "JPY"} | more


def year(kind: str, amount: float, **more: Any) -> list[Row]:
    """The twelve months of 2025."""
    return [month(2025, at, kind, amount, **more) for at in range(1, 13)]


def test_an_arpa_of_100_a_month_without_costs_and_a_churn_of_5_percent_is_worth_2000() -> None:
    monthly = sums(a=100 * 12 * 12 * 20, n=12 * 20, o=12 * 20, c=12)
    churn = figures.monthly_churn(monthly, Known())
    assert churn.value == 0.05
    assert figures.monthly_ltv(monthly, FULL, churn).value == pytest.approx(2000)


def test_a_cac_of_50_at_15_a_month_is_paid_back_in_3_33_months() -> None:
    paid = figures.payback(sums(a=15 * 12 * 12, n=12), FULL, Value(50.0), Assumptions(cac=50))
    assert paid.value == pytest.approx(50 / 15)
    assert figures.renewals(paid, 1).value == 3
    assert figures.renewals(paid, 12).value == 0


@pytest.mark.parametrize(("months", "every", "before"), [
    (12.0, 12, 0), (12.000000000001, 12, 0), (12.01, 12, 1), (24.0, 12, 1), (0.0, 12, 0), (3.0, 1, 2), (50.0, 6, 8)])
def test_a_renewal_on_the_very_day_is_not_before_profit(months: float, every: int, before: int) -> None:
    assert figures.renewals(Value(months), every).value == before


def test_parts_are_weighted_and_not_averaged() -> None:
    """10 customers of which 2 left and 100 of which none did: 1.8 %, not 10 %."""
    rows = [*(line(f"A{at}", "2023-01-01", "2025-06-01" if at < 2 else None, "10") for at in range(10)),
            *(line(f"B{at}", "2023-01-01", None, "10") for at in range(100))]
    customers = [{"customer_id": row["customer_id"], "segment": row["customer_id"][0]} for row in rows]
    house = replay.warehouse(tables(*rows, customers=customers), 0)
    scope = Scope(date(2025, 12, 31))
    assert economics(house, scope).logo_churn.iloc[0] == pytest.approx(2 / 110)
    assert dict(economics(house, scope, by="segment")[["segment", "logo_churn"]].to_numpy()) == {"A": 0.2, "B": 0.0}


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 30), date(2024, 2, 29), date(2025, 2, 28),
                                 date(2024, 3, 1)])
def test_the_period_is_twelve_month_ends_after_d0(day: date) -> None:
    span = period(day)
    assert len(span.ends) == len(span.openings) == 12
    assert span.ends[-1] <= day < add_months(span.ends[-1].replace(day=1), 2) - timedelta(1)
    assert all(later.replace(day=1) - timedelta(1) == before
               for before, later in zip(span.openings, span.ends, strict=True))
    assert span.start == base_day(day)
    assert span.ends[0] > span.start


def costly(asked: Tables, rng: random.Random) -> Tables:
    """Costs of every kind for every month, some of them by segment and partner."""
    rows = [month(day.year, day.month, kind, rng.randrange(1, 10**6), segment=segment, currency=currency)
            for day in (add_months(FIRST, at) for at in range(40))
            for kind in ("acquisition", "retention", "expansion", "delivery")
            for segment in rng.sample(["Enterprise", "SMB", None], 2)
            for currency in [asked["subscription"][0]["currency"]]]
    return {**asked, "cost_month": list({(row["month_on"], row["kind"], row["segment"]): row for row in rows}.values())}


def test_sums_of_products_are_one_number_in_whatever_order_threads_come() -> None:
    """Squares of money exceed 2^53: added up as doubles their last digits are those of the order."""
    amounts = [float(10**8 + 7919 * at + at % 3) for at in range(1000)]
    rows = table("held", column("a", Double), column("place"))
    said = str(select(product_sum(rows.c.a, rows.c.a)).compile(compile_kwargs={"literal_binds": True}))
    with duckdb.connect() as database:
        database.execute("set threads = 1")
        found = set()
        for order in ("place", "-place", "hash(place)"):
            database.execute("create or replace table held as select * from (select unnest(?::double[]) as a, "
                             f"unnest(range(1000)) as place) order by {order}", [amounts])
            found |= set(database.execute(said).fetchall())
    assert found == {(math.fsum(each * each for each in amounts),)}


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_a_naive_count(seed: int) -> None:
    rng = random.Random(seed)
    asked = subject(costly(random_company(rng, 60), rng))
    house = replay.warehouse(asked.tables, asked.company.digits)
    labels = [key for key in asked.keys if key not in ("product", "department", "kind")]
    for by in (None, *(key for key in ("segment",) if key in labels)):
        where = random_where(asked, rng, labels) if by is None else ()
        scope = Scope(week_end(FIRST + timedelta(days=rng.randrange(420, 1000))), where=where)
        ask = Question(asked.tables, asked.company, scope.where, scope.as_of)
        wanted, found = sums_of(ask, by), economics(house, scope, by=by)
        assert {row[by] if by else None for row in found.to_dict("records")} == (set(wanted) if by else {None})
        for row in found.to_dict("records"):
            agrees(row, wanted[row[by] if by else None], 10**asked.company.digits)


def agrees(row: Row, wanted: Row, minor: int) -> None:
    assert row["new_customers"] == wanted["w"]
    assert (row["logos_base"], row["logos_kept"]) == (wanted["b"], wanted["b"] - wanted["l"])
    if wanted["n"]:
        assert row["arpa"] == pytest.approx(wanted["a"] / wanted["n"] / minor)
        assert row["revenue"] == pytest.approx(wanted["a"] / 12 / minor)
    else:
        assert row["arpa"] is None
        assert row["arpa_reason"] == "no_customers"
    if wanted["b"] and row["logo_churn_reason"] is None:
        assert row["logo_churn"] == pytest.approx(wanted["l"] / wanted["b"])
        assert (row["logo_churn_low"], row["logo_churn_high"]) == pytest.approx(
            wilson(wanted["l"], wanted["b"]), abs=1e-4)
    if row["month_churn_reason"] is None:
        assert row["month_churn"] == pytest.approx(wanted["c"] / wanted["o"])
    if row["ltv"] is not None:
        assert row["ltv"] == pytest.approx(row["arpa"] * row["gross_margin"] * wanted["b"] / wanted["l"])
    if row["cac"] is not None:
        assert row["cac"] == pytest.approx(row["cost_acquisition"] / wanted["w"])
    finite(row)


def finite(row: Row) -> None:
    """No infinity, no NaN; what is null has its reason, what is not has none."""
    assert all(not isinstance(value, float) or math.isfinite(value) for value in row.values()), row
    for name in INTERVALS:
        assert (row[name] is None) == (row[f"{name}_reason"] is not None), (name, row)
        if row[f"{name}_low"] is not None:
            assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"], (name, row)


def test_costs_are_by_segment_only_where_the_data_say_so_and_never_by_another_label() -> None:
    names = [f"{size}{at}" for size in "AB" for at in range(20)]
    customers = [{"customer_id": name, "segment": name[0], "region": "関東"} for name in names]
    rows = [line(name, "2025-03-01" if name[1:] in ("0", "1") else "2023-01-01",
                 "2025-08-01" if name[1:] == "9" else None, "100") for name in names]
    booked = [*year("acquisition", 10, segment="A"), *year("acquisition", 30), *year("delivery", 5, segment="A"),
              *year("delivery", 7, segment="B")]
    house = replay.warehouse(tables(*rows, customers=customers, cost_month=booked), 0)
    scope = Scope(date(2025, 12, 31))
    whole = economics(house, scope).iloc[0]
    split = {row["segment"]: row for row in economics(house, scope, by="segment").to_dict("records")}
    assert whole.cac == 40 * 12 / 4
    assert (whole.margin_source, whole.cac_partial) == ("own", False)
    assert split["A"]["cac"] == 10 * 12 / 2
    assert split["A"]["cac_partial"]
    assert not split["A"]["margin_partial"]
    assert split["B"]["cac_reason"] == "costs_not_given"
    assert split["B"]["gross_margin"] == pytest.approx(1 - 84 / split["B"]["revenue"])
    region = economics(house, scope, by="region").iloc[0]
    assert (region.cac_reason, region.margin_source, region.ltv_reason) == ("costs_not_given", "company", None)
    filtered = economics(house, Scope(date(2025, 12, 31), where=(("segment", ("A",)),))).iloc[0]
    assert filtered.cac == split["A"]["cac"]
    assert filtered.ltv == pytest.approx(split["A"]["ltv"])
    assert economics(house, Scope(date(2025, 12, 31), where=(("region", ("関東",)),))).cac.iloc[0] is None
    nobody = Viewer("x", "lead", ("T1",))
    assert costs(house, Scope(date(2025, 12, 31), viewer=nobody), date(2025, 1, 1), date(2025, 12, 31)).empty


BAD: dict[str, tuple[list[Row], list[Row], dict[str, str | None]]] = {
    "nobody left": ([line(f"C{at}", "2023-01-01", None, "10") for at in range(12)],
                    [*year("acquisition", 5), *year("delivery", 5)], {"ltv": "zero_churn", "cac": "no_new"}),
    "no costs": ([line("A", "2023-01-01", "2025-05-01", "10"), line("B", "2023-01-01", None, "10")], [],
                 {"ltv": "no_margin", "cac": "no_costs", "payback_months": "no_costs", "logo_churn": None}),
    "no delivery": ([line("A", "2023-01-01", "2025-05-01", "10"), line("B", "2023-01-01", None, "10"),
                     line("C", "2025-02-01", None, "10")], year("acquisition", 5),
                    {"ltv": "no_margin", "cac": None, "payback_months": "no_margin"}),
    "a loss on every sale": ([line("A", "2023-01-01", "2025-05-01", "10"), line("B", "2023-01-01", None, "10"),
                              line("C", "2025-02-01", None, "10")],
                             [*year("acquisition", 5), *year("delivery", 500)],
                             {"ltv": "negative_margin", "payback_months": "negative_margin", "cac": None}),
    "one customer": ([line("A", "2023-01-01", None, "10")], [*year("acquisition", 5), *year("delivery", 1)],
                     {"ltv": "zero_churn", "cac": "no_new", "arpa": None}),
    "no customers": ([line("A", "2023-01-01", "2023-05-01", "10")], [*year("acquisition", 5), *year("delivery", 1)],
                     {"ltv": "no_customers", "arpa": "no_customers", "logo_churn": "no_base", "cac": "no_new"}),
    "a short history": ([line("A", "2025-03-01", None, "10"), line("B", "2025-04-01", None, "10")],
                        [*year("acquisition", 5), *year("delivery", 1)],
                        {"ltv": "short_history", "cac": None, "month_ltv": "short_history"}),
    "costs of some months": ([line("A", "2023-01-01", "2025-05-01", "10"), line("B", "2025-02-01", None, "10")],
                             year("acquisition", 5)[:7], {"cac": "costs_short", "ltv": "no_margin"}),
    "costs of nothing": ([line("A", "2023-01-01", "2025-05-01", "10"), line("B", "2025-02-01", None, "10")],
                         [*year("acquisition", 0), *year("delivery", 1)], {"cac": None, "ltv_to_cac": "no_cost"}),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_known_is_null_with_its_reason(name: str) -> None:
    rows, booked, reasons = BAD[name]
    house = replay.warehouse(tables(*rows, cost_month=booked), 0)
    for assumed in (Assumptions(), Assumptions(0.8, 100.0, 6), Assumptions(-1.0), Assumptions(0.0, 0.0, 1)):
        row = economics(house, Scope(date(2025, 12, 31)), assumed).to_dict("records")[0]
        finite(row)
        if assumed == Assumptions():
            assert {key: row[f"{key}_reason"] for key in reasons} == reasons
        for split in economics(house, Scope(date(2025, 12, 31)), assumed, "segment").to_dict("records"):
            finite(split)


def test_filters_on_lines_and_unknown_keys(on_demo: Path) -> None:
    house = open_warehouse()
    row = economics(house, Scope(END, where=(("product", ("Platform",)),)))
    assert (len(row), row.reason.iloc[0], row.ltv.iloc[0]) == (1, "lines", None)
    with pytest.raises(UnknownFilter):
        economics(house, Scope(END), by="product")


@pytest.mark.thorough
def test_the_intervals_are_those_of_a_bootstrap(default_company: Warehouse) -> None:
    """Customers drawn again and again: ARPA, LTV and their like spread as the delta method says, within a fifth."""
    from sqlalchemy import select

    span, scope, rng = period(END), Scope(END), np.random.default_rng(5)
    asked = statement(scope, span)
    held = next(each for each in asked.get_final_froms() if each.name == "held")  # type: ignore[attr-defined]
    units = run(default_company, select(*(held.c[name] for name in VALUES))).astype(float)
    row = economics(default_company, scope).iloc[0]
    drawn = [units.iloc[rng.integers(0, len(units), len(units))].sum() for _ in range(1500)]
    logs = {"arpa": [math.log(one.a / one.n) for one in drawn],
            "ltv": [math.log(one.a / one.n * one.b / one.l) for one in drawn],
            "month_ltv": [math.log(one.a / one.n * one.o / one.c) for one in drawn],
            "cac": [-math.log(one.w) for one in drawn],
            "ltv_to_cac": [math.log(one.a / one.n * one.b / one.l * one.w) for one in drawn]}
    for name, values in logs.items():
        ours = math.log(row[f"{name}_high"] / row[f"{name}_low"]) / 2 / 1.96
        assert ours == pytest.approx(float(np.std(values)), rel=0.2), name


def test_the_demo_says_what_a_customer_costs_and_brings(default_company: Warehouse) -> None:
    row = economics(default_company, Scope(END)).iloc[0]
    assert row.reason is None
    assert 0.6 < row.gross_margin < 0.9
    assert 6 < row.payback_months < 36
    by = economics(default_company, Scope(END), by="segment")
    assert by.new_customers.sum() == row.new_customers
    assert by.cost_acquisition.sum() == pytest.approx(row.cost_acquisition)
    assert economics(default_company, Scope(END), by="source").new_customers.sum() == row.new_customers


@pytest.mark.parametrize(("text", "rules"), [
    ("[assumptions]\ngross_margin = 0.7\ncac = 5\nrenewal_months = 6", []),
    ("[assumptions]\ngross_margin = 1.2", ["out_of_bounds"]), ("[assumptions]\ncac = '5'", ["not_a_number"]),
    ("[assumptions]\ncac = nan", ["not_a_number"]), ("[assumptions]\nrenewal_months = 6.5", ["not_a_number"]),
    ("[assumptions]\nrenewal_months = true", ["not_a_number"]), ("[assumptions]\nmargin = 1", ["unknown_key"]),
    ("[other]\na = 1", ["unknown_key"]), ("assumptions = 3", ["not_a_table"]), ("[assump", ["not_toml"])])
def test_a_file_of_assumptions_counts_as_a_whole(tmp_path: Path, text: str, rules: list[str]) -> None:
    file = tmp_path / "economics.toml"
    file.write_text(text, encoding="utf-8")
    found = reading.read(file)
    assert [fault.rule for fault in found.faults] == rules
    assert found.assumptions == (Assumptions(0.7, 5, 6) if not rules else Assumptions())
    assert all(str(fault).startswith("economics.toml") for fault in found.faults)
    assert not reading.read(reading.DEFAULT).faults


def test_the_command(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["economics", "--format", "json", "--gross-margin", "0.5", "--renewal-months", "6"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said["rows"][0]) == set(COLUMNS)
    assert said["assumptions"] == {"gross_margin": 0.5, "cac": None, "renewal_months": 6}
    assert said["rows"][0]["gross_margin"] == 0.5
    for wrong in (["--gross-margin", "2"], ["--renewal-months", "0"], ["--unit", "contract"], ["--by", "product"],
                  ["--cac", "inf"]):
        assert main(["economics", *wrong]) == 2, wrong
        capsys.readouterr()


