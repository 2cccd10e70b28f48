"""The definitions of what a report shows, in the words of the pages."""

from __future__ import annotations

from collections.abc import Sequence

from components.i18n import catalogue, language, t
from components.report.model import Definition, Section
from components.sentence import metric_word
from queries.metrics import METRICS

SHOWN = {
    "week": ("nrr", "grr", "logo_retention", "arr", "net_new_arr", "renewal_at_risk"),
    "retention": ("nrr", "grr", "new", "reactivation", "expansion", "contraction", "churn"),
    "why": ("event", "roll", "contribution", "mix_effect", "rate_effect"),
    "health": ("health_score", "health_band", "red_share", "health_migration"),
    "risk": ("renewal_near", "renewal_at_risk", "notice_deadline"),
    "teams": ("team_expected", "team_difference"),
    "maturity": ("maturity_claimed", "maturity_evidenced", "maturity_contradicted", "maturity_stage"),
    "decisions": ("charter_status",),
}
"""The metrics that each section shows."""


def of(sections: Sequence[Section], unit: str) -> tuple[Definition, ...]:
    """Each metric of the sections that say something, once, in their order."""
    keys = dict.fromkeys(key for each in sections if not each.missing for key in SHOWN.get(each.key, ()))
    return tuple(one(key, unit) for key in keys)


def one(key: str, unit: str) -> Definition:
    """A metric's words; its source where the registry of metrics names one."""
    formula = f"metric.{key}.formula"
    said = metric_word(key, "formula", unit) if formula in catalogue(language()) else ""
    chapter = METRICS[key].source.partition("definitions: ")[2] if key in METRICS else ""
    source = t("report.definition.source", chapter=chapter) if chapter else ""
    return Definition(key, metric_word(key, "name", unit), metric_word(key, "definition", unit), said, source)
