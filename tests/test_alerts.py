"""The rules on a company: each reading against the page's own question, history against the date, who is told what."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.access import Viewer
from data.alerts import reading
from data.alerts.model import METRICS, Rule
from data.fiscal import Quarter
from data.store import Record
from data.store.model import frozen
from data.targets import Target
from data.warehouse import Warehouse, open_warehouse
from queries import alerts, alerts_readings, health, renewal_lists, retention
from queries.__main__ import main
from queries.alerts_aims import Aim, aim, aims
from queries.alerts_asked import Figures, days_of, readings_of
from queries.alerts_series import Series
from queries.dimensions import build_info, dimensions
from queries.retention import sundays
from queries.scope import Scope, UnknownFilter

LOW = Rule("low", "level", metric="grr", side="below", threshold=0.99)
TOP = Rule("top", "account_red", top=20)
NOTICE = Rule("notice", "notice", side="above", threshold=0.0, days=30)
RISE = Rule("rise", "change", metric="red_arr", side="above", threshold=0.2, relative=True, over=4)
EVERY = reading.read(reading.DEFAULT).rules


@pytest.fixture
def house(on_demo: Path) -> Warehouse:
    return open_warehouse()


def last(house: Warehouse) -> date:
    return build_info(house).default_as_of


def read(house: Warehouse, rule: Rule, scope: Scope, held: tuple[Aim, ...] = (),
         today: date | None = None) -> pd.DataFrame:
    days = sundays(scope.as_of, 30)
    found = readings_of(rule, Figures(house, scope, days), held, today)
    return pd.DataFrame([vars(each) for each in found]).set_index("day")


@pytest.mark.parametrize("where", [(), (("segment", ("Enterprise",)),), (("csm_id", ("M001",)),)])
def test_figures_are_those_of_the_pages(house: Warehouse, where: tuple[tuple[str, tuple[str]], ...]) -> None:
    scope = Scope(last(house), where=where)
    for day in sundays(scope.as_of, 30)[::13]:
        page, bands = retention.kpis(house, scope.at(day)).iloc[0], health.bands(house, scope.at(day)).set_index("band")
        for metric in ("nrr", "grr", "logo_retention", "arr", "logos"):
            given = read(house, replace(LOW, metric=metric), scope).loc[day]
            assert given.value == pytest.approx(page[metric], nan_ok=True)
            assert given.n == (page.logos if metric in ("arr", "logos") else page.logos_base)
        red = {"red_arr": bands.arr["red"], "red_customers": bands.customers["red"],
               "red_share": bands.arr["red"] / bands.arr.sum()}
        for metric, value in red.items():
            assert read(house, replace(LOW, metric=metric), scope).loc[day].value == pytest.approx(value)
        listed = renewal_lists.listed(house, scope.at(day), "deadline", 10_000)
        until = day + timedelta(days=30)
        near = listed[(listed.band == "red") & (listed.notice_on >= day) & (listed.notice_on <= until)]
        notice = read(house, NOTICE, scope).loc[day]
        assert (notice["count"], notice.value) == (len(near), pytest.approx(near.arr_due.sum()))


def test_every_metric_of_a_rule_has_its_figures(house: Warehouse) -> None:
    for metric in METRICS:
        assert read(house, replace(LOW, metric=metric), Scope(last(house))).value.notna().any(), metric


def test_masking_is_the_warning_of_the_weekly_page(house: Warehouse) -> None:
    scope = Scope(last(house))
    found = read(house, Rule("a1", "masking"), scope)
    for day in sundays(scope.as_of, 10):
        test = retention.upsell_masks_churn(house, scope.at(day))
        assert found.loc[day].over == bool(test and test.fires)
        if test:
            assert (found.loc[day].value, found.loc[day].earlier) == (test.grr_last, test.grr_first)


def test_history_is_what_each_date_says_of_itself(house: Warehouse) -> None:
    """Also where the episode began long ago: the state needs nothing but the week and the year before it."""
    held = (Aim("grr", 0.97, date(2020, 1, 1)),)
    scope = Scope(last(house))
    whole = alerts.history(house, scope, EVERY, held)
    for day in sundays(scope.as_of, 60)[::12]:
        then = alerts.firing(house, scope.at(day), EVERY, held)
        kept = whole[whole.week == day].reset_index(drop=True)
        pd.testing.assert_frame_equal(then, kept, check_dtype=False)
    assert len(whole) == whole.week.nunique() * len(EVERY)


def test_a_day_in_the_week_asks_of_the_sunday_before(house: Warehouse) -> None:
    sunday = last(house)
    asked = alerts.firing(house, Scope(sunday - timedelta(days=3)), EVERY)
    assert asked.equals(alerts.firing(house, Scope(sunday - timedelta(days=7)), EVERY))


def test_the_accounts_are_the_largest_red_ones(house: Warehouse) -> None:
    scope = Scope(last(house))
    named = alerts.named(house, scope, replace(TOP, quiet=0), None)
    everybody = health.members(house, scope, None, None, 1, None)
    now = everybody[everybody.band_to != "gone"].sort_values("arr", ascending=False).head(20)
    assert sorted(named.account_id) == sorted(now.account_id[now.band_to == "red"])
    row = alerts.firing(house, scope, (TOP,)).iloc[0]
    assert (row.listed, row.arr) == (len(named) or 0, pytest.approx(named["arr"].sum())) or row.status != "firing"
    turned = now[(now.band_to == "red") & (now.band_from.isin(["green", "yellow"]))]
    assert set(turned.account_id) <= set(named.account_id[named.new.astype(bool)])


def test_under_the_target_of_its_quarter_and_none_where_there_is_none(house: Warehouse) -> None:
    rule, day = replace(LOW, threshold=None), last(house)
    whole = Scope(day)
    held = (Aim("grr", 1.0, day - timedelta(days=20), day),)
    found = read(house, rule, whole, held)
    assert found.bound.notna().sum() == 3
    assert set(found.reason.iloc[:-3]) == {"no_target"}
    assert found.over.iloc[-1]
    assert set(read(house, rule, Scope(day, where=(("segment", ("SMB",)),)), held).reason) == {"no_target"}
    row = alerts.firing(house, whole, (rule,)).iloc[0]
    assert (row.status, row.reason) == ("unknown", "no_target")


def test_targets_of_the_board_go_before_the_file() -> None:
    plan = (Target("grr", Quarter(2026, 3), 0.9), Target("net_new", Quarter(2026, 3), 5.0))
    moments = [pd.Timestamp("2026-10-10T16:00Z").to_pydatetime(), pd.Timestamp("2026-11-10T01:00Z").to_pydatetime()]
    versions = [Record("target", "grr", at, frozen({"value": value, "owner": "森"}), "森", moment)
                for at, (value, moment) in enumerate(zip((0.93, 0.95), moments, strict=True), start=1)]
    held = aims(plan, [versions, []], 4, "Asia/Tokyo")
    said = [aim(held, "grr", date(2026, 10, day), ()) for day in (1, 10, 11)]
    assert said == [0.9, 0.9, 0.93]
    assert aim(held, "grr", date(2026, 11, 10), ()) == 0.95
    assert aim(held, "grr", date(2026, 9, 30), ()) is None
    assert aim(held, "net_new", date(2026, 11, 1), ()) is None
    assert aim(held, "grr", date(2026, 11, 10), (("segment", ("SMB",)),)) is None


def series(values: list[float], n: int = 50, half: float = math.nan) -> Series:
    days = tuple(date(2025, 1, 5) + timedelta(weeks=at) for at in range(len(values)))
    return Series(days, np.array(values), np.full(len(values), n), np.full(len(values), half),
                  np.full(len(values), -1), (None,) * len(values))


def test_a_change_counts_where_it_is_larger_than_chance_worked_by_hand() -> None:
    """Where nothing ever moved 30 % fires; where four weeks' changes are about 20 % themselves it does not."""
    calm, wild = [100.0] * 40 + [130.0], [100.0 + 20 * (at // 4 % 2) for at in range(40)] + [130.0]
    rule = replace(RISE, threshold=0.25)
    found = alerts_readings.change(rule, series(calm))[-1]
    assert (found.over, found.reach, found.reason) == (True, 0.0, None)
    assert found.beyond == pytest.approx(0.05)
    found = alerts_readings.change(replace(rule, threshold=0.05), series(wild))[-1]
    assert (found.over, found.reason) == (False, "chance")
    assert 0.25 < (found.reach or 0) < 0.45
    short = alerts_readings.change(rule, series(calm[-20:]))[-1]
    assert (short.over, short.reason) == (False, "short_history")


def test_a_rates_change_is_held_against_both_intervals() -> None:
    rule = Rule("fall", "change", metric="grr", side="below", threshold=0.01, over=1)
    wide, narrow = (alerts_readings.change(rule, series([0.95, 0.92], half=half))[-1] for half in (0.03, 0.02))
    assert (wide.over, wide.reason) == (False, "chance")
    assert narrow.over
    assert narrow.beyond == pytest.approx(0.02)


def test_nothing_fires_on_fewer_than_ten() -> None:
    rule = replace(LOW, threshold=0.9)
    few, enough = (alerts_readings.level(rule, series([0.5], n=n), (), ())[0] for n in (9, 10))
    assert (few.over, few.ends, few.reason) == (False, True, "few")
    assert enough.over
    assert alerts_readings.change(RISE, series([100.0] * 40 + [500.0], n=9))[-1].reason == "few"


def test_few_customers_of_a_company_fire_nothing(house: Warehouse) -> None:
    """Somebody's own customers, where they are fewer than ten."""
    sizes = {value.value: value.customers for value in dimensions(house)["csm_id"].values if value.value}
    held = (Aim("grr", 1.0, date(2020, 1, 1)),)
    for csm in list(sizes)[:3]:
        scope = Scope(last(house), viewer=Viewer("x", "csm", csm=csm))
        found = alerts.firing(house, scope, EVERY, held)
        few = found[found.n.notna() & (pd.to_numeric(found.n) < 10)]
        assert not (few.status == "firing").any()


def test_silence_is_counted_to_today_on_the_newest_date_alone(house: Warehouse) -> None:
    scope, rule = Scope(last(house)), Rule("old", "stale", table="usage_week", days=10)
    late = last(house) + timedelta(days=11)
    assert read(house, rule, scope, today=late).over.tolist()[-2:] == [False, True]
    assert read(house, rule, scope, today=late).value.iloc[-1] == 11
    assert not read(house, rule, scope).over.any()
    every = Rule("all", "stale", table="data", days=10)
    assert read(house, every, scope, today=build_info(house).newest_day + timedelta(days=12)).value.iloc[-1] == 12
    row = alerts.firing(house, scope, (rule, every), today=late).iloc[0]
    assert (row.status, row.new, row.value) == ("firing", True, 11)


def test_silence_in_the_middle_of_the_data_worked_by_hand() -> None:
    days = [date(2026, 1, 4) + timedelta(weeks=at) for at in range(6)]
    found = alerts_readings.stale(Rule("r", "stale", table="ticket", days=10), [days[1], days[4]], days, None)
    assert [each.value for each in found] == [None, 0, 7, 14, 0, 7]
    assert [each.over for each in found] == [False, False, False, True, False, False]
    nothing = alerts_readings.stale(Rule("r", "stale", table="ticket", days=10), None, days, None)
    assert {each.reason for each in nothing} == {"missing:ticket"}


def test_a_missing_table_is_said(house: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queries.alerts_series.has_renewals", lambda warehouse: False)
    monkeypatch.setattr("queries.health.known_weeks", lambda warehouse: ())
    monkeypatch.setattr("queries.alerts_asked.given", lambda warehouse: {})
    found = alerts.firing(house, Scope(last(house)), (NOTICE, RISE, Rule("old", "stale", table="touch", days=3)))
    assert list(found.reason) == ["missing:renewal", "missing:usage_week", "missing:touch"]
    assert set(found.status) == {"unknown"}


def test_before_the_data_nothing_is_known(house: Warehouse) -> None:
    found = alerts.firing(house, Scope(date(1999, 1, 3)), EVERY).set_index("rule")
    assert set(found.status) == {"unknown"}
    kinds = ("top_account_red", "red_arr_up", "notice_red", "usage_stale", "data_stale")
    assert {found.reason[key] for key in kinds} == {"before_data"}
    assert len(alerts.history(house, Scope(date(1999, 1, 3)), EVERY)) == len(EVERY)


def test_a_rules_own_filter_and_one_that_the_data_do_not_have(house: Warehouse) -> None:
    smb, odd = (replace(LOW, key=key, where=where) for key, where in (
        ("smb", (("segment", ("SMB",)),)), ("odd", (("planet", ("Mars",)),))))
    found = alerts.firing(house, Scope(last(house)), (smb, odd)).set_index("rule")
    page = retention.kpis(house, Scope(last(house), where=(("segment", ("SMB",)),))).iloc[0]
    assert found.value["smb"] == pytest.approx(page.grr)
    assert (found.status["odd"], found.reason["odd"]) == ("unknown", "filter:planet")
    other = alerts.firing(house, Scope(last(house), where=(("segment", ("Enterprise",)),)), (smb,)).iloc[0]
    assert (other.status, other.reason) == ("unknown", "other_filters")
    with pytest.raises(UnknownFilter):
        alerts.firing(house, Scope(last(house), where=(("planet", ("Mars",)),)), (LOW,))


def test_filters_on_lines_are_not_judged(house: Warehouse) -> None:
    product = dimensions(house)["product"].values[0].value
    found = alerts.firing(house, Scope(last(house), where=(("product", (product,)),)), (LOW, TOP))
    assert list(found.reason) == ["lines", "lines"]


def test_a_lead_is_told_of_the_own_customers_alone(house: Warehouse) -> None:
    team = next(value.value for value in dimensions(house)["team_id"].values if value.value)
    scope = Scope(last(house), viewer=Viewer("lead@example.com", "lead", (team,)))
    mine = Scope(last(house), where=(("team_id", (team,)),))
    assert alerts.firing(house, scope, EVERY).equals(alerts.firing(house, mine, EVERY))
    assert alerts.named(house, scope, TOP).equals(alerts.named(house, mine, TOP))


def test_whoever_sees_no_names_is_told_no_name_and_no_few(house: Warehouse) -> None:
    for back in range(0, 50, 7):
        day = last(house) - timedelta(weeks=back)
        whole, scope = Scope(day), Scope(day, viewer=Viewer("v@example.com", "viewer"))
        seen, told = (alerts.firing(house, each, EVERY) for each in (whole, scope))
        few = pd.to_numeric(seen.listed).between(1, 4)
        assert told[few & ~seen.kind.isin(["level", "stale", "masking"])].arr.isna().all()
        assert not pd.to_numeric(told.listed).between(1, 4).any()
        named = alerts.named(house, scope, TOP)
        assert named.empty or named[["account", "account_id"]].isna().all(axis=None)


def test_the_command(on_demo: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path,
                     monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["alerts", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [row["rule"] for row in said["rows"]] == [rule.key for rule in EVERY]
    assert main(["alerts", "--history", "--weeks", "20", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["weeks"] == 20
    assert main(["alerts", "--weeks", "20", "--format", "json"]) == 0
    rows = pd.DataFrame(json.loads(capsys.readouterr().out)["rows"])
    assert {row["rule"]: row["said"] for row in told["rows"]} == rows.groupby("rule").new.sum().to_dict()
    assert main(["alerts", "--by", "segment"]) == 2
    bad = tmp_path / "alerts.toml"
    bad.write_text('[[rule]]\nkey = "a"\nkind = "level"\nmetric = "nps"\nbelow = 1\nquiet = -2\n', encoding="utf-8")
    monkeypatch.setenv("TENURE_ALERTS", str(bad))
    capsys.readouterr()
    assert main(["alerts"]) == 2
    error = capsys.readouterr().err
    assert "alerts.toml:4: rule 1: metric: 'nps' is not known" in error
    assert "alerts.toml:6: rule 1: quiet: -2 is no whole number" in error


def test_the_weeks_that_are_read_are_bounded() -> None:
    assert len(days_of(EVERY, date(2026, 11, 22), date(2026, 11, 22))) <= 2 * 52 + 5 + 1
