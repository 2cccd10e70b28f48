"""The week: what happened to retention, the strip, the year's lines, the week's movements of ARR."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components import narrative
from components.alerts.questions import firing
from components.alerts.words import together
from components.i18n import t
from components.plan import questions as plan
from components.renewals.questions import Questions as Renewals
from components.report.content import adding, figures
from components.report.content.common import Asked, section, told
from components.report.model import Chart, Column, Command, Kpi, Role, Section, Sentence, Series, Table
from components.report.narrative import rates
from components.sentence import metric_word
from components.weekly import claims, questions
from components.weekly.movements import LOSSES, MOVEMENTS

KEY = "week"


def made(asked: Asked) -> Section:
    """Errors: Empty is raised before, in `content.part`."""
    frame, found = asked.frame, asked.trend
    claim = claims.claim(found, questions.masking(frame), asked.unit, asked.currency)
    kpis = figures.strip(asked, claim, plan.running(frame)) + renewals(asked)
    table = told(lambda: movements(asked))
    return section(KEY, _title(asked, claim), said(asked, claim), kpis=tuple(kpis), charts=(lines(asked),),
                   tables=(table,) if table else (), status="bad" if claim.warning else "")


def _title(asked: Asked, claim: claims.Claim) -> str:
    """The claim of the weekly review, with what the change is made of where the title stays short."""
    if claim.warning or claim.change is None:
        return claim.words
    return narrative.title(claim.change, questions.why(asked.frame, claim.change), asked.unit)


def said(asked: Asked, claim: claims.Claim) -> list[Sentence | None]:
    """The changes beyond chance, the base, the week's movements, what is in paperwork."""
    now, command = asked.trend.iloc[-1], asked.command("kpis")
    week = questions.flow_weeks(asked.frame).iloc[-1]
    return [rates.masked(questions.masking(asked.frame), command),
            *rates.moves(asked.trend, claim.metric, asked.unit, command, claim.warning),
            rates.base(now, asked.unit, asked.currency, command),
            rates.moved(week, float(now["arr"]), asked.currency, span(asked)),
            rates.paperwork(now, asked.unit, asked.currency, command), alerts(asked)]


def alerts(asked: Asked) -> Sentence | None:
    """What fires; the mask, where the headline says it already, is only counted. Source:
    components.alerts.questions.firing.
    """
    fired = told(lambda: firing(asked.frame)) or ()
    masked = questions.masking(asked.frame)
    said_already = masked is not None and masked.fires
    others = [each for each in fired if not (each.rule.kind == "masking" and said_already)]
    return together(others, asked.scoped(), len(fired) - len(others))


def span(asked: Asked) -> Command:
    """The bridge of the week."""
    return asked.span(questions.week_before(asked.frame), asked.as_of)


def renewals(asked: Asked) -> list[Kpi]:
    """The amount at risk; without renewals why there is none."""
    ask = Renewals(asked.frame)
    if not ask.given():
        return [figures.unknown("renewal_at_risk", t("report.missing", table="renewal"))]
    if asked.frame.scope.line_filters:
        return [figures.unknown("renewal_at_risk", t("renewals.refused.short"))]
    found = told(ask.risk)
    return figures.at_risk(asked, found)[1:] if found is not None else []


def lines(asked: Asked) -> Chart:
    """NRR and GRR over the year's weeks with their intervals; the running quarter's targets."""
    found = asked.trend.tail(questions.YEAR_WEEKS + 1)
    wanted = plan.running(asked.frame)
    names = {metric: metric_word(metric, "short", asked.unit) for metric in ("nrr", "grr")}
    roles: dict[str, Role] = {"nrr": "accent", "grr": "ink"}
    series = [Series(names[metric], column(found, metric), role, column(found, f"{metric}_low"),
                     column(found, f"{metric}_high")) for metric, role in roles.items()]
    now, days = found.iloc[-1], tuple(found.as_of)
    alt = t("weekly.lines.alt", weeks=(found.as_of.iloc[-1] - found.as_of.iloc[0]).days // 7,
            nrr=fmt.rate(float(now.nrr)), grr=fmt.rate(float(now.grr)))
    return Chart("rates", "line", t("report.chart.rates"), alt, days, tuple(series), "rate",
                 targets={names[metric]: wanted[metric] for metric in names if metric in wanted},
                 command=asked.command("kpis"))


def column(found: pd.DataFrame, name: str) -> tuple[float | None, ...]:
    """A column's values, unknown ones null."""
    return tuple(float(value) if fmt.known(float(value)) else None for value in found[name])


def movements(asked: Asked) -> Table:
    """What was new, came back, grew, shrank and left this week, losses below zero, and the net of all of them.

    Unknown where the amounts are those of few customers.
    """
    week = questions.flow_weeks(asked.frame).iloc[-1]
    rows = [(t(f"movement.{key}"), -float(week[key]) if key in LOSSES else float(week[key])) for key in MOVEMENTS]
    rows.append((t("metric.net_new_arr.short"), float(week.net_new)))
    columns = (Column("movement", t("table.movement"), "text", True),
               Column("arr", t("weekly.accounts.arr"), "money"))
    found = pd.DataFrame(rows, columns=["movement", "arr"])
    shown = {"arr": adding.amounts([amount for _, amount in rows[:-1]], asked.currency)}
    return Table("movements", t("report.table.movements"), columns, found, total=True, shown=shown, command=span(asked))
