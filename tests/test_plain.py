"""Texts that people wrote, where Streamlit reads Markdown."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from components.sentence import JOINER, plain
from tests.attacks.payloads import ONE_LINE


@pytest.mark.parametrize("text", [each.text for each in ONE_LINE])
def test_a_text_is_one_paragraph_of_itself(text: str) -> None:
    """By CommonMark: no list, no head, no link, no emphasis, nothing decoded."""
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(plain(text))
    assert [each.type for each in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inside = tokens[1].children or []
    assert {each.type for each in inside} <= {"text", "softbreak"}
    said = "".join(each.content or "\n" for each in inside)
    assert " ".join(said.replace(JOINER, "").split()) == " ".join(text.split())


@pytest.mark.parametrize("said", ["--", "->", "<-", ">=", "<="])
def test_signs_stay_apart(said: str) -> None:
    """Streamlit draws them as a dash or an arrow."""
    assert said not in plain(f"a {said} b").replace("\\", "")


def test_figures_and_days_are_left_alone() -> None:
    assert [plain(each) for each in ("12.5", "2026-11-22", "a - b")] == ["12.5", "2026-11-22", "a - b"]
