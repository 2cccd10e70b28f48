"""The weekly report as a file from the board: a button a form, made on the click, on a thread of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from components import export, loaders, url
from components.i18n import t
from components.report import content, headless, made
from components.report.made import FORMS, TYPES, Form
from components.router import Frame


def offer(frame: Frame) -> None:
    """A button for PDF, PPTX and XLSX, over the page's scope and in its language, in the header's export popover."""
    asked, link = replace(frame, export=None), headless.link_base(otherwise=url.base())
    for form in FORMS:
        name = made.file_name(frame, form)
        export.button(frame.export, t(f"report.export.{form}"), name, partial(file, asked, form, link),
                      f"report.export.{form}", TYPES[form])


def file(frame: Frame, form: Form, link: str) -> bytes:
    """The file, of the data in use when it is made: they may have been built anew since the page was drawn."""
    now = replace(frame, build=loaders.build(), dimensions=loaders.dimensions(frame.scope.viewer))
    return made.make(content.report([now], link), form)
