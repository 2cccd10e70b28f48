"""whatif: the years to come without a change, with a point of GRR, another NRR, money shifted; bands."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from data.economics import reading
from data.published import reading as books
from queries import growth, whatif, whatif_worth
from queries.oracle import economics, retention
from queries.oracle import whatif as second
from queries.oracle.bridge import bridge
from queries.oracle.cohorts import first_day_of
from queries.oracle.days import base_day
from queries.oracle.retention import Member, rates_of
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount, exact, unknown
from queries.whatif_run import Base, Levers, table

YEARS, POINT = 5, 0.01
STEPS = (-0.1, -0.05, 0.0, 0.05, 0.1)


def pairs(asked: Asked) -> Iterator[Pair]:
    """Nothing to run without a year behind the date; the rates of the quarters stand alone."""
    asked.needs_all()
    known = asked.dimensions.get(whatif.SEGMENT)
    by = whatif.SEGMENT if known is not None and len(known.values) > 1 else None
    spent = whatif.spent(asked.warehouse, asked.scope, reading.read(reading.path()).assumptions)
    ours = whatif.of_year(whatif.year(asked.warehouse, asked.scope, by), by, spent.iloc[0].to_dict())
    theirs = start(asked, by)
    if ours is not None and theirs is not None:
        yield from _years(asked, ours, theirs)
        yield from _changed(asked, ours, theirs)
    yield from _history(asked)
    yield from _bands(asked)


def start(asked: Asked, by: str | None) -> second.Start | None:
    """The year that was, from lines and costs, in units of the currency."""
    begun = first_day_of(asked.company)
    if begun is None or base_day(asked.as_of) < begun:
        return None
    rows = [{key: value if key == by else float(amount(value, asked.digits) or 0) for key, value in row.items()}
            for row in bridge(asked.company, base_day(asked.as_of), asked.as_of, where=asked.where, by=by)]
    parts = [{"label" if key == by else key: value for key, value in row.items()} for row in rows]
    return second.begin(parts, *_money(asked))


def _money(asked: Asked) -> tuple[float | None, float | None, float | None, float | None]:
    """Revenue, what winning cost, what keeping and growing did, gross margin; unknown under filters on lines."""
    if asked.scope.line_filters:
        return None, None, None, None
    assumed, minor = reading.read(reading.path()).assumptions, 10**asked.digits
    margin, cac = (None if value is None else exact(value) for value in (assumed.gross_margin, assumed.cac))
    ask = economics.Question(asked.tables, asked.company, asked.where, asked.as_of, margin,
                             None if cac is None else cac * minor)
    own, spent, row = economics.sums(ask)[None], economics.costs(ask).get(None, {}), economics.figures(ask)[None]
    bought = spent.get("acquisition") if row["cac"] is None else row["cac"] * own["w"]
    served = [spent[kind] for kind in ("retention", "expansion") if kind in spent]
    return (own["a"] / 12 / minor, _plain(bought, minor), _plain(sum(served), minor) if served else None,
            _plain(row["gross_margin"], 1))


def _plain(value: Fraction | int | None, minor: int) -> float | None:
    return None if value is None else float(Fraction(value) / minor)


def _years(asked: Asked, ours: Base, theirs: second.Start) -> Iterator[Pair]:
    found, plain = table(ours, Levers(), YEARS), second.run(theirs, YEARS)
    more, gained = second.run(theirs, YEARS, second.Change(grr=POINT)), whatif_worth.worth(ours, Levers(), YEARS)
    for year, row in enumerate(plain, start=1):
        said, mine = asked.said(year=year), found.iloc[year]
        for key, column in (("run_arr", "arr"), ("run_nrr", "nrr"), ("operating_margin", "margin")):
            yield Pair(f"whatif.{key}", said, mine[column], row[column])
        point = gained["arr"].iloc[year - 1]
        yield Pair("whatif.grr_point", f"{said} ARR with it", mine["arr"] + (0 if unknown(point) else point),
                   more[year - 1]["arr"])


def _changed(asked: Asked, ours: Base, theirs: second.Start) -> Iterator[Pair]:
    yield Pair("whatif.shifted", asked.said(), whatif_worth.break_even(ours, Levers(), YEARS)[0],
               second.even(theirs, YEARS))
    today = sum(part.closing for part in theirs.parts)
    found = whatif_worth.compounding(ours, Levers(), YEARS, STEPS)
    for step in STEPS:
        runs = second.run(theirs, YEARS, second.moved(theirs, step))
        mine = found[(found.step == step) & (found.year > 0)]
        for year, (row, each) in enumerate(zip(runs, mine.to_dict("records"), strict=True), start=1):
            grown = ((row["arr"] or 0) / today) ** (1 / year) - 1 if today > 0 else None
            yield Pair("whatif.run_nrr", asked.said(step=step, year=year), each["nrr"], row["nrr"])
            yield Pair("whatif.run_growth", asked.said(step=step, year=year), each["growth"], grown)


def _history(asked: Asked) -> Iterator[Pair]:
    for row in growth.history(asked.warehouse, asked.scope).to_dict("records"):
        said, then = asked.said(on=row["as_of"]), row["as_of"]
        theirs = retention(asked.company, then, asked.scope.unit, asked.where)[0]
        base = theirs["arr_base"]
        grown = Fraction(theirs["arr"], base) - 1 if base else None
        for key, value in (("nrr", theirs["nrr"]), ("grr", theirs["grr"]), ("growth", grown)):
            yield Pair(f"whatif.{key}", said, row[key], value)


def _bands(asked: Asked) -> Iterator[Pair]:
    """This company's rates by what customers paid a year ago, in the bands of the published figures."""
    book = books.read()
    rates = {name: growth.to_reporting(asked.warehouse, name)
             for name in {each.currency for each in book.figures if each.currency}}
    ends = growth.borders(book.figures, rates)
    ours: dict[int, Any] = {row["band"]: row for row in growth.bands(asked.warehouse, asked.scope, ends
                                                                     ).to_dict("records")}
    held: dict[int, list[Member]] = {}
    then = base_day(asked.as_of)
    for unit in asked.company.units("customer", asked.where):
        before = unit.arr(then)
        if before and asked.company.passes(unit, asked.where, then):
            band = sum(before >= end * 10**asked.digits for end in ends)
            held.setdefault(band, []).append(Member(before, unit.arr(asked.as_of), 0))
    for band in dict.fromkeys([*ours, *held]):
        row = rates_of(held.get(band, []))
        for key in ("nrr", "grr"):
            yield Pair("whatif.published", asked.said(band=band, metric=key), ours.get(band, {}).get(key), row[key])


WAY = Way("whatif", "the year's bridge and costs from the rows, then quarter by quarter by hand, part by part", pairs)
