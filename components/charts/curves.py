"""Small multiples of curves by age in months: one panel a label, the whole grey behind each. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from components import format as fmt
from components.charts.base import TICK, Figure, layout, nice_step, note, rate_axis, width_of
from components.charts.multiples import spots
from components.charts.survival import Curve, band, hovers, month_axis
from components.i18n import Language, text
from components.tokens import Mode, Palette, palette

WIDE, WIDEST = 4, 3
"""With more panels than the first they stand three abreast."""
# The pixels that a panel's title has, three and two abreast.
_NARROW, _ROOM = 150, 235


def curves(
    panels: Sequence[Curve],
    whole: Curve | None,
    *,
    mode: Mode,
    language: Language,
    step: bool,
    warned: Collection[str] = (),
    height: int = 260,
) -> Figure:
    """One panel a curve, all on one scale; `whole` is drawn grey in each, as far as the panel's own curve reaches.

    `step`: survival curves, drawn in steps with their bands; else a line from month to month. Fewer than 10 units are
    grey, hollow and marked ○; `warned` labels are in the bad colour. Errors: ValueError without a panel.
    """
    colours, last = palette(mode), max(curve.ages[-1] for curve in panels)
    columns = WIDEST if len(panels) > WIDE else min(2, len(panels))
    low, high, every = _scale(panels, whole, last)
    figure = layout(mode, height, {"l": 48, "r": 66, "t": 28, "b": 30})
    gap, rise = (0.2 if columns == WIDEST else 0.22), 30 / (height - 58)
    data: list[Figure] = []
    for spot, curve in zip(spots(len(panels), columns, gap, rise), panels, strict=True):
        colour = colours.ink3 if curve.few else colours.bad if curve.name in warned else colours.ink
        on = {"xaxis": "x" + spot.name, "yaxis": "y" + spot.name}
        drawn = [*_behind(whole, curve.ages[-1], colours.mute, step), *_front(curve, colour, colours, step, language)]
        data += [{**trace, **on} for trace in drawn]
        vertical = rate_axis(colours, low, high, every, domain=spot.y, anchor="x" + spot.name)
        figure["yaxis" + spot.name] = {**vertical, "showticklabels": spot.left}
        most = 2 if columns == WIDEST else 3
        across = month_axis(last, colours, language, most, domain=spot.x, anchor="y" + spot.name)
        figure["xaxis" + spot.name] = {**across, "showticklabels": spot.bottom}
        place = {"xref": f"x{spot.name} domain", "x": 0, "yref": f"y{spot.name} domain", "y": 1, "xanchor": "left"}
        words = _title(curve, colours.ink3, language, _NARROW if columns == WIDEST else _ROOM)
        figure["annotations"].append(note(words, colours.ink, **place, yanchor="bottom", yshift=3))
    return {"data": data, "layout": figure}


def _title(curve: Curve, grey: str, language: Language, room: int) -> str:
    """The panel's name and n; without n, then cut, where it would run into the next panel's."""
    name, n = curve.name, text(language, "chart.n", n=f"{curve.n:,}")
    count = f'  <span style="color:{grey}">{n}</span>' if width_of(f"{name}  {n}", TICK) <= room else ""
    while width_of(name, TICK) > room and len(name) > 1:
        name = f"{name.removesuffix('…')[:-1]}…"
    return f"{'○ ' * curve.few}<b>{escape(name)}</b>{count}"


def _scale(panels: Sequence[Curve], whole: Curve | None, last: int) -> tuple[float, float, float]:
    """The span that holds every curve; intervals may be cut, or a handful of units would flatten the others."""
    values = [rate for curve in panels for rate in curve.rates if rate is not None]
    if whole is not None:
        values += [rate for age, rate in zip(whole.ages, whole.rates, strict=True) if age <= last and rate is not None]
    bottom, top = min(values, default=0.95), max(values, default=1.0)
    span = max(top - bottom, 0.04) * 1.2
    low = max(0.0, (top + bottom - span) / 2)
    return low, low + span, nice_step(span, 3)


def _behind(whole: Curve | None, last: int, colour: str, step: bool) -> list[Figure]:
    if whole is None:
        return []
    kept = [(age, rate) for age, rate in zip(whole.ages, whole.rates, strict=True) if age <= last]
    line = {"color": colour, "width": 1.5, **({"shape": "hv"} if step else {})}
    places = {"x": [age for age, _ in kept], "y": [rate for _, rate in kept]}
    return [{"type": "scatter", "mode": "lines", **places, "line": line, "hoverinfo": "skip"}]


def _front(curve: Curve, colour: str, colours: Palette, step: bool, language: Language) -> list[Figure]:
    line = {"color": colour, "width": 2.5, **({"shape": "hv"} if step else {})}
    says = {"hovertext": hovers(curve, language), "hoverinfo": "text"}
    traces = [*band(curve, colour, step)] if curve.low else []
    traces.append({"type": "scatter", "mode": "lines", "x": curve.ages, "y": curve.rates, "line": line, **says})
    last = curve.last()
    if last is None:
        return traces
    look = {"marker": {"color": colours.bg if curve.few else colour, "size": 8, "line": {"color": colour, "width": 2}}}
    look |= {"textfont": {"color": colour, "size": TICK}}
    end = {"x": [last], "y": [curve.at(last)], "text": [f" <b>{fmt.rate(curve.at(last))}</b>"]}
    return [*traces, {"type": "scatter", "mode": "markers+text", **end, "textposition": "middle right", **look,
                      "cliponaxis": False, "hoverinfo": "skip"}]
