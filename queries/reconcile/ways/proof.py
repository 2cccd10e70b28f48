"""proof: the score as it stood on past quarters' last Sundays against who left, case by case and pair by pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from statistics import NormalDist
from typing import Any

from queries import backtest
from queries.landmarks import USUAL, Test
from queries.oracle.health_model import BANDS
from queries.oracle.intervals import wilson
from queries.oracle.proof import Case, auc, cases, ranked, score, tenths
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways import proof_weights
from queries.reconcile.ways.common import keyed
from queries.reconcile.ways.health import scores

OTHERS = (Test(outcome="lost20"), Test(days=180), Test(days=180, outcome="lost20"))
Z = NormalDist().inv_cdf(0.975)
Places = Mapping[tuple[str, date], int]


def pairs(asked: Asked) -> Iterator[Pair]:
    """Nothing under filters on lines, which have no score, and where no landmark is old enough."""
    if asked.scope.line_filters:
        return
    found = backtest.backtest(asked.warehouse, asked.scope)
    days = found.attrs["landmarks"]
    if not days:
        return
    every = cases(scores(asked), days, USUAL.days, asked.where)
    use = {(case.who, case.day): rank for case, rank in ranked(every)}
    yield from _judged(asked.said(), found.to_dict("records")[0], every)
    yield from _lifted(asked, every, use)
    for by in asked.splits:
        rows = keyed(backtest.backtest(asked.warehouse, asked.scope, USUAL, by), by)
        for name in dict.fromkeys([*rows, *(_label(asked, case, by) for case in every)]):
            mine = [case for case in every if _label(asked, case, by) == name]
            yield from _judged(asked.said({by: name}), rows.get(name, {}), mine)
            yield Pair("proof.lift", asked.said({by: name}), rows.get(name, {}).get("difference"), _gap(mine, use))
    for test in OTHERS:
        row = backtest.others(asked.warehouse, asked.scope, (test,)).to_dict("records")[0]
        later = [day for day in days if day <= _until(asked, test)]
        mine = cases(scores(asked), later, test.days, asked.where, test.outcome == "lost20")
        yield from _judged(asked.said(days=test.days, outcome=test.outcome), row, mine)
    yield from _banded(asked, every)
    yield from _parts(asked, every)
    yield from proof_weights.pairs(asked, days, every)


def _label(asked: Asked, case: Case, by: str) -> Any:
    return asked.company.labels.on(case.who, by, case.day)


def _until(asked: Asked, test: Test) -> date:
    return min(asked.as_of, asked.build.newest_day) - timedelta(days=test.days)


def _judged(said: str, row: Any, every: Sequence[Case]) -> Iterator[Pair]:
    known = [case for case in every if case.one.score is not None]
    yield Pair("proof.auc", f"{said} cases".strip(), row.get("n", 0), len(known), "exact")
    yield Pair("proof.auc", f"{said} left".strip(), row.get("events", 0), sum(case.left for case in known), "exact")
    yield Pair("proof.auc", said, row.get("auc"), auc(known, score))
    if "unscored" in row:
        yield Pair("proof.auc", f"{said} unscored".strip(), row["unscored"], len(every) - len(known), "exact")


def _sides(every: Sequence[Case], use: Places) -> dict[str, tuple[list[Case], Any]]:
    """By each simple figure the cases in which it and the score are known, and what it says of one."""
    return {"usage": ([case for case in every if (case.who, case.day) in use],
                      lambda case: use[case.who, case.day]),
            "pulse": ([case for case in every if case.one.score is not None and case.pulse is not None],
                      lambda case: case.pulse)}


def _gap(every: Sequence[Case], use: Places) -> Fraction | None:
    """What the score has over the first simple figure that can be judged."""
    for both, of in _sides(every, use).values():
        whole, alone = auc(both, score), auc(both, of)
        if whole is not None and alone is not None:
            return whole - alone
    return None


def _lifted(asked: Asked, every: Sequence[Case], use: Places) -> Iterator[Pair]:
    """The score beside use alone and the pulse alone, where both are known."""
    rows = keyed(backtest.baselines(asked.warehouse, asked.scope), "baseline")
    for name, (both, of) in _sides(every, use).items():
        said, row = asked.said(baseline=name), rows[name]
        whole, alone = auc(both, score), auc(both, of)
        yield Pair("proof.lift", f"{said} cases", row["n"], len(both), "exact")
        yield Pair("proof.lift", f"{said} score", row["auc"], whole)
        yield Pair("proof.lift", f"{said} alone", row["baseline_auc"], alone)
        gap = None if whole is None or alone is None else whole - alone
        yield Pair("proof.lift", said, row["difference"], gap)


def _banded(asked: Asked, every: Sequence[Case]) -> Iterator[Pair]:
    rows = keyed(backtest.bands(asked.warehouse, asked.scope), "band")
    for band in BANDS:
        mine, said = [case for case in every if case.one.band == band], asked.said(band=band)
        row, stayed = rows[band], sum(not case.left for case in mine)
        yield Pair("proof.bands", f"{said} cases", row["n"], len(mine), "exact")
        whole = amount(sum(case.arr for case in mine), asked.digits)
        yield Pair("proof.bands", f"{said} arr", row["arr"], whole, "exact")
        yield Pair("proof.bands", said, row["retention"], stayed / len(mine) if mine else None)
        for end, value in zip(("low", "high"), wilson(stayed, len(mine), Z) if mine else (None, None), strict=True):
            yield Pair("proof.bands", f"{said} {end}", row[end], value)


def _parts(asked: Asked, every: Sequence[Case]) -> Iterator[Pair]:
    rows, wanted = keyed(backtest.calibration(asked.warehouse, asked.scope), "part"), tenths(every)
    for part in dict.fromkeys([*rows, *wanted]):
        mine, row, said = wanted.get(part, []), rows.get(part, {}), asked.said(part=part)
        yield Pair("proof.calibration", f"{said} cases", row.get("n", 0), len(mine), "exact")
        if mine and row:
            left, values = sum(case.left for case in mine), [score(case) for case in mine]
            yield Pair("proof.calibration", said, row["left_share"], left / len(mine))
            yield Pair("proof.calibration", f"{said} score", row["score"], sum(values) / len(values))
            yield Pair("proof.calibration", f"{said} low", row["score_low"], min(values))
            yield Pair("proof.calibration", f"{said} high", row["score_high"], max(values))


WAY = Way("proof", "each customer's score on each landmark from its rows; every pair of a leaver and a stayer", pairs)
