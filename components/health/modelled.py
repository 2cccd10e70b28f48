"""The model in one click: weights, rules, thresholds of segments, bands, version, and where its file is. HTML."""

from __future__ import annotations

from html import escape

from components import format as fmt
from components.health import measures, words
from components.i18n import language, plural, t
from components.money import UNKNOWN
from components.tables import Cell, Column, Row, table
from data.health.model import TOUCHES, Component, Model

PERCENT = ("usage_breadth", "usage_trend", "seats_used", "onboarding", "outcomes")
TIMES = ("usage_depth", "features")


def drawn(model: Model, restated: int = 0) -> str:
    """A row a component: its weight, what is measured, and which measure gives how many points. `restated`: how many
    past weeks' bands the newest build changed, since data for them came later.
    """
    columns = [Column("name", t("health.why.component")), Column("weight", t("health.model.weight"), "number"),
               Column("rule", t("health.model.rule"))]
    rows: list[Row] = []
    for part in sorted(model.components, key=lambda each: -each.weight):
        own = " / ".join(t("health.model.segment", segment=name, rule=rule(part.key, points)) for name, points in
                      part.segment)
        rows.append({"name": Cell(measures.component(part.key), below=_meaning(part)),
                     "weight": fmt.rate(part.weight / model.weight), "rule": Cell(rule(part.key, part.points),
                                                                                  below=own)})
    head = f'<p><b>{escape(title(model))}</b></p><p class="t-ink2">{escape(_sentence(model))}</p>'
    later = f"<p>{escape(plural(language(), 'health.model.restated', restated))}</p>" if restated else ""
    way = f'{later}<p class="t-quiet">{escape(t("health.model.file"))}</p>'
    return f'<div class="t-model">{head}{table(columns, rows, caption=t("health.model.caption"))}{way}</div>'


def title(model: Model) -> str:
    """The version and since when it holds."""
    return t("health.model.title", version=model.version, day=fmt.full_day(model.from_on, language()))


def _sentence(model: Model) -> str:
    said = [words.limits(model.borders, model.least_known)]
    said.append(t("health.model.given", days=model.given_days) if model.use_given else t("health.model.not_given"))
    days = dict(model.rhythm)
    said.append(t("health.model.rhythm", **{touch: days.get(touch, UNKNOWN) for touch in TOUCHES}))
    return ("" if language() == "ja" else " ").join(said)


def _meaning(part: Component) -> str:
    return t("health.meaning.feature") if part.key.startswith(measures.FEATURE) else t(f"health.meaning.{part.key}")


def rule(key: str, points: tuple[tuple[float, float], ...]) -> str:
    """Which measure gives how many points; between two of them it goes in a straight line: −50% → 0, −30% → 20."""
    return t("list.comma").join(f"{_measure(key, measure)}\u00a0→\u00a0{got:g}" for measure, got in points)


def _measure(key: str, value: float) -> str:
    if key in PERCENT:
        return fmt.rate(value, 0)
    if key in TIMES or key.startswith(measures.FEATURE):
        return t("health.model.times", value=f"{value:g}")
    return f"{value:g}"
