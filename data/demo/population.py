"""Who the customers are: everything about them that is settled on the day of signing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.basis import Codes, Flags, Ints, Reals, Weeks, pick, stream
from data.demo.truth import Truth

SEGMENT_REST = (0.12, 0.28, 0.60)
FIT_TTV = np.array([1.0, 1.1, 1.35])
PLAN_SHARES = np.array([[0.10, 0.40, 0.50], [0.25, 0.55, 0.20], [0.55, 0.40, 0.05], [0.85, 0.15, 0.0]])
TOUCH_SHARES = np.array([[1.0, 0.0, 0.0], [0.30, 0.70, 0.0], [0.0, 0.50, 0.50], [0.0, 0.10, 0.90]])
REGION_SHARES = np.array([0.04, 0.05, 0.46, 0.12, 0.18, 0.07, 0.08])
LEAD_SHARES = np.array([0.16, 0.14, 0.24, 0.16, 0.20, 0.10])
BILLING_SHARES = np.array([[0.97, 0.03, 0.0], [0.85, 0.12, 0.03], [0.50, 0.20, 0.30], [0.15, 0.10, 0.75]])
SEATS = np.array([[5.70, 0.33, 150, 900], [4.85, 0.40, 45, 400], [3.35, 0.45, 8, 110], [2.20, 0.45, 3, 24]])
"""Per size class: mean and spread of the logarithm of seats, least, most."""
DISCOUNTS = np.array([[0.15, 0.32], [0.06, 0.18], [0.0, 0.08], [0.0, 0.0]])
TERMS = np.array([12, 24, 36, 1])
TERM_SHARES = np.array([
    [0.78, 0.12, 0.10, 0.0], [0.86, 0.10, 0.04, 0.0], [0.84, 0.04, 0.0, 0.12], [0.70, 0.0, 0.0, 0.30]])
NOTICE = np.array([60, 30, 30, 30])
IN_TIME, LATE, NOT_REACHED = range(3)


@dataclass
class Population:
    """One row per customer, ordered by the day of the first line. `size` is the segment on the day of signing."""

    start: Ints
    signed: Ints
    old: Flags
    undated: Flags
    never: Flags
    size: Codes
    lead: Codes
    fit: Codes
    ttv: Reals
    onboarding: Codes
    newer: Flags
    plan: Codes
    touch: Codes
    region: Codes
    industry: Codes
    billing: Codes
    currency: Codes
    seats: Ints
    employees: Ints
    discount: Reals
    term: Ints
    notice: Ints
    usage_lines: Flags

    def __len__(self) -> int:
        return len(self.start)


def starts(count: int, weeks: Weeks, truth: Truth, seed: int) -> tuple[Ints, Flags]:
    """The day of the first line, ascending, and who was a customer before the first day."""
    rng = stream(seed, "starts")
    old = np.arange(count) < round(count * truth.share_old)
    rate = 1 + 0.8 * np.arange(weeks.count) / weeks.count
    rate[_span(weeks, truth)] *= truth.campaign_volume
    drawn = np.sort(rng.random(count - int(old.sum()))) * rate.sum()
    week = np.minimum(np.searchsorted(np.cumsum(rate), drawn), weeks.count - 1)
    day = weeks.first + 7 * week + rng.integers(0, 7, len(week))
    return np.concatenate([np.full(int(old.sum()), weeks.first), np.sort(day)]).astype(np.int32), old


def _span(weeks: Weeks, truth: Truth) -> slice:
    return slice(max(weeks.count + truth.campaign_from, 0), max(weeks.count + truth.campaign_to, 0))


def size_classes(start: Ints, old: Flags, weeks: Weeks, truth: Truth, rng: np.random.Generator) -> Codes:
    """Enterprise, Mid-market, SMB, Startup; Startups more often while the campaign ran."""
    campaign = (start >= weeks.day(truth.campaign_from)) & (start < weeks.day(truth.campaign_to)) & ~old
    startup = np.where(campaign, truth.startup_campaign, truth.startup_share)
    rest = np.array(SEGMENT_REST)[None, :] * (1 - startup)[:, None]
    return pick(rng, np.column_stack([rest, startup]))


def first_value(fit: Codes, newer: Flags, truth: Truth, rng: np.random.Generator) -> tuple[Reals, Codes]:
    """Days to first value, and whether that was in time, late or never."""
    median = np.where(newer, truth.ttv_newer, truth.ttv_older) * FIT_TTV[fit]
    ttv = np.maximum(np.rint(median * np.exp(0.6 * rng.standard_normal(len(fit)))), 3.0)
    never = rng.random(len(fit)) < np.where(newer, 0.03, 0.06)
    return ttv, np.where(never, NOT_REACHED, np.where(ttv > truth.onboarding_days, LATE, IN_TIME)).astype(np.int8)


def fits(lead: Codes, truth: Truth, rng: np.random.Generator) -> Codes:
    good = np.where(lead == 0, truth.webinar_good_fit, truth.good_fit)
    return pick(rng, np.column_stack([good, (1 - good) * 0.66, (1 - good) * 0.34]))


def seat_counts(size: Codes, rng: np.random.Generator) -> Ints:
    mean, spread, least, most = SEATS[size].T
    drawn = np.exp(mean + spread * rng.standard_normal(len(size)))
    seats: Ints = np.clip(np.rint(drawn), least, most).astype(np.int32)
    return seats


def terms(size: Codes, touch: Codes, rng: np.random.Generator) -> Ints:
    """Months of a term; month by month only with tech touch."""
    term = TERMS[pick(rng, TERM_SHARES[size])]
    months: Ints = np.where((term == 1) & (touch != 2), 12, term).astype(np.int32)
    return months


def people(count: int, weeks: Weeks, truth: Truth, seed: int) -> Population:
    """The customers of the demo company, deterministic for a seed and an end."""
    start, old = starts(count, weeks, truth, seed)
    rng = stream(seed, "customers")
    size = size_classes(start, old, weeks, truth, rng)
    lead = rng.choice(6, count, p=LEAD_SHARES).astype(np.int8)
    fit, touch = fits(lead, truth, rng), pick(rng, TOUCH_SHARES[size])
    newer = (start >= weeks.day(truth.newer_week)) & ~old
    ttv, onboarding = first_value(fit, newer, truth, rng)
    seats = seat_counts(size, rng)
    low, high = DISCOUNTS[size].T
    return Population(
        start=start, signed=_signed(start, old, rng), old=old,
        undated=old & (rng.random(count) < truth.share_old_undated),
        never=~old & (rng.random(count) < truth.share_never),
        size=size, lead=lead, fit=fit, ttv=ttv, onboarding=onboarding, newer=newer,
        plan=pick(rng, PLAN_SHARES[size]), touch=touch,
        region=rng.choice(7, count, p=REGION_SHARES).astype(np.int8),
        industry=rng.integers(0, 10, count).astype(np.int8), billing=pick(rng, BILLING_SHARES[size]),
        currency=rng.choice(3, count, p=[0.955, 0.03, 0.015]).astype(np.int8), seats=seats,
        employees=np.rint(seats * (1.5 + 5 * rng.random(count))).astype(np.int32),
        discount=np.round(low + (high - low) * rng.random(count), 2), term=terms(size, touch, rng),
        notice=NOTICE[size].astype(np.int32), usage_lines=rng.random(count) < 0.04)


def _signed(start: Ints, old: Flags, rng: np.random.Generator) -> Ints:
    before = np.where(old, rng.integers(30, 1100, len(start)), rng.integers(0, 15, len(start)))
    signed: Ints = (start - before).astype(np.int32)
    return signed
