"""How the warehouse stands that the figures come from, for a person: in the header while it does not answer, and in a
figure's place that only it can answer. Of an embedded warehouse there is nothing to say. Texts in the run's language.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from components import format as fmt
from components import states
from components.cards import SHAPES
from components.i18n import language, plural, t
from data.engines.names import is_remote, parsed, shown
from data.extract import serving
from data.extract.serving import Origin, State
from data.extract.unanswered import Unanswered
from data.faults import WrongCall
from data.warehouse import (
    WarehouseDamaged,
    WarehouseMissing,
    WarehouseOutdated,
    WarehouseUnavailable,
    WarehouseUnsupported,
    warehouse_url,
)
from data.warehouse import standing as fallen
from queries.dimensions import Build

YEAR_DAYS = 365
REFUSALS = ((WarehouseDamaged, "standing.damaged"), (WarehouseOutdated, "outdated.warehouse"),
            (WarehouseUnavailable, "standing.unavailable"), (WarehouseMissing, "standing.missing"),
            (WarehouseUnsupported, "unsupported.warehouse"),
            (WrongCall, "unsupported.warehouse"))


def state() -> State:
    """How the warehouse does, as far as this process has heard."""
    return serving.state(warehouse_url())


def origin() -> Origin | None:
    """The extract in use: null for an embedded warehouse, and where none is wanted."""
    return serving.origin(warehouse_url())


def where() -> str | None:
    """The warehouse on a server, without its password; null for an embedded one."""
    url = warehouse_url()
    return shown(parsed(url)) if is_remote(url) else None


def older(now: State, build: Build, moment: datetime) -> str:
    """▲, why newer data cannot be had, and of when those are that are shown; empty while all is well."""
    told = {"moment": updated(build, moment), "age": age(_zoned(build.built_at), moment)}
    if now.down_since is not None:
        said = t("standing.down", since=since(now.down_since, build, moment), **told)
    elif now.behind:
        said = t("standing.behind", **told)
    else:
        return ""
    return f"{SHAPES['warn']} {said}"


def damaged(build: Build, moment: datetime) -> str:
    """▲, that the newest data are damaged, and of when those are that are shown instead; empty while all is well."""
    found, _ = fallen(warehouse_url())
    if not found.why:
        return ""
    told = {"moment": updated(build, moment), "age": age(_zoned(build.built_at), moment)}
    return f"{SHAPES['warn']} {t(f'standing.damaged.{found.why}', **told)}"


def unanswered(error: WarehouseUnavailable, build: Build) -> str:
    """In place of a figure that only the warehouse can answer: why it is not there, and what the others are of."""
    why = error.why if isinstance(error, Unanswered) else "unreachable"
    return states.notice(t("standing.unanswered"), [t(f"standing.unanswered.{why}"),
                                                    t("standing.others", moment=updated(build))], "warn")


def refused(error: Exception) -> str:
    """What stands where there is nothing to open: in the reader's language; the error itself says what to do."""
    return t(next(key for kind, key in REFUSALS if isinstance(error, kind)))


def updated(build: Build, now: datetime | None = None) -> str:
    """When the data were built, in the company's time zone: 11月23日 6:10; with the year from a year on."""
    moment = built(build)
    year = (now or datetime.now(UTC)) - moment > timedelta(days=YEAR_DAYS)
    return fmt.moment(moment, language(), year=year)


def built(build: Build) -> datetime:
    """When the data were built, as a moment in the company's time zone."""
    return _zoned(build.built_at).astimezone(ZoneInfo(build.time_zone))


def since(moment: datetime, build: Build, now: datetime) -> str:
    """9:05 of today, else with its day, in the company's time zone."""
    there, today = (each.astimezone(ZoneInfo(build.time_zone)) for each in (moment, now))
    if there.date() == today.date():
        return f"{there.hour}:{there.minute:02d}"
    return fmt.moment(there, language())


def age(moment: datetime, now: datetime) -> str:
    """5分前 / 5 minutes old; hours from one on, days from two on."""
    minutes = max(int((now - moment).total_seconds() // 60), 0)
    if minutes < 60:
        return plural(language(), "standing.age.minutes", minutes)
    if minutes < 2 * 24 * 60:
        return plural(language(), "standing.age.hours", minutes // 60)
    return plural(language(), "standing.age.days", minutes // (24 * 60))


def _zoned(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
