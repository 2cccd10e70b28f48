"""What sentences say of rates: the changes beyond chance, the warning, the base and what became of it.

Nothing is judged over fewer than 10 units, and no change is said to be one that lies within chance.
"""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.report.model import Command, Fact, Sentence
from components.report.narrative import facts
from components.report.narrative.grammar import say
from components.sentence import metric_word
from components.status import status
from queries.findings import Change, changes, ranked
from queries.metrics import FEW
from queries.retention import A1_WEEKS, Masking

WARNING, BASE, QUIET = 100.0, 5.0, 4.0
MOST = 20.0
"""A change weighs ten times what it is against chance's reach, at most twice this: a warning stays on top."""


def moves(
    figures: pd.DataFrame, spoken: str | None, unit: str, command: Command, warned: bool = False
) -> list[Sentence]:
    """Of every rate the change that chance explains least; without any that there is none, over too few units that
    they are few. `spoken`: the rate that the title speaks of, `warned`: of its fall over the quarter, which is said.

    Grain of `figures`: week, oldest first.
    """
    now = figures.iloc[-1]
    base = int(now.logos_base)
    if not base:
        return []
    if base < FEW:
        told = facts.count("logos_base", base, unit, command)
        return [say("rate.few", WARNING, "unknown", count=told, grr=facts.rate("grr", now.grr, command))]
    certain = ranked(changes(figures))
    if not certain and not warned:
        return [say("rate.quiet", QUIET, grr=facts.rate("grr", now.grr, command),
                    nrr=facts.rate("nrr", now.nrr, command))]
    first = {each.metric: each for each in reversed(certain) if not (warned and each.metric == spoken)}
    return [move(each, spoken, unit, command) for each in certain if first.get(each.metric) is each]


def move(change: Change, spoken: str | None, unit: str, command: Command) -> Sentence:
    """One change beyond chance."""
    way = "up" if change.change > 0 else "down"
    said = {"metric": facts.word("metric", metric_word(change.metric, "short", unit)),
            "change": facts.step(f"{change.metric}_change", change.change, command),
            "value": facts.rate(change.metric, change.value, command)}
    if change.span == "quarter":
        said["weeks"] = facts.number("weeks", A1_WEEKS - 1)
    return say(f"rate.{change.span}.{way}", 10 * min(change.size, MOST / 5) + MOST,
               status(change, spoken) or "", **said)


def masked(masking: Masking | None, command: Command) -> Sentence | None:
    """The warning that upsell masks churn, where it fired."""
    if masking is None or not masking.fires:
        return None
    return say("rate.masked", WARNING, "bad", nrr=facts.rate("nrr", masking.nrr, command),
               grr=facts.rate("grr", masking.grr_last, command),
               before=facts.rate("grr_first", masking.grr_first), weeks=facts.number("weeks", A1_WEEKS - 1))


def base(now: pd.Series, unit: str, currency: str, command: Command) -> Sentence | None:
    """What the rates are over, what of it was lost and what made up for it. Nothing without a base."""
    if not int(now.logos_base):
        return None
    said: dict[str, Fact] = {"count": facts.count("logos_base", int(now.logos_base), unit, command),
                             "base": facts.money("arr_base", now.arr_base, currency, command)}
    if not all(fmt.known(float(now[key])) for key in ("churn", "contraction", "expansion")):
        return say("base.withheld", BASE, **said)
    lost, expansion = float(now.churn) + float(now.contraction), float(now.expansion)
    key = "partly" if expansion < lost else "filled" if lost else "grew" if expansion else "still"
    if lost:
        said |= {"lost": facts.money("lost", lost, currency, command),
                 "churn": facts.money("churn", now.churn, currency, command),
                 "contraction": facts.money("contraction", now.contraction, currency, command)}
    if lost or expansion:
        said["expansion"] = facts.money("expansion", expansion, currency, command)
    return say(f"base.{key}", BASE, **said)


def paperwork(now: pd.Series, unit: str, currency: str, command: Command) -> Sentence | None:
    """What is in renewal paperwork, and the rates with it; nothing where nothing is, or its amount is withheld."""
    if not fmt.known(now.paper_units) or not int(now.paper_units) or not fmt.known(now.paper_arr):
        return None
    return say("paperwork", 2.0, count=facts.count("paper_units", int(now.paper_units), unit, command),
               arr=facts.money("paper_arr", now.paper_arr, currency, command),
               nrr=facts.rate("nrr_paper", now.nrr_paper, command),
               grr=facts.rate("grr_paper", now.grr_paper, command))


def moved(week: pd.Series, arr: float, currency: str, command: Command) -> Sentence | None:
    """The week's gains and losses of ARR; nothing where they are withheld. `arr`: of all, on the week's last day."""
    gained = sum(float(week[key]) for key in ("new", "reactivation", "expansion"))
    lost, net = float(week.churn) + float(week.contraction), float(week.net_new)
    if not all(map(fmt.known, (gained, lost, net))):
        return None
    weight = 10 * abs(net) / arr * 100 if arr else 0.0
    both = {"gained": facts.money("gained", gained, currency, command),
            "lost": facts.money("lost", lost, currency, command)}
    if round(net) == 0:
        return say("moved.even", min(weight, MOST), **both)
    return say(f"moved.{'up' if net > 0 else 'down'}", min(weight, MOST),
               net=facts.size("net_new", net, currency, command), **both)
