"""The panel behind a figure: what it means, over whom, its accounts, its rows and its SQL, from top to bottom."""

from __future__ import annotations

from datetime import UTC
from html import escape
from zoneinfo import ZoneInfo

from components import audit, i18n, identity, sentence, small, states, theme
from components import format as fmt
from components.evidence import accounts, files, metrics, rows
from components.evidence.about import Figure
from components.i18n import language, t
from components.questions import VersionGone
from components.router import Frame, framed


def draw(frame: Frame, figure: Figure) -> None:
    """Everything behind one figure. Asked and drawn when it is opened, and by each click in it, without app.py."""
    i18n.use(frame.language)
    identity.hold(frame.scope.viewer)
    audit.opened(frame.page.key, figure.key, figure.scope(frame), frame.build.version)
    with framed(frame):
        _draw(frame, figure)


def _draw(frame: Frame, figure: Figure) -> None:
    try:
        found = rows.answers(frame, figure)
        told = metrics.told(frame, figure)
    except VersionGone:
        gone = states.notice(t("evidence.gone_title"), [t("evidence.gone")], "warn")
        theme.block(theme.dialog_mode() + gone)
        return
    stands = small.told(lambda: population(frame, figure)) or {}
    theme.block(theme.dialog_mode() + _definitions(told) + _head("population") + _pairs(stands))
    files.offer(frame, figure, told, stands, found)
    theme.block(_head("accounts"))
    with small.said(frame, figure.key):
        accounts.draw(frame, figure)
    theme.block(_head("rows"))
    for number, answer in enumerate(found, start=1):
        rows.draw(answer, f"{files.name(frame, figure)}-{number}.csv", f"{figure.key}-{number}")
    theme.block(f'{_head("sql")}<p class="t-quiet">{escape(t("evidence.sql_note"))}</p>')
    for answer in found:
        rows.sql(answer)


def _head(section: str) -> str:
    return f'<h3 class="t-evidence-head">{escape(t(f"evidence.section.{section}"))}</h3>'


def _definitions(told: list[metrics.Told]) -> str:
    made = "".join(
        f'<div class="t-told"><h4>{escape(each.name)} <span>{escape(each.value)}</span></h4>'
        f'<p>{escape(each.definition)}</p>'
        f'<p class="t-formula"><b>{escape(t("evidence.formula"))}</b> {escape(each.formula)}</p></div>'
        for each in told
    )
    return f'<div class="t-tolds">{made}</div>'


def _pairs(pairs: dict[str, str]) -> str:
    said = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs.items())
    return f'<dl class="t-pairs">{said}</dl>'


def population(frame: Frame, figure: Figure) -> dict[str, str]:
    """Over whom and when, in words: unit, filters, days, n of the base, version of the data."""
    scope, build, speech = figure.scope(frame), frame.build, language()
    start, end = (fmt.full_day(day, speech) for day in figure.days(frame))
    made = build.built_at if build.built_at.tzinfo else build.built_at.replace(tzinfo=UTC)
    moment = fmt.moment(made.astimezone(ZoneInfo(build.time_zone)), speech, year=True)
    return {
        t("evidence.unit"): t(figure.about.counted or f"unit.{scope.unit}"),
        t("evidence.filters"): sentence.narrowed(scope, frame.dimensions),
        **(figure.about.behind.population(frame) if figure.about.behind is not None else {
            t("evidence.days"): t("evidence.days_value", start=start, end=end),
            **({} if figure.about.counted else {t("evidence.base"): _base(frame, figure)})}),
        t("evidence.version"): t("evidence.version_value", version=build.version, moment=moment),
    }


def _base(frame: Frame, figure: Figure) -> str:
    row = metrics.now(frame, figure)
    if not row["logos_base"]:
        return t("evidence.base_none")
    n = fmt.count(int(row["logos_base"]), figure.scope(frame).unit, language())
    arr = fmt.money(float(row["arr_base"]), frame.build.currency, language(), "table")
    return t("evidence.base_value", n=n, arr=arr)
