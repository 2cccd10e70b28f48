"""What the page shows as files: key figures, week by week, and the accounts that moved a rate.

Everything that needs the run's language is made here; the bytes are made on the click.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.i18n import t
from components.router import Frame
from components.weekly.strip import weekly_net

WEEK_COLUMNS = ("nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention", "logo_low", "logo_high",
                "arr", "logos", "arr_base", "logos_base")
FIGURES = ("nrr", "grr", "logo_retention", "arr", "net_new")


def weeks(figures: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """A row a week: rates with their intervals (fractions), amounts a year, the week's movements where listed."""
    rows = figures[["as_of", *WEEK_COLUMNS]].assign(net_new=weekly_net(figures))
    moved = flows[["as_of", "new", "reactivation", "expansion", "contraction", "churn", "lost"]]
    return rows.merge(moved, on="as_of", how="left")


def key_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """A row a figure: now, last week, the same week last year; empty where unknown."""
    rows = figures.assign(net_new=weekly_net(figures)).set_index("as_of")
    now = rows.index[-1]
    days = {"now": now, "week": now - pd.Timedelta(days=7), "year": now - pd.Timedelta(days=364)}
    return pd.DataFrame([
        {"figure": key, **{name: rows[key].get(day) for name, day in days.items()}} for key in FIGURES
    ])


def accounts(found: pd.DataFrame) -> pd.DataFrame:
    """The listed accounts, then all others together: contributions add up to the rate's change."""
    columns = ["account_id", "account", "detail", "movement", "contribution", "week_change"]
    listed = found.reindex(columns=columns)
    if not len(found):
        return listed
    left = found.attrs["week_change"] - found.week_change.sum()
    others = {"account": t("movement.other"), "contribution": found.attrs["others"], "week_change": left}
    return pd.DataFrame([*listed.to_dict("records"), others], columns=columns)


def offer(frame: Frame, figures: pd.DataFrame, flows: pd.DataFrame, found: pd.DataFrame, metric: str) -> None:
    """The buttons in the header's export popover."""
    files = {"kpis": key_figures(figures), "weeks": weeks(figures, flows), "accounts": accounts(found)}
    labels = {key: t(f"weekly.export.{key}") for key in files}
    day = frame.scope.as_of.isoformat()
    for key, content in files.items():
        name = f"tenure-weekly-{key}{f'-{metric}' if key == 'accounts' else ''}-{day}.csv"
        export.button(frame.export, labels[key], name, partial(export.csv, content), f"weekly.export.{key}")
