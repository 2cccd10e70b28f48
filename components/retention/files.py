"""The page's downloads: the table by a dimension, and all accounts of the drill. Made when they are clicked."""

from __future__ import annotations

from datetime import date

import pandas as pd

from components import export, loaders
from components.i18n import t
from components.retention import drill
from components.router import Frame
from components.sentence import dimension_name, value_name
from queries import accounts, explain
from queries.dimensions import Dimension
from queries.scope import Scope

RATES = ("nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention", "logo_low", "logo_high")
AMOUNTS = ("arr_base", "arr", "expansion", "contraction", "churn")
EVERYTHING = 10_000_000
MOVEMENTS_OF_A_CHANGE = ("churn", "returned", "contraction", "expansion", "unchanged", "entered_base",
                         "loss_rolled_off", "left_base", "base_changed")


def table(frame: Frame, shown: pd.DataFrame, dimension: Dimension) -> None:
    """Every row of the table, those that are not listed too: rates as fractions."""
    heads = {"name": dimension_name(dimension.key), "logos_base": t("table.n"), "share": t("table.share_of_base")}
    heads |= {key: t(f"retention.file.{key}") for key in (*AMOUNTS, *RATES)}
    file = f"retention-{dimension.key}-{frame.scope.as_of}.csv"
    label = t("retention.file.table", name=heads["name"])
    export.button(frame.export, label, file, lambda: export.csv(shown, heads), "retention.file.table")


def accounts_of(frame: Frame, scope: Scope, start: date, movement: str | None) -> None:
    """Every account of the drill, however many are listed."""
    keys = ("account", "account_id", "detail", "movement", "arr0", "arr", "change")
    heads = {key: t(f"retention.file.{key}") for key in keys}
    words = drill.options()
    house = loaders.warehouse()

    def made() -> bytes:
        found = accounts.movements(house, scope, start, movement, EVERYTHING)
        return export.csv(found.assign(movement=[words[key] for key in found.movement]), heads)

    file = f"accounts-{movement or 'all'}-{start}-{scope.as_of}.csv"
    label = t("retention.file.accounts", movement=words[movement or ""])
    export.button(frame.export, label, file, made, "retention.file.accounts")


def effects(frame: Frame, shares: pd.DataFrame, dimension: Dimension, metric: str, earlier: date) -> None:
    """Every label's mix and rate, as fractions."""
    keys = ("n0", "n1", "weight0", "weight1", "start", "end", "mix", "rate", "contribution")
    heads = {"cell": dimension_name(dimension.key), **{key: t(f"retention.file.{key}") for key in keys}}
    named = shares.assign(cell=[value_name(dimension, None if pd.isna(value) else str(value))
                                for value in shares[dimension.key]])
    file = f"mix-{metric}-{dimension.key}-{earlier}-{frame.scope.as_of}.csv"
    export.button(frame.export, t("retention.file.effects"), file, lambda: export.csv(named, heads),
                  "retention.file.effects")


def contributions(frame: Frame, metric: str, earlier: date) -> None:
    """Every account's part of the change, however many are listed."""
    keys = ("account", "account_id", "detail", "movement", "contribution", "base0", "kept0", "base1", "kept1", "change")
    heads = {key: t(f"retention.file.{key}") for key in keys}
    words = {key: t(f"movement.{key}") for key in MOVEMENTS_OF_A_CHANGE}
    house, scope = loaders.warehouse(), frame.scope

    def made() -> bytes:
        found = explain.accounts(house, scope, metric, earlier)
        return export.csv(found.assign(movement=[words[key] for key in found.movement]), heads)

    file = f"contributions-{metric}-{earlier}-{scope.as_of}.csv"
    export.button(frame.export, t("retention.file.contributions"), file, made, "retention.file.contributions")
