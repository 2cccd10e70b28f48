"""The report as PDF, read back: every number that is shown, tags, links, the footer; nothing that people write runs."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from components.i18n import Language, text
from components.report.made import Unmade
from components.report.model import Report
from components.report.paper.appendix import section_commands
from components.report.paper.joined import joined
from components.report.paper.plan import pages
from components.report.paper.written import cell, clean, number
from components.report.pdf import fonts, render
from data import typefaces
from tests.conftest import ROOT
from tests.report_fixture import AS_OF, HOSTILE, LINK, report


@pytest.fixture(scope="module", params=["ja", "en"])
def made(request: pytest.FixtureRequest) -> tuple[Report, PdfReader]:
    given = report(request.param, rows=30)
    return given, PdfReader(io.BytesIO(render(given)))


MEMORY = """
from os import getpid
from benchmarks.server import mebibytes
from components.report.pdf import render
from tests.report_fixture import report
for number in range(12):
    render(report("ja", rows=20 + number))
    if number == 2:
        before = mebibytes(getpid())
print(mebibytes(getpid()) - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Linux tells a process's memory there")
def test_a_report_that_was_made_is_let_go() -> None:
    """typst would keep ten: nine reports of this size then take 68 MiB."""
    made = subprocess.run([sys.executable, "-c", MEMORY], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(made.stdout) < 40


def bare(said: str) -> str:
    """Without what a page may break a line with."""
    return re.sub(r"[\s\u200b]", "", said)


_READ: dict[int, list[str]] = {}


def texts(reader: PdfReader) -> list[str]:
    """Each page's text, read once a file."""
    if id(reader) not in _READ:
        _READ[id(reader)] = [bare(page.extract_text()) for page in reader.pages]
    return _READ[id(reader)]


def test_every_number_shown_is_the_models(made: tuple[Report, PdfReader]) -> None:
    given, reader = made
    said = "".join(texts(reader))
    for part in given.parts:
        for section in part.sections:
            wanted = [kpi.shown for kpi in section.kpis] + [delta.shown for kpi in section.kpis for delta in kpi.deltas]
            for table in (joined(each, part.head) for each in section.tables):
                wanted += [cell(table, column.key, column.kind, row, part.head)
                           for column in table.columns for row in range(len(table.rows))]
            for chart in section.charts:
                if chart.form != "line":
                    shown = [value for one in chart.series for value in one.values]
                else:
                    shown = [one.values[-1] for one in chart.series] + list(chart.targets.values())
                wanted += [number(value, chart.kind, part.head) for value in shown]
            assert [one for one in wanted if bare(one) not in said] == []


def test_each_section_begins_a_page_with_its_claim(made: tuple[Report, PdfReader]) -> None:
    given, reader = made
    planned = pages(given, commands=True)
    assert len(reader.pages) == len(planned)
    for at, (page, said) in enumerate(zip(planned, texts(reader), strict=True), start=1):
        assert bare(page.title) in said
        assert bare(text(given.head.language, "paper.page", n=at, all=len(planned))) in said


def test_every_page_says_of_whom_of_when_and_from_which_data(made: tuple[Report, PdfReader]) -> None:
    given, reader = made
    for page, said in zip(pages(given, commands=True), texts(reader), strict=True):
        head = page.head
        assert bare(head.scope) in said
        assert str(AS_OF.day) in said
        assert bare(text(head.language, "paper.version", version=head.version)) in said
        assert bare(text(head.language, "paper.demo")) in said


def test_it_is_tagged_and_says_its_language_and_title(made: tuple[Report, PdfReader]) -> None:
    given, reader = made
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == given.head.language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == given.head.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def elements(node: Any) -> list[Any]:
    """Every structure element beneath a node."""
    node = node.get_object() if hasattr(node, "get_object") else node
    found = [node] if isinstance(node, DictionaryObject) and "/S" in node else []
    if isinstance(node, DictionaryObject) and "/K" in node:
        return found + elements(node["/K"])
    return found + [one for each in node for one in elements(each)] if isinstance(node, ArrayObject) else found


def test_charts_are_vectors_with_a_text_alternative_and_tables_have_heads(made: tuple[Report, PdfReader]) -> None:
    given, reader = made
    root: Any = reader.trailer["/Root"]
    found = elements(root["/StructTreeRoot"]["/K"])
    alts = [str(one["/Alt"]) for one in found if one["/S"] == "/Figure"]
    charts = [chart for part in given.parts for section in part.sections for chart in section.charts]
    assert sorted(alts) == sorted(chart.alt for chart in charts)
    assert not [image for page in reader.pages for image in page.images]
    tables = [block for page in pages(given, commands=True) for block in page.blocks if block.grid]
    assert sum(one["/S"] == "/Table" for one in found) == len(tables)
    assert sum(one["/S"] == "/TH" for one in found) == sum(len(block.grid.widths) for block in tables if block.grid)
    assert sum(one["/S"] == "/H1" for one in found) == sum(page.number == 1 for page in pages(given, commands=True))


def links(reader: PdfReader) -> list[str]:
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return [str(note["/A"]["/URI"]) for note in notes]


def test_every_page_has_the_link_that_opens_the_same_state(made: tuple[Report, PdfReader]) -> None:
    _, reader = made
    assert links(reader) == [LINK] * len(reader.pages)


def test_an_address_that_is_none_is_no_link() -> None:
    given = report("ja", parts=1, rows=2)
    bad = replace(given.parts[0].head, link="javascript:alert(1)")
    reader = PdfReader(io.BytesIO(render(Report((replace(given.parts[0], head=bad),)))))
    assert links(reader) == []


def test_what_people_write_is_text_and_nothing_else(made: tuple[Report, PdfReader]) -> None:
    _, reader = made
    said = "".join(texts(reader))
    assert [name for name in HOSTILE if bare(clean(name)) not in said] == []
    assert "\u202e" not in said


def test_the_last_pages_define_the_metrics_and_give_the_commands(made: tuple[Report, PdfReader]) -> None:
    given, reader = made
    said = "".join(texts(reader))
    for one in given.parts[0].definitions:
        assert bare(one.words) in said
        assert bare(one.formula) in said
    for part in given.parts:
        for section in part.sections:
            for _, command in section_commands(section, given.head.language):
                if command:
                    assert bare(shlex.join(("python", "-m", "queries", *command))) in said


def test_the_same_data_give_the_same_bytes() -> None:
    given = report("en", parts=1, rows=1)
    assert render(given) == render(given)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_without_a_japanese_typeface_it_says_what_to_install(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An English report names customers in Japanese: it needs one too."""
    monkeypatch.setattr(fonts, "families", lambda: frozenset({"DejaVu Sans", "Libertinus Serif"}))
    with pytest.raises(Unmade, match=r"apt-get install fonts-noto-cjk.*pip install --no-deps matplotlib-fontja"):
        render(report(language))


def test_a_typeface_that_pip_installed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is found without being imported: it would change matplotlib."""
    package = tmp_path / typefaces.PACKAGE
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert typefaces.shipped() == [package / "fonts"]


def test_an_english_report_without_japanese_needs_no_japanese_typeface(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "families", lambda: frozenset({"DejaVu Sans", "Libertinus Serif"}))
    assert fonts.chosen("en", "Sample KK") == ("DejaVu Sans",)
