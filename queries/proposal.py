"""A proposal of weights as the text of a model's next version, for a person to read, change and paste."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

OWN = ("version", "from_on")
"""What the next version does not take over."""


def snippet(model: Mapping[str, Any], weights: pd.DataFrame, version: int, after: date) -> str:
    """A [[model]] of that version with the proposed weights and everything else as in `model`, from the Monday after a
    day: after the last that is scored already.

    `weights`: the frame of queries.reweight. Weights have one decimal; a component at 0 is left out, for a weight of 0
    scores nothing.
    """
    monday = after + timedelta(days=7 - after.weekday())
    found = {str(row.component): round(float(row.proposed), 1) for row in weights.itertuples()}
    plain = [f"{name} = {json.dumps(value)}" for name, value in model.items()
             if name not in OWN and not isinstance(value, list | dict)]
    lines = ["[[model]]", f"version = {version}", f"from_on = {monday.isoformat()}", *plain, "",
             "[model.bands]", *_bands(model["bands"]), "", "[model.rhythm]",
             *(f"{name} = {days}" for name, days in model["rhythm"])]
    for component in model["components"]:
        if found[component["key"]] > 0:
            lines += ["", *_component(component, found[component["key"]])]
    return "\n".join(lines) + "\n"


def _bands(bands: Sequence[tuple[str, float]]) -> list[str]:
    falling = sorted(bands, key=lambda band: -band[1])
    tops = [100, *(low for _, low in falling)]
    return [f"{name} = [{low:g}, {top:g}]" for (name, low), top in zip(falling, tops, strict=False)]


def _component(component: Mapping[str, Any], weight: float) -> list[str]:
    lines = ["[[model.component]]", f"key = {_text(component['key'])}", f"weight = {weight:g}",
             f"points = {_points(component['points'])}"]
    if component["segment"]:
        lines += ["[model.component.segment]",
                  *(f"{_text(name)} = {_points(points)}" for name, points in component["segment"])]
    return lines


def _text(words: str) -> str:
    """JSON's strings are TOML's basic strings."""
    return json.dumps(words, ensure_ascii=False)


def _points(points: Sequence[Sequence[float]]) -> str:
    return "[" + ", ".join(f"[{x:g}, {y:g}]" for x, y in points) + "]"
