"""Entering what people decide: a form that loses nothing, whatever is typed and whoever else writes meanwhile."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.deciding import shown
from data.store import KINDS, Problem, Record, Store, frozen, open_store
from data.store.rules import CODES

FUTURE = "2999-01-01"
BODY: dict[str, Any] = {"measure": "coverage", "value": 0.8, "owner": "Sato"}
WORDS = Path(__file__).parent.parent / "components" / "i18n"


def page() -> None:
    """A page with one form, as pages write it."""
    import streamlit as st

    from components import deciding, i18n, loaders
    i18n.use(st.session_state.get("speech", "en"))
    deciding.begin()
    found = {record.key: record for record in loaders.decided("target")}
    record = found.get("coverage")
    with st.form("target"):
        name = deciding.author_field()
        value = st.text_input("value", key="value", value=str(record.get("value")) if record else "")
        owner = st.text_input("owner", key="owner", value=record.get("owner") if record else "")
        sent = st.form_submit_button("send")
    if sent:
        try:
            number: object = float(value)
        except ValueError:
            number = value
        body = {"measure": "coverage", "value": number, "owner": owner}
        version = st.session_state.get("version", record.version if record else 0)
        st.session_state["written"] = deciding.save("target", "coverage", body, version)
    st.text(f"author={name}")
    deciding.end()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    return open_store()


@pytest.fixture
def form(store: Store) -> Callable[..., AppTest]:
    def opened(language: str = "en") -> AppTest:
        app = AppTest.from_function(page, default_timeout=30)
        app.session_state["speech"] = language
        return app.run()

    return opened


def send(app: AppTest, value: str, owner: str = "Sato", author: str = "Abe") -> AppTest:
    app.text_input(key="deciding.author.").input(author)
    app.text_input(key="value").input(value)
    app.text_input(key="owner").input(owner)
    return app.button[0].click().run()


def html(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def button(app: AppTest, start: str) -> Any:
    return next(each for each in app.button if str(each.key).startswith(start))


def test_what_is_saved_is_said_and_the_name_is_remembered(form: Callable[..., AppTest], store: Store) -> None:
    app = send(form(), "0.8")
    assert not app.exception
    assert [(each.body, each.author) for each in store.current("target")] == [(BODY, "Abe")]
    assert [each.value for each in app.toast] == ["Saved"]
    assert [each.value for each in app.text] == ["author=Abe"]
    assert not app.run().toast, "it is said once"


@pytest.mark.parametrize(("language", "words"), [("en", "Please give a number."), ("ja", "数値で入れてください。")])
def test_a_problem_stands_in_its_place_and_nothing_typed_is_lost(
    form: Callable[..., AppTest], store: Store, language: str, words: str
) -> None:
    app = send(form(language), "<b>much</b>", owner="", author="")
    assert words in html(app)
    assert html(app).count("Please fill this in." if language == "en" else "入力してください。") == 2
    assert "&lt;b&gt;much&lt;/b&gt;" in html(app)
    assert "<b>much" not in html(app)
    assert app.text_input(key="value").value == "<b>much</b>"
    assert store.version() == 0


def test_two_people_at_one_target_lose_nothing(form: Callable[..., AppTest], store: Store) -> None:
    """The second saves a run after the page has read the first's change: it must still be told."""
    store.put("target", "coverage", BODY, "Abe", 0)
    first, second = form(), form()
    send(first, "0.9", author="Abe")
    send(second, "0.7", owner="<i>Ito</i>", author="Ito")
    assert second.session_state["written"] is False
    assert "Abe changed it on" in html(second)
    assert "&lt;i&gt;Ito&lt;/i&gt;" in html(second)
    assert "0.9" in html(second)
    assert second.text_input(key="value").value == "0.7"
    assert [each.get("value") for each in store.history("target", "coverage")] == [0.8, 0.9]

    button(second, "deciding.mine.").click().run()
    assert [each.value for each in second.toast] == ["Saved"]
    kept = store.history("target", "coverage")
    assert [(each.get("value"), each.author) for each in kept] == [(0.8, "Abe"), (0.9, "Abe"), (0.7, "Ito")]


def test_theirs_can_be_left(form: Callable[..., AppTest], store: Store) -> None:
    store.put("target", "coverage", BODY, "Abe", 0)
    second = form()
    store.put("target", "coverage", {**BODY, "value": 0.9}, "Abe", 1)
    send(second, "0.7", author="Ito")
    button(second, "deciding.theirs.").click().run()
    assert store.version() == 2
    assert "Compare the two" not in html(second)


def test_a_third_who_was_faster_is_told_too(form: Callable[..., AppTest], store: Store) -> None:
    store.put("target", "coverage", BODY, "Abe", 0)
    second = form()
    store.put("target", "coverage", {**BODY, "value": 0.9}, "Abe", 1)
    send(second, "0.7", author="Ito")
    store.put("target", "coverage", {**BODY, "value": 0.95}, "Ueda", 2)
    button(second, "deciding.mine.").click().run()
    assert "Ueda changed it" in html(second)
    assert store.version() == 3
    button(second, "deciding.mine.").click().run()
    assert store.current("target")[0].get("value") == 0.7


def test_ones_own_second_change_is_no_conflict(form: Callable[..., AppTest], store: Store) -> None:
    app = form()
    for value in ("0.8", "0.9", "0.95"):
        send(app, value)
        assert app.session_state["written"] is True, value
    assert [each.get("value") for each in store.history("target", "coverage")] == [0.8, 0.9, 0.95]


def test_a_new_record_that_somebody_else_made_first_is_a_conflict(form: Callable[..., AppTest], store: Store) -> None:
    app = form()
    store.put("target", "coverage", BODY, "Ueda", 0)
    send(app, "0.9")
    assert "Ueda changed it" in html(app)
    assert store.version() == 1


def opened_form() -> None:
    """A form whose fields are named after the version that it began with."""
    import streamlit as st

    from components import deciding, i18n, loaders
    i18n.use("en")
    deciding.begin(st.session_state.get("page", "one"))
    record = next(iter(loaders.decided("owner")), None)
    version = deciding.opened("owner", "stage:adopting")
    with st.form(f"form.{version}"):
        deciding.author_field()
        name = st.text_input("owner", record.get("owner") if record else "", key=f"owner.{version}")
        sent = st.form_submit_button("send")
    if sent:
        deciding.save("owner", "stage:adopting", {"owner": name}, version)
    deciding.end()


def test_a_form_keeps_what_was_typed_while_another_saves(store: Store) -> None:
    """Also where the page is drawn once more in between: what counts is what the form began with."""
    theirs = {"owner": "Ueda"}
    app = AppTest.from_function(opened_form, default_timeout=30).run()
    store.put("owner", "stage:adopting", theirs, "Ueda", 0)
    app.run()
    app.text_input(key="deciding.author.").input("Ito")
    app.text_input(key="owner.0").input("Ito")
    app.button[0].click().run()
    assert "Ueda changed it" in html(app)
    assert app.text_input(key="owner.0").value == "Ito"
    button(app, "deciding.theirs.").click().run()
    assert app.text_input(key="owner.1").value == "Ueda"
    store.put("owner", "stage:adopting", {"owner": "Abe"}, "Abe", 1)
    app.session_state["page"] = "another"
    app.run()
    assert app.text_input(key="owner.2").value == "Abe", "a page that is come back to begins with what stands"
    assert [each.author for each in store.history("owner", "stage:adopting")] == ["Ueda", "Abe"]


def test_after_mine_was_kept_an_editor_still_open_goes_on_from_it(form: Callable[..., AppTest], store: Store) -> None:
    """An editor that holds on to the version it was opened with meets no conflict with what it wrote itself."""
    app = form()
    app.session_state["version"] = 0
    for value in ("0.8", "0.9"):
        send(app, value)
        assert app.session_state["written"] is True, value
    store.put("target", "coverage", {**BODY, "value": 0.5}, "Ueda", 2)
    send(app, "0.95")
    assert app.session_state["written"] is False
    assert "Ueda changed it" in html(app)


def two_forms() -> None:
    """A page with two forms, each with a field for the name."""
    import streamlit as st

    from components import deciding, i18n
    i18n.use("en")
    for place in ("first", "second"):
        with st.form(place):
            deciding.author_field(place)
            st.form_submit_button(place)
    st.text(deciding.author())


@pytest.mark.parametrize(("place", "button"), [("first", 0), ("second", 1)])
def test_a_name_given_in_one_form_stands_in_all(store: Store, place: str, button: int) -> None:
    app = AppTest.from_function(two_forms, default_timeout=30).run()
    for name in ("Abe", "Ito", ""):
        app.text_input(key=f"deciding.author.{place}").input(name)
        app.button[button].click().run()
        app.run()
        assert {each.value for each in app.text_input} == {name}
        assert app.text[0].value == name


def test_a_store_that_cannot_be_reached_is_said_on_the_page(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", "postgresql://nobody:secret@127.0.0.1:1/none")
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    assert "What was decided can be neither read nor written" in html(app)
    assert "secret" not in html(app)


def test_every_rule_and_field_has_words_in_both_languages() -> None:
    fields = {name for kind in KINDS.values() for name in (*kind.must, *kind.may)} | {"author", "key", "body", "kind"}
    for language in i18n.LANGUAGES:
        words = tomllib.loads((WORDS / language / "deciding.toml").read_text(encoding="utf-8"))
        assert {key.removeprefix("deciding.rule.") for key in words if key.startswith("deciding.rule.")} == set(CODES)
        assert not [name for name in fields if f"deciding.field.{name}" not in words]


def test_a_conflict_shows_what_differs() -> None:
    i18n.use("en")
    theirs = Record("target", "x", 3, frozen({"value": 1, "present": ["a", "b"], "done": True, "status": "open",
                                                  "measure": "nrr", "kept": "the same"}), "Abe",
                    datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
    drawn = shown.conflict(theirs, {"value": 2, "present": ["a", "c"], "done": False, "note": "x" * 1000,
                                    "kept": "the same", "measure": "grr"})
    assert "Abe changed it on 22 Nov 2026 12:00." in drawn
    assert drawn.count("<b>1</b>") == drawn.count("<b>2</b>") == 1
    assert drawn.count("a, b") == drawn.count("a, c") == 1
    assert "<b>in progress</b>" in drawn
    assert "<b>NRR, net revenue retention</b>" in drawn
    assert "…" in drawn
    assert "x" * 401 not in drawn
    assert "yes" in drawn
    assert "the same" not in drawn, "only what differs"


def test_a_problem_quotes_little() -> None:
    i18n.use("en")
    assert len(shown.problems([Problem("note", "too_long", "x" * 10_001)])) < 400


def test_what_is_decided_over_the_demo_company_gives_way_to_a_real_one(
    form: Callable[..., AppTest], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.loaders.is_demo", lambda: True)
    assert send(form(), "0.9").session_state["written"]
    assert store.current("target")[0].body == {**BODY, "value": 0.9, "demo": True}
    monkeypatch.setattr("components.loaders.is_demo", lambda: False)
    other = form()
    assert not other.text_input(key="value").value
    assert send(other, "0.7", "Ito").session_state["written"]
    assert store.current("target")[0].body == {**BODY, "value": 0.7, "owner": "Ito"}
    assert [each.get("demo") for each in store.history("target", "coverage")] == [True, None]
