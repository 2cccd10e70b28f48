"""Whose the expansion was, against a naive computation and the bridge; wins, cycles, handoffs and sizes likewise."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from lifelines import KaplanMeierFitter

from data.selling.reading import DEFAULT, Size, read
from data.warehouse import Warehouse, open_warehouse
from queries.__main__ import main
from queries.bridge import bridge
from queries.commands.expansion import VIEWS
from queries.dimensions import build_info
from queries.expansion_credit import credit
from queries.expansion_sizes import sizes
from queries.expansion_wins import handoffs, wins
from queries.lpm import wilson
from queries.oracle.expansion import Selling
from queries.oracle.labels import Row
from queries.scope import Scope
from queries.tables import year_before
from tests import replay
from tests.agreement.questions import Subject, random_day, random_where, subject
from tests.expansion_companies import selling
from tests.oracle.examples import day, line, tables
from tests.strategies import random_company

SEEDS, EACH = range(2), 8
RULES = read(DEFAULT).sizes
START, END = day("2025-01-31"), day("2025-12-31")


@lru_cache(maxsize=4)
def made(seed: int) -> tuple[Subject, Warehouse]:
    rng = random.Random(4100 + seed)
    given = selling(random_company(rng, customers=14 + 4 * seed), rng)
    asked = subject(given)
    return asked, replay.warehouse(given, asked.company.digits)


def worth(asked: Subject, row: Row) -> int:
    """A deal in minor units, halves away from zero."""
    rates = {each["currency"]: Fraction(each["to_reporting"]) for each in asked.tables.get("fx_rate", ())}
    amount = Fraction(row["arr"]) * rates.get(row["currency"], Fraction(1)) * 10**asked.company.digits
    return int(amount + Fraction(1, 2))


def deals_of(asked: Subject, kinds: tuple[str, ...] = ("upsell", "cross_sell")) -> list[Row]:
    return [row | {"who": asked.company.survivors[row["customer_id"]], "worth": worth(asked, row),
                   "source": str(row["source_function"]).strip().lower(), "seller": row["sold_by"]}
            for row in asked.tables["opportunity"] if row["customer_id"] is not None and row["kind"] in kinds]


def inside(asked: Subject, who: str, where: Any, on: date) -> bool:
    unit = next((each for each in asked.company.units("customer", ()) if each.bearer == who), None)
    if unit is not None:
        return asked.company.passes(unit, where, on)
    labels = {key: values for key, values in where if key not in ("product", "department", "kind")}
    return all(asked.company.labels.on(who, key, on) in values for key, values in labels.items())


@pytest.mark.parametrize("seed", SEEDS)
def test_credit_is_the_naive_one_and_adds_up_to_the_bridge(seed: int) -> None:
    (asked, house), rng = made(seed), random.Random(seed)
    minor, attributed = build_info(house).minor, 0
    for number in range(EACH):
        end = random_day(asked, rng)
        start = year_before(end) if number % 2 else min(random_day(asked, rng), end)
        scope, by = Scope(end, where=random_where(asked, rng, asked.keys)), ("source", "seller")[number % 3 == 0]
        found = credit(house, scope, start, end, by)  # type: ignore[arg-type]
        parts, left = Selling(asked.tables, asked.company, scope.where, end).credit(start, by)
        given = {row.of: round(row.amount * minor) for row in found[found.attributed == True].itertuples()  # noqa: E712
                 if row.amount}
        assert given == {key: amount for key, amount in parts.items() if amount}, (scope, start, by)
        assert round(found.amount.iloc[-1] * minor) == left
        spanned = round(float(bridge(house, scope, start, end).expansion.iloc[0]) * minor)
        assert sum(round(amount * minor) for amount in found.amount) == spanned
        assert spanned == sum(parts.values()) + left
        attributed += sum(given.values())
    assert attributed, "some company's expansion is somebody's"


def upsell(who: str, arr: str, closed: str | None, won: bool | None = True, **more: Any) -> Row:
    number = f"D-{who}-{closed}-{arr}"
    given = {"opportunity_id": number, "customer_id": who, "kind": "upsell", "source_function": "sales", "sold_by": "A",
             "arr": arr, "currency": "JPY", "created_on": day("2025-02-10"),
             "closed_on": day(closed) if closed else None, "won": won}
    return given | more


def test_credit_by_hand() -> None:
    """A grew by 1,200: two deals of 1,000 and 2,000 share it 1 : 2. B grew by 600, a deal of 400 leaves 200. C left."""
    house = replay.warehouse(tables(
        line("A", "2024-06-01", None, "100"), line("A", "2025-06-01", None, "100"),
        line("B", "2024-06-01", None, "100"), line("B", "2025-06-01", None, "50"), line("C", "2024-06-01", "2025-09-01",
                                                                                      "100"),
        opportunity=[upsell("A", "1000", "2025-05-01"),
                     upsell("A", "2000", "2025-05-02", source_function="product"), upsell("B", "400", "2025-06-01"),
                     upsell("C", "500", "2025-03-01")]), 0)
    found = credit(house, Scope(END), START, END)
    assert [(row.of, row.amount, row.won_arr, row.customers, row.deals) for row in found.itertuples()] == [
        ("product", 800.0, 2000.0, 1, 1), ("sales", 800.0, 1900.0, 2, 3), (None, 200.0, 0.0, 1, 0)]
    assert found.attrs == {"expansion": 1800.0, "attributed": 1600.0, "won_arr": 3900.0, "missing": ()}


def test_without_deals_all_of_it_is_nobodys_and_the_table_is_named() -> None:
    house = replay.warehouse(tables(line("A", "2024-06-01", None, "100"), line("A", "2025-06-01", None, "100")), 0)
    found = credit(house, Scope(END), START, END)
    assert found.attrs["missing"] == ("opportunity",)
    assert found[["of", "attributed", "amount", "share"]].to_numpy().tolist() == [[None, False, 1200.0, 1.0]]
    assert wins(house, Scope(END)).empty
    assert wins(house, Scope(END)).attrs["missing"] == ("opportunity",)
    assert handoffs(house, Scope(END)).attrs["missing"] == ("opportunity.handoff_complete",)
    assert sizes(house, Scope(END), RULES).attrs["missing"] == ("customer.employees", "opportunity")


def test_one_customer_and_nothing_that_grew() -> None:
    deal = upsell("A", "5", None, None)
    house = replay.warehouse(tables(line("A", "2024-06-01", None, "100"), opportunity=[deal]), 0)
    found = credit(house, Scope(END), START, END)
    assert found.amount.tolist() == [0.0]
    assert found["share"].tolist() == [None]
    told = wins(house, Scope(END), "all").iloc[0]
    assert (told.closed, told.win_rate, told.begun, told.median_days) == (0, None, 1, None)
    assert (told.open, told.open_arr) == (1, 5)


def test_a_year_that_runs_backwards_and_unknown_splits_are_refused() -> None:
    house = made(0)[1]
    with pytest.raises(ValueError, match="forward"):
        credit(house, Scope(END), END, START)
    with pytest.raises(ValueError, match="unknown split"):
        credit(house, Scope(END), START, END, "csm")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unknown split"):
        wins(house, Scope(END), "csm")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no size rules"):
        sizes(house, Scope(END), ())


@pytest.mark.parametrize("seed", SEEDS)
def test_wins_and_cycles_are_the_naive_ones_and_lifelines(seed: int) -> None:
    asked, house = made(seed)
    labels, rng = [key for key in asked.keys if key not in ("product", "department", "kind")], random.Random(seed)
    for _ in range(3):
        scope = Scope(random_day(asked, rng), where=random_where(asked, rng, labels))
        year = year_before(scope.as_of)
        rows = [row for row in deals_of(asked) if row["created_on"] <= scope.as_of and inside(
            asked, row["who"], scope.where, row["created_on"])]
        found = {row.of: row for row in wins(house, scope, "source").itertuples()}
        assert set(found) == {row["source"] for row in rows}, scope
        for of, told in found.items():
            own = [row for row in rows if row["source"] == of]
            over = [row for row in own if row["closed_on"] and row["closed_on"] <= scope.as_of]
            closed = [row for row in over if row["closed_on"] > year]
            won = sum(row["won"] for row in closed)
            assert (told.closed, told.won, told.open) == (len(closed), won, len(own) - len(over)), (scope, of)
            assert told.customers == len({row["who"] for row in own})
            if closed:
                assert (told.win_low, told.win_high) == pytest.approx(wilson(won, len(closed)))
            _cycle(told, [row for row in own if row["created_on"] > year], scope.as_of)


def _cycle(told: Any, begun: list[Row], on: date) -> None:
    assert told.begun == len(begun)
    if not begun:
        assert told.median_days is None
        return
    ended = [row["closed_on"] is not None and row["closed_on"] <= on for row in begun]
    days = [((row["closed_on"] if done else on) - row["created_on"]).days
            for row, done in zip(begun, ended, strict=True)]
    median = KaplanMeierFitter().fit(days, ended).median_survival_time_
    assert told.median_days == (median if median != float("inf") else None)


@pytest.mark.parametrize("seed", SEEDS)
def test_handoffs_are_the_naive_ones(seed: int) -> None:
    asked, house = made(seed)
    scope = Scope(random_day(asked, random.Random(seed + 1)))
    last = scope.as_of - timedelta(days=30)
    rows = [row for row in deals_of(asked, ("new", "upsell", "cross_sell", "service"))
            if row["won"] and row["closed_on"] <= last and row["closed_on"] > last - timedelta(days=365)]
    found = {row.of: row for row in handoffs(house, scope).itertuples()}
    assert set(found) == {row["source"] for row in rows}
    for of, told in found.items():
        own = [row for row in rows if row["source"] == of]
        done = sum(bool(row["handoff_complete"]) and (row["handoff_on"] or row["closed_on"]) <= scope.as_of
                   for row in own)
        silent = sum(row["handoff_complete"] is None and row["handoff_on"] is None for row in own)
        assert (told.deals, told.done, told.unrecorded) == (len(own), done, silent)
        assert told.dropped == len(own) - silent - done


@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_add_up_to_the_bridge_and_tell_who_kept_the_rule(seed: int) -> None:
    (asked, house), rng = made(seed), random.Random(seed)
    minor = build_info(house).minor
    employees = {row["customer_id"]: row["employees"] for row in asked.tables["customer"]}
    for _ in range(4):
        scope = Scope(random_day(asked, rng), where=random_where(asked, rng, asked.keys))
        found = sizes(house, scope, RULES)
        start = year_before(scope.as_of)
        spanned = bridge(house, scope, start, scope.as_of)
        assert round(sum(found.amount) * minor) == round(float(spanned.expansion.iloc[0]) * minor), scope
        assert round(sum(found.arr_base) * minor) == round(float(spanned.opening.iloc[0]) * minor), scope
        rows = [row for row in deals_of(asked) if row["closed_on"] and start < row["closed_on"] <= scope.as_of
                and inside(asked, row["who"], scope.where, row["created_on"])]
        for told in found[found.of.notna()].itertuples():
            own = [row for row in rows if _place(employees[row["who"]]) == told.of]
            won = [row for row in own if row["won"]]
            kept = [row for row in won if row["source"] in RULES[told.of].functions]
            assert (told.won, told.declined, told.by_rule) == (len(won), len(own) - len(won), len(kept)), scope


def _place(employees: int | None) -> int | None:
    return None if employees is None else next(
        place for place, size in enumerate(RULES) if size.up_to is None or employees <= size.up_to)


def test_the_demo_tells_who_sold_what_and_every_view_is_json(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    house = open_warehouse()
    end = build_info(house).default_as_of
    found = credit(house, Scope(end), year_before(end), end)
    assert found.attrs["attributed"] / found.attrs["expansion"] > 0.5
    assert found.of[found.attributed == True].iloc[0] in ("customer success", "sales")  # noqa: E712
    for view in VIEWS:
        assert main(["expansion", "--view", view, "--format", "json"]) == 0, view
        answer = json.loads(capsys.readouterr().out)
        assert answer["rows"], view
    assert main(["expansion", "--by", "segment"]) == main(["expansion", "--unit", "contract"]) == 2


@pytest.mark.parametrize(("text", "said"), [
    ("[[size]]\nfunctions = []", "list of names"),
    ("[[size]]\nup_to = 5\nfunctions = ['a']", "has no up_to"),
    ("[[size]]\nup_to = 0\nfunctions = ['a']\n[[size]]\nfunctions = ['a']", "whole number"),
    ("[[size]]\nup_to = 9\nfunctions = ['a']\n[[size]]\nup_to = 9\nfunctions = ['a']\n[[size]]\nfunctions = ['a']",
     "more than"), ("size = 3", "must stand"),
    ("[[size]]\nfunctions = ['a']\nwho = 1", "not known"), ("[[", "not TOML"),
    ("[[size]]\nfunctions = ['a']\n[more]\n", "more is not known")])
def test_a_fault_in_the_rules_is_named_and_none_is_used(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "selling.toml").write_text(text)
    found = read(tmp_path / "selling.toml")
    assert said in " ".join(found.faults)
    assert found.sizes == ()


def test_rules_of_ones_own_count_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENURE_SELLING", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    assert read().sizes == RULES
    (tmp_path / "selling.toml").write_text('[[size]]\nfunctions = [" Sales"]')
    assert read().sizes == (Size(None, ("sales",)),)
    monkeypatch.setenv("TENURE_SELLING", str(tmp_path / "absent.toml"))
    assert read().faults
