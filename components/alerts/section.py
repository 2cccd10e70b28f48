"""The alerts on the weekly review: one quiet line of what fires, that opens to all of it with reasons and ways."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from components import cards, states, theme
from components.alerts import questions, words
from components.alerts.questions import Alert
from components.figure import About, figure
from components.i18n import language, plural, t
from components.router import Frame
from components.tables import link

TOLD = 2


def line(frame: Frame) -> None:
    """The line, a figure of its own; nothing where nothing fires. Where the rules' file has faults, the first of them.
    """
    found = questions.rules()
    if found.faults:
        more = [t("alerts.bad.more", count=len(found.faults) - 1)] * (len(found.faults) > 1)
        theme.block(states.notice(t("alerts.bad.title"), [str(found.faults[0]), *more, t("alerts.bad.way")]))
        return
    fired = questions.firing(frame)
    if fired:
        with figure(frame, "alerts", ("alert",), About(accounts="none")):
            theme.block(drawn(frame, questions.firing(frame)))


def drawn(frame: Frame, fired: Sequence[Alert]) -> str:
    """The line as HTML: how many fire, the first ones; opened, each with since when, its rule and where to look."""
    status = fired[0].rule.severity
    head = cards.mark(status, plural(language(), "alerts.head", len(fired)))
    first = sorted(fired, key=lambda alert: alert.rule.kind == "masking")  # the page's title says that one already
    told = [f'<span>{escape(words.said(alert))}</span>' for alert in first[:TOLD]]
    rest = len(fired) - TOLD
    if rest > 0:
        told.append(f'<span class="t-more">{escape(plural(language(), "alerts.more", rest))}</span>')
    rows = "".join(f"<li>{_row(frame, alert)}</li>" for alert in fired)
    return f'<details class="t-alerts"><summary>{head} {" ".join(told)}</summary><ul>{rows}</ul></details>'


def _row(frame: Frame, alert: Alert) -> str:
    shape = cards.mark(alert.rule.severity, t(f"alerts.severity.{alert.rule.severity}"))
    href, page = words.way(frame, alert)
    return (f'{shape} <b>{escape(words.said(alert))}</b> <span>{escape(words.when(alert))}</span> '
            f'<span class="t-quiet">{escape(rule(alert))}</span> {link(href, t("alerts.look", page=page))}')


def rule(alert: Alert) -> str:
    """The rule in words: when it fires, when it is over, how long it keeps quiet."""
    held = alert.rule
    parts = [plural(language(), "alerts.rule.weeks", held.weeks)] if held.weeks > 1 else []
    parts += [t("alerts.rule.clears", by=words.margin(alert))] if held.clears else []
    key = "alerts.rule.quiet" if held.worse is None else "alerts.rule.quiet_worse"
    parts += [plural(language(), key, held.quiet)] if held.quiet else []
    return t("list.comma").join(parts)
