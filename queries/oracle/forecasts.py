"""What people and past renewals say of open renewals, one renewal at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from statistics import mean, variance

from queries.oracle.company import Where
from queries.oracle.days import month_index, month_start, week_end
from queries.oracle.health import Scores
from queries.oracle.intervals import Z, wilson
from queries.oracle.labels import Row
from queries.oracle.renewals import Known, Renewals

CATEGORIES = ("commit", "best_case", "at_risk", "none")
AHEAD = (13, 8, 4)
NEAR, LEARNT = timedelta(days=90), 8
FEW, QUARTERS = 10, 4


@dataclass(frozen=True)
class Seen:
    """A renewal as a Sunday saw it. `now`: what is known of it on the day that is asked about."""

    then: Known
    now: Known
    category: str
    expects: int | None
    band: str
    segment: str


@dataclass(frozen=True)
class Forecasts:
    """A company's renewals with what was said of them. `first`: the first day of its data."""

    truth: Renewals
    scores: Scores
    first: date
    day: date
    where: Where = ()
    bands: dict[date, dict[str, str]] = field(default_factory=dict, compare=False, repr=False)

    def seen(self, sunday: date, day: date, of: Sequence[Row], scored: bool = True) -> Iterator[Seen]:
        """Those of the rows that the Sunday saw open. `day`: on which their labels and outcome are then asked;
        `scored`: with their bands, which are dear.
        """
        if sunday < self.first:
            return
        rows = [row for row in of if self.truth.open_on(row, sunday)]
        bands = self._bands(sunday, {self.who(row) for row in rows}) if scored else {}
        for row in rows:
            segment = self.scores.label(self.who(row), "segment", min(sunday, row["due_on"]))
            yield Seen(self.truth.known(row, day), self.truth.known(row, self.day),
                       self.truth.said(row, sunday) or "none", self.truth.expects(row, sunday),
                       bands.get(self.who(row), "unknown"), segment or "")

    def _bands(self, sunday: date, who: set[str]) -> dict[str, str]:
        """The bands of some customers, of whom nothing more is kept."""
        known = self.bands.setdefault(sunday, {})
        if missing := who - set(known):
            health = self.scores.of(sunday, missing)
            known.update({name: health[name].band if name in health else "unknown" for name in missing})
        return known

    def who(self, row: Row) -> str:
        return self.truth.company.survivors[row["customer_id"]]

    def inside(self, row: Row, day: date) -> bool:
        return self.truth.inside(row, min(row["due_on"], day), self.where, "customer")

    def before(self, weeks: int, day: date, scored: bool = True) -> list[Seen]:
        """Those due by a day, as the last Sunday so many weeks before each saw them."""
        by_sunday: dict[date, list[Row]] = defaultdict(list)
        for row in self.truth.tables["renewal"]:
            if row["due_on"] <= day and self.inside(row, day):
                by_sunday[week_end(row["due_on"] - timedelta(weeks=weeks))].append(row)
        return [each for sunday, rows in by_sunday.items() for each in self.seen(sunday, day, rows, scored)]

    def ahead(self, day: date, first: date, last: date) -> list[Seen]:
        """Those undecided on a day that fall due in a span, as the day's last Sunday saw them."""
        rows = [row for row in self.truth.tables["renewal"] if first <= row["due_on"] <= last and self.inside(row, day)]
        return [each for each in self.seen(week_end(day), day, rows) if each.then.outcome == "open"]


def history(known: Forecasts) -> dict[tuple[int, str], Row]:
    """By weeks before and category: what became of renewals that fell due by the day, amounts in minor units."""
    made = {}
    for weeks in AHEAD:
        every = known.before(weeks, known.day, scored=False)
        for category in CATEGORIES:
            rows = [each for each in every if each.category == category]
            done = [each for each in rows if each.now.outcome != "open"]
            came, due = sum(each.now.outcome == "renewed" for each in done), sum(each.now.due for each in done)
            low, high = wilson(came, len(done))
            renewed = sum(each.now.renewed or 0 for each in done)
            made[weeks, category] = {
                "renewals": len(done), "came": came, "open": len(rows) - len(done), "low": low, "high": high,
                "share": Fraction(came, len(done)) if done else None, "arr_due": due, "arr_renewed": renewed,
                "arr_expected": sum(each.expects or 0 for each in done),
                "arr_share": Fraction(renewed, due) if due else None}
    return made


def current(known: Forecasts) -> dict[str, Row]:
    """By category: what is open and due within 90 days, and what people expect of it, in minor units."""
    every, made = known.ahead(known.day, known.day, known.day + NEAR), {}
    for category in CATEGORIES:
        rows = [each for each in every if each.category == category]
        said = [each.expects for each in rows if each.expects is not None]
        made[category] = {"renewals": len(rows), "arr_due": sum(each.then.due for each in rows), "said": len(said),
                          "arr_expected": sum(said) if said else None}
    return made


@dataclass(frozen=True)
class Share:
    """Of past renewals alike, how many came. Equal: the same renewals."""

    of: tuple[str, ...]
    n: int
    came: int

    @property
    def p(self) -> Fraction:
        return Fraction(self.came, self.n)

    @property
    def unsure(self) -> Fraction:
        """The variance of p."""
        middle = Fraction(self.came + 2, self.n + 4)
        return middle * (1 - middle) / (self.n + 4)


def share_of(one: Seen, past: Sequence[Seen]) -> Share:
    """Of those of its band and segment, of its band where these are fewer than ten, else of all."""
    for names in (("band", "segment"), ("band",), ()):
        alike = [each for each in past if all(getattr(each, name) == getattr(one, name) for name in names)]
        if len(alike) >= FEW or not names:
            came = sum(each.then.outcome == "renewed" for each in alike)
            return Share(tuple(getattr(one, name) for name in names), len(alike), came)
    raise AssertionError("all is the last group")


def modelled(ahead: Sequence[Seen], past: Sequence[Seen]) -> Row:
    """What past renewals make of those ahead, with a 95 % interval, in minor units; null under ten."""
    worth = [(each.then.due, each.then.renewed) for each in past
             if each.then.outcome == "renewed" and each.then.renewed is not None]
    due, squares = sum(due for due, _ in worth), sum(due * due for due, _ in worth)
    if len(past) < FEW or not due:
        return {"arr_model": None, "model_low": None, "model_high": None, "trained_on": len(past)}
    k = Fraction(sum(renewed for _, renewed in worth), due)
    spread = sum(((renewed - k * due) ** 2 for due, renewed in worth), Fraction(0)) / squares
    amounts: dict[Share, int] = defaultdict(int)
    shares = {key: share_of(one, past) for one in ahead for key in [(one.band, one.segment)]}
    chance = Fraction(0)
    for one in ahead:
        share = shares[one.band, one.segment]
        amounts[share] += one.then.due
        chance += one.then.due**2 * single(share.p, k, spread)
    kept = sum((amount * share.p for share, amount in amounts.items()), Fraction(0))
    unsure = sum((amount * k) ** 2 * share.unsure for share, amount in amounts.items())
    whole = sum(one.then.due for one in ahead)
    reach = Z * sqrt(chance + unsure + kept**2 * spread * squares / due**2 + whole**2 * apart(past, k, spread))
    expected = float(kept * k)
    return {"arr_model": expected, "model_low": max(expected - reach, 0.0), "model_high": expected + reach,
            "trained_on": len(past)}


def single(p: Fraction, k: Fraction, spread: Fraction) -> Fraction:
    """The variance of what one renewal of amount 1 comes to."""
    return p * (spread + k * k) - (p * k) ** 2


def apart(past: Sequence[Seen], k: Fraction, spread: Fraction) -> Fraction:
    """How far whole quarters lie apart beyond chance; nothing under four of ten renewals each."""
    quarters: dict[int, list[Known]] = defaultdict(list)
    for each in past:
        quarters[month_index(each.then.row["due_on"]) // 3].append(each.then)
    known = [rows for rows in quarters.values() if len(rows) >= FEW]
    if len(known) < QUARTERS:
        return Fraction(0)
    every = [each for rows in known for each in rows]
    p = Fraction(sum(each.outcome == "renewed" for each in every), len(every))
    rates, alone = [], []
    for rows in known:
        due = sum(each.due for each in rows)
        rates.append(Fraction(sum(each.renewed or 0 for each in rows), due))
        alone.append(Fraction(sum(each.due**2 for each in rows), due**2) * single(p, k, spread))
    return max(variance(rates) - mean(alone), Fraction(0))


def model(known: Forecasts) -> dict[str, Row]:
    """By category and of all: what is open and due within 90 days as the past would have it."""
    past = [each for each in known.before(LEARNT, known.day) if each.then.outcome != "open"]
    every = known.ahead(known.day, known.day, known.day + NEAR)
    groups = {name: [each for each in every if each.category == name] for name in CATEGORIES}
    made = {name: rows for name, rows in groups.items() if rows} | {"all": every}
    return {name: {**_of(rows), **modelled(rows, past)} for name, rows in made.items()}


def _of(rows: Sequence[Seen]) -> Row:
    said = [each.expects for each in rows if each.expects is not None]
    return {"renewals": len(rows), "arr_due": sum(each.then.due for each in rows),
            "arr_expected": sum(said) if said else None}


def quarters_before(day: date, begins: int, number: int) -> list[tuple[date, date]]:
    """The first and last days of ended fiscal quarters, oldest first. `begins`: the month in which a year does."""
    index = month_index(day)
    running = index - (index - (begins - 1)) % 3
    return [(month_start(at), month_start(at + 3) - timedelta(days=1))
            for at in range(running - 3 * number, running, 3)]


def tried(known: Forecasts, begins: int) -> dict[date, Row]:
    """Past quarters by their first day as the Sunday before each would have had them, and what they came to."""
    made = {}
    for first, last in quarters_before(known.day, begins, 8):
        eve = week_end(first - timedelta(days=1))
        past = [each for each in known.before(LEARNT, eve) if each.then.outcome != "open"] if eve >= known.first else []
        if len(past) >= FEW:
            rows = known.ahead(eve, first, last)
            row = {**_of(rows), **modelled(rows, past), "arr_came": sum(each.now.renewed or 0 for each in rows)}
            unknown = row["model_low"] is None
            row["covered"] = None if unknown else row["model_low"] <= row["arr_came"] <= row["model_high"]
            made[first] = row
    return made
