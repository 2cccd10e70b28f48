"""Frozen weeks: what the figures were when a meeting saw them, and what data that arrived later changed.

A frozen week is a record of the store (kind `snapshot`, key the ISO date): freezing again makes a new version, the
earlier ones stay in its history. The meeting's is the version that its `review` names.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from data.build import transform_version
from data.store import Record
from data.warehouse import Warehouse
from queries import explain, frozen_units, health, renewal_risk, retention
from queries.access import WHOLE, NotAllowed, answers
from queries.charter import CHARTER, Wanted, kpis
from queries.charter_values import kind, known, values
from queries.dimensions import build_info
from queries.renewal_rows import given
from queries.scope import Scope

RATES = ("nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention", "logo_low", "logo_high")
MONEY = ("arr", "arr_base", "net_new")
COUNTS = ("logos", "logos_base", "logos_kept")
KINDS: dict[str, str] = {
    **dict.fromkeys(RATES, "rate"), **dict.fromkeys(MONEY, "money"), **dict.fromkeys(COUNTS, "count"),
    **{f"customers_{band}": "count" for band in health.BANDS}, **{f"arr_{band}": "money" for band in health.BANDS},
    "n_at_risk": "count", "arr_at_risk": "money",
}
"""Every frozen figure and how it reads: rate (fraction), money (reporting currency), count."""
MOVERS = 10
FIGURES = ("figure", "kind", "then", "now", "delta")
DEFINED = tuple(Path(__file__).with_name(name) for name in ("metrics.py", "charter.py", "charter_values.py"))


def definitions() -> str:
    """A digest of how the figures are computed: the transform's, and the formulas of the metrics and of the charter."""
    made = hashlib.sha256(transform_version().encode())
    for file in DEFINED:
        made.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return made.hexdigest()[:12]


@answers(WHOLE)
def picture(warehouse: Warehouse, scope: Scope, wanted: tuple[Wanted, ...] = ()) -> dict[str, Any]:
    """The whole company's figures on the scope's date, as JSON can keep them: the body of a `snapshot`.

    as_of, data_version, built_at, definitions, currency, minor; figures: KINDS by key, null where unknown; kpis: the
    charter's, with target, status and owner; movers: the accounts that moved GRR most in the week; accounts: every
    customer's ARR (frozen_units.pack). Raises NotAllowed.
    """
    _only_for_all(scope)
    build, asked = build_info(warehouse), Scope(scope.as_of, viewer=scope.viewer)
    held = tuple(each for each in wanted if each.source in CHARTER)
    return {
        "as_of": asked.as_of.isoformat(), "data_version": build.version, "built_at": _moment(build.built_at),
        "definitions": definitions(), "currency": build.currency, "minor": build.minor,
        "figures": figures(warehouse, asked), "kpis": _kpis(kpis(warehouse, asked, held)),
        "movers": _movers(explain.movers(warehouse, asked, "grr", MOVERS)),
        "accounts": frozen_units.pack(frozen_units.units(warehouse, asked)),
    }


def _only_for_all(scope: Scope) -> None:
    """A frozen week is the whole company's, account by account: NotAllowed for whoever may not see all of it."""
    if not scope.viewer.whole:
        raise NotAllowed("a frozen week is the whole company's, by name")


def _moment(built: Any) -> str:
    return str(pd.Timestamp(built).isoformat(timespec="seconds"))


@answers(WHOLE)
def figures(warehouse: Warehouse, scope: Scope) -> dict[str, float | int | None]:
    """KINDS by key on the scope's date, null where unknown. net_new: ARR less that of the Sunday before."""
    week = scope.as_of - timedelta(days=7)
    days = tuple(day for day in (week, scope.as_of) if day >= build_info(warehouse).first_day or day == scope.as_of)
    rows = retention.trend(warehouse, scope, days)
    now = rows.iloc[-1]
    made: dict[str, Any] = {key: now[key] for key in (*RATES, *MONEY[:2], *COUNTS)}
    made["net_new"] = float(now["arr"]) - float(rows["arr"].iloc[0]) if len(rows) == 2 else None
    bands = health.bands(warehouse, scope) if health.known_weeks(warehouse) else pd.DataFrame()
    for row in bands.to_dict("records"):
        made |= {f"customers_{row['band']}": row["customers"], f"arr_{row['band']}": row["arr"]}
    if given(warehouse):
        risk = renewal_risk.trend(warehouse, scope, 1).iloc[-1]
        made |= {"n_at_risk": risk.n_at_risk, "arr_at_risk": risk.arr_at_risk}
    return {key: _number(made.get(key), KINDS[key]) for key in KINDS}


def _number(value: Any, reads: str) -> float | int | None:
    if value is None or math.isnan(float(value)):
        return None
    return int(value) if reads == "count" else float(value)


def _kpis(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{
        "measure": row.measure, "value": _number(row.value, ""), "low": _number(row.low, ""),
        "high": _number(row.high, ""), "target": float(row.target), "status": row.status,
        "owner": row.owner or None, "due_on": row.due_on.isoformat() if isinstance(row.due_on, date) else None,
        "source": row.source,
    } for row in rows.itertuples()]


def _movers(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{"account_id": str(row.account_id), "account": str(row.account), "movement": str(row.movement),
             "contribution": _number(row.contribution, ""), "week_change": _number(row.week_change, "")}
            for row in rows.itertuples()]


@answers(WHOLE)
def compared(warehouse: Warehouse, scope: Scope, snapshot: Record) -> pd.DataFrame:
    """Every frozen figure beside what these data give for the same date. Grain: figure; the charter's KPIs are
    `kpi.<key>`. Columns: FIGURES.

    attrs: redefined (the definitions are no longer those of then), rebuilt (the data are another version). Of the scope
    only the viewer counts: a frozen week is the whole company's, on its own date.
    """
    _only_for_all(scope)
    body: Mapping[str, Any] = snapshot.body
    asked = Scope(date.fromisoformat(snapshot.key), viewer=scope.viewer)
    now = figures(warehouse, asked)
    rows = [_compared(key, KINDS[key], body["figures"].get(key), now[key]) for key in KINDS]
    rows += _kpis_compared(warehouse, asked, body["kpis"])
    made = pd.DataFrame(rows, columns=list(FIGURES))
    made.attrs = {"redefined": body["definitions"] != definitions(),
                  "rebuilt": body["data_version"] != build_info(warehouse).version}
    return made


def changed(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures of `compared` that are no longer what they were, known or unknown."""
    return figures[(figures.then.notna() != figures.now.notna()) | (figures.delta.fillna(0) != 0)]


@answers(WHOLE)
def restated(warehouse: Warehouse, scope: Scope, snapshot: Record) -> pd.DataFrame:
    """By account, what changed a frozen week since. Grain and columns: frozen_units.changes, amounts in the reporting
    currency, counts as they are; each change_<part> adds up to that of the frozen figure.
    """
    _only_for_all(scope)
    asked = Scope(date.fromisoformat(snapshot.key), viewer=scope.viewer)
    now = frozen_units.units(warehouse, asked)
    moved = frozen_units.changes(frozen_units.unpack(snapshot.body["accounts"]), now)
    return _in_currency(moved, build_info(warehouse).minor)


def _kpis_compared(warehouse: Warehouse, scope: Scope, kept: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The charter's KPIs then and now; one that is a KPI no more has no figure now."""
    keys = tuple(str(each["measure"]) for each in kept if known(str(each["measure"])))
    found = values(warehouse, scope, keys, (scope.as_of,)).set_index("measure").value if keys else {}
    return [_compared(f"kpi.{each['measure']}", kind(each["measure"]) if each["measure"] in keys else "text",
                      each["value"], _number(found.get(each["measure"]), "")) for each in kept]


def _compared(figure: str, reads: str, then: float | int | None, now: float | int | None) -> dict[str, Any]:
    both = then is not None and now is not None
    return {"figure": figure, "kind": reads, "then": math.nan if then is None else then,
            "now": math.nan if now is None else now,
            "delta": now - then if both else math.nan}  # type: ignore[operator]


def _in_currency(moved: pd.DataFrame, minor: int) -> pd.DataFrame:
    money = ("base_then", "base_now", "arr_then", "arr_now", "change_arr", "change_base", "change_kept",
             "change_capped")
    return moved.assign(**{name: moved[name].astype(float) / minor for name in money})
