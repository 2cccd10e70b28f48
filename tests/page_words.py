"""What a page says, as a reader has it: without its markup, and without a key of a catalogue that has no words."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest


def words_of(app: AppTest, keys: re.Pattern[str]) -> str:
    """All of a page's own HTML as text. Fails where the page raised, or shows a key that `keys` finds."""
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown))))
    assert not keys.findall(found)
    return found
