"""What the page shows as files: key figures, week by week, and the accounts that moved a rate.

Words in the run's language are looked up while the page is drawn; the files are made on the click.
"""

from __future__ import annotations

from collections.abc import Callable
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


def accounts(found: pd.DataFrame, rest: str) -> pd.DataFrame:
    """The listed accounts, then all others together, called `rest`: contributions add up to the rate's change."""
    columns = ["account_id", "account", "detail", "movement", "contribution", "week_change"]
    listed = found.reindex(columns=columns)
    if not len(found):
        return listed
    left = found.attrs["week_change"] - found.week_change.sum()
    others = {"account": rest, "contribution": found.attrs["others"], "week_change": left}
    return pd.DataFrame([*listed.to_dict("records"), others], columns=columns)


def offer(
    frame: Frame, figures: pd.DataFrame, flows: pd.DataFrame, found: pd.DataFrame | None, metric: str,
    renewing: pd.DataFrame | None = None,
) -> None:
    """The buttons in the header's export popover; `renewing`: the renewals at risk, where there are any to know of.

    Without `found`, the accounts by name, there is no file of them.
    """
    files: dict[str, Callable[[], pd.DataFrame]] = {
        "kpis": partial(key_figures, figures), "weeks": partial(weeks, figures, flows),
    }
    if found is not None:
        files["accounts"] = partial(accounts, found, t("movement.other"))
    if renewing is not None:
        files["renewals"] = partial(renewing.copy)
    day = frame.scope.as_of.isoformat()
    for key, content in files.items():
        name = f"tenure-weekly-{key}{f'-{metric}' if key == 'accounts' else ''}-{day}.csv"
        export.button(frame.export, t(f"weekly.export.{key}"), name, partial(_bytes, content), f"weekly.export.{key}")


def _bytes(content: Callable[[], pd.DataFrame]) -> bytes:
    return export.csv(content())
