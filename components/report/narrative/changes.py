"""What sentences say of a change: its arithmetic parts, the account that moved it most, where in the company it lies.

None is said to be a cause. Nothing is said over fewer than 10 units, and no part that does not show at two digits.
"""

from __future__ import annotations

import math

import pandas as pd

from components import mix
from components.i18n import t
from components.report.model import Command, Sentence
from components.report.narrative import facts
from components.report.narrative.grammar import say
from components.rounding import adding_up
from components.sentence import value_name
from queries.cells import dominant
from queries.chance import Reach
from queries.dimensions import Dimension
from queries.findings import VISIBLE, enough, leading
from queries.metrics import FEW

DIGITS = 4  # of a fraction: two digits of a percentage point


def event_and_roll(found: pd.DataFrame, metric: str, base: int, command: Command) -> Sentence | None:
    """Of the week's change, what happened this week and what rolled off; nothing of a change that does not show."""
    row = found[found.metric == metric].iloc[0]
    change = float(row.change)
    if base < FEW or not math.isfinite(change) or max(abs(float(row.event)), abs(float(row.roll))) < VISIBLE:
        return None
    event, roll = adding_up([float(row.event), float(row.roll)], DIGITS)
    hidden = event < 0 <= round(event + roll, DIGITS)
    return say("why.hidden" if hidden else "why.parts", 15.0 if hidden else 12.0, "warn" if hidden else "",
               metric=facts.word("metric", t(f"metric.{metric}.short")),
               change=facts.points(f"{metric}_change", change, command, event + roll),
               event=facts.points("event", row.event, command, event),
               roll=facts.points("roll", row.roll, command, roll))


def mover(found: pd.DataFrame, base: int, command: Command) -> Sentence | None:
    """The account that moved the week's rate most, and how few of the largest make up most of the change."""
    total = float(found.attrs.get("total", math.nan))
    named = found[found.account.notna()] if len(found) else found
    if base < FEW or not len(named) or not abs(total) >= VISIBLE:  # an unknown change is none
        return None
    row, shares = named.iloc[0], found.contribution.astype(float).tolist()
    written = adding_up([*shares, float(found.attrs.get("others", 0.0))], DIGITS)[list(found.index).index(row.name)]
    said = {"account": facts.word("account", str(row.account)),
            "share": facts.points("contribution", row.contribution, command, written)}
    few = enough(shares, total)
    if few > 1:
        return say("why.few", 14.0, number=facts.number("accounts", few), **said)
    return say("why.one" if few == 1 else "why.led", 14.0, **said)


def shared(found: pd.DataFrame, dimension: Dimension, weeks: int, command: Command) -> Sentence | None:
    """Which label the change of the last weeks lies in, and whether it is mix or rate; only beyond chance.

    Source: queries.cells.shares.
    """
    told = found.attrs
    change = float(told["end"]) - float(told["start"])
    if int(found.n1.sum()) < FEW or not abs(change) >= VISIBLE:
        return None
    effect = dominant(told["mix"], told["rate"], Reach(told["mix_reach"], told["rate_reach"]))
    lead = leading(found, change)
    if effect is None or int(lead.n1) < FEW:
        return None
    label, whole = lead[dimension.key], dict(zip(("mix", "rate"), mix.total(found), strict=True))
    share = sum(mix.rounded(found, len(found))[list(found.index).index(lead.name)])
    return say(f"where.{effect}", 13.0, weeks=facts.number("weeks", weeks),
               change=facts.points("grr_change", change, command, sum(whole.values())),
               part=facts.points(effect, told[effect], command, whole[effect]),
               cell=facts.word("cell", value_name(dimension, None if pd.isna(label) else str(label))),
               share=facts.points("contribution", lead.contribution, command, share))
