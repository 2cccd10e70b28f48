"""An empty presentation of 16:9 with our own master: a theme in the board's colours, one layout, nothing left over."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Pt

from components.report.paper.plan import BOTTOM, EYEBROW, HEIGHT, ROOM, SIDE, TITLE, WIDTH
from components.tokens import LIGHT

LATIN, EAST_ASIAN = "Arial", "Yu Gothic"
"""On every Windows and Mac with Office; elsewhere the reader's own takes their place."""
FOOT_ROOM = 760.0
SUBTITLE, FOOTER, NUMBER = 13, 11, 12
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_COLOURS = {
    "dk1": LIGHT.ink,
    "lt1": LIGHT.bg,
    "dk2": LIGHT.ink2,
    "lt2": LIGHT.surface,
    "accent1": LIGHT.accent,
    "accent2": LIGHT.ink,
    "accent3": LIGHT.good,
    "accent4": LIGHT.bad,
    "accent5": LIGHT.warn,
    "accent6": LIGHT.mute,
    "hlink": LIGHT.accent,
    "folHlink": LIGHT.accent,
}


def empty() -> Deck:
    """A deck without slides: one master, one layout with title, subtitle, footer and number."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(Pt(WIDTH)), Emu(Pt(HEIGHT))
    layouts = deck.slide_layouts
    for layout in list(layouts)[1:]:
        layouts.remove(layout)
    _theme(deck)
    _shapes(deck.slide_master._element, "Tenure")
    _shapes(layouts[0]._element, "Tenure")
    layouts[0]._element.attrib.pop("type", None)
    _styles(deck)
    for relation in list(deck.part.rels.values()):
        if relation.reltype.endswith("/printerSettings"):
            deck.part.drop_rel(relation.rId)
    for relation in list(deck.part.package._rels.values()):
        if relation.reltype == RT.THUMBNAIL:
            deck.part.package._rels.pop(relation.rId)
    return deck


def _theme(deck: Deck) -> None:
    """The colours and typefaces of the theme that the template brings are replaced by ours."""
    part = deck.slide_master.part.part_related_by(RT.THEME)
    said = part.blob.decode("utf-8")
    colours = "".join(f'<a:{name}><a:srgbClr val="{value[1:]}"/></a:{name}>' for name, value in _COLOURS.items())
    said = re.sub(
        r"<a:clrScheme.*?</a:clrScheme>", f'<a:clrScheme name="Tenure">{colours}</a:clrScheme>', said, flags=re.S
    )
    face = (
        f'<a:latin typeface="{LATIN}"/><a:ea typeface="{EAST_ASIAN}"/><a:cs typeface=""/>'
        f'<a:font script="Jpan" typeface="{EAST_ASIAN}"/>'
    )
    fonts = (
        f'<a:fontScheme name="Tenure"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
    )
    said = re.sub(r"<a:fontScheme.*?</a:fontScheme>", fonts, said, flags=re.S)
    said = re.sub(r'(<a:theme\b[^>]*?) name="[^"]*"', r'\1 name="Tenure"', said, count=1)
    part._blob = said.encode("utf-8")


def _shapes(owner: Any, name: str) -> None:
    """The placeholders of the master or a layout, in the places where the plan wants them."""
    common = owner.find("{http://schemas.openxmlformats.org/presentationml/2006/main}cSld")
    tree = common.spTree
    for shape in list(tree)[2:]:
        tree.remove(shape)
    common.set("name", name)
    tree.append(_placeholder(2, "Title", 'type="title"', (SIDE, TITLE, ROOM, 66), 24, LIGHT.ink, bold=True))
    tree.append(
        _placeholder(
            3, "Subtitle", f'type="body" sz="quarter" idx="{SUBTITLE}"', (SIDE, EYEBROW - 2, ROOM, 18), 11, LIGHT.ink2
        )
    )
    tree.append(
        _placeholder(
            4, "Footer", f'type="ftr" sz="quarter" idx="{FOOTER}"', (SIDE, BOTTOM + 14, FOOT_ROOM, 26), 8.5, LIGHT.ink2
        )
    )
    tree.append(
        _placeholder(
            5,
            "Slide number",
            f'type="sldNum" sz="quarter" idx="{NUMBER}"',
            (SIDE + FOOT_ROOM, BOTTOM + 14, ROOM - FOOT_ROOM, 14),
            8.5,
            LIGHT.ink2,
            field="slidenum",
        )
    )


def _placeholder(
    number: int,
    name: str,
    kind: str,
    box: tuple[float, float, float, float],
    size: float,
    colour: str,
    bold: bool = False,
    field: str = "",
) -> object:
    x, y, width, height = (int(Pt(value)) for value in box)
    side = ' algn="r"' if field else ' algn="l"'
    body = (
        f'<a:fld id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="{field}"><a:rPr/><a:t>0</a:t></a:fld>'
        if field
        else ""
    )
    return parse_xml(
        f'<p:sp {_SPACES}><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(name)}/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:normAutofit/></a:bodyPr>'
        f'<a:lstStyle><a:lvl1pPr{side} marL="0" indent="0"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{int(size * 100)}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
        "</a:defRPr>"
        f"</a:lvl1pPr></a:lstStyle>"
        f"<a:p>{body}</a:p></p:txBody></p:sp>"
    )


def _styles(deck: Deck) -> None:
    """Text of the master: left, without bullets; sizes are those of the placeholders."""
    plain = (
        f'<a:lvl1pPr {_SPACES} marL="0" indent="0" algn="l"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        '<a:defRPr sz="1300" kern="1200"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
        '<a:latin typeface="+mn-lt"/>'
        '<a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr></a:lvl1pPr>'
    )
    space = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
    styles = deck.slide_master._element.find(f"{space}txStyles")
    for name in ("titleStyle", "bodyStyle"):
        style = styles.find(space + name)
        for level in list(style):
            style.remove(level)
        style.append(parse_xml(plain))
