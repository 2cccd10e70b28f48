"""The planned pages as slides."""

from __future__ import annotations

import copy
import io
from datetime import UTC

from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from components import format as fmt
from components.i18n import text
from components.report.model import Kpi, Report
from components.report.paper import measure, strip
from components.report.paper.appendix import section_commands, written_command
from components.report.paper.blocks import BLOCK_TITLE, NOTE, RULE, Placed
from components.report.paper.footer import about, footer, mark, piece
from components.report.paper.plan import BOTTOM, MARK_ROOM, ROOM, SIDE, TITLE, Page, Say, Strip, pages
from components.report.paper.written import MARKS, line, link
from components.report.pptx.charts import add_chart
from components.report.pptx.master import FOOTER, NUMBER, SUBTITLE, empty
from components.report.pptx.tables import add_table
from components.report.pptx.texts import TAGS, WORDS, Run, box, rule, write
from components.tokens import LIGHT


def render(report: Report) -> bytes:
    """The report as slides of 16:9: charts and tables native, commands in the notes. Errors: none for data."""
    deck = empty()
    planned = pages(report, commands=False)
    _properties(deck, report)
    for number, page in enumerate(planned, start=1):
        _slide(deck, page, number, len(planned))
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _properties(deck: Deck, report: Report) -> None:
    head, properties = report.head, deck.core_properties
    properties.title, properties.subject = line(head.title)[:250], line(head.scope)[:250]
    properties.author, properties.last_modified_by = line(head.company)[:250], "Tenure"
    properties.language, properties.version = TAGS[head.language][0], line(head.version)[:250]
    properties.keywords, properties.comments = fmt.as_of(head.as_of, head.language), ""
    there = head.built_at
    properties.created = properties.modified = (there.astimezone(UTC) if there.tzinfo else there).replace(tzinfo=None)


def _slide(deck: Deck, page: Page, number: int, of: int) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    language = page.head.language
    title = slide.shapes.title
    title.top, title.left = _pt(TITLE), _pt(SIDE)
    title.width, title.height = _pt(ROOM), _pt(page.title_height + 2)
    write(title.text_frame.paragraphs[0], [Run(page.title, page.title_size, bold=True)], language)
    _subtitle(slide, page)
    _footer(slide, page, number, of)
    if page.missing:
        box(
            slide, (SIDE, page.top, ROOM, BOTTOM - page.top), [[Run(page.missing, 13, LIGHT.ink2)]], language, "missing"
        )
    for at, say in enumerate(page.says):
        _say(slide, page, say, first=at == 0 and page.number == 1)
    for one in page.strips:
        _strip(slide, page, one)
    for block in page.blocks:
        _block(slide, page, block)
    slide.notes_slide.notes_text_frame.text = notes(page)


def _pt(value: float) -> int:
    return int(value * 12700)


def _subtitle(slide: Slide, page: Page) -> None:
    """The section's name, its status, whose figures of when; the first slide has nothing above its title."""
    shape = next(one for one in slide.placeholders if one.placeholder_format.idx == SUBTITLE)
    name = line(page.section.name)
    if not name:
        shape._element.getparent().remove(shape._element)
        return
    more = "  ".join(part for part in (about(page), piece(page)) if part)
    runs = [
        Run(name + "  ", bold=True),
        Run(mark(page) + "  ", None, WORDS[page.section.status], bold=True) if mark(page) else Run(""),
        Run(more, None, LIGHT.ink2),
    ]
    write(shape.text_frame.paragraphs[0], [run for run in runs if run.text], page.head.language)


def _footer(slide: Slide, page: Page, number: int, of: int) -> None:
    """Footer and number: python-pptx leaves those placeholders of the layout out, so they are copied from it."""
    language, target = page.head.language, link(page.head.link)
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.idx in (FOOTER, NUMBER):
            element = copy.deepcopy(shape._element)
            for field in element.iter(qn("a:fld")):
                field.find(qn("a:t")).text = str(number)
            slide.shapes._spTree.append(element)
    made = {one.placeholder_format.idx: one for one in slide.placeholders}
    runs = [Run(footer(page) + "  ", None, LIGHT.ink2)]
    runs += [Run(text(language, "paper.open"), None, LIGHT.accent, link=target)] if target else []
    write(made[FOOTER].text_frame.paragraphs[0], runs, language)
    write(made[NUMBER].text_frame.paragraphs[0], [Run(f" / {of}", None, LIGHT.ink2)], language)
    rule(slide, SIDE, BOTTOM + 10, ROOM, 0.5, LIGHT.line)


def _say(slide: Slide, page: Page, say: Say, first: bool) -> None:
    status, language = say.sentence.status, page.head.language
    inset = MARK_ROOM if status else 0.0
    if status:
        box(
            slide, (SIDE, say.y, inset, say.height), [[Run(MARKS[status], say.size, WORDS[status])]], language, "status"
        )
    colour = LIGHT.ink2 if first else LIGHT.ink
    box(
        slide,
        (SIDE + inset, say.y, ROOM - inset, say.height),
        [[Run(say.text, say.size, colour)]],
        language,
        "sentence",
    )


def _strip(slide: Slide, page: Page, made: Strip) -> None:
    each = ROOM / len(made.kpis)
    rule(slide, SIDE, made.y, ROOM, 1.6, LIGHT.ink)
    rule(slide, SIDE, made.y + made.height, ROOM, 0.5, LIGHT.line)
    for number, kpi in enumerate(made.kpis):
        place = (SIDE + number * each, made.y + strip.TOP - 2, each - strip.PAD, made.height - strip.TOP)
        box(slide, place, _figure(kpi, each, made.tight), page.head.language, line(kpi.name)[:80])


def _figure(kpi: Kpi, room: float, tight: bool) -> list[list[Run]]:
    colour = LIGHT.ink3 if kpi.status == "unknown" else LIGHT.ink
    size = strip.small_size(tight)
    small = [[Run(said, size, WORDS[status] if status else LIGHT.ink2)] for status, said in strip.small_lines(kpi)]
    shown = Run(line(kpi.shown), strip.figure_size(kpi, room, tight), colour, bold=True)
    return [[Run(*strip.name_of(kpi, room), LIGHT.ink2)], [shown], *small]


def _block(slide: Slide, page: Page, block: Placed) -> None:
    language = page.head.language
    rule(slide, block.x, block.y, block.width, 0.8, LIGHT.ink)
    if block.title:
        height = measure.height(block.title, BLOCK_TITLE, block.width, bold=True)
        box(
            slide,
            (block.x, block.y + RULE, block.width, height),
            [[Run(block.title, BLOCK_TITLE, bold=True)]],
            language,
            "title",
        )
    add_chart(slide, block, page.head)
    add_table(slide, block, language)
    if block.note:
        place = (
            block.x,
            block.body_y + block.body_height + 3,
            block.width,
            measure.height(block.note, NOTE, block.width),
        )
        box(slide, place, [[Run(block.note, NOTE, LIGHT.ink3)]], language, "note")


def notes(page: Page) -> str:
    """What the speaker finds: how each number of the section is had again, and the link."""
    found = section_commands(page.section, page.head.language)
    commands = dict.fromkeys((name, written_command(command)) for name, command in found if command)
    said = [f"{name}\n{command}" for name, command in commands]
    heading = [text(page.head.language, "paper.notes")] if said else []
    return "\n".join([*heading, *said, f"{text(page.head.language, 'paper.open')}: {link(page.head.link)}"])
