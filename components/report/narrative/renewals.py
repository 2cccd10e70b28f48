"""What sentences say of renewals: how much is at risk, what is late, the largest, how the coming ones stand."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.i18n import t
from components.report.model import Command, Sentence
from components.report.narrative import facts
from components.report.narrative.grammar import say
from components.sentence import inside
from queries.metrics import FEW


def at_risk(risk: pd.DataFrame, currency: str, command: Command) -> Sentence | None:
    """What of the renewals within 90 days is at risk, and how that moved in a week. Grain of `risk`: Sunday."""
    now = risk.iloc[-1]
    near, arr = float(now.arr_near), float(now.arr_at_risk)
    if not int(now.near) or not fmt.known(near) or not fmt.known(arr):
        return None
    said = {"near": facts.money("arr_near", near, currency, command),
            "arr": facts.money("arr_at_risk", arr, currency, command),
            "number": facts.renewals("n_at_risk", int(now.n_at_risk), command)}
    before = float(risk.arr_at_risk.iloc[-2]) if len(risk) > 1 else float("nan")
    weight = 10 + 30 * (arr / near if near else 0.0)
    change = arr - before
    if not fmt.known(change) or round(change) == 0:
        return say("risk.now", weight, "warn" if arr else "", **said)
    said["change"] = facts.size("arr_at_risk_change", change, currency, command)
    return say(f"risk.{'up' if change > 0 else 'down'}", weight, "warn" if change > 0 else "", **said)


def passed(number: int, command: Command) -> Sentence | None:
    """How many of those at risk are past their notice deadline and do not renew by themselves."""
    if not number:
        return None
    return say("risk.passed", 60.0, "bad", number=facts.renewals("passed", number, command))


def largest(found: pd.DataFrame, currency: str, command: Command) -> Sentence | None:
    """The largest of those at risk, by name, with its due day."""
    named = found[found.account.notna()] if len(found) else found
    if not len(named):
        return None
    row = named.loc[named.arr_due.astype(float).idxmax()]
    whole = float(found.attrs["arr_due"])
    weight = 10 + 20 * (float(row.arr_due) / whole if whole else 0.0)
    return say("risk.largest", weight, account=facts.word("account", str(row.account)),
               arr=facts.money("arr_due", row.arr_due, currency, command), day=facts.day("due_on", row.due_on, command))


def weak(coming: pd.DataFrame, currency: str, command: Command) -> Sentence | None:
    """Of what comes due in the quarters ahead, the share with customers that are red or yellow; of 10 renewals on."""
    whole, number = float(coming.arr_due.sum()), int(coming.renewals.sum())
    if number < FEW or not whole:
        return None
    low = float(coming[coming.band.isin(("red", "yellow"))].arr_due.sum())
    return say("coming.weak", 5 + 10 * low / whole, due=facts.money("arr_due", whole, currency, command),
               share=facts.rate("weak_share", low / whole, command),
               red=facts.word("band", inside(t("health.band.red"))),
               yellow=facts.word("band", inside(t("health.band.yellow"))))
