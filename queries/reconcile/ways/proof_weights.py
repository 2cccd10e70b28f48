"""proof: the weights that history proposes, and how both sets do on the last landmarks, of which nothing was known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from queries import reweight
from queries.landmarks import USUAL, Test
from queries.oracle import weights as second
from queries.oracle.health_model import in_force
from queries.oracle.health_model import weights as weights_of
from queries.oracle.proof import Case
from queries.reconcile.asked import Asked
from queries.reconcile.pair import Pair
from queries.reconcile.ways.common import keyed
from queries.reconcile.ways.health import scores


def pairs(asked: Asked, days: Sequence[date], every: Sequence[Case], test: Test = USUAL) -> Iterator[Pair]:
    """Not where the page itself reads some of the customers only. `every`: all cases of these landmarks."""
    found = reweight.reweight(asked.warehouse, asked.scope, test)
    trial = found.attrs["trial"]
    if trial.sampled > 1:
        return
    version = in_force(scores(asked).versions, asked.as_of)
    early, late = second.split(days, test.days)
    yield Pair("proof.weights", asked.said(of="learned"), _listed(trial.learned), _listed(early), "text")
    yield Pair("proof.weights", asked.said(of="tried"), _listed(trial.tried), _listed(late), "text")
    cases, present = [case for case in every if case.day in early], weights_of(version)
    made = second.learned(cases, present) if early else None
    yield Pair("proof.weights", asked.said(of="cases"), trial.learned_n, len(cases), "exact")
    yield Pair("proof.weights", asked.said(of="left"), trial.learned_events, sum(case.left for case in cases), "exact")
    rows = keyed(found, "component")
    for key, weight in present.items():
        said, row = asked.said(component=key), rows.get(key, {})
        yield Pair("proof.weights", f"{said} present", row.get("present"), weight)
        yield Pair("proof.weights", said, row.get("proposed"), made and made.weights[key], "root")
        yield Pair("proof.weights", f"{said} slope", row.get("coefficient"), made and made.slopes[key], "root")
        yield Pair("proof.weights", f"{said} known", row.get("known"), made and made.known[key])
    if made is not None and None not in made.weights.values():
        told = second.tried([case for case in every if case.day in late], present, made.weights, version)
        yield Pair("proof.trial", asked.said(of="cases"), trial.n, told.cases, "exact")
        yield Pair("proof.trial", asked.said(of="left"), trial.events, told.left, "exact")
        yield Pair("proof.trial", asked.said(of="present"), trial.present_auc, told.present)
        yield Pair("proof.trial", asked.said(of="proposed"), trial.proposed_auc, told.proposed)
    else:
        yield Pair("proof.trial", asked.said(), trial.proposed_auc, None)


def _listed(days: Sequence[date]) -> str:
    return " ".join(map(str, days))
