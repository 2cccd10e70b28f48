"""One report in one form, as bytes; and the file's name."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Literal, get_args

from components.report.model import Report
from components.router import Frame
from components.workbook import TYPE as XLSX

Form = Literal["pdf", "pptx", "xlsx"]
FORMS: tuple[Form, ...] = get_args(Form)
TYPES: dict[Form, str] = {
    "pdf": "application/pdf", "xlsx": XLSX,
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation"}
RENDERERS: dict[Form, str] = {each: f"components.report.{each}" for each in FORMS}
"""A module a form, with `render(report) -> bytes`. Only the one asked for is imported: two of them are heavy."""
LONGEST = 60


class Unmade(RuntimeError):
    """A renderer cannot make its form on this machine; the message says what is missing and what to do."""


def make(report: Report, form: Form) -> bytes:
    """The report in one form. Errors: Unmade where this machine lacks something for it."""
    made: bytes = import_module(RENDERERS[form]).render(report)
    return made


def file_name(frame: Frame, form: Form, kind: str = "weekly") -> str:
    """tenure-weekly-2026-11-22-ja.pdf; with filters their values behind the date: …-2026-11-22-enterprise-ja.pdf."""
    where = frame.scope.where
    values = [f"{'' if frame.scope.unit == 'customer' else frame.scope.unit}",
              *(f"{value or 'null'}" for _, chosen in where for value in chosen)]
    told = re.sub(r"[^\w]+", "-", "-".join(each for each in values if each).casefold()).strip("-_")[:LONGEST].strip("-")
    return f"tenure-{kind}-{frame.scope.as_of}{f'-{told}' if told else ''}-{frame.language}.{form}"


