"""The page's head: how many KPIs miss their target, how many decisions are overdue."""

from __future__ import annotations

from components import cards, theme
from components import format as fmt
from components.charter import words
from components.charter.questions import Questions
from components.i18n import language, t
from components.router import Frame


def head(frame: Frame, ask: Questions) -> None:
    """The finding, and that the charter is the whole company's."""
    kpis, decisions = ask.own(), ask.listed()
    unknown = int((kpis.status == "unknown").sum())
    base = "" if frame.scope.viewer.filters else t("charter.base", n=len(kpis), unknown=unknown)
    if frame.scope.where or frame.scope.unit != "customer":
        base += t("charter.base_whole")
    if frame.scope.viewer.filters:
        base = f"{base} {t('access.charter.base')}"
    late = bool((decisions.state == "overdue").any())
    begun = ask.before_charter()
    if begun is not None:
        base = t("charter.base_before", day=fmt.full_day(begun, language()))
    title = words.title(kpis, decisions, begun is not None, not frame.scope.viewer.whole)
    theme.block(cards.finding(title, base, t("charter.chip") if late else ""))
