"""The functions' breakdowns: sales as an oracle counts them, cases worked by hand, and figures that equal others."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from data.warehouse import Warehouse, open_warehouse
from queries import (
    functions,
    functions_it,
    functions_pack,
    functions_partners,
    functions_product,
    functions_services,
    functions_sold,
    functions_support,
    landmarks,
    retention,
)
from queries.__main__ import main
from queries.datastatus import sources
from queries.dimensions import build_info
from queries.drivers import drivers
from queries.functions_sold import By, ratio
from queries.functions_support import stake
from queries.measures import measured
from queries.oracle import sold as oracle
from queries.oracle.days import week_end
from queries.oracle.functions import Asked
from queries.oracle.intervals import delta, wilson
from queries.oracle.labels import Row
from queries.scope import Scope, UnknownFilter
from tests import replay
from tests.agreement.questions import random_where, subject
from tests.functions_companies import busy
from tests.oracle.examples import day, line, tables
from tests.strategies import FIRST, random_company

KINDS: tuple[By, ...] = ("seller", "source", "discount")


@pytest.mark.parametrize("seed", range(2))
def test_what_stayed_after_the_sale_is_the_oracles(seed: int) -> None:
    rng = random.Random(seed)
    asked = subject(random_company(rng, 60))
    whole = busy(asked.tables, rng)
    house = replay.warehouse(whole, asked.company.digits)
    labels = [key for key in asked.keys if key not in ("product", "department", "kind")]
    for number in range(2):
        where = random_where(asked, rng, labels) if number else ()
        scope = Scope(week_end(FIRST + timedelta(days=rng.randrange(800, 1150))), where=where)
        question = Asked(whole, asked.company, where, scope.as_of)
        sales = oracle.sales(question)
        for by in KINDS:
            groups: dict[str, list[Row]] = defaultdict(list)
            for row in sales:
                groups[oracle.of(row, by)].append(row)
            found = functions_sold.sold(house, scope, by)
            if found.attrs["missing"]:
                assert not whole.get("opportunity"), by
                continue
            assert set(found.of) == set(groups), (by, scope)
            for row in found.itertuples():
                _same(row, groups[str(row.of)], 10**asked.company.digits)


def _same(row: Any, sales: list[Row], minor: int) -> None:
    kept = sum(each["arr1"] > 0 for each in sales)
    assert (row.customers, row.kept) == (len(sales), kept)
    assert (row.low, row.high) == pytest.approx(wilson(kept, len(sales)), abs=1e-4)
    pairs = [(min(each["arr0"], each["arr1"]), each["arr0"]) for each in sales]
    assert row.arr == pytest.approx(sum(base for _, base in pairs) / minor)
    assert row.grr == pytest.approx(sum(kept for kept, _ in pairs) / sum(base for _, base in pairs))
    ends = delta(pairs, 1.0)
    assert (row.grr_low, row.grr_high) == (pytest.approx(ends, abs=1e-6) if ends[0] is not None else (None, None))
    assert (row.fit_known, row.fit_good) == (sum(each["fit"] is not None for each in sales),
                                             sum(each["fit"] == "good" for each in sales))
    assert row.discount == pytest.approx(sum(each["discount"] or 0 for each in sales) / len(sales))


def test_a_ratio_without_a_base_or_of_one_has_no_interval() -> None:
    assert ratio(0, 0, 0, 0, 0, 0) == (None, None, None)
    assert ratio(1, 5, 10, 25, 50, 100) == (0.5, None, None)


def ticket(number: int, customer: str, opened: str, **more: Any) -> Row:
    return {"ticket_id": f"T{number}", "customer_id": customer, "severity": 3,
            "opened_at": datetime.fromisoformat(f"{opened}T03:00:00"), **more}


def test_the_queue_is_ordered_by_arr_band_and_renewal() -> None:
    """Nobody has a score here, so the order is ARR, doubled where a renewal falls due within 90 days."""
    lines = [line("A", "2024-01-01", None, "100"), line("B", "2024-01-01", None, "150"),
             line("C", "2024-01-01", None, "90")]
    due: list[Row] = [{"renewal_id": "R", "contract_id": "K-A", "customer_id": "A", "due_on": day("2025-04-01"),
                       "decided_on": None, "status": "open", "arr_due": 1200, "arr_renewed": None, "currency": "JPY"}]
    closed = {"closed_at": datetime(2025, 3, 2, 3)}
    tickets = [ticket(1, "A", "2025-03-01"), ticket(2, "B", "2025-03-01"), ticket(3, "B", "2025-02-20"),
               ticket(4, "B", "2025-03-05", severity=1), ticket(5, "C", "2025-03-20"),
               ticket(6, "C", "2025-02-01", **closed)]
    house = replay.warehouse(tables(*lines, ticket=tickets, renewal=due), 0)
    found = functions_support.queue(house, Scope(day("2025-03-09")))
    assert list(found.ticket_id) == ["T1", "T4", "T3", "T2"], "stake, then severity, then age; T5 is still to come"
    assert list(found.stake) == [2400, 1800, 1800, 1800]
    assert list(found.open_days) == [8, 4, 17, 8]
    assert (found.attrs["total"], found.attrs["accounts"]) == (4, 2)
    earlier = functions_support.queue(house, Scope(day("2025-03-01")))
    assert "T6" in set(earlier.ticket_id), "it was closed later"


def test_a_red_band_doubles_and_a_yellow_one_adds_half() -> None:
    bands = ("red", "yellow", "green", "unknown")
    rows = pd.DataFrame([{"arr": 100.0, "band": each, "renewal_due": due} for each in bands
                         for due in (None, date(2025, 5, 1))], dtype=object)
    assert [stake(row, date(2025, 3, 9)) for row in rows.itertuples()] == [200, 400, 150, 300, 100, 200, 100, 200]
    late = pd.DataFrame([{"arr": 100.0, "band": "red", "renewal_due": date(2025, 6, 7)}], dtype=object)
    assert [stake(row, date(2025, 3, 9)) for row in late.itertuples()] == [200], "90 days on is not within 90 days"


def test_an_occasion_is_who_needs_a_service_and_has_bought_none() -> None:
    lines = [line(who, "2024-01-01", None, "100") for who in "ABCD"]
    late = {"product": "P", "started_on": day("2025-01-01"), "target_on": day("2025-02-01"), "first_value_on": None,
            "basic_done_on": None, "deep_done_on": None}
    ways = [{"onboarding_id": who, "customer_id": who, **late} for who in "ABC"]
    ways[2] |= {"basic_done_on": day("2025-01-20")}
    sold = [{"opportunity_id": "O", "customer_id": "B", "kind": "service", "source_function": "s", "sold_by": "S",
             "arr": 1, "currency": "JPY", "created_on": day("2025-01-01"), "closed_on": day("2025-01-10"), "won": True}]
    contacts = [{"contact_id": "X", "customer_id": "D", "name": "N", "role": "champion", "left_on": day("2025-02-10")}]
    house = replay.warehouse(tables(*lines, onboarding=ways, opportunity=sold, contact=contacts), 0)
    found = functions_services.occasions(house, Scope(day("2025-03-02")))
    assert list(found.account_id) == ["A"], "B bought one, C is done; of D's champion no record is old enough"
    assert found.attrs["unknown"] == ("usage_week",)
    after = functions_services.occasions(house, Scope(day("2025-09-28")))
    assert list(functions_services.occasions(house, Scope(day("2026-03-01"))).account_id) == ["A", "B"]
    assert "B" not in set(after.account_id)


def test_tickets_before_leaving_count_only_what_was_open_then(default_company: Warehouse) -> None:
    scope = Scope(build_info(default_company).default_as_of)
    found = functions_support.before(default_company, scope).set_index("outcome")
    days, _ = landmarks.landmarks(default_company, scope, landmarks.USUAL)
    told: dict[bool, list[int]] = {True: [0, 0], False: [0, 0]}
    with default_company.engine.connect() as connection:
        opened: dict[Any, list[Any]] = defaultdict(list)
        for who, on in connection.exec_driver_sql(
                "select root_key, cast(opened_at + interval '9 hours' as date) from contract.ticket "
                "join marts.customer using (customer_id)"):
            opened[who].append(on)
        first = min(on for each in opened.values() for on in each)
        for on in (each for each in days if (each - first).days >= 89):
            number = (on - date(1970, 1, 1)).days
            for who, now, later in connection.exec_driver_sql(
                    f"select unit_key, sum(delta) filter (where day <= {number}), sum(delta) filter "
                    f"(where day <= {number + 90}) from marts.change_customer group by 1"):
                if now:
                    sums = told[not later]
                    sums[0] += 1
                    sums[1] += sum(0 <= (on - each).days < 90 for each in opened[who])
    assert told[True] == [found.cases["left"], found.tickets["left"]]
    assert told[False] == [found.cases["stayed"], found.tickets["stayed"]]


def test_breakdowns_equal_the_measures_they_are_made_of(default_company: Warehouse) -> None:
    scope = Scope(build_info(default_company).default_as_of)
    keys = ("first_value_90", "feedback_shipped", "breadth")
    told = measured(default_company, scope, keys).set_index("measure")
    ways = functions_services.ways(default_company, scope)
    early = int(ways.onboardings[ways.to_days.isin([30, 60, 90])].sum())
    assert (early, ways.attrs["total"]) == (told.numerator["first_value_90"], told.denominator["first_value_90"])
    themes = functions_product.feedback(default_company, scope)
    assert (themes.shipped.sum(), themes.asked.sum()) == (told.numerator["feedback_shipped"],
                                                          told.denominator["feedback_shipped"])
    features = functions_product.features(default_company, scope)
    assert features.using.sum() / features.customers.iloc[0] / len(features) == pytest.approx(told.value["breadth"])
    assert list(features.share) == sorted(features.share, reverse=True)


def test_partners_are_the_retention_pages(default_company: Warehouse) -> None:
    scope = Scope(build_info(default_company).default_as_of)
    found = functions_partners.partners(default_company, scope)
    kpis = retention.kpis(default_company, scope, by="partner_id").set_index("partner_id")
    for row in found.itertuples():
        other = kpis.loc[row.partner_id] if row.partner_id is not None else kpis[kpis.index.isna()].iloc[0]
        assert (row.arr, row.logos) == (other["arr"], other["logos"])
        assert (row.grr, row.nrr, row.logo_retention) == pytest.approx(
            (other["grr"], other["nrr"], other["logo_retention"]))
        assert sum(getattr(row, name) for name in ("green", "yellow", "red", "unknown")) == row.logos
    tiers, whole = functions_partners.tiers(default_company, scope), retention.kpis(default_company, scope).iloc[0]
    assert tiers.logos.sum() == whole["logos"]
    assert (tiers.grr * tiers.arr_base).sum() / tiers.arr_base.sum() == pytest.approx(whole["grr"])
    first = found.iloc[0]
    pack = functions_pack.pack(default_company, scope, first.partner_id)
    assert (len(pack), pack["arr"].sum()) == (first.logos, first.arr)
    assert pack.attrs["lacks"]["no_contact"] == int(pack.no_contact.sum())
    assert pack.ttv_days.isna()[pack.no_onboarding.astype(bool)].all()
    with pytest.raises(UnknownFilter):
        functions_pack.pack(default_company, scope, "nobody")


def test_the_pack_says_what_is_missing_of_whom(default_company: Warehouse) -> None:
    scope = Scope(build_info(default_company).default_as_of)
    partner = functions_partners.partners(default_company, scope).partner_id.iloc[0]
    pack = functions_pack.pack(default_company, scope, partner)
    with default_company.engine.connect() as connection:
        for row in pack.head(15).itertuples():
            def count(table: str, where: str, who: str = row.account_id) -> int:
                return int(connection.exec_driver_sql(
                    f"select count(*) from contract.{table} t join marts.customer c using (customer_id) join "
                    f"marts.customer r on r.root_key = c.root_key where r.customer_id = '{who}' and {where}"
                ).scalar_one())
            on = scope.as_of
            assert row.no_onboarding == (count("onboarding", f"started_on <= date '{on}'") == 0)
            assert row.no_contact == (count("contact", f"left_on is null or left_on > date '{on}'") == 0)
            assert row.no_pulse == (count("pulse", f"recorded_on > date '{on - timedelta(days=90)}' and "
                                                   f"recorded_on <= date '{on}'") == 0)


def test_it_joins_customers_to_every_table(default_company: Warehouse) -> None:
    scope = Scope(build_info(default_company).default_as_of)
    found = functions_it.sources(default_company, scope).set_index("table")
    active = measured(default_company, scope, ("health_known",)).n.iloc[0]
    assert found["of"].dropna().unique().tolist() == [active]
    assert found.customers["subscription"] == active
    assert found.loaded.to_dict() == sources(default_company).set_index("table").loaded.to_dict()
    assert found.share["csm"] is None, "a CSM names no customer"


def test_parts_are_the_drivers_and_say_what_is_unknown(default_company: Warehouse) -> None:
    scope = Scope(build_info(default_company).default_as_of)
    found = functions.parts(default_company, scope).set_index("function")
    compared = drivers(default_company, scope).set_index("condition")
    for function, condition in functions.LINKS.items():
        assert found.difference[function] == compared.difference[condition], function
    assert found.value["it"] == measured(default_company, scope, ("health_known",)).value.iloc[0]
    bare = replay.warehouse(tables(line("A", "2024-01-01", None, "10")), 0)
    parts = functions.parts(bare, Scope(day("2025-03-30"))).set_index("function")
    assert set(parts.reason) == {"missing_table", "nobody"} or set(parts.reason) == {"missing_table"}
    assert parts.missing["services"] == ("onboarding",)


def test_the_command_answers_every_view_and_refuses_what_it_cannot(
    on_demo: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")

    def asked(*words: str) -> Any:
        assert main(["functions", *words, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    rows = asked()["rows"]
    assert [row["measure"] for row in rows] == [key for keys in functions.KEYS.values() for key in keys]
    assert {"function", "measure", "value", "target", "n", "low", "high", "owner", "reason"} <= set(rows[0])
    assert {row["function"] for row in asked("--function", "support")["rows"]} == {"support"}
    partner = asked("--view", "partners")["rows"][0]["partner_id"]
    assert asked("--view", "partner", "--partner", partner)["rows"]
    for view in ("trend", "parts", "features", "feedback", "sellers", "sources", "discounts", "tiers", "ways",
                 "occasions", "queue", "before", "tables"):
        assert asked("--view", view)["rows"], view
    for words in (["--by", "segment"], ["--unit", "contract"], ["--view", "partner"], ["--partner", "R01"],
                  ["--function", "it", "--view", "queue"]):
        assert main(["functions", *words]) == 2, words
    assert main(["functions", "--view", "partner", "--partner", "nobody"]) == 2
    assert open_warehouse()
