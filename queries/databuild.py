"""What the last build made of the loaded data: its frame, its dimensions, the size of the cube, history's edge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import case, func, literal, select, union_all

from data import status
from data.build import PROFILE_WARNING, transform_version
from data.warehouse import Warehouse
from queries import tables
from queries.datastatus import given
from queries.dimensions import build_info, dimensions
from queries.runner import run
from queries.scope import UNITS

__all__ = ["PROFILE_WARNING", "built", "cells", "edge", "filters"]


def built(warehouse: Warehouse) -> dict[str, Any]:
    """The record of the last build (meta.build), the release's transform, and the bytes of the warehouse's file.

    `current` says whether this release built it; `bytes` is null where the warehouse is no file.
    """
    path = warehouse.engine.url.database
    there = Path(path) if path else None
    found = status.built(warehouse)
    return {**found, "current": found.get("transform") == transform_version(),
            "bytes": there.stat().st_size if there and there.exists() else None}


def cells(warehouse: Warehouse) -> pd.DataFrame:
    """The cube's size. Grain: unit of measure; columns: unit, units (ever active), profiles (occupied), cells."""
    asked = []
    for unit in UNITS:
        cube = tables.cube(unit)
        units = select(func.count()).select_from(tables.unit_table(unit)).scalar_subquery()
        asked.append(select(literal(unit).label("unit"), units.label("units"),
                            func.count(cube.c.profile_id.distinct()).label("profiles"), func.count().label("cells")))
    return run(warehouse, select(union_all(*asked).subquery()))


def filters(warehouse: Warehouse) -> pd.DataFrame:
    """What one can filter by. Grain: dimension; columns: key, kind (category, band, year, line), in_cube, values."""
    return pd.DataFrame([
        {"key": each.key, "kind": each.kind, "in_cube": each.in_cube, "values": len(each.values)}
        for each in dimensions(warehouse).values()
    ], columns=["key", "kind", "in_cube", "values"])


def edge(warehouse: Warehouse) -> dict[str, int]:
    """Customers with ARR on the data's first day, merged ones under their survivor: is their start known?

    `customers`: all of them; `earlier`: signed_on before that day; `that_day`: signed_on is that day; `unknown`: no
    signed_on, or one after it.
    """
    first = build_info(warehouse).first_day
    unit, customer = tables.unit_table("customer"), tables.customer()
    has = "signed_on" in given(warehouse).get(("contract", "customer"), ())
    source = tables.mart("customer", "customer_id", *(["signed_on"] if has else []), schema="contract")
    said = {"earlier": source.c.signed_on < first, "that_day": source.c.signed_on == first} if has else {}
    sums = [func.coalesce(func.sum(case((met, 1), else_=0)), 0).label(name) for name, met in said.items()]
    joined = unit.join(customer, customer.c.customer_key == unit.c.unit_key).join(
        source, source.c.customer_id == customer.c.customer_id)
    asked = select(func.count().label("customers"), *sums).select_from(joined).where(
        unit.c.first_day == tables.day_number(first))
    row = {name: int(count) for name, count in run(warehouse, asked).iloc[0].items()}
    known = {"earlier": row.get("earlier", 0), "that_day": row.get("that_day", 0)}
    return {"customers": row["customers"], **known, "unknown": row["customers"] - sum(known.values())}
