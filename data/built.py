"""What a build writes about itself: meta.build, meta.plan, meta.dimension, meta.dimension_value, meta.given."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from data import columns
from data.engines.place import Place
from data.health.record import record as record_health
from data.journey.plan import record as record_journey
from data.plan import given_columns, last_sunday, reporting_currency
from data.warehouse import time_zone

PROFILE_WARNING = 20_000
FISCAL_YEAR_START = 4
BUILD = {"version": "VARCHAR", "built_at": "TIMESTAMP", "first_day": "DATE", "newest_day": "DATE",
         "default_as_of": "DATE", "reporting_currency": "VARCHAR", "minor_digits": "INTEGER", "time_zone": "VARCHAR",
         "fiscal_year_start": "INTEGER", "profiles": "BIGINT", "cells": "BIGINT", "seconds": "DOUBLE",
         "transform": "VARCHAR", "how": "VARCHAR", "replaced": "BIGINT"}
DIMENSION = {"key": "VARCHAR", "kind": "VARCHAR", "position": "INTEGER", "in_cube": "BOOLEAN",
             "distinct_values": "BIGINT"}
VALUE = {"key": "VARCHAR", "value": "VARCHAR", "position": "INTEGER", "name": "VARCHAR", "customers": "BIGINT"}
CUBES = ("cube_customer", "cube_group", "cube_contract", "cube_department", "cube_product")


@dataclass(frozen=True)
class How:
    """How a version was built, in words; `replaced`: customers carried on anew since the last full build."""

    said: str = "full"
    replaced: int = 0


FULL = How()


def record(at: Place, version: str, variables: dict[str, Any], seconds: float, transform: str, how: How) -> None:
    """Writes meta.* of a version whose marts stand; prints a warning to stderr above 20,000 profiles."""
    profiles, *cells = (int(at.value(f"select count(*) from {at.table('marts', name)}"))
                        for name in ("profile", *CUBES))
    if profiles > PROFILE_WARNING:
        print(f"warning: {profiles:,} profiles; aim for {PROFILE_WARNING:,} or fewer: pages slow down with cells",
              file=sys.stderr)
    newest = date.fromisoformat(variables["newest_day"])
    row = {
        "version": version, "built_at": datetime.now(UTC).replace(tzinfo=None),
        "first_day": date.fromisoformat(variables["first_day"]), "newest_day": newest,
        "default_as_of": last_sunday(newest), "reporting_currency": reporting_currency(at),
        "minor_digits": variables["minor_digits"], "time_zone": time_zone(), "fiscal_year_start": FISCAL_YEAR_START,
        "profiles": profiles, "cells": sum(cells), "seconds": round(seconds, 1), "transform": transform,
        "how": how.said, "replaced": how.replaced,
    }
    at.open_room("meta")
    at.create("meta", "build", BUILD, [[row[name] for name in BUILD]])
    at.create("meta", "plan", {"plan": "VARCHAR"}, [[json.dumps(variables)]])
    record_health(at, variables["health"])
    record_journey(at, variables["journey"])
    record_dimensions(at, variables["dimensions"])
    columns.record(at)


def record_dimensions(at: Place, chosen: list[dict[str, Any]]) -> None:
    """Writes meta.dimension and meta.dimension_value: the plan's dimensions, then those of lines."""
    given = given_columns(at)
    lines = [(key, "coalesce(kind, 'paid')" if key == "kind" and key in given["subscription"] else
              "'paid'" if key == "kind" else key) for key in ("product", "department", "kind")
             if key == "kind" or key in given["subscription"]]
    at.create("meta", "dimension", DIMENSION, [
        *([each["key"], each["kind"], place, each["in_cube"], each["distinct_values"]]
          for place, each in enumerate(chosen)),
        *([key, "line", place, False, 0] for place, (key, _) in enumerate(lines, start=len(chosen)))])
    at.create("meta", "dimension_value", VALUE)
    into = f"insert into {at.table('meta', 'dimension_value')}"
    for dimension in chosen:
        at.run(f"{into} {_values(at, dimension, given)}")
    for key, value in lines:
        at.run(f"{into} select key, value, 0, value, count(distinct customer_id) from (select {at.words.text(key)}"
               f" as key, {value} as value, customer_id from {at.table('contract', 'subscription')}) as line"
               " group by key, value")


def _values(at: Place, dimension: dict[str, Any], given: dict[str, set[str]]) -> str:
    """The values of one dimension with their names, the place of a band and the customers that ever bore them."""
    key = dimension["key"]
    table = {"team_id": "team", "csm_id": "csm", "partner_id": "partner"}.get(key)
    named = table if table in given else None
    places = " ".join(f"when {at.words.text(label)} then {place}"
                      for place, label in enumerate(dimension["labels"], start=1))
    return (f"select {at.words.text(key)}, label.value, {f'case label.value {places} else 0 end' if places else '0'},"
            f" {'coalesce(named.name, label.value)' if named else 'label.value'}, label.customers from"
            f" (select {at.quoted('a_' + key)} as value, count(distinct customer_key) as customers"
            f" from {at.table('marts', 'label')} group by {at.quoted('a_' + key)}) as label"
            + (f" left join {at.table('contract', named)} as named on named.{key} = label.value" if named else ""))
