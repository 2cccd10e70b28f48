"""The workbook behind a chart, which PowerPoint opens at "Edit data": names are text there, never formulas or links."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData


def secured(chart: Chart, data: CategoryChartData) -> None:
    """Replaces the workbook that python-pptx made, in which a name that begins with "=" would be a formula."""
    chart.part.chart_workbook.update_from_xlsx_blob(_book(data))


def _book(data: CategoryChartData) -> bytes:
    """Categories in the first column, a series in each further one: where the chart's references point."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Sheet1")
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, category in enumerate(data.categories, start=1):
            label = category.label
            if isinstance(label, date | datetime):
                sheet.write_datetime(at, 0, label, days)
            else:
                sheet.write_string(at, 0, str(label))
        for column, series in enumerate(data, start=1):
            shape = book.add_format({"num_format": series.number_format})
            sheet.write_string(0, column, series.name)
            _column(sheet, column, list(series.values), shape)
    return out.getvalue()


def _column(sheet: xlsxwriter.worksheet.Worksheet, column: int, values: Sequence[float | None], shape: object) -> None:
    for at, value in enumerate(values, start=1):
        if value is not None:
            sheet.write_number(at, column, value, shape)
