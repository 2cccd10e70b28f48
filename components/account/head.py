"""The head: who it is, what became of it in one line, its numbers, its labels, and whom it belongs together with."""

from __future__ import annotations

from html import escape
from typing import Any

from components import cards, tables, theme
from components import format as fmt
from components.account import link, story, words
from components.account.questions import Questions
from components.cards import Card, Delta
from components.health.why import score as shown_score
from components.i18n import language, t
from components.lists.drawn import STATUS
from components.router import Frame
from components.sentence import dimension_name, joined, value_name

LABELS = ("segment", "plan", "team_id", "csm_id", "touch_model", "industry", "region", "icp_fit", "employees",
          "partner_id")
"""The labels that are shown, in their order, as far as the data have them."""
RELATED = 12


def draw(frame: Frame, ask: Questions, who: Any) -> None:
    """Name, claim, labels, and who belongs to it."""
    claim = words.claim(who, ask.history(), ask.next_due(), ask.day, frame.build.currency)
    name = f'<p class="t-account-name"><b>{escape(str(who.account))}</b>{tables.crm_mark(link.text(who.url))}</p>'
    theme.block(name + cards.finding(claim, base(frame, ask, who)) + _labels(frame, ask.labels()) + _related(ask))


def base(frame: Frame, ask: Questions, who: Any) -> str:
    """The id, since when or from when to when it is a customer, and that it was asked for under the id of one that was
    merged into it.
    """
    since, asked, left = since_when(frame, who), ask.id, ask.left_on(who)
    said = t("account.base.since", day=since) if since else ""
    if since and left:
        said = t("account.base.until", day=since, left=words.day(left))
    merged = t("account.base.merged", asked=asked, id=str(who.account_id)) if asked != str(who.account_id) else ""
    return joined(merged, t("account.base.id", id=str(who.account_id)), said)


def since_when(frame: Frame, who: Any) -> str:
    """The day since when it is a customer; that it is the data's first one, and it may have been one before."""
    first = started(who)
    if first is None:
        return ""
    edge = link.text(who.signed_on) == "" and first <= frame.build.first_day
    return t("account.base.edge", day=words.day(first)) if edge else words.day(first)


def started(who: Any) -> Any:
    """The day since when it is a customer: signed, else its first with ARR; null for neither."""
    days = [day for day in (who.signed_on, who.first_day) if link.text(day)]
    return days[0] if days else None


def strip(frame: Frame, ask: Questions, who: Any) -> None:
    """ARR, health, pulse, renewal, stage, tenure."""
    theme.block(cards.kpi_strip(figures(frame, ask, who)))


def figures(frame: Frame, ask: Questions, who: Any) -> list[Card]:
    """The strip's figures in their order, the most important first."""
    return [_arr(frame, who), _health(who), _pulse(ask, who), _renewal(frame, ask), _stage(ask, who),
            _tenure(frame, ask, who)]


def _arr(frame: Frame, who: Any) -> Card:
    parts = fmt.money_parts(float(who.arr), frame.build.currency, language())
    change = float(who.arr) / float(who.arr0) - 1 if float(who.arr0) else None
    delta = Delta.of(change, fmt.rate(abs(change), 1) if change is not None else "", t("account.kpi.year"),
                     "good" if (change or 0) > 0 else "bad")
    return Card(t("metric.arr.short"), parts.number, parts.unit, deltas=(delta,), definition=t("metric.arr.definition"))


def _health(who: Any) -> Card:
    label, meant = t("metric.health_score.short"), t("metric.health_score.definition")
    if not link.text(who.band):
        return Card(label, fmt.UNKNOWN, reason=t("account.kpi.no_score"), definition=meant)
    word, status = t(f"lists.band.{who.band}"), STATUS[str(who.band)]
    if not fmt.known(who.score):
        return Card(label, fmt.UNKNOWN, reason=t("account.kpi.little_known"), definition=meant)
    change = float(who.score) - float(who.score_before) if fmt.known(who.score_before) else None
    delta = Delta.of(change, fmt.decimal(abs(change or 0)), t("account.kpi.four_weeks"),
                     "good" if (change or 0) > 0 else "bad")
    return Card(label, shown_score(who.score), f" {cards.SHAPES[status]} {word}", deltas=(delta,), definition=meant)


def _pulse(ask: Questions, who: Any) -> Card:
    label = t("account.kpi.pulse")
    if not fmt.known(who.pulse_rating):
        return Card(label, fmt.UNKNOWN, reason=t("account.kpi.no_pulse"))
    ago = words.days((ask.day - who.pulse_day).days)
    return Card(label, f"{int(who.pulse_rating)}", " / 5", note=t("account.kpi.ago", n=ago))


def _renewal(frame: Frame, ask: Questions) -> Card:
    row = ask.next_due()
    if row is None:
        return Card(t("account.kpi.renewal"), fmt.UNKNOWN, reason=t("account.kpi.no_renewal"))
    label, left = t("account.kpi.term" if row.is_term else "account.kpi.renewal"), (row.on - ask.day).days
    below = t("account.kpi.due", day=words.day(row.on), arr=words.amount(row.arr, frame.build.currency))
    unit = t("account.kpi.days_late" if left < 0 else "account.kpi.days_left")
    note = words.deadline(row.notice_on, row.auto_renew, ask.day)
    return Card(label, f"{abs(left):,}", unit, below=below, note=note,
                definition=t("metric.notice_deadline.definition"))


def _stage(ask: Questions, who: Any) -> Card:
    label, meant = t("metric.journey_stage.short"), t("metric.journey_stage.definition")
    if not link.text(who.stage):
        return Card(label, fmt.UNKNOWN, reason=t("account.kpi.no_stage"), definition=meant)
    left = story.ended(who, ask.history()) if who.stage == "left" else None  # the stage is of the Sunday after
    since = t("account.kpi.since", day=words.day(left or who.stage_day))
    return Card(label, t(f"journey.stage.{who.stage}"), note=since, definition=meant)


def _tenure(frame: Frame, ask: Questions, who: Any) -> Card:
    label, first = t("account.kpi.tenure"), started(who)
    if first is None:
        return Card(label, fmt.UNKNOWN, reason=t("account.kpi.no_start"))
    left, since = ask.left_on(who), since_when(frame, who)
    note = t("account.kpi.until", day=since, left=words.day(left)) if left else t("account.kpi.since", day=since)
    return Card(label, words.tenure(first, left or ask.day), note=note)


def _labels(frame: Frame, held: dict[str, Any]) -> str:
    """The labels on the date, each under its name."""
    shown = [(dimension_name(key), value_name(frame.dimensions[key], link.text(held[key]) or None))
             for key in LABELS if key in held]
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in shown)
    return f'<dl class="t-account-labels">{items}</dl>' if items else ""


def _related(ask: Questions) -> str:
    """Its group and those merged into it, with the way to each."""
    found = ask.related()
    if not len(found):
        return ""
    parts = []
    for relation in ("parent", "group", "merged"):
        rows = found[found.relation == relation]
        names = [tables.link(link.address(str(row.account_id)), str(row.account)) if relation != "merged"
                 else escape(t("account.related.was", name=str(row.account), id=str(row.account_id)))
                 for row in rows.head(RELATED).itertuples()]
        more = [escape(t("account.related.more", n=len(rows) - RELATED))] if len(rows) > RELATED else []
        if names:
            parts.append(f"<b>{escape(t(f'account.related.{relation}'))}</b> {t('list.comma').join([*names, *more])}")
    return f'<p class="t-account-related">{"<br>".join(parts)}</p>'
