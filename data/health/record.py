"""What a build keeps of the health model, and how it holds the next build to it: a version that has scored weeks stays
as it was, so that no past score changes unsaid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import duckdb

from data.days import EPOCH, day_number
from data.engines.place import Place, placed
from data.health.model import Model
from data.health.reading import Fault, ModelRefused, path

BEFORE = "meta.health_before"
COLUMNS = {
    "health_before": {"version": "INTEGER", "digest": "VARCHAR", "last_day": "INTEGER"},
    "health_past": {"week_day": "INTEGER", "band": "VARCHAR", "customers": "BIGINT", "arr": "BIGINT"},
    "health_model": {"version": "INTEGER", "from_day": "INTEGER", "digest": "VARCHAR", "body": "VARCHAR"},
    "health_feature": {"position": "INTEGER", "feature": "VARCHAR"},
    "health_restated": {"week_day": "INTEGER", "band": "VARCHAR", "customers_before": "BIGINT", "customers": "BIGINT",
                        "arr_before": "BIGINT", "arr": "BIGINT"},
}


def written(models: Sequence[Model]) -> list[dict[str, Any]]:
    """The versions as rows of meta.health_model: number, first day, digest, body as JSON."""
    return [{"version": model.version, "from_day": day_number(model.from_on), "digest": model.digest(),
             "body": model.body()} for model in models]


def record(at: Place, variables: dict[str, Any]) -> None:
    """meta.health_model and meta.health_feature of a build, from the transform's variable `health`."""
    at.drop("meta", "health_before")
    _record_restated(at)
    models = [list(row.values()) for row in variables.get("models", ())]
    at.create("meta", "health_model", COLUMNS["health_model"], models)
    features = [[position, feature] for position, feature in enumerate(variables["features"], start=1)]
    at.create("meta", "health_feature", COLUMNS["health_feature"], features)


def _bands(at: Place) -> str:
    return (f"select week_day, band, cast(sum(customers) as bigint) as customers, cast(sum(arr) as bigint) as arr"
            f" from {at.table('marts', 'health_cube')} group by week_day, band")


def _record_restated(at: Place) -> None:
    """meta.health_restated: the past weeks whose bands data that came later have changed. Grain: week × band."""
    at.create("meta", "health_restated", COLUMNS["health_restated"])
    if at.has("meta", "health_past"):
        past = at.table("meta", "health_past")
        at.run(
            f"insert into {at.table('meta', 'health_restated')} select coalesce(past.week_day, now.week_day),"
            " coalesce(past.band, now.band), coalesce(past.customers, 0), coalesce(now.customers, 0),"
            " coalesce(past.arr, 0), coalesce(now.arr, 0)"
            f" from {past} as past full join ({_bands(at)}) as now"
            " on now.week_day = past.week_day and now.band = past.band"
            f" where coalesce(past.week_day, now.week_day) <= (select max(week_day) from {past})"
            f" and coalesce(past.week_day, now.week_day) >= (select min(week_day) from {past})"
            " and (past.customers is distinct from now.customers or past.arr is distinct from now.arr)")
        at.drop("meta", "health_past")


def carry(draft: Place, used: Place) -> None:
    """Notes in a draft which versions scored which weeks of the same company in the warehouse in use, and how its
    bands stood; nothing where it is another company's, or was built by a release without them.
    """
    if not (used.has("meta", "health_model") and used.has("marts", "health_cube") and used.has("marts", "health")
            and used.has("meta", "company")) or _company(used) != _company(draft):
        return
    before = used.rows(f"select model.version, model.digest, scored.last_day from {used.table('meta', 'health_model')}"
                       " as model join (select model as version, max(week_day) as last_day from"
                       f" {used.table('marts', 'health')} group by model) as scored on scored.version = model.version")
    draft.create("meta", "health_before", COLUMNS["health_before"], before)
    draft.create("meta", "health_past", COLUMNS["health_past"], used.rows(_bands(used)))


def _company(at: Place) -> tuple[Any, ...]:
    return at.rows(f"select name, is_demo from {at.table('meta', 'company')}")[0]


def refuse_rewriting(where: Place | duckdb.DuckDBPyConnection, models: Sequence[Model]) -> None:
    """Errors: ModelRefused where a version that scored weeks is gone or changed, or a new one reaches back to them."""
    at = placed(where)
    if not at.has("meta", "health_before"):
        return
    rows = at.rows("select version, digest, last_day from " + at.table("meta", "health_before") + " order by version")
    now = {model.version: model for model in models}
    faults = []
    for version, digest, last_day in rows:
        week = EPOCH + timedelta(days=last_day)
        if version not in now or now[version].digest() != digest:
            what = "is gone" if version not in now else "was changed"
            faults.append(("rewritten", f"version {version} has scored weeks up to {week} and {what}: put it back, and "
                           "give the change a version of its own with a later from_on"))
    last = max((row[2] for row in rows), default=0)
    scored = {row[0] for row in rows}
    faults += [("reaches_back", f"version {model.version} holds from {model.from_on}, but weeks up to "
                f"{EPOCH + timedelta(days=last)} are scored: let it begin on a later Monday") for model in models
               if scored and model.version > min(scored | {model.version}) and model.version not in scored
               and day_number(model.from_on) <= last]
    if faults:
        way = "; `python -m data build --rescore` scores every week anew, past scores too"
        raise ModelRefused([Fault(rule, message + way, path().name) for rule, message in faults])
