"""What the last build made of the loaded data: its frame, its dimensions, the size of the cube, history's edge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import case, func, literal, select, union_all

from data import status
from data.build import transform_version
from data.built import PROFILE_WARNING
from data.warehouse import Warehouse
from queries import tables
from queries.access import OPEN, answers, company_wide
from queries.dimensions import build_info, dimensions
from queries.runner import run
from queries.scope import UNITS

__all__ = ["PROFILE_WARNING", "built", "cells", "edge", "filters"]


@answers(OPEN)
def built(warehouse: Warehouse) -> dict[str, Any]:
    """The record of the last build (meta.build), the release's transform, and the bytes of the warehouse's file.

    `current` says whether this release built it; `bytes` is null where the warehouse is no file.
    """
    path = warehouse.engine.url.database
    there = Path(path) if path else None
    found = status.built(warehouse)
    return {**found, "current": found.get("transform") == transform_version(),
            "bytes": there.stat().st_size if there and there.exists() else None}


@answers(OPEN)
def cells(warehouse: Warehouse) -> pd.DataFrame:
    """The cube's size. Grain: unit of measure; columns: unit, units (ever active), profiles (occupied), cells."""
    asked = []
    for unit in UNITS:
        cube = tables.cube(unit)
        units = select(func.count()).select_from(tables.unit_table(unit)).scalar_subquery()
        asked.append(select(literal(unit).label("unit"), units.label("units"),
                            func.count(cube.c.profile_id.distinct()).label("profiles"), func.count().label("cells")))
    with company_wide("how large the cube is: for whoever runs the board"):
        return run(warehouse, select(union_all(*asked).subquery()))


@answers(OPEN)
def filters(warehouse: Warehouse) -> pd.DataFrame:
    """What one can filter by. Grain: dimension; columns: key, kind (category, band, year, line), in_cube, values."""
    return pd.DataFrame([
        {"key": each.key, "kind": each.kind, "in_cube": each.in_cube, "values": len(each.values)}
        for each in dimensions(warehouse).values()
    ], columns=["key", "kind", "in_cube", "values"])


@answers(OPEN)
def edge(warehouse: Warehouse) -> dict[str, int]:
    """Customers with ARR on the data's first day: `customers` all of them, `unknown` those whose start is not known.

    Counted as survival and cohorts count them: a merged customer under its survivor, whose signed_on counts.
    """
    first, life = tables.day_number(build_info(warehouse).first_day), tables.life("customer")
    unknown = func.coalesce(func.sum(case((life.c.start_day.is_(None), 1), else_=0)), 0)
    asked = select(func.count().label("customers"), unknown.label("unknown")).where(life.c.first_day == first)
    with company_wide("of how many customers the start is not known: how far the data reach back"):
        found = run(warehouse, asked)
    return {name: int(count) for name, count in found.iloc[0].items()}
