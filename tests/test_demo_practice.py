"""Partners, deals, wishes and further contacts of the demo company: what is won is the ledger's, what is planted shows.

Plain pandas over the tables; what is hidden (onboarding, size at sale, satisfaction) is read from the simulation.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from data.contract import TABLES
from data.demo.activity.feedback import RELEASE, THEMES, WISH
from data.demo.activity.ground import Ground
from data.demo.activity.people import contacts
from data.demo.activity.sellers import OF_STARTUPS, POOR_FITS, SELF_SERVICE, SELLERS
from data.demo.activity.touches import touch
from data.demo.partners import PARTNERS, SLOW, TIERS
from data.demo.truth import TRUTH
from tests.demo_seen import DAY, LAST, WEEK, Seen, company, ten_times
from tests.test_demo_activity import TWO_WAY, difference, in_a_spell

SMALL = 9
SLOW_ID, SMALL_ID = (f"R{number + 1:02d}" for number in (SLOW, SMALL))


@pytest.fixture
def seen() -> Seen:
    return company()


def paid(seen: Seen) -> pd.DataFrame:
    lines = seen.frames["subscription"].query("kind == 'paid'").copy()
    return lines.assign(arr=12 * lines.mrr.astype(float))


def won(seen: Seen, *kinds: str) -> pd.DataFrame:
    rows = seen.frames["opportunity"]
    return rows[rows.kind.isin(kinds) & rows.won.eq(True)].assign(arr=lambda each: each.arr.astype(float))


@lru_cache(maxsize=2)
def year(seen: Seen) -> pd.DataFrame:
    """The customers of a year ago: `kept`, what they are and were at the sale, and how they were sold to."""
    lines = paid(seen)
    then, now = (set(lines[(lines.start_on <= day) & ~(lines.end_on <= day)].customer_id)
                 for day in (LAST - pd.DateOffset(years=1), LAST))
    hidden = pd.DataFrame({"onboarded": seen.run.people.onboarding, "size": seen.run.people.size,
                           "newer": seen.run.people.newer}, index=seen.customers.index)
    sale = won(seen, "new").set_index("customer_id")[["sold_by", "discount", "handoff_complete"]]
    base = seen.customers.join(hidden).join(sale).loc[sorted(then)]
    tiers = seen.frames["partner"].set_index("partner_id").tier
    return base.assign(kept=base.index.isin(now), tier=base.partner_id.map(tiers), all=0)


def nothing(base: pd.DataFrame, with_it: pd.Index, within: list[str]) -> bool:
    """Whether a condition makes no difference beyond two and a half standard errors, within the same cells."""
    share, count = base.kept.mean(), base.index.isin(with_it).sum()
    error = (share * (1 - share) * (1 / count + 1 / (len(base) - count))) ** 0.5
    return bool(abs(difference(base, with_it.to_series(), within)) < 2.5 * error)


def test_what_was_won_first_is_what_the_first_lines_are_worth(seen: Seen) -> None:
    lines, deals = paid(seen), won(seen, "new").set_index("customer_id")
    first = lines[lines.start_on == lines.groupby("customer_id").start_on.transform("min")]
    new = first[~first.customer_id.isin(seen.customers.index[seen.run.people.old])]
    assert deals.index.is_unique
    expected = new.groupby("customer_id").arr.sum()
    assert len(expected) > 1500
    pd.testing.assert_series_equal(deals.arr.sort_index(), expected, check_names=False)
    people = seen.customers.reindex(deals.index)
    assert (deals.closed_on == people.signed_on).all()
    assert (deals.discount == pd.Series(seen.run.people.discount, seen.customers.index).reindex(deals.index)).all()
    contract = new.groupby("customer_id").contract_id.first()
    assert (deals.contract_id == contract.reindex(deals.index)).all()


def test_what_was_won_later_is_what_the_lines_grew_in_mid_term(seen: Seen) -> None:
    lines = paid(seen).sort_values("start_on", kind="stable")
    opened = lines.groupby("contract_id").start_on.transform("min")
    products = lines.groupby(["contract_id", "product", lines.department.fillna("")])
    grown = lines.assign(gain=lines.arr - products.arr.shift().fillna(0.0), added=products.cumcount() == 0)
    grown = grown[(lines.start_on > opened) & (grown.gain > 0)]
    deals = won(seen, "upsell", "cross_sell")
    assert len(grown) == len(deals) > 2000
    for kind, rows in grown.groupby(grown.added.map({True: "cross_sell", False: "upsell"})):
        told = deals[deals.kind == kind].groupby(["contract_id", "closed_on"]).arr.sum()
        expected = rows.groupby(["contract_id", "start_on"]).gain.sum()
        assert (told.index == expected.index).all()
        assert np.allclose(told, expected, atol=0.02)


def test_services_won_are_the_services_of_the_ledger(seen: Seen) -> None:
    lines = seen.frames["subscription"].query("kind == 'service'")
    deals = won(seen, "service")
    assert dict(zip(deals.contract_id, deals.arr, strict=True)) == dict(
        zip(lines.contract_id, lines.mrr.astype(float), strict=True))


def test_deals_are_dated_in_order_and_what_is_open_is_open(seen: Seen) -> None:
    deals = seen.frames["opportunity"]
    assert deals.created_on.is_monotonic_increasing
    assert not (deals.closed_on < deals.created_on).any()
    assert not (deals.handoff_on <= deals.closed_on).any()
    assert (deals.won.isna() == deals.closed_on.isna()).all()
    assert 100 < deals.closed_on.isna().sum() < 1000
    first = deals[(deals.kind == "new") & deals.won.eq(True)]
    assert deals[deals.handoff_complete.notna()].index.isin(first.index).all()
    assert first.handoff_complete[first.closed_on < LAST - 31 * DAY].notna().all()
    assert first.handoff_on[first.handoff_complete.eq(True)].notna().all()
    assert deals.contract_id.notna().eq(deals.won.eq(True)).all(), "what was not won has no contract"
    assert (deals.arr.astype(float) > 0).all()


def test_referrals_name_a_content_customer_of_some_standing(seen: Seen) -> None:
    first = won(seen, "new")
    referred = first[first.referred_by.notna()]
    lead = referred.customer_id.map(seen.customers.lead_source)
    asked = first.customer_id.map(seen.customers.lead_source) == "Referral"
    assert set(lead) == {"Referral"}
    assert abs(len(referred) / asked.sum() - TRUTH.referred_known) < 0.06
    assert (referred.referred_by.map(seen.satisfaction) > 4).all()
    start = paid(seen).groupby("customer_id").start_on.min()
    assert (referred.referred_by.map(start) + 90 * DAY <= referred.created_on).all()


def test_who_found_the_occasion_wins_as_often_as_is_told(seen: Seen) -> None:
    deals = seen.frames["opportunity"].query("won.notna()").assign(won=lambda rows: rows.won.astype(bool))
    later = deals[deals.kind.isin(["upsell", "cross_sell"])].groupby("source_function").won.mean()
    expected = {"product": 1.0, "customer success": 0.54, "partners": 0.43, "sales": 0.33, "marketing": 0.29}
    assert all(abs(later[name] - share) < 0.04 for name, share in expected.items()), later
    source = deals[deals.kind == "new"].groupby("source_function").won.mean()
    told = {"customer success": 0.51, "partners": 0.49, "marketing": 0.34, "sales": 0.25}
    assert all(abs(source[name] - share) < 0.04 for name, share in told.items()), source
    own = deals[deals.sold_by == SELF_SERVICE]
    assert set(own.source_function) == {"product"}
    names = set(seen.frames["csm"].name)
    assert not names & set(SELLERS)
    assert set(deals.sold_by) <= {*names, *SELLERS, SELF_SERVICE}


def test_the_slow_partner_and_the_small_one_show_by_default(seen: Seen) -> None:
    base, steps = year(seen), seen.frames["onboarding"].set_index("customer_id")
    days = (steps.first_value_on - steps.started_on).dt.days
    by = days.groupby(seen.customers.partner_id.reindex(days.index) == SLOW_ID).median()
    assert by[True] > 1.7 * by[False]
    kept = base.groupby("partner_id").kept.agg(["mean", "size"])
    others = base[base.partner_id.notna() & (base.partner_id != SLOW_ID)]
    assert kept.loc[SLOW_ID, "mean"] < others.kept.mean() - 0.10
    assert kept.loc[SMALL_ID, "size"] == 8
    assert kept.loc[SMALL_ID, "mean"] == 0.5
    tiers = base.groupby("tier").kept.mean()
    assert tiers["registered"] < tiers["gold"] - 0.05
    led = seen.customers.lead_source == "Partner"
    assert abs(seen.customers.partner_id[led].notna().mean() - TRUTH.partner_lead) < 0.04
    assert abs(seen.customers.partner_id[~led].notna().mean() - TRUTH.partner_other) < 0.01


def test_partners_and_their_tiers_are_a_selection_and_nothing_else() -> None:
    base = year(ten_times()).query("partner_id.notna()")
    slow = base.index[base.partner_id == SLOW_ID]
    assert difference(base, slow.to_series(), []) < -0.08
    assert nothing(base, slow, ["onboarded", "size", "newer"])
    rest = base[base.partner_id != SLOW_ID]
    assert all(nothing(rest, rest.index[rest.tier == tier], ["size", "newer"]) for tier in TIERS)
    assert rest.kept[rest.partner_id == SMALL_ID].mean() > 0.85, "the small one was chance"
    assert len(PARTNERS) == ten_times().frames["partner"].partner_id.nunique()


def test_two_sellers_sell_to_poor_fits_and_one_to_startups(seen: Seen) -> None:
    base, poor = year(seen), [SELLERS[number] for number in POOR_FITS]
    startups = SELLERS[OF_STARTUPS]
    sold = won(seen, "new").set_index("customer_id").join(seen.customers[["icp_fit"]])
    share = sold.icp_fit.eq("poor").groupby(sold.sold_by).mean()
    assert share[poor].min() > 0.5
    assert share.drop(poor).max() < 0.15
    kept = base.groupby("sold_by").kept.mean()
    others = base[base.sold_by.notna() & ~base.sold_by.isin([*poor, startups])].kept.mean()
    assert base[base.sold_by.isin(poor)].kept.mean() < others - 0.03
    assert kept.idxmin() == startups
    large = year(ten_times()).query("sold_by.notna()")
    fits = large[large.sold_by != startups]
    theirs, his = fits.index[fits.sold_by.isin(poor)], large.index[large.sold_by == startups]
    assert difference(fits, theirs.to_series(), []) < -0.025
    assert nothing(fits, theirs, ["icp_fit"])
    assert difference(large, his.to_series(), []) < -0.05
    assert nothing(large, his, ["size"])


def test_discount_and_handoff_are_noise() -> None:
    base = year(ten_times()).query("discount.notna()")
    high = base.index[base.discount > base.groupby("size").discount.transform("median")]
    assert difference(base, high.to_series(), []) > 0.04
    small = base[base.segment == "SMB"]
    assert difference(small, high.to_series(), []) > 0.03, "Startups that grew have none"
    assert nothing(base, high, ["size"])
    assert nothing(base, base.index[base.handoff_complete.eq(True)], ["newer"])


def test_handoffs_and_wishes_get_better(seen: Seen) -> None:
    first = won(seen, "new").query("handoff_complete.notna()")
    back = (LAST - first.closed_on).dt.days / 365.25
    complete = first.handoff_complete.astype(bool).groupby(back.astype(int)).mean()
    slope = (TRUTH.handoff_last - TRUTH.handoff_first) / 4
    assert all(abs(complete[ago] - (TRUTH.handoff_last - slope * (ago + 0.5))) < 0.08 for ago in range(4))
    wishes = seen.frames["feedback"]
    asked = wishes.theme.value_counts()
    assert asked.idxmax() == THEMES[WISH]
    assert abs(asked.max() / len(wishes) - TRUTH.feedback_wish) < 0.03
    assert asked.max() > 2 * asked.iloc[1]
    assert wishes.shipped_on[wishes.theme == THEMES[WISH]].isna().all()
    told = wishes.told_on.notna()[wishes.shipped_on.notna()].groupby(wishes.shipped_on.dt.year).mean()
    assert told[2026] > told[2024] + 0.15
    old = wishes[(wishes.submitted_on < LAST - 300 * DAY) & (wishes.theme != THEMES[WISH])]
    built = old.shipped_on.notna().groupby(old.submitted_on.dt.year).mean()
    assert built[2025] > built[2023] + 0.1


def test_wishes_are_built_in_releases_and_told_while_a_customer(seen: Seen) -> None:
    wishes = seen.frames["feedback"]
    shipped = wishes.shipped_on.dropna()
    assert ((LAST + DAY - shipped).dt.days % RELEASE == 0).all()
    assert ((shipped - wishes.submitted_on[shipped.index]).dt.days >= 45).all()
    told = wishes[wishes.told_on.notna()]
    assert (told.told_on > told.shipped_on).all()
    assert in_a_spell(seen, "feedback", "submitted_on").all()
    assert in_a_spell(seen, "feedback", "told_on")[told.index].all()
    assert len(seen.within("feedback", "submitted_on", seen.decisions.silent)) == 0


def test_contacts_of_the_other_functions_come_after_the_rest_and_are_one_way(seen: Seen) -> None:
    rows, ground = seen.frames["touch"], Ground(seen.run)
    before = touch(ground, contacts(ground)).to_pandas(date_as_object=False)
    pd.testing.assert_frame_equal(rows[: len(before)], before)
    more = rows[len(before):]
    assert set(more.function) == {"sales", "partners", "support", "product", "it"}
    assert not set(more.kind) & set(TWO_WAY)
    assert more[["delivered", "opened", "clicked"]].isna().all(axis=None)
    assert set(more.customer_id[more.function == "partners"]) <= set(
        seen.customers.index[seen.customers.partner_id.notna()])
    playbooks = seen.frames["playbook"].set_index("playbook_id")
    followed = more[more.playbook_id.notna()]
    assert (followed.playbook_id.map(playbooks.function) == followed.function).all()
    assert playbooks.written_on.reindex(followed.playbook_id.unique()).notna().all()
    played = more.playbook_id.notna().groupby(more.function).mean()
    assert played["partners"] == 0 < played["sales"] < 0.15 < played["it"] < played["product"] < played["support"]
    notes = more[more.function == "support"]
    severe = seen.frames["ticket"].query("severity <= 2")
    assert abs(len(notes) / len(severe) - TRUTH.support_mail) < 0.03
    first = more.groupby("function").occurred_on.min()
    joined = {name: getattr(TRUTH, f"{name}_joined") for name in ("sales", "product", "partners", "it")}
    assert all(0 <= (first[name] - LAST - DAY).days - 7 * week <= 21 for name, week in joined.items())
    lines = paid(seen).groupby("customer_id").start_on.min()
    begun = lines[(lines > LAST + TRUTH.it_joined * WEEK) & (lines < LAST - 60 * DAY)].index
    assert abs(begun.isin(more.customer_id[more.function == "it"]).mean() - TRUTH.data_talk) < 0.06


def test_playbooks_differ_by_function(seen: Seen) -> None:
    books = seen.frames["playbook"]
    books = books.assign(written=books.written_on.notna())
    by = books.groupby("function")[["written", "has_measure", "has_target"]].mean()
    assert by.loc["partners"].eq(0).all()
    assert by.loc["services", "has_target"] > 0.5
    assert by.loc["marketing", "has_measure"] == 1 > by.loc["marketing", "has_target"] == 0.5
    assert by.loc["sales", "written"] == 1
    assert 0 < by.loc["it", "written"] < 1
    assert set(TABLES["playbook"].columns.keys()) <= set(books.columns)
