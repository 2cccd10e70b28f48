"""The page's claim, its base and the KPI strip. Pure apart from the run's language."""

from __future__ import annotations

from datetime import date

import pandas as pd

from components import cards
from components import format as fmt
from components.cards import Card, Status
from components.i18n import language, t
from queries.databuild import PROFILE_WARNING
from queries.datastatus import known_share
from queries.dimensions import Build

DATED = ("on_time", "late", "silent")
DEMO_DAYS = 7


def behind(found: pd.DataFrame) -> pd.DataFrame:
    """The sources that are late or silent, the longest silence first."""
    late = found[found.status.isin(["late", "silent"])]
    return late.sort_values("silent_days", ascending=False, kind="stable")


def days(number: int) -> str:
    """A number of days: 57日 / 57 days."""
    return fmt.count(int(number), "day", language())


def finding(found: pd.DataFrame, build: Build, loaded_on: date, today: date) -> str:
    """Title, chip and base sentence."""
    late = behind(found)
    stopped = build.is_demo and (today - loaded_on).days > DEMO_DAYS
    status: Status = "warn" if stopped or not (late.status == "silent").any() else "bad"
    chip = t("status.warn" if status == "warn" else "status.warning") if len(late) or stopped else ""
    words = _demo(found, loaded_on, today) if stopped else title(found)
    return cards.finding(words, base(found, build, loaded_on, today), chip, status)


def _demo(found: pd.DataFrame, loaded_on: date, today: date) -> str:
    quiet, missing = days((today - loaded_on).days), int((~found.loaded.astype(bool)).sum())
    return t("datastatus.title.demo", quiet=quiet, missing=missing)


def title(found: pd.DataFrame) -> str:
    """How many sources keep their rhythm, and the one that has been quiet longest."""
    dated, late = found[found.status.isin(DATED)], behind(found)
    loaded = int(found.loaded.astype(bool).sum())
    missing = len(found) - loaded
    if not len(dated):
        return t("datastatus.title.unknown", loaded=loaded)
    if not len(late):
        return t(f"datastatus.title.on_time{'_one' * (len(dated) == 1)}", n=len(dated), missing=missing)
    worst = late.iloc[0]
    name, quiet = t(f"datastatus.table.{worst.table}"), days(worst.silent_days)
    if len(dated) == 1:
        return t("datastatus.title.late_one", table=name, quiet=quiet)
    return t("datastatus.title.late", n=len(dated), late=len(late), table=name, quiet=quiet)


def base(found: pd.DataFrame, build: Build, loaded_on: date, today: date) -> str:
    """How much is loaded, when, and which day it is judged on."""
    loaded = found[found.loaded.astype(bool)]
    said = t("datastatus.base", every=len(found), loaded=len(loaded), rows=f"{int(loaded.rows.sum()):,}",
             day=fmt.full_day(loaded_on, language()), today=fmt.full_day(today, language()), zone=build.time_zone)
    return f"{said} {t('datastatus.base.demo')}" if build.is_demo else said


def strip(found: pd.DataFrame, coverage: pd.DataFrame, build: Build) -> str:
    """Five figures: tables loaded, on time, joinable rows, coverage, profiles."""
    return cards.kpi_strip([_loaded(found), _on_time(found), _joinable(found), _coverage(coverage), _profiles(build)])


def _loaded(found: pd.DataFrame) -> Card:
    loaded = int(found.loaded.astype(bool).sum())
    return Card(t("datastatus.kpi.loaded"), str(loaded), note=t("datastatus.kpi.loaded.note", every=len(found)))


def _on_time(found: pd.DataFrame) -> Card:
    dated = int(found.status.isin(DATED).sum())
    value = str(int((found.status == "on_time").sum())) if dated else fmt.UNKNOWN
    return Card(t("metric.freshness.short"), value, note=t("datastatus.kpi.on_time.note", n=dated) if dated else "",
                reason=t("datastatus.kpi.on_time.none"), definition=t("metric.freshness.definition"))


def share_joined(found: pd.DataFrame) -> float | None:
    """Rows loaded ÷ rows given, over all tables; null where no row was given."""
    loaded = found[found.loaded.astype(bool)]
    given = int(loaded.rows.sum()) + int(loaded.set_aside.sum())
    return int(loaded.rows.sum()) / given if given else None


def _joinable(found: pd.DataFrame) -> Card:
    aside = int(found[found.loaded.astype(bool)].set_aside.sum())
    return _percent("joinable", share_joined(found), t("datastatus.kpi.joinable.note", n=f"{aside:,}"))


def _coverage(coverage: pd.DataFrame) -> Card:
    asked = coverage[coverage.given.astype(bool) & ~coverage.none_is_answer.astype(bool)]
    note = t("datastatus.kpi.coverage.note", n=len(asked))
    return _percent("columns_filled", known_share(coverage), note, t("datastatus.kpi.coverage.none"))


def share_parts(share: float) -> str:
    """A share of rows in per cent that says 100 only where nothing is missing, and 0 only where nothing is there."""
    shown = fmt.rate(share)
    if share < 1 and shown == fmt.rate(1):
        return fmt.rate(0.999)
    return fmt.rate(0.001) if share > 0 and shown == fmt.rate(0) else shown


def _percent(metric: str, share: float | None, note: str, reason: str = "") -> Card:
    name, definition = t(f"metric.{metric}.short"), t(f"metric.{metric}.definition")
    if share is None:
        return Card(name, fmt.UNKNOWN, reason=reason, definition=definition)
    return Card(name, share_parts(share).removesuffix("%"), "%", note=note, definition=definition)


def _profiles(build: Build) -> Card:
    many = build.profiles > PROFILE_WARNING
    note = t(f"datastatus.kpi.profiles.{'many' if many else 'note'}", n=f"{PROFILE_WARNING:,}")
    said = f"{cards.SHAPES['warn']} {note}" if many else note
    return Card(t("metric.profiles.short"), f"{build.profiles:,}", note=said,
                definition=t("metric.profiles.definition"))
