"""The badge in every page's header: whether the figures, recomputed a second way, came out the same."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from components import format as fmt
from components.address import Address, write
from components.cards import Status
from components.i18n import language, t
from data import reconciled
from queries.dimensions import Build

PATH = "reconciliation"
SIGNS = {"good": "✓", "bad": "■", "unknown": "○"}


def record(build: Build) -> dict[str, Any] | None:
    """The record of the version that is shown; null where it was not reconciled."""
    return reconciled.read(build.version)


def standing(found: dict[str, Any] | None) -> Status:
    """good: all equal; bad: some differ; unknown: not recomputed."""
    if not found or not found["recomputed"]:
        return "unknown"
    return "bad" if found["differ"] else "good"


def moment(found: dict[str, Any], build: Build) -> str:
    """When it was recomputed, in the company's time zone."""
    at = datetime.fromisoformat(found["at"]).astimezone(ZoneInfo(build.time_zone))
    return fmt.moment(at, language(), year=(datetime.now(UTC) - at).days > 365)


def partly(found: dict[str, Any] | None) -> str:
    """Of a company too large to hold: how much of it was recomputed; else empty."""
    part = (found or {}).get("sample")
    if not part:
        return ""
    told = {name: f"{part[name]:,}" for name in ("of", "customers", "all")}
    return t("reconcile.part" if part["customers"] else "reconcile.part.none", where=part["where"], **told)


def words(found: dict[str, Any] | None) -> str:
    """The badge's few words."""
    status = standing(found)
    count = {"good": "recomputed", "bad": "differ"}.get(status, "")
    return t(f"reconcile.badge.{status}", n=f"{found[count]:,}" if found and count else "")


def drawn(build: Build) -> str:
    """The badge as a link to its page, whatever is filtered kept out of it: it speaks of the whole company."""
    found = record(build)
    status = standing(found)
    told = t("reconcile.badge.none")
    if found:
        told = f"{t('reconcile.badge.at', moment=moment(found, build))} {partly(found)}".strip()
    href = f"/{PATH}?{urlencode(write(Address(), language()), doseq=True)}"
    return (f'<a class="t-checked t-{status}" href="{escape(href)}" target="_self" title="{escape(told)}">'
            f"{SIGNS[status]} {escape(words(found))}</a> ")
