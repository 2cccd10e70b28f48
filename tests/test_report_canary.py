"""A report for somebody who sees a part of the company: of the rest nothing, in its words, tables, charts and files."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from components import i18n
from components.report import content, headless
from components.report.made import FORMS, Form, make
from components.report.model import Report
from data.access import EVERYONE, Viewer
from tests.canary import END, Company, company, on_canary
from tests.canary_search import found_in

__all__ = ["company", "on_canary"]
LINK = "https://board.example"


def report(viewer: Viewer, language: i18n.Language = "ja") -> Report:
    return content.report([headless.frame(END, language, viewer=viewer)], LINK)


def told(value: Any) -> Any:
    """A report as plain parts, so that every text and number of it is looked at."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: told(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [told(each) for each in value]
    if isinstance(value, dict):
        return {key: told(each) for key, each in value.items()}
    return value


def texts(form: Form, body: bytes) -> Iterator[str]:
    """All that a file says: a PDF's pages, and of the others every part of the archive, embedded workbooks too."""
    if form == "pdf":
        yield from (page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        return
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            inside = archive.read(name)
            if name.endswith(".xlsx"):
                yield from texts("xlsx", inside)
            elif name.endswith((".xml", ".rels")):
                yield re.sub(r"<[^>]+>", " ", inside.decode("utf-8"))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_part_sees_nothing_of_the_rest(on_canary: Company, language: i18n.Language) -> None:
    for viewer in (on_canary.lead, on_canary.csm, on_canary.viewer):
        made = report(viewer, language)
        assert found_in(on_canary, viewer, told(made)) == [], viewer.role
        said = [each for section in made.parts[0].sections for each in section.says]
        assert said, viewer.role
        assert len([each for each in made.parts[0].sections if not each.missing]) >= 5


def test_the_search_finds_the_rest(on_canary: Company) -> None:
    """The whole company's report, searched as for the lead, is full of what the lead may not see."""
    whole = report(EVERYONE)
    assert found_in(on_canary, on_canary.lead, told(whole))
    assert found_in(on_canary, on_canary.lead, list(texts("xlsx", make(whole, "xlsx"))))


@pytest.mark.parametrize("form", FORMS)
def test_no_file_of_a_lead_says_more(on_canary: Company, form: Form) -> None:
    said = list(texts(form, make(report(on_canary.lead), form)))
    assert sum(map(len, said)) > 1_000
    assert found_in(on_canary, on_canary.lead, said) == []


def test_a_lead_reads_whose_figures_they_are(on_canary: Company) -> None:
    made = report(on_canary.lead, "en")
    assert made.head.scope != i18n.text("en", "filter.none")
    commands = [each.command for section in made.parts[0].sections for each in section.tables]
    commands += [each.command for section in made.parts[0].sections for each in section.charts]
    commands += [each.command for section in made.parts[0].sections for each in section.kpis]
    assert all(command[-2:] == ("--viewer", "lead@example.com") for command in commands)


def test_whoever_sees_no_names_is_told_none(on_canary: Company) -> None:
    """Sections about customers by name say why they are short; totals stand."""
    sections = {each.key: each for each in report(on_canary.viewer, "en").parts[0].sections}
    assert [each.key for each in sections["week"].kpis][:4] == ["nrr", "grr", "logo_retention", "arr"]
    assert not [each for section in sections.values() for table in section.tables if table.key in ("movers", "saves")
                for each in table.rows.get("account", [])]


def test_nobody_gets_nothing(on_canary: Company) -> None:
    with pytest.raises(headless.Refused, match="may see nothing"):
        headless.frame(END, "ja", viewer=Viewer("gone@example.com", "none", why="not_listed"))
