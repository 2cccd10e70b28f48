"""The report as slides, read back: charts that can be edited and hold the model's numbers, tables, notes, typefaces."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn

from components.i18n import text
from components.report.model import Chart, Head, Report, Series
from components.report.paper.appendix import section_commands
from components.report.paper.plan import Page, pages
from components.report.paper.written import line
from components.report.pptx import render
from components.report.pptx.formats import lost, number_format
from tests.report_fixture import LINK, head, report

Made = tuple[Report, tuple[Page, ...], Any]


@pytest.fixture(scope="module", params=["ja", "en"])
def made(request: pytest.FixtureRequest) -> Made:
    given = report(request.param, rows=30)
    return given, pages(given, commands=False), Presentation(io.BytesIO(render(given)))


def natives(slide: Any) -> Iterator[Any]:
    return (shape for shape in slide.shapes if shape.has_chart)


def named(shape: Any) -> dict[str, tuple[float | None, ...]]:
    return {series.name: tuple(series.values) for plot in shape.chart.plots for series in plot.series}


def test_the_master_is_our_own_and_nothing_is_left_over(made: Made) -> None:
    _, planned, deck = made
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    assert len(deck.slide_masters) == 1
    assert [layout.name for layout in deck.slide_layouts] == ["Tenure"]
    kinds = {one.placeholder_format.type.name for one in deck.slide_layouts[0].placeholders}
    assert kinds == {"TITLE", "BODY", "FOOTER", "SLIDE_NUMBER"}
    assert len(deck.slides) == len(planned)
    theme = deck.slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme").blob.decode()
    assert theme.count('<a:ea typeface="Yu Gothic"/>') == 2
    assert "Calibri" not in theme


def test_charts_hold_the_numbers_of_the_model_exactly(made: Made) -> None:
    _, planned, deck = made
    seen = 0
    for page, slide in zip(planned, deck.slides, strict=True):
        left = list(natives(slide))
        for chart in (block.chart for block in page.blocks if block.chart):
            shapes = [shape for shape in left if shape._element.nvGraphicFramePr.cNvPr.get("descr") == chart.alt]
            values = {name: held for shape in shapes for name, held in named(shape).items()}
            check(chart, page.head, values)
            seen += 1
    assert seen == 8


def check(chart: Chart, of: Head, values: dict[str, tuple[float | None, ...]]) -> None:
    if chart.form == "bridge":
        _, totals, up, down = values.values()
        put_together = tuple(total if total is not None else rise if rise is not None else -(fall or 0.0)
                             for total, rise, fall in zip(totals, up, down, strict=True))
        assert put_together == chart.series[0].values
        return
    for one in chart.series:
        held = next(found for name, found in values.items() if name.endswith(line(one.name)))
        assert held == one.values
        if one.low:
            assert values[text(of.language, "paper.low", name=one.name)] == one.low
            assert values[text(of.language, "paper.high", name=one.name)] == one.high
    for target in chart.targets.values():
        assert (target,) * len(chart.categories) in values.values()


def test_the_base_of_a_bridge_is_not_seen_and_lifts_each_movement(made: Made) -> None:
    _, _, deck = made
    shapes = [shape for slide in deck.slides for shape in natives(slide)]
    shape = next(one for one in shapes if "橋" in one._element.nvGraphicFramePr.cNvPr.get("descr"))
    base = shape.chart.plots[0].series[0]
    assert base._element.find(qn("c:spPr")).find(qn("a:noFill")) is not None
    assert tuple(base.values) == (None, 4_490_000_000.0, 4_320_000_000.0, None, 4_320_000_000.0, None)
    assert shape.chart.value_axis.minimum_scale > 0


def test_the_data_behind_a_chart_can_be_edited_and_run_nothing(made: Made) -> None:
    _, _, deck = made
    for slide in deck.slides:
        for shape in natives(slide):
            book = load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
            cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
            assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
            assert [cell.coordinate for cell in cells if cell.hyperlink] == []
            for column, (name, values) in enumerate(named(shape).items(), start=2):
                held = [book.active.cell(row, column).value for row in range(1, len(values) + 2)]
                assert held[0] == name
                assert held[1:] == [value if value is None else pytest.approx(value, rel=1e-14) for value in values]


def test_tables_are_native_and_say_what_the_plan_says(made: Made) -> None:
    _, planned, deck = made
    for page, slide in zip(planned, deck.slides, strict=True):
        grids = [block.grid for block in page.blocks if block.grid]
        shapes = [shape for shape in slide.shapes if shape.has_table]
        assert len(grids) == len(shapes)
        for grid, shape in zip(grids, shapes, strict=True):
            said = [[cell.text_frame.text.replace("\v", "\n") for cell in row.cells] for row in shape.table.rows]
            assert said == [list(grid.heads), *map(list, grid.cells[grid.first : grid.last])]
            assert shape.table.first_row


def test_every_row_of_every_table_is_on_one_slide(made: Made) -> None:
    given, planned, _ = made
    for part in given.parts:
        for section in part.sections:
            for table in section.tables:
                mine = [page for page in planned if page.head is part.head and page.section is section]
                grids = [block.grid for page in mine for block in page.blocks if block.grid]
                pieces = [grid for grid in grids if grid.table is table]
                shown = [row for piece in pieces for row in range(piece.first, piece.last)]
                assert shown == list(range(len(table.rows)))


def test_nothing_leaves_the_slide_and_nothing_covers_another(made: Made) -> None:
    _, planned, deck = made
    for page, slide in zip(planned, deck.slides, strict=True):
        for shape in slide.shapes:
            if shape.top is not None and not shape.is_placeholder:
                assert shape.left >= 0
                assert shape.left + shape.width <= deck.slide_width + 12700
                assert shape.top + shape.height <= 510 * 12700
        boxes = [(block.x, block.y, block.x + block.width, block.y + block.height) for block in page.blocks]
        covered = [(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]
                   if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] - 0.5 and other[1] < one[3] - 0.5]
        assert covered == []


def test_text_has_its_language_and_a_japanese_typeface(made: Made) -> None:
    given, _, deck = made
    tag = "ja-JP" if given.head.language == "ja" else "en-US"
    runs = [run for slide in deck.slides for run in slide._element.iter(qn("a:r"))]
    assert len(runs) > 200
    assert {run.find(qn("a:rPr")).get("lang") for run in runs} == {tag}
    assert {run.find(qn("a:rPr")).find(qn("a:ea")).get("typeface") for run in runs} == {"Yu Gothic"}
    sizes = [int(run.find(qn("a:rPr")).get("sz", 900)) for run in runs]
    assert min(sizes) >= 800


def test_every_graphic_has_a_text_alternative(made: Made) -> None:
    _, _, deck = made
    frames = [frame for slide in deck.slides for frame in slide._element.iter(qn("p:graphicFrame"))]
    assert frames
    assert [frame for frame in frames if not frame.nvGraphicFramePr.cNvPr.get("descr")] == []


def test_notes_give_the_commands_and_footers_the_scope_and_the_link(made: Made) -> None:
    _, planned, deck = made
    for number, (page, slide) in enumerate(zip(planned, deck.slides, strict=True), start=1):
        notes = slide.notes_slide.notes_text_frame.text
        assert LINK in notes
        for _, command in section_commands(page.section, page.head.language):
            assert not command or f"python -m queries {command[0]}" in notes
        foot = {one.placeholder_format.type.name: one.text_frame for one in slide.placeholders}
        assert line(page.head.scope) in foot["FOOTER"].text
        assert text(page.head.language, "paper.version", version=page.head.version) in foot["FOOTER"].text
        runs = [run for each in foot["FOOTER"].paragraphs for run in each.runs]
        assert [run.hyperlink.address for run in runs if run.hyperlink.address] == [LINK]
        field = foot["SLIDE_NUMBER"]._txBody.find(".//" + qn("a:fld"))
        assert field.get("type") == "slidenum"
        assert field.find(qn("a:t")).text == str(number)
        assert foot["SLIDE_NUMBER"].text.endswith(f" / {len(planned)}")


def test_ids_of_shapes_are_their_own(made: Made) -> None:
    """PowerPoint repairs a file in which two shapes have one id."""
    _, _, deck = made
    for slide in deck.slides:
        ids = [element.get("id") for element in slide._element.iter(qn("p:cNvPr"))]
        assert len(ids) == len(set(ids))


def test_nothing_of_the_template_is_left() -> None:
    names = zipfile.ZipFile(io.BytesIO(render(report("ja", parts=1, rows=2)))).namelist()
    assert [name for name in names if "printer" in name.lower() or "thumbnail" in name.lower()] == []
    assert sum(name.startswith("ppt/slideLayouts/slideLayout") for name in names) == 1


@pytest.mark.parametrize(("kind", "values", "ja", "en"), [
    ("rate", (1.08,), "0.0%;\u22120.0%", "0.0%;\u22120.0%"),
    ("money", (5_693_100_000.0,), '0\\.00,,"億円";\u22120\\.00,,"億円"', '"¥"#,##0,,"M";\u2212"¥"#,##0,,"M"'),
    ("money", (56_931_000_000.0,), '0\\.00,,"億円";\u22120\\.00,,"億円"', '"¥"0.00,,,"B";\u2212"¥"0.00,,,"B"'),
    ("money", (-62_400_000.0,), '0\\.0,"万円";\u22120\\.0,"万円"', '"¥"#,##0.0,,"M";\u2212"¥"#,##0.0,,"M"'),
    ("money", (9_840.0,), '#,##0"円";\u2212#,##0"円"', '"¥"#,##0.0,"K";\u2212"¥"#,##0.0,"K"'),
    ("count", (412.0,), "#,##0;\u2212#,##0", "#,##0;\u2212#,##0"),
])  # fmt: skip
def test_labels_have_formats_that_follow_the_number(kind: Any, values: tuple[float, ...], ja: str, en: str) -> None:
    assert number_format(kind, head("ja"), values) == ja
    assert number_format(kind, head("en"), values) == en
    assert lost(ja) == "\u2212" + ja.split(";")[0]


def test_days_of_a_line_are_dates(made: Made) -> None:
    _, _, deck = made
    shapes = (shape for slide in deck.slides for shape in natives(slide))
    shape = next(one for one in shapes if one.chart._chartSpace.find(".//" + qn("c:dateAx")) is not None)
    book = load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
    assert book.active["A2"].value.date() == date(2025, 11, 30)


def test_a_chart_of_which_nothing_is_known_is_made() -> None:
    """Unknown everywhere: no number is made up, and nothing fails."""
    given = report("ja", parts=1, rows=1)
    part = given.parts[0]
    sections = tuple(replace(one, charts=tuple(_unknown(chart) for chart in one.charts)) for one in part.sections)
    deck = Presentation(io.BytesIO(render(Report((replace(part, sections=sections),)))))
    shapes = [shape for slide in deck.slides for shape in natives(slide)]
    held = [value for shape in shapes for values in named(shape).values() for value in values]
    assert {value for value in held if value is not None} <= {1.10, 0.92}


def _unknown(chart: Chart) -> Chart:
    return replace(chart, series=tuple(Series(one.name, (None,) * len(one.values), one.role) for one in chart.series))
