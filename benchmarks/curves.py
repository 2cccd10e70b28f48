"""The growth curves of docs/benchmarks.md, drawn from benchmarks/growth.json: python -m benchmarks.curves.

Both axes are logarithmic: customers across, milliseconds up. Lines are told apart by their names beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from math import log10
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT, LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 450, 300, 72, 44, 210, 216
LEAST, MOST = 10.0, 10_000.0
INK, FAINT, LINE = "#16202C", "#DFE4E9", "#2450C8"
Series = dict[str, dict[str, float]]


def x(customers: float) -> float:
    return LEFT + (log10(customers) - 4) / 2 * PLOT_WIDTH


def y(milliseconds: float) -> float:
    part = (log10(milliseconds) - log10(LEAST)) / (log10(MOST) - log10(LEAST))
    return TOP + (1 - part) * PLOT_HEIGHT


def apart(places: dict[str, float], least: float = 15) -> dict[str, float]:
    """Names at their lines' ends, pushed down where two would lie on each other."""
    made: dict[str, float] = {}
    below = -1000.0
    for name, place in sorted(places.items(), key=lambda each: each[1]):
        below = made[name] = max(place, below + least)
    return made


def panel(title: str, series: Series) -> Iterator[str]:
    yield f'<text x="{LEFT}" y="20" font-weight="600">{escape(title)}</text>'
    for power in range(1, 5):
        height = y(10.0**power)
        yield f'<path d="M{LEFT} {height:.1f}h{PLOT_WIDTH}" stroke="{FAINT}"/>'
        yield f'<text x="{LEFT - 6}" y="{height + 4:.1f}" text-anchor="end">{10**power:,} ms</text>'
    for tick in (10_000, 100_000, 1_000_000):
        yield f'<text x="{x(tick):.1f}" y="{TOP + PLOT_HEIGHT + 20}" text-anchor="middle">{tick:,}</text>'
    names = apart({name: y(list(points.values())[-1]) for name, points in series.items()})
    for name, points in series.items():
        path = " ".join(f"{x(float(each)):.1f},{y(taken):.1f}" for each, taken in points.items())
        yield f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>'
        for customers, taken in points.items():
            yield f'<circle cx="{x(float(customers)):.1f}" cy="{y(taken):.1f}" r="3" fill="{LINE}"/>'
        end = list(points.values())[-1]
        yield f'<text x="{LEFT + PLOT_WIDTH + 8}" y="{names[name] + 4:.1f}">{escape(name)} {end:,.0f}</text>'


def drawn(panels: dict[str, Series]) -> str:
    parts = [f'<g transform="translate({at * WIDTH} 0)">{"".join(panel(title, series))}</g>'
             for at, (title, series) in enumerate(panels.items())]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(panels)} {HEIGHT}" '
            f'font-family="Inter, sans-serif" font-size="12" fill="{INK}" role="img" '
            f'aria-label="Milliseconds by customers; the figures stand in the tables of docs/benchmarks.md">'
            f'<rect width="100%" height="100%" fill="#FFFFFF"/>{"".join(parts)}</svg>\n')


def main() -> None:
    panels = json.loads((ROOT / "benchmarks" / "growth.json").read_text(encoding="utf-8"))
    (ROOT / "docs" / "growth.svg").write_text(drawn(panels), encoding="utf-8")


if __name__ == "__main__":
    main()
