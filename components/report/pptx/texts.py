"""Text on slides: runs with their language and an East Asian typeface, boxes without margins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Pt

from components.i18n import Language
from components.report.model import Status
from components.report.pptx.master import EAST_ASIAN
from components.tokens import LIGHT

TAGS: dict[Language, tuple[str, str]] = {"ja": ("ja-JP", "en-US"), "en": ("en-US", "ja-JP")}
WORDS: dict[Status, str] = {
    "good": LIGHT.good,
    "warn": LIGHT.warn_text,
    "bad": LIGHT.bad,
    "unknown": LIGHT.ink3,
    "": LIGHT.ink,
}


SPACING = 1.3
"""Lines stand this many sizes apart, in points: typefaces have spacings of their own, rows must stay put."""


@dataclass(frozen=True)
class Run:
    """A stretch of text of one look. No size: the placeholder's."""

    text: str
    size: float | None = None
    colour: str = LIGHT.ink
    bold: bool | None = None
    link: str = ""


def rgb(colour: str) -> RGBColor:
    """A token as python-pptx takes it."""
    made: RGBColor = RGBColor.from_string(colour[1:])
    return made


def write(paragraph: _Paragraph, runs: Iterable[Run], language: Language) -> None:
    """Adds the runs to a paragraph, each with its language and typefaces; a line break stays one."""
    for run in runs:
        for at, part in enumerate(run.text.split("\n")):
            if at:
                paragraph.add_line_break()
            _write(paragraph, part, run, language)


def _write(paragraph: _Paragraph, said: str, look: Run, language: Language) -> None:
    run = paragraph.add_run()
    run.text = said
    font = run.font
    if look.size is not None:
        font.size = Pt(look.size)
    if look.bold is not None:
        font.bold = look.bold
    if not look.link:
        font.color.rgb = rgb(look.colour)
    properties = run._r.get_or_add_rPr()
    properties.set("lang", TAGS[language][0])
    properties.set("altLang", TAGS[language][1])
    face = properties.makeelement(qn("a:ea"), {"typeface": EAST_ASIAN})
    properties.append(face)
    if look.link:
        run.hyperlink.address = look.link


def fill(frame: TextFrame, paragraphs: Iterable[Iterable[Run]], language: Language, right: bool = False) -> None:
    """Writes paragraphs into a frame, from the first one on."""
    for at, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        written = list(runs)
        if right:
            paragraph.alignment = PP_ALIGN.RIGHT
        sizes = [run.size for run in written if run.size is not None]
        if sizes:
            paragraph.line_spacing = Pt(round(max(sizes) * SPACING, 1))
        write(paragraph, written, language)


def box(
    slide: Slide,
    place: tuple[float, float, float, float],
    paragraphs: Iterable[Iterable[Run]],
    language: Language,
    name: str,
    right: bool = False,
) -> None:
    """A box of text at (x, y, width, height) in points, without margins; nothing in it is resized."""
    shape = slide.shapes.add_textbox(*(Pt(value) for value in place))
    shape.name = name
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
    fill(frame, paragraphs, language, right)


def rule(slide: Slide, x: float, y: float, width: float, thick: float, colour: str) -> None:
    """A horizontal rule. It means nothing by itself: readers of the screen pass it by."""
    shape = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Pt(x), Pt(y), Pt(x + width), Pt(y))
    shape.line.width, shape.line.color.rgb = Pt(thick), rgb(colour)
    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)
    decorative(shape._element)


def decorative(element: Any) -> None:
    """Marks a shape as decoration, as PowerPoint does."""
    properties = element.find(".//" + qn("p:cNvPr"))
    properties.set("descr", "")
    space = "http://schemas.microsoft.com/office/drawing/2017/decorative"
    ext = properties.makeelement(qn("a:extLst"), {})
    one = ext.makeelement(qn("a:ext"), {"uri": "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"})
    one.append(one.makeelement(f"{{{space}}}decorative", {"val": "1"}, nsmap={"adec": space}))
    ext.append(one)
    properties.append(ext)
