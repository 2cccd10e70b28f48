"""The charter page for tests: opened in its frame, its forms filled and sent, on a store of its own."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from data.store import Store, open_store
from data.store.kinds import today
from data.warehouse import open_warehouse
from queries.dimensions import build_info

PAGE = "pages/charter.py"
KEY = re.compile(r"\b(?:charter|metric|state|deciding)(?:\.[a-z_]+)+\b")
MARKUP = "<script>alert(1)</script><b>太字</b> & \"引用\" {x} $y$ **z**"
SOON = today() + timedelta(days=10)
WEEK = timedelta(days=7)


def page() -> None:
    """The charter page in its frame. AppTest enters a page file from outside at each run, which loses what was sent."""
    import runpy

    import streamlit as st

    from components import deciding, i18n, loaders
    from components.router import PAGES, ROOT, Frame, framed
    from queries.scope import Scope
    i18n.use(st.session_state["speech"])
    build = loaders.build()
    shown = next(each for each in PAGES if each.key == "charter")
    deciding.begin(shown.key)
    with framed(Frame(shown, Scope(build.default_as_of), build, loaders.dimensions(), st.session_state["speech"])):
        runpy.run_path(str(ROOT / shown.file))
    deciding.end()


def opened(language: i18n.Language) -> AppTest:
    """The page, run once; what is chosen is named in its language."""
    i18n.use(language)
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["speech"] = language
    return app.run()


@pytest.fixture
def store(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of its own, empty, beside the demo company."""
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    return open_store()


@pytest.fixture
def demos(store: Store, demo_home: Path, tmp_path: Path) -> Store:
    """The demo's own decisions, in a copy that may be written."""
    with sqlite3.connect(demo_home / "store.sqlite") as there, sqlite3.connect(tmp_path / "store.sqlite") as here:
        there.backup(here)
    return open_store()


def said(app: AppTest) -> str:
    """What the page says, without its markup."""
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown))))
    assert not KEY.findall(found)
    return found


def sunday() -> date:
    return build_info(open_warehouse()).default_as_of


def button(app: AppTest, key: str) -> Any:
    return app.button(key)


def fill(app: AppTest, kind: str, **fields: Any) -> AppTest:
    """Fills the open editor and sends it."""
    for name, value in fields.items():
        widgets = [*app.text_input, *app.text_area, *app.date_input, *app.selectbox]
        found = [each for each in widgets if re.fullmatch(rf"charter\.{kind}\.[^.]+\.\d+\.{name}", str(each.key))]
        assert len(found) == 1, (name, [each.key for each in widgets])
        found[0].set_value(value)
    return send(app, kind)


def send(app: AppTest, kind: str, author: str = "森") -> AppTest:
    name = [each for each in app.text_input if re.match(rf"deciding\.author\.charter\.{kind}\.", str(each.key))]
    name[0].set_value(author)
    submits = [each for each in app.button if each.proto.is_form_submitter
               and re.match(rf"FormSubmitter:charter\.{kind}\.", str(each.key))]
    return submits[0].click().run()


def freeze(app: AppTest, author: str = "森", present: tuple[str, ...] = ("ceo", "sales")) -> AppTest:
    app.multiselect(f"charter.present.{sunday()}").set_value(list(present))
    app.text_input("deciding.author.meeting").set_value(author)
    submits = [each for each in app.button if str(each.key).startswith("FormSubmitter:charter.meeting")]
    return submits[0].click().run()
