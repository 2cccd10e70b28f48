"""The health model: how a score is made. Frozen records; data/health/reading.py makes them from the TOML file.

A model holds from the Monday `from_on` until the next version does. Scores and points are 0 to 100.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise

KEYS = ("usage_depth", "usage_breadth", "usage_trend", "seats_used", "features", "support", "survey", "pulse",
        "onboarding", "outcomes", "contact", "payment")
FEATURE = "feature:"
"""What the key of a component of one feature begins with."""
BANDS = ("green", "yellow", "red")
TOUCHES = ("high", "low", "tech")
Points = tuple[tuple[float, float], ...]

# What each measure is made from: without one of these tables it is unknown for everybody.
SOURCES: dict[str, tuple[str, ...]] = {
    "usage_depth": ("usage_week",), "usage_breadth": ("usage_week",), "usage_trend": ("usage_week",),
    "seats_used": ("usage_week",), "features": ("usage_week",), "support": ("ticket",), "survey": ("survey",),
    "pulse": ("pulse",), "onboarding": ("onboarding",), "outcomes": ("outcome",), "contact": ("touch",),
    "payment": ("invoice",),
}


@dataclass(frozen=True)
class Component:
    """One measure's points. `segment`: other points for customers of a segment, by its name, sorted."""

    key: str
    weight: float
    points: Points
    segment: tuple[tuple[str, Points], ...] = ()

    def points_of(self, segment: str | None) -> Points:
        """The points that hold for a customer of a segment."""
        return dict(self.segment).get(segment or "", self.points)


@dataclass(frozen=True)
class Model:
    """One version. `bands`: the lowest score of each; `rhythm`: days by touch model; `settle_weeks`: so long after a
    customer's first day its use is not judged.
    """

    version: int
    from_on: date
    least_known: float
    use_given: bool
    given_days: int
    settle_weeks: int
    bands: tuple[tuple[str, float], ...]
    rhythm: tuple[tuple[str, int], ...]
    components: tuple[Component, ...]

    @property
    def weight(self) -> float:
        """The sum of all weights."""
        return sum(component.weight for component in self.components)

    def body(self) -> str:
        """Everything that the scores depend on, as JSON: equal bodies give equal scores."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False, sort_keys=True)

    @classmethod
    def parse(cls, body: str) -> Model:
        """The version that a body was made of."""
        found = json.loads(body)
        components = tuple(Component(each["key"], each["weight"], _points(each["points"]),
                                     tuple((name, _points(own)) for name, own in each["segment"]))
                           for each in found.pop("components"))
        pairs = {name: tuple((key, value) for key, value in found.pop(name)) for name in ("bands", "rhythm")}
        return cls(**{**found, **pairs, "from_on": date.fromisoformat(found["from_on"])}, components=components)

    @property
    def borders(self) -> dict[str, float]:
        """The least score of each band."""
        return dict(self.bands)

    def digest(self) -> str:
        """A short name of the body."""
        return hashlib.sha256(self.body().encode()).hexdigest()[:12]

    def band(self, score: float | None) -> str:
        """The band of a score; unknown without one."""
        if score is None:
            return "unknown"
        return next(name for name, low in self.bands if score >= low)


def _points(given: list[list[float]]) -> Points:
    return tuple((measure, points) for measure, points in given)


def score(points: Points, measure: float | None) -> float | None:
    """The points of a measure: straight lines between the given pairs, the outermost beyond; null stays null."""
    if measure is None:
        return None
    if measure <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if measure <= x1:
            return y0 + (measure - x0) * (y1 - y0) / (x1 - x0)
    return points[-1][1]
