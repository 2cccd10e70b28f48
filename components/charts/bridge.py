"""The bridge: from opening ARR to closing ARR, closing to the yen. Pure: a row in, a Plotly dict out."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any, NamedTuple

from components import format as fmt
from components.charts.bars import Scale, floating
from components.charts.base import LABEL, Figure, axis, layout, width_of
from components.charts.steps import Step, amount, colour, cut, name, steps
from components.i18n import Language, text
from components.tokens import Mode, Palette, palette

_HALF = 0.36
# With more bars than these, the dates under the first and the last are wider than their share.
_ROOMY = 9
# The least width that the figure is drawn at, in pixels; narrower columns show the list.
_WIDTH = 860


class Waterfall(NamedTuple):
    """The figure, and the sentence for its subtitle that says where the bars start."""

    figure: Figure
    subtitle: str


def waterfall(
    row: Mapping[str, Any],
    *,
    mode: Mode,
    language: Language,
    currency: str,
    start: date,
    end: date,
    nrr: float | None = None,
    grr: float | None = None,
    past: bool = False,
    height: int = 372,
) -> Waterfall:
    """The bridge from `start` to `end`: opening, what was lost, kept, expansion, the base today, the rest, closing.

    Grain: one row of the bridge frame, amounts per year in `currency`. Totals far above the changes are cut, drawn
    with a zigzag, and the subtitle says where they start. Errors: as :func:`steps`.
    """
    bars, colours = steps(row, language, nrr, grr, past), palette(mode)
    start_at = cut(bars)
    highest = max(bar.high for bar in bars)
    span = (highest - start_at) or 1.0
    side = 6 if len(bars) <= _ROOMY else 28
    figure = layout(mode, height, {"l": side, "r": side, "t": 12, "b": 52})
    figure["xaxis"] = axis(colours, range=[-0.5, len(bars) - 0.5], **_names(bars, start, end, language))
    foot = start_at - (0.1 * span if _captions_at_foot(bars, start_at + 0.1 * span) else 0)
    figure["yaxis"] = axis(colours, range=[foot, highest + 0.13 * span], showticklabels=False)
    figure["barmode"] = "overlay"
    figure["shapes"] = [_ground(start_at, colours), *_joints(bars, colours)]
    shown, unit = _amounts(bars, currency, language)
    data = [*_bars(bars, start_at, currency, language, colours), *_texts(bars, shown, span, colours)]
    if start_at:
        data.append(_zigzags(bars, start_at, span, colours))
        exact: fmt.Style = "compact" if language == "en" and float(f"{start_at:.3g}") == start_at else "table"
        said = text(language, "chart.cut_bars", start=fmt.money(start_at, currency, language, exact))
    else:
        said = text(language, "chart.bars_from_zero")
    said = text(language, "chart.in_currency", unit=unit, said=said) if unit else said
    return Waterfall({"data": data, "layout": figure}, said)


def changes(bars: list[Step]) -> list[Step]:
    """The bars that are movements, in the order of the figure's first trace: only they answer a pointer."""
    return [bar for bar in bars if bar.role not in ("total", "base")]


def _bars(bars: list[Step], start: float, currency: str, language: Language, colours: Palette) -> list[Figure]:
    """The movements, which can be pointed at and clicked, then the totals, which cannot."""
    lows = [max(bar.low, start) for bar in bars]
    heights = [bar.high - low for bar, low in zip(bars, lows, strict=True)]
    says = [
        f"<b>{name(bar, language)} {amount(bar, currency, language)}</b>{'<br>' * bool(bar.caption)}{bar.caption}"
        for bar in bars
    ]
    clicked = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
    moving = [index for index, bar in enumerate(bars) if bar in changes(bars)]
    made: list[Figure] = []
    for these in (moving, [index for index in range(len(bars)) if index not in moving]):
        look = {"color": [colour(bars[index], colours) for index in these], "line": {"width": 0}}
        place = {"x": these, "base": [lows[index] for index in these], "y": [heights[index] for index in these]}
        made.append({"type": "bar", **place, "width": 2 * _HALF, "marker": look, **clicked})
    made[0] |= {"hovertext": [says[index] for index in moving], "hoverinfo": "text"}
    made[1] |= {"hoverinfo": "skip"}
    return made


def _amounts(bars: list[Step], currency: str, language: Language) -> tuple[list[str], str]:
    """What stands above the bars; where that is too wide for them, the currency is said in the subtitle instead."""
    shown = [amount(bar, currency, language) for bar in bars]
    if max(map(width_of, shown)) <= _WIDTH / len(bars):
        return shown, ""
    unit = fmt.money_parts(0, currency, language).unit
    return [each.removesuffix(unit) for each in shown], unit


def _texts(bars: list[Step], shown: list[str], span: float, colours: Palette) -> list[Figure]:
    """The amount above each bar, and the small caption beneath a change."""
    tones = {"loss": colours.bad, "gain": colours.good, "base": colours.accent, "outside": colours.ink2}
    points = {"type": "scatter", "mode": "text", "cliponaxis": False, "hoverinfo": "skip"}
    points |= {"selected": {"textfont": {"color": colours.ink}}}  # without it a click on a bar fades every text
    bold = [f"<b>{each}</b>" for each in shown]
    above = {"x": list(range(len(bars))), "y": [bar.high + 0.01 * span for bar in bars], "text": bold}
    look = {"size": LABEL, "color": [tones.get(bar.role, colours.ink) if bar.amount else colours.ink3 for bar in bars]}
    small = [(index, bar) for index, bar in enumerate(bars) if bar.role in ("loss", "gain", "outside") and bar.caption]
    beneath = {"x": [index for index, _ in small], "y": [bar.low - 0.01 * span for _, bar in small]}
    captions = {"text": [bar.caption for _, bar in small], "textfont": {"size": 14, "color": colours.ink2}}
    return [
        {**points, **above, "textposition": "top center", "textfont": look},
        {**points, **beneath, **captions, "textposition": "bottom center"},
    ]


def _captions_at_foot(bars: list[Step], level: float) -> bool:
    return any(bar.caption and not bar.bold and bar.low < level for bar in bars)


def _ground(level: float, colours: Palette) -> Figure:
    ends = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": level, "y1": level}
    return {"type": "line", **ends, "line": {"color": colours.line, "width": 1}}


def _joints(bars: list[Step], colours: Palette) -> list[Figure]:
    """The thin lines that carry one bar's level to the next."""
    look = {"type": "line", "xref": "x", "yref": "y", "line": {"color": colours.mute, "width": 1}, "layer": "below"}
    return [
        {**look, "x0": index + _HALF, "x1": index + 1 - _HALF, "y0": bar.end, "y1": bar.end}
        for index, bar in enumerate(bars[:-1])
    ]


def _zigzags(bars: list[Step], start: float, span: float, colours: Palette) -> Figure:
    """A zigzag in the ground's colour across every total: its foot is not at 0."""
    x: list[float | None] = []
    y: list[float | None] = []
    for index, bar in enumerate(bars):
        if bar.role in ("total", "base"):
            x += [*(index + offset * _HALF / 2 for offset in (-2, -1, 0, 1, 2)), None]
            y += [*(start + span * share for share in (0.03, 0.055, 0.03, 0.055, 0.03)), None]
    line = {"color": colours.bg, "width": 4}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _names(bars: list[Step], start: date, end: date, language: Language) -> dict[str, Any]:
    days = {"opening": fmt.full_day(start, language), "closing": fmt.full_day(end, language)}
    labels = []
    for bar in bars:
        first = f"<b>{name(bar, language)}</b>" if bar.bold else name(bar, language)
        second = days.get(bar.key) or (bar.caption if bar.bold else "")
        labels.append(first + (f"<br>{second}" if second else ""))
    return {"tickvals": list(range(len(bars))), "ticktext": labels}


def narrow(
    row: Mapping[str, Any], *, language: Language, currency: str, nrr: float | None = None, grr: float | None = None,
    past: bool = False,
) -> str:
    """The same bridge where it is narrow: a list of lying bars, cut where the figure is. For theme.chart_or_list()."""
    bars = steps(row, language, nrr, grr, past)
    start = cut(bars)
    scale = Scale(start, max(bar.high for bar in bars))
    return f'<div class="t-fall t-narrow">{"".join(_line(bar, scale, currency, language) for bar in bars)}</div>'


def _line(bar: Step, scale: Scale, currency: str, language: Language) -> str:
    tones = {"total": "ink", "base": "accent", "loss": "bad", "gain": "good", "outside": "mute"}
    caption = f"<small>{escape(bar.caption)}</small>" if bar.caption else ""
    drawn = floating(scale.place(max(bar.low, scale.low)), scale.place(bar.high), tones[bar.role])
    if scale.low and bar.role in ("total", "base"):
        drawn = f'<div class="t-cut">{drawn}</div>'
    return f"<div>{escape(name(bar, language))}{caption}</div>{drawn}<em>{escape(amount(bar, currency, language))}</em>"
