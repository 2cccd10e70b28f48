"""whatif: ARR, NRR and operating margin over the years to come under changes; growth beside published figures."""

from __future__ import annotations

import argparse
from collections.abc import Hashable
from typing import Any

import pandas as pd

from data.economics import reading as economics_reading
from data.published import reading
from data.warehouse import Warehouse
from queries import growth, scenarios, whatif, whatif_worth
from queries.commands.charter import decided
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.dimensions import dimensions
from queries.scope import Scope
from queries.whatif_chance import LEAST, SEED, factors
from queries.whatif_run import Base, Levers, table

VIEWS = ("run", "worth", "shift", "nrr", "history", "published")
STEPS = (-0.1, -0.05, 0.0, 0.05, 0.1)
NOTHING = ("year", "arr", "installed", "new", "nrr", "grr", "revenue", "margin", "profit")


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=VIEWS, default="run",
                        help="run: the years; worth: of a point of GRR; shift: new-logo money to the installed base; "
                             "nrr: other NRRs; history: NRR, GRR and growth so far; published: beside others")
    parser.add_argument("--change", action="append", default=[], metavar="KEY[@PART]:VALUE",
                        help="grr, expansion: points; new, cac, cs: per cent; PART: a value of --by (segment)")
    parser.add_argument("--scenario", metavar="NAME", help="one that was saved on the board, instead of --change")
    parser.add_argument("--shift", type=float, metavar="PERCENT",
                        help="two quarters without new customers; what the base brings per cent of their ARR")
    parser.add_argument("--years", type=int, default=5, help="1 to 5 (default 5)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the band")


def _whatif(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if not scenarios.within(arguments.years):
        raise ValueError(f"--years {arguments.years}: 1 to 5")
    scope = scope_of(warehouse, arguments)
    if arguments.view == "history":
        return Answer(scope, growth.history(warehouse, scope), {"view": "history"})
    if arguments.view == "published":
        return _published(warehouse, scope)
    by = arguments.by or (whatif.SEGMENT if whatif.SEGMENT in dimensions(warehouse) else None)
    parts = whatif.year(warehouse, scope, by)
    start = whatif.of_year(parts, by, _economics(warehouse, scope))
    asked = _levers(warehouse, arguments, start)
    beside = {"view": arguments.view, "by": by, "changes": list(scenarios.written(asked)),
              "shift": asked.won if asked.shift else None}
    if start is None:
        row = dict.fromkeys(NOTHING) | {"reason": "no_year"}
        return Answer(scope, pd.DataFrame([row]), beside)
    rows, more = _rows(warehouse, scope, start, asked, arguments)
    return Answer(scope, rows, beside | {"margin_reason": start.costs.reason} | more)


def _rows(warehouse: Warehouse, scope: Scope, start: Base, asked: Levers,
          arguments: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, Any]]:
    years = arguments.years
    if arguments.view == "worth":
        return whatif_worth.worth(start, asked, years), {}
    if arguments.view == "nrr":
        return whatif_worth.compounding(start, asked, years, STEPS), {}
    if arguments.view == "shift":
        ratio, given_up = whatif_worth.break_even(start, asked, years)
        return pd.DataFrame([{"years": years, "given_up": given_up, "break_even": ratio}]), {}
    history = whatif.quarters(warehouse, scope)
    drawn = factors(history, years, seed=arguments.seed)
    told = {"quarters": len(history), "seed": arguments.seed, "again": whatif.again(start), "arr": start.arr}
    return table(start, asked, years, drawn), told | ({"band_reason": f"under {LEAST} quarters"} if drawn is None
                                                      else {})


def _economics(warehouse: Warehouse, scope: Scope) -> dict[Hashable, Any]:
    found = economics_reading.read()
    if found.faults:
        raise ValueError("\n".join(map(str, found.faults)))
    row: dict[Hashable, Any] = whatif.spent(warehouse, scope, found.assumptions).iloc[0].to_dict()
    return row


def _levers(warehouse: Warehouse, arguments: argparse.Namespace, start: Base | None) -> Levers:
    if arguments.scenario is None:
        parts = [part.name for part in start.parts] if start else None
        return scenarios.levers(arguments.change, parts, None if arguments.shift is None else arguments.shift / 100)
    known = scenarios.saved(decided(warehouse, scenarios.KIND))
    hits = [each for each in known if arguments.scenario in (each.key, each.name)]
    if len(hits) != 1:
        raise ValueError(f"{'several scenarios are' if hits else 'no scenario is'} called {arguments.scenario!r}; "
                         f"known: {', '.join(each.name for each in known) or '(none)'}")
    return hits[0].levers


def _published(warehouse: Warehouse, scope: Scope) -> Answer:
    book = reading.read()
    if book.faults:
        raise ValueError("\n".join(map(str, book.faults)))
    rates = {currency: growth.to_reporting(warehouse, currency)
             for currency in sorted({each.currency for each in book.figures if each.currency})}
    now = growth.history(warehouse, scope)
    now = now[now.as_of == scope.as_of]
    found = growth.beside(book.figures, now, growth.bands(warehouse, scope, growth.borders(book.figures, rates)), rates)
    return Answer(scope, growth.told(found), {"view": "published", "to_reporting": rates})


WHATIF = Command("whatif", "the years to come under changes of GRR, expansion, new ARR, CAC, cost of CS, with a band",
                 _whatif, _arguments)
