"""The weekly report of the hostile company as files, made by the command and read back."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from unicodedata import category

from openpyxl import load_workbook
from pypdf import PdfReader

from tests.attacks.browser import NUMBER
from tests.attacks.company import ROOT, Company, around
from tests.attacks.outcome import Tally
from tests.attacks.payloads import EVIL

FORMS = ("pdf", "pptx", "xlsx")
FOREIGN = (EVIL.encode(), b"javascript:", b"root:x:0:0")


def attack(company: Company, folder: Path, forms: Iterable[str] = FORMS) -> list[Tally]:
    """Makes it in these forms below `folder`."""
    out = folder / "out" / "..dots" / "x"
    asked = [part for form in forms for part in ("--format", form)]
    command = [sys.executable, "-m", "components.report", "weekly", "--lang", "en", *asked, "--out", str(out)]
    before = _files(folder)
    ended = subprocess.run(command, cwd=ROOT, env=around(company.home), capture_output=True, text=True,
                           encoding="utf-8", check=False, timeout=600)
    made = Tally("report: a form that could not be made, a file elsewhere", "files")
    links = Tally("report: a link, a formula or a foreign file's text", "parts")
    texts = Tally("report: a text whose end is there, but not the whole", "texts")
    made.hold(ended.returncode == 0, ended.stderr[-300:])
    for file in _files(folder) - before:
        made.hold(file.parent == out, str(file))
        _read(file, company, links, texts)
    return [made, links, texts]


def _files(folder: Path) -> set[Path]:
    return {each for each in folder.rglob("*") if each.is_file()}


def _read(file: Path, company: Company, links: Tally, texts: Tally) -> None:
    content = file.read_bytes()
    if file.suffix == ".pdf":
        reader = PdfReader(io.BytesIO(content))
        for page in reader.pages:
            said = page.extract_text()
            uris = [str(each.get_object().get("/A", {}).get("/URI", "")) for each in page.get("/Annots", ())]
            links.hold(not any(EVIL in uri or "javascript" in uri for uri in uris), f"{file.name}: {uris}")
            links.hold("root:x:0:0" not in said, file.name)
        _whole(file.name, " ".join(page.extract_text() for page in reader.pages), company, texts)
        return
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for part in parts.namelist():
            foreign = part.endswith(".rels") and any(each in parts.read(part) for each in FOREIGN)
            links.hold(not foreign and b"<f>" not in parts.read(part), f"{file.name}: {part}")
    if file.suffix == ".xlsx":
        cells = [str(cell.value) for sheet in load_workbook(io.BytesIO(content)).worksheets for row in sheet.iter_rows()
                 for cell in row if cell.value is not None]
        _whole(file.name, " ".join(cells), company, texts)


def _whole(name: str, said: str, company: Company, texts: Tally) -> None:
    """Without spaces, which a page breaks lines at."""
    bare = _bare(said)
    for text in company.made:
        end = NUMBER.findall(text)[-1]
        if end in bare:
            texts.hold(_bare(text) in bare, f"{name}: {text!r}")


def _bare(text: str) -> str:
    """Without spaces and without marks that have no width: a page turns no direction for a text's sake."""
    return "".join(each for each in text if not each.isspace() and category(each) != "Cf")
