"""How series and axes of a native chart look: colours by role, labels with a live format, typefaces for Japanese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pptx.chart.axis import _BaseAxis
from pptx.chart.chart import Chart
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from components.i18n import Language
from components.report.pptx.master import EAST_ASIAN, LATIN
from components.report.pptx.texts import TAGS, rgb
from components.tokens import LIGHT

SMALL, LABEL = 9.5, 10.5
_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)

_NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/>'
    "</c:ext></c:extLst>"
)


def chart_text(chart: Chart, language: Language) -> None:
    """The typefaces and the language of all text in a chart."""
    chart.font.size = Pt(SMALL)
    chart.font.color.rgb = rgb(LIGHT.ink2)
    for found in chart._chartSpace.iter(qn("a:defRPr")):
        _faced(found, language)


def _faced(properties: Any, language: Language) -> None:
    properties.set("lang", TAGS[language][0])
    for tag, face in (("a:latin", LATIN), ("a:ea", EAST_ASIAN)):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        properties.append(properties.makeelement(qn(tag), {"typeface": face}))


def labels(
    series: Any,
    shape: str,
    colour: str,
    language: Language,
    *,
    at: Iterable[int] | None = None,
    named: bool = False,
    place: str = "",
    bold: bool = False,
    value: bool = True,
    lift: Sequence[float] = (),
) -> None:
    """The labels of a series: on every point, or at some; with the series' name where that tells lines apart.

    `lift`: by how much of the chart's height each of the labels at `at` stands above its place.
    """
    element = series._element
    for old in element.findall(qn("c:dLbls")):
        element.remove(old)
    look = _look(shape, colour, language, place, bold)
    says = _says(value, named)
    if at is None:
        made = f"<c:dLbls {_SPACES}>{look}{says}</c:dLbls>"
    else:
        points = "".join(
            f'<c:dLbl><c:idx val="{index}"/>{_lifted(lift[number : number + 1])}{look}{says}</c:dLbl>'
            for number, index in enumerate(at)
        )
        made = f"<c:dLbls {_SPACES}>{points}{_says(False, False)}{_NO_LEADERS}</c:dLbls>"
    element._insert_dLbls(parse_xml(made))


def _lifted(by: Sequence[float]) -> str:
    return "".join(
        f'<c:layout><c:manualLayout><c:x val="0"/><c:y val="{-share:.4f}"/></c:manualLayout></c:layout>' for share in by
    )


def _look(shape: str, colour: str, language: Language, place: str, bold: bool) -> str:
    code = shape.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    where = f'<c:dLblPos val="{place}"/>' if place else ""
    return (
        f'<c:numFmt formatCode="{code}" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln>'
        "</c:spPr>"
        f'<c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{int(LABEL * 100)}" b="{int(bold)}" '
        f'lang="{TAGS[language][0]}"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
        f'<a:latin typeface="{LATIN}"/>'
        f'<a:ea typeface="{EAST_ASIAN}"/></a:defRPr></a:pPr><a:endParaRPr lang="{TAGS[language][0]}"/>'
        f"</a:p></c:txPr>{where}"
    )


def _says(value: bool, named: bool) -> str:
    between = "<c:separator> </c:separator>" if named else ""
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        f'<c:showSerName val="{int(named)}"/>'
        f'<c:showPercent val="0"/><c:showBubbleSize val="0"/>{between}'
    )


def painted(point: Any, colour: str) -> None:
    """A bar, or a series of bars, in one colour."""
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = rgb(colour)


def hidden(axis: _BaseAxis) -> None:
    """An axis that nobody sees: the labels say the values."""
    axis.visible = False
    axis.has_major_gridlines = False


def quiet(axis: _BaseAxis, colour: str = LIGHT.mute) -> None:
    """An axis of one thin line without ticks."""
    axis.format.line.color.rgb, axis.format.line.width = rgb(colour), Pt(0.75)
    axis.tick_labels.font.size = Pt(SMALL)
    axis.tick_labels.font.color.rgb = rgb(LIGHT.ink2)


def plot_room(chart: Chart, left: float, top: float, width: float, height: float) -> None:
    """Where the plot stands within the chart, as shares: room is left for the names at the right."""
    area = chart._chartSpace.find(".//" + qn("c:plotArea"))
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    parts = "".join(
        f'<c:{tag} val="{value}"/>'
        for tag, value in (
            ("layoutTarget", "inner"),
            ("xMode", "edge"),
            ("yMode", "edge"),
            ("x", f"{left:.4f}"),
            ("y", f"{top:.4f}"),
            ("w", f"{width:.4f}"),
            ("h", f"{height:.4f}"),
        )
    )
    area.insert(0, parse_xml(f"<c:layout {_SPACES}><c:manualLayout>{parts}</c:manualLayout></c:layout>"))


def described(frame: Any, alt: str) -> None:
    """The text that is read aloud in place of a chart or a table."""
    frame._element.find(".//" + qn("p:cNvPr")).set("descr", alt)
