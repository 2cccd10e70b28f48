"""The pages of docs/ hang together: each is in the nav, links and pictures lead somewhere, one word for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from markdown.extensions.toc import slugify  # type: ignore[import-untyped]

from components.i18n import text
from tests.conftest import ROOT
from tests.documented.blocks import FENCE

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
JAPANESE = ("index", "tutorial", "weekly-review", "reading", "leads", "glossary", "definitions", "metrics")
"""What a CEO or a lead reads."""
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?(?: \"[^\"]*\")?\)")
HEADING = re.compile(r"^#+ (.+?)(?: *\{ *#([\w-]+) *\})? *$", re.MULTILINE)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def configured() -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    return found


def listed(nav: object) -> Iterator[str]:
    """Every page that a nav names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for value in nav.values():
            yield from listed(value)
    elif isinstance(nav, list):
        for value in nav:
            yield from listed(value)


def test_every_page_is_in_the_nav() -> None:
    """A new page gets a line in mkdocs.yml; decisions are listed by decisions/index.md, which is made."""
    there = {str(path.relative_to(DOCS)) for path in PAGES if not path.match("*.ja.md")}
    decided = {page for page in there if re.match(r"decisions/\d", page)}
    named_there = list(listed(configured()["nav"]))
    assert sorted(there - decided - set(named_there)) == [], "add them to the nav of mkdocs.yml"
    assert sorted(set(named_there) - there) == [], "the nav of mkdocs.yml names pages that there are not"
    assert len(named_there) == len(set(named_there))


@pytest.mark.parametrize("page", JAPANESE)
def test_what_a_lead_reads_is_in_japanese(page: str) -> None:
    japanese = (DOCS / f"{page}.ja.md").read_text(encoding="utf-8")
    assert len(re.findall(r"[ぁ-んァ-ヶ一-龠]", japanese)) > 100


def anchors(path: Path) -> set[str]:
    """The places of a page that a link can lead to."""
    body = FENCE.sub("", path.read_text(encoding="utf-8"))
    plain = ((re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", title), given) for title, given in HEADING.findall(body))
    return {given or slugify(title, "-") for title, given in plain}


def broken(path: Path) -> Iterator[str]:
    """Links of a page that lead nowhere. Of a Japanese page they lead to the Japanese one where there is one."""
    body = FENCE.sub("", path.read_text(encoding="utf-8"))
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", body)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        own = there.with_name(there.name.replace(".md", ".ja.md"))
        there = own if path.match("*.ja.md") and own.exists() else there
        if not there.exists():
            yield f"{target}: no such file"
        elif path != ROOT / "README.md" and DOCS not in there.parents:
            yield f"{target}: outside of docs/, which the site does not have"
        elif anchor and there.suffix == ".md" and anchor not in anchors(there):
            yield f"{target}: no such place on the page"


@pytest.mark.parametrize("path", [ROOT / "README.md", *PAGES], ids=named)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    assert list(broken(path)) == []


def glossary() -> list[tuple[str, str, str]]:
    """Japanese, English and what is not said, of docs/glossary.ja.md."""
    rows = [line.strip("|").split("|") for line in (DOCS / "glossary.ja.md").read_text(encoding="utf-8").splitlines()
            if line.startswith("| ") and "英語" not in line]
    return [(row[0].strip(), row[1].strip(), row[2].strip()) for row in rows]


@pytest.mark.parametrize("path", [page for page in PAGES if page.match("*.ja.md") and page.name != "glossary.ja.md"],
                         ids=named)
def test_japanese_pages_use_the_words_of_the_glossary(path: Path) -> None:
    """Words that are never said; those that are wrong alone only ("…だけ") are judged by people."""
    never = [word for _, _, word in glossary() if word and not word.endswith("だけ") and word != "原因"]
    body = path.read_text(encoding="utf-8")
    assert [word for word in never if word in body] == []


@pytest.mark.parametrize("key", ["nrr", "grr", "logo_retention", "expansion", "contraction", "churn", "quick_ratio"])
def test_the_glossary_is_the_boards(key: str) -> None:
    """What the board calls a metric stands in both glossaries."""
    for language, page in (("ja", "glossary.ja.md"), ("en", "glossary.md")):
        word = text(language, f"metric.{key}.name")  # type: ignore[arg-type]
        written = (DOCS / page).read_text(encoding="utf-8")
        assert re.split(r"[ (（,]", word)[0].lower() in written.lower()


def test_the_site_asks_no_other_machine() -> None:
    """No font and no script from elsewhere: what mkdocs.yml and the style sheet could bring in."""
    theme = configured()["theme"]
    assert isinstance(theme, dict)
    assert theme["font"] is False
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "http" not in re.sub(r"#.*", "", settings)
    assert "http" not in (DOCS / "assets" / "site.css").read_text(encoding="utf-8")
