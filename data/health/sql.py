"""The health model as SQL: one expression a component, for all versions, and what else the transform is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from data.days import day_number
from data.health.model import FEATURE, Component, Model, Points
from data.health.record import written


def literal(text: str) -> str:
    """A text as SQL, the same on every engine: they do not agree on what a backslash or two quotes in a literal are."""
    plain = "".join(f"' || chr({ord(each)}) || '" if each in "'\\" else each for each in text)
    return f"'{plain}'" if plain == text else f"('{plain}')"


def curve(points: Points) -> str:
    """Points of a measure {x}: null stays null. The same lines as data.health.model.score."""
    if len(points) == 1:
        return f"case when {{x}} is null then null else {points[0][1]!r} end"
    whens = [f"when {{x}} <= {points[0][0]!r} then {points[0][1]!r}"]
    for (x0, y0), (x1, y1) in pairwise(points):
        whens.append(f"when {{x}} <= {x1!r} then {y0!r} + ({{x}} - ({x0!r})) * ({y1 - y0!r}) / ({x1 - x0!r})")
    return f"case when {{x}} is null then null {' '.join(whens)} else {points[-1][1]!r} end"


def by_version(models: Sequence[Model], of: Callable[[Model], str]) -> str:
    """A value of the version in force in the week {week}: null before the first."""
    if len({of(model) for model in models}) == 1 and models[0].from_on.year <= 2000:
        return of(models[0])
    newest_first = sorted(models, key=lambda model: model.from_on, reverse=True)
    whens = " ".join(f"when {{week}} >= {day_number(model.from_on)} then {of(model)}" for model in newest_first)
    return f"(case {whens} end)"


def _points(component: Component) -> str:
    whens = "".join(f" when {{segment}} = {literal(name)} then {curve(points)}" for name, points in component.segment)
    return f"(case{whens} else {curve(component.points)} end)" if whens else f"({curve(component.points)})"


def column(key: str, features: Sequence[str]) -> str:
    """The column of a component: its key; of one feature the feature's number, from 1."""
    return f"feature_{features.index(key.removeprefix(FEATURE)) + 1}" if key.startswith(FEATURE) else key


def components(models: Sequence[Model], features: Sequence[str]) -> list[dict[str, str]]:
    """Every component of any version: key, column, points of {x} and weight, where the version has it (else 0)."""
    keys = list(dict.fromkeys(each.key for model in models for each in model.components))

    def of(key: str, told: Callable[[Component], str], absent: str) -> Callable[[Model], str]:
        return lambda model: next((told(each) for each in model.components if each.key == key), absent)

    return [{"key": key, "column": column(key, features),
             "points": by_version(models, of(key, _points, "null")),
             "weight": by_version(models, of(key, lambda each: repr(each.weight), "0.0"))} for key in keys]


def variables(models: Sequence[Model], features: Sequence[str], window: int, seats: bool, given: Sequence[str],
              from_day: int, to_day: int, clocks: Sequence[Mapping[str, str | int]]) -> dict[str, Any]:
    """What data/transform/models/health is told. `given`: the tables that the company has; without any there is no
    score. `window`: weeks over which the present use is measured. `from_day`, `to_day`: the Sundays that are scored.
    `clocks`: what the company's time is ahead of UTC, and since when (data.zones.told).
    """
    days = [by_version(models, lambda model, touch=touch: repr(dict(model.rhythm).get(touch, 0)))  # type: ignore[misc]
            for touch in ("high", "low", "tech")]
    whens = " ".join(f"when '{touch}' then nullif({value}, 0)"
                     for touch, value in zip(("high", "low", "tech"), days, strict=True))
    return {
        "features": list(features), "window": window, "seats": seats, "given": list(given),
        "from_day": from_day, "to_day": to_day, "components": components(models, features),
        "version": by_version(models, lambda model: str(model.version)),
        "least_known": by_version(models, lambda model: repr(model.least_known)),
        "use_given": by_version(models, lambda model: "true" if model.use_given else "false"),
        "given_days": by_version(models, lambda model: str(model.given_days)),
        "settle_weeks": by_version(models, lambda model: str(model.settle_weeks)),
        "bands": [{"name": name, "low": by_version(models, lambda model, name=name: repr(dict(model.bands)[name]))}  # type: ignore[misc]
                  for name in ("green", "yellow")],
        "rhythm": f"case {{touch}} {whens} end", "clocks": list(clocks),
        "models": written(models),
    }
