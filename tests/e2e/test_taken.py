"""What stands on a page is taken along: its charts as pictures, its state as a link. The keyboard opens all of it."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from components.i18n import Language, text
from components.tokens import palette
from tests.conftest import LOCALES
from tests.e2e.conftest import Open, settled

SVG = "{http://www.w3.org/2000/svg}"


def panel_of_a_chart(page: Page, language: Language) -> str:
    """Opens the panel of the page's first chart, by the keyboard; the chart's title."""
    figure = page.locator(".js-plotly-plot").first.locator('xpath=ancestor::*[contains(@class, "st-key-figure-")][1]')
    title = figure.locator("h2").first.inner_text()
    button = figure.get_by_role("button", name=text(language, "evidence.open"), exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(text(language, "evidence.section.sql"))
    settled(page)
    return title


def events_of(page: Page, title: str) -> list[str]:
    """What stands under the chart of that title for the letters on it."""
    figure = page.locator('[class*="st-key-figure-"]').filter(has=page.locator("h2", has_text=title))
    return figure.first.locator(".t-marks li").all_inner_texts()


def words(picture: Path) -> str:
    """All text of an SVG file, without spaces: a title may be broken into lines."""
    return re.sub(r"\s", "", "".join(each.text or "" for each in ElementTree.parse(picture).iter(f"{SVG}text")))


def size(picture: Path) -> tuple[int, int]:
    """Width and height of a PNG file, from its header."""
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


@pytest.mark.parametrize(("path", "language", "theme"), [("", "ja", "dark"), ("retention", "en", "light")])
def test_a_chart_is_taken_as_a_picture(
    server: str, visit: Open, tmp_path: Path, path: str, language: Language, theme: str
) -> None:
    page = visit(f"{server}/{path}", locale=LOCALES[language], color_scheme=theme)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    title = panel_of_a_chart(page, language)
    for form in ("png", "svg"):
        with page.expect_download() as started:
            page.get_by_role("button", name=text(language, f"picture.{form}")).press("Enter")
        assert started.value.suggested_filename.endswith(f".{form}")
        started.value.save_as(tmp_path / f"chart.{form}")
    root = ElementTree.parse(tmp_path / "chart.svg").getroot()
    assert size(tmp_path / "chart.png") == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    said = words(tmp_path / "chart.svg")
    events = events_of(page, title)
    assert events or path
    assert [each for each in events if re.sub(r"\s", "", each) not in said] == []
    assert re.sub(r"\s", "", title) in said
    assert "Tenure" in said
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert ground.attrib["fill"] == palette("dark" if theme == "dark" else "light").bg
    assert "http" not in (tmp_path / "chart.svg").read_text("utf-8").replace("http://www.w3.org", "")

    page.get_by_role("button", name=text(language, "picture.copy")).press("Enter")
    expect(page.locator(".t-picture [role=status]")).to_have_text(text(language, "picture.copied"))
    assert page.evaluate("navigator.clipboard.read().then(held => held[0].types)") == ["image/png"]
