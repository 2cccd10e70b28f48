"""A figure that fails says so in its place; the rest of the page stands. A mistake in the code is not hidden."""

from __future__ import annotations

from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from components.i18n import text


def page() -> None:
    from types import SimpleNamespace
    from typing import Any

    import streamlit as st
    from sqlalchemy.exc import OperationalError

    from components.figure import figure
    from tests.test_figure import BUILT

    def broken() -> None:
        raise OperationalError("select", {}, Exception("connection lost: password=secret"))

    frame: Any = SimpleNamespace(build=SimpleNamespace(built_at=BUILT, time_zone="Asia/Tokyo"))
    with figure(frame, "first"):
        broken()
    with figure(frame, "second"):
        st.write("the second figure")
    if "mistake" in st.query_params:
        with figure(frame, "third"):
            raise KeyError("a mistake")


BUILT = datetime(2026, 11, 22, 21, 10, tzinfo=UTC)


def test_the_rest_of_the_page_stands() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    shown = "".join(html.proto.body for html in app.get("html"))
    assert text("ja", "state.failed.title") in shown
    assert "11月23日 6:10" in shown
    assert "secret" not in shown
    assert [element.value for element in app.markdown] == ["the second figure"]
    assert [button.label for button in app.button] == [text("ja", "state.failed.retry")]


def test_a_mistake_in_the_code_is_raised() -> None:
    app = AppTest.from_function(page)
    app.query_params["mistake"] = "1"
    assert app.run().exception[0].proto.type == "KeyError"
