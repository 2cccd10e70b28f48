"""Where the data stand: the warehouse, whether it answers, and what of it is copied. Pure apart from the language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from components import cards, standing
from components import format as fmt
from components.datastatus.building import listing
from components.i18n import language, t
from data.extract.serving import Origin, State
from queries.dimensions import Build

SHOWN = 6
"""Names of tables at most."""


def heading() -> str:
    return cards.section(t("datastatus.standing.title"), "")


def facts(build: Build, where: str | None, state: State, held: Origin | None, now: datetime) -> str:
    """Names and values. `where`: the warehouse on a server; null for an embedded one, of which there is no more but
    what is damaged of it.
    """
    if where is None:
        hurt = standing.damaged(build, now)
        damage = [(t("datastatus.standing.damage"), hurt)] if hurt else []
        return listing([(t("datastatus.standing.warehouse"), t("datastatus.standing.embedded")), *damage])
    listed = {"warehouse": where, "state": _state(build, state, where, now), "newest": _newest(build, state),
              "copied": _copied(build, held, now), "elsewhere": _elsewhere(held)}
    return listing([(t(f"datastatus.standing.{key}"), value) for key, value in listed.items() if value])


def _state(build: Build, state: State, where: str, now: datetime) -> str:
    if state.down_since is not None:
        return t("datastatus.standing.state.down", since=standing.since(state.down_since, build, now),
                 why=state.trouble.removeprefix(f"The warehouse {where} ").rstrip("."))
    if state.heard_at is None:
        return t("datastatus.standing.state.unknown")
    heard = standing.since(state.heard_at, build, now)
    if state.behind:
        return t("datastatus.standing.state.behind", moment=heard, why=state.behind.rstrip("."))
    return t("datastatus.standing.state.up", moment=heard)


def _newest(build: Build, state: State) -> str:
    if state.newest is None:
        return ""
    shown = state.newest.lower() == build.version.lower()
    return t(f"datastatus.standing.newest.{'same' if shown else 'waiting'}", version=state.newest)


def _copied(build: Build, held: Origin | None, now: datetime) -> str:
    if held is None:
        return t("datastatus.standing.copied.none")
    moment = fmt.moment(held.copied_at.astimezone(ZoneInfo(build.time_zone)), language())
    return t("datastatus.standing.copied.value", moment=moment, age=standing.age(held.copied_at, now),
             rows=f"{held.rows:,}", seconds=fmt.decimal(held.seconds))


def _elsewhere(held: Origin | None) -> str:
    if held is None:
        return ""
    if not held.elsewhere:
        return t("datastatus.standing.elsewhere.none")
    names = sorted({f"{room}.{table}" for room, table in held.elsewhere})
    more = [f"… +{len(names) - SHOWN}"] if len(names) > SHOWN else []
    return t("datastatus.standing.elsewhere.value", tables=t("list.comma").join(names[:SHOWN] + more))
