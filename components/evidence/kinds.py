"""What a column holds, for its head, its format on the page and its type in a file. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from components import format as fmt
from components.i18n import catalogue, language, t
from components.sentence import dimension_name, metric_word, value_name
from queries.dimensions import Dimension
from queries.metrics import METRICS

Kind = Literal["rate", "points", "money", "ratio", "count", "date", "text"]
INTERNAL = ("unit_key",)
MONEY = ("arr0", "kept", "arr_change", "week_change", "net_new", "lost", "opening", "closing", "transfer_in",
         "transfer_out", "base", "amount", "losses", "gains", "arr_last", "arr_still_there", "arr_added", "seats",
         "price", "products", "unknown", "moved", "unused_arr", "renewal_arr", "arr_low", "arr_ended",
         "arr_due", "arr_renewed", "arr_kept", "arr_lost", "arr_open", "arr_next", "arr_overdue", "arr_paperwork",
         "arr_at_risk", "arr_near", "arr_expected", "arr_came", "arr_model", "model_low", "model_high",
         "arr_from", "arr_left", "over_arr", "won_arr", "open_arr", "arr_then", "arr_now",
         "arr_high", "revenue", "cac", "cost", "gross_profit", "margin", "profit",
         "profit_low", "profit_high", "month_arpa", "cac_low", "cac_high", "cost_acquisition", "cost_retention",
         "cost_expansion", "cost_delivery", *(
             f"{name}{end}" for name in ("arpa", "ltv", "month_ltv") for end in ("", "_low", "_high")))
RATES = ("left_share", "retention", "start", "end", "survival", "low", "high", "grr_first", "grr_last", "trend",
         "share", "use", "when_share", "gross_rate", "net_rate", "on_time_rate", "arr_share", "past_share", "past_low",
         "past_high", "retention_with", "retention_without", "share_with", "share_without", "reached", "reached_low",
         "reached_high", "with_low", "with_high", "without_low", "without_high", "grr_low", "grr_high", "nrr_low",
         "nrr_high", "logo_low", "logo_high", "grr_expected", "nrr_expected", "grr_fallen", "nrr_fallen",
         "known_share", "known_low", "known_high", "response", "response_low", "response_high",
         *(f"by_{days}{part}" for days in (30, 60, 90, 180, 365) for part in ("", "_low", "_high")),
         "win_rate", "win_low", "win_high", "kept_share", "kept_low", "kept_high", "done_share", "done_low",
         "done_high", "growth", "growth_low", "growth_high", "grew_share", "grew_low", "grew_high", "more_share",
         "arr_growth", "paid_share",
         "gross_margin", "profit_rate", "logo_churn_low", "logo_churn_high", "month_churn", "month_churn_low",
         "month_churn_high")
WORDS: dict[str, tuple[str, ...]] = {
    "movement": ("movement.{}",), "metric": ("metric.{}.short", "alerts.metric.{}"),
    "severity": ("alerts.severity.{}",), "band": ("health.band.{}",),
    "band_from": ("health.band.{}",), "band_to": ("health.band.{}",), "component": ("health.component.{}",),
    "reason": ("health.component.{}", "evidence.reason.{}", "economics.reason.{}"),
    "condition": ("drivers.condition.{}",),
    "endpoint": ("drivers.condition.{}",), "activity": ("drivers.condition.{}",), "sign": ("drivers.condition.{}",),
    "stage": ("journey.stage.{}", "maturity.stage.{}"), "stage_from": ("journey.stage.{}",),
    "stage_to": ("journey.stage.{}",), "stage_claimed": ("maturity.stage.{}",),
    "function": ("functions.name.{}", "account.function.{}"),
    "capability": ("maturity.capability.{}",), "measure": ("metric.{}.name", "maturity.measure.{}"),
    "verdict": ("principles.verdict.{}",), "status": ("charter.status.{}", "account.status.{}", "alerts.status.{}"),
    "state": ("charter.state.{}",), "of": ("functions.source.{}", "expansion.start.{}"), "way": ("expansion.way.{}",),
    "source": ("evidence.source.{}", "functions.source.{}"), "part": ("economics.part.{}",),
    "margin_source": ("economics.margin.{}",), **{f"{name}_reason": ("economics.reason.{}",) for name in (
        "arpa", "logo_churn", "ltv", "cac", "payback_months", "renewals_until_profit", "ltv_to_cac", "month_churn",
        "month_ltv")}, "better": ("evidence.better.{}",), "direction": ("evidence.better.{}",),
    "against": ("journey.against.{}",), "csm": ("teams.changed.{}",),
    "list": ("account.lists.name.{}", "lists.name.{}"), "reasons": ("account.lists.because.{}",),
    "relation": ("account.related.{}",), "outcome": ("account.outcome.{}",), "category": ("renewals.category.{}",),
    "role": ("account.role.{}",), "co": ("outcomes.side.{}",), "cx": ("outcomes.felt.{}",),
    "felt": ("outcomes.felt.{}",), "standing": ("outcomes.standing.{}",), "known_then": ("outcomes.kept.{}",),
    "survey": ("outcomes.survey.{}",), "clock": ("outcomes.clock.{}",), "service": ("outcomes.service.{}",),
    "link": ("outcomes.link.{}",), "ask_role": ("account.role.{}",),
    "kind": ("account.touch.{}", "account.survey.{}", "account.deal.{}", "alerts.kind.{}")}
"""Columns of the board's own words, and the catalogue keys under which a word may stand; one without stays as it is."""
LIKE = {"team_from": "team_id", "team_to": "team_id"}
"""Columns that hold values of a filter under another name."""
OWN_WORDS = ("functions", "journey", "outcomes", "ttv", "expansion", "economics")
"""Pages whose own heads of columns come first."""
POINTS = ("event", "roll", "contribution", "mix", "rate_effect", "rate", "total", "half_width", "nrr_slope",
          "difference", "adjusted", "adjusted_low", "adjusted_high", *(
              f"{metric}_{part}" for metric in ("grr", "nrr") for part in (
                  "difference", "difference_low", "difference_high", "error", "shrunk")))


def frame_of(value: Any) -> pd.DataFrame:
    """An answer as rows: a frame as it is, a record as one row, nothing (or an empty list) as none, anything else as
    one cell.
    """
    if isinstance(value, pd.DataFrame):
        return value.drop(columns=[name for name in INTERNAL if name in value.columns])
    if value is None or (isinstance(value, dict | list | tuple) and not value):
        return pd.DataFrame()
    if is_dataclass(value) and not isinstance(value, type):
        return pd.DataFrame([asdict(value)])
    return pd.DataFrame({"value": [value]})


def kind(frame: pd.DataFrame, column: str) -> Kind:
    """What a column holds, by its name, else by its values. A `change` is an amount where amounts stand beside it."""
    if column == "change":
        return "money" if "arr0" in frame.columns else "points"
    if column in ("lost", "unknown") and "renewals" in frame.columns:
        return "count"
    if column in ("reached", "unknown") and "known_share" in frame.columns:
        return "count"  # customers by what is known of their outcomes
    if column == "seats" and "price" not in frame.columns:
        return "count"  # beside a price it is the amount that seats explain
    if column in METRICS:
        return METRICS[column].kind  # type: ignore[return-value]
    for names, held in ((MONEY, "money"), (RATES, "rate"), (POINTS, "points")):
        if column in names:
            return held  # type: ignore[return-value]
    return _by_values(frame[column])


def _by_values(values: pd.Series) -> Kind:
    first = next((value for value in values.tolist() if not pd.isna(value)), None)
    if isinstance(first, date):
        return "date"
    if isinstance(first, bool) or not isinstance(first, int | float):
        return "text"
    return "count" if isinstance(first, int) else "ratio"


def head(column: str, dimensions: Mapping[str, Dimension], unit: str, question: str = "") -> str:
    """A column's head in the run's language; a column that has no words keeps its own name. `question`: the query that
    is answered ("queries.journey_leaks.leaks"): the same name can mean another thing there.
    """
    page = question.removeprefix("queries.").partition(".")[0].partition("_")[0]
    own = (f"evidence.column.{question}.{column}", f"{page}.column.{column}" if page in OWN_WORDS else "",
           f"evidence.column.{column}")
    found = next((key for key in own if key in catalogue(language())), "")
    if found:
        return t(found)
    if f"metric.{column}.short" in catalogue(language()):
        return metric_word(column, "short", unit)
    return dimension_name(column) if column in dimensions else column


def worded(frame: pd.DataFrame, dimensions: Mapping[str, Dimension]) -> pd.DataFrame:
    """The same rows with the board's own words, labels, yes and no in words; of lists their parts side by side."""
    words = {name: [_word(name, value, dimensions) for value in frame[name].tolist()] for name in frame.columns
             if name in WORDS or LIKE.get(name, name) in dimensions or frame[name].dtype in (bool, object)}
    return frame.assign(**words)


def _word(column: str, value: Any, dimensions: Mapping[str, Dimension]) -> Any:
    if isinstance(value, bool):
        return t("evidence.yes" if value else "evidence.no")
    if isinstance(value, tuple | list):
        return t("list.comma").join(_part(each, dimensions) for each in value)
    if column == "reasons" and isinstance(value, str) and " " in value:
        return t("list.comma").join(str(_word(column, each, dimensions)) for each in value.split())
    if (key := LIKE.get(column, column)) in dimensions:
        name = value_name(dimensions[key], None if pd.isna(value) else value)
        if name != value or column not in WORDS:
            return name  # a kind of touch is no kind of line
    word, _, of = str(value).partition("@")  # a measure of one function
    known = catalogue(language())
    found = next((known[key.format(word)] for key in WORDS.get(column, ()) if key.format(word) in known), value)
    return f"{found} ({known.get(f'functions.name.{of}', of)})" if of and found is not value else found


def _part(each: Any, dimensions: Mapping[str, Dimension]) -> str:
    """One part of a list; of a pair of a column and its value both in words, nothing for an unknown value."""
    if not isinstance(each, tuple) or len(each) != 2 or not isinstance(each[0], str):
        return str(each)
    column, value = each
    said = _word(column, value, dimensions)
    if isinstance(value, float) and said is value:
        rate = kind(pd.DataFrame({column: [value]}), column) == "rate"
        said = fmt.rate(value) if rate else fmt.decimal(value, 0 if value.is_integer() else 1)
    told = fmt.UNKNOWN if value in (None, "") else said
    return f"{head(column, dimensions, 'customer')} {told}"
