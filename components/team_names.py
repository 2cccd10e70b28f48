"""The names of all teams: the company's own words, for whoever asks, though only some may be filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from components import loaders
from queries import teams
from queries.dimensions import Dimension, Value


def with_all(dimensions: Mapping[str, Dimension]) -> Mapping[str, Dimension]:
    """The dimensions for words alone: a team outside of what is seen has its name, not its key (its number is 0)."""
    known = dimensions.get(teams.TEAM)
    if known is None:
        return dimensions
    with loaders.listening():  # words, no part of a figure
        names = loaders.load(teams.names)
    having = {each.value for each in known.values}
    more = tuple(Value(team, name, 0) for team, name in names.items() if team not in having)
    return {**dimensions, teams.TEAM: replace(known, values=(*known.values, *more))}
