"""My week in its page: the claim, the rows, what is ticked and marked, views opened by link, actions on the charter."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n, identity
from components.i18n import text
from data.access import EVERYONE, Viewer
from data.store import Record, Store
from data.store.kinds import today
from data.warehouse import Warehouse, open_warehouse
from queries import views, week
from queries.dimensions import build_info, dimensions
from queries.narrowing import Narrow
from queries.scope import Scope
from queries.views import View
from tests.charter_board import said, store
from tests.conftest import Board

__all__ = ["store"]
KEY = "0123456789abcdef0123456789abcdef"
MARKUP = "<script>alert(1)</script> *太字* [x](y)"
SOON = today() + timedelta(days=10)


def page() -> None:
    """A page in its frame. AppTest enters a page file from outside at each run, which loses what was sent."""
    import runpy

    import streamlit as st

    from components import asking, deciding, i18n, loaders
    from components.router import PAGES, ROOT, Frame, framed
    from data.access import EVERYONE
    from queries.scope import Scope
    i18n.use(st.session_state["speech"])
    build = loaders.build()
    who = st.session_state.get("who", EVERYONE)
    shown = next(each for each in PAGES if each.key == st.session_state["page"])
    scope = Scope(build.default_as_of, viewer=who)
    with asking.asked_by(who):
        deciding.begin(shown.key)
        with framed(Frame(shown, scope, build, loaders.dimensions(who), st.session_state["speech"])):
            runpy.run_path(str(ROOT / shown.file))
        deciding.end()


def opened(name: str = "week", language: i18n.Language = "en", who: Viewer = EVERYONE, **params: str) -> AppTest:
    """The page, run once; what is chosen is named in its language."""
    i18n.use(language)
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["speech"], app.session_state["page"], app.session_state["who"] = language, name, who
    for key, value in params.items():
        app.query_params[key] = value
    return app.run()


def queue() -> Any:
    house = open_warehouse()
    return week.queue(house, Scope(build_info(house).default_as_of))


def send(app: AppTest, form: str, author: str = "森", **fields: Any) -> AppTest:
    """Fills the form whose key begins so, and sends it."""
    widgets = [*app.text_input, *app.text_area, *app.date_input, *app.radio, *app.multiselect, *app.checkbox]
    for name, value in fields.items():
        found = [each for each in widgets if re.match(rf"{re.escape(form)}.*\.{name}\b", str(each.key))]
        assert len(found) == 1, (name, [each.key for each in widgets])
        found[0].set_value(value)
    place = "views.new.week" if form.startswith("views.new") else form
    names = [each for each in app.text_input if str(each.key).startswith("deciding.author.") and place in str(each.key)]
    assert names
    names[0].set_value(author)
    buttons = [each for each in app.button if each.proto.is_form_submitter
               and str(each.key).startswith(f"FormSubmitter:{form}")]
    return buttons[0].click().run()


def records(store: Store, kind: str) -> dict[str, Record]:
    return {each.key: each for each in store.current(kind)}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_says_the_queue(board: Board, language: i18n.Language) -> None:
    app = board(language, "pages/week.py")
    found, shown = queue(), said(app)
    assert f"{found.attrs['total']:,}" in shown
    first = found.iloc[0]
    assert first.account in shown
    assert shown.count("t-lines") == 0
    html = " ".join(each.proto.body for each in app.get("html"))
    assert f"/account?account={first.account_id}" in html
    assert str(first.url) in html
    assert text(language, f"week.reason.{first.reasons[0]}") in shown
    assert html.count('class="t-lines t-lines-week"') == min(12, len(found))
    for key, (n, _) in found.attrs["counts"].items():
        assert text(language, "week.choice", name=text(language, f"week.reason.{key}"), n=f"{n:,}") in [
            each.content for each in app.get("button_group")[1].proto.options], key


def test_a_reason_and_a_name_narrow_the_queue(board: Board) -> None:
    found = queue()
    kept = found[week.with_reasons(found, ("shelfware",))]
    app = board("en", "pages/week.py", reason="shelfware")
    assert f"{len(kept):,} accounts" in said(app)
    one = kept.account.iloc[-1]
    app = board("en", "pages/week.py", reason="shelfware", q=str(one))
    assert one in said(app)
    app = board("en", "pages/week.py", reason="noisy")
    assert "noisy" in said(app)
    assert not [each for each in app.checkbox if str(each.key).startswith("week.pick.")]


def test_what_is_put_off_leaves_the_queue_and_comes_back(store: Store) -> None:
    first = queue().iloc[0]
    app = opened()
    app.checkbox(f"week.pick.{first.account_id}").check().run()
    app = send(app, "week.mark", status="snoozed", until=SOON)
    assert not app.exception
    kept = records(store, "mark")[str(first.account_id)]
    assert kept.get("until") == SOON.isoformat()
    assert kept.get("reasons") == sorted(first.reasons)
    assert kept.author == "森"
    assert f"week.pick.{first.account_id}" not in [each.key for each in app.checkbox]
    assert text("en", "week.settled.title", n="1") in said(app)
    app.button(f"week.back.{first.account_id}").click().run()
    assert f"week.pick.{first.account_id}" in [each.key for each in app.checkbox]
    assert store.history("mark", str(first.account_id))[-1].deleted  # nothing is lost


def test_a_day_that_is_over_is_refused(store: Store) -> None:
    first = queue().iloc[0]
    app = opened()
    app.checkbox(f"week.pick.{first.account_id}").check().run()
    app = send(app, "week.mark", status="snoozed", until=today() - timedelta(days=1))
    assert text("en", "deciding.rule.past") in said(app)
    assert not records(store, "mark")


def test_actions_are_made_one_an_account_and_stand_on_the_charter_with_its_name(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = queue().head(2)
    app = opened()
    for who in found.account_id:
        app.checkbox(f"week.pick.{who}").check().run()
    app = send(app, "act.week", text=f"Call {MARKUP}", owner="Mori", due=SOON)
    made = records(store, "action").values()
    assert {each.get("account_id") for each in made} == set(found.account_id)
    assert {each.get("text") for each in made} == {f"Call {MARKUP}"}
    assert {each.get("due_on") for each in made} == {SOON.isoformat()}
    shown = said(opened("charter"))
    assert all(str(name) in shown for name in found.account)
    assert MARKUP.split(">")[1].split("<")[0] in shown
    lead = next(value.value for value in dimensions(open_warehouse())["team_id"].values if value.value
                and not _of_team(str(value.value), set(found.account_id)))
    monkeypatch.setattr(identity, "hold", lambda asked: None)
    theirs = said(opened("charter", who=Viewer("lead@example.com", "lead", (str(lead),))))
    assert not any(str(name) in theirs for name in found.account)


def _of_team(team: str, accounts: set[str]) -> bool:
    house = open_warehouse()
    return bool(accounts & set(week.queue(house, Scope(build_info(house).default_as_of).with_filter(
        "team_id", team)).account_id))


def test_a_form_without_accounts_or_text_makes_nothing(store: Store) -> None:
    app = send(opened(), "act.week", text="Call", owner="Mori", due=SOON)
    assert text("en", "views.act.nobody") in [each.value for each in app.caption]
    first = queue().account_id.iloc[0]
    app.checkbox(f"week.pick.{first}").check().run()
    app = send(app, "act.week", text=" ", owner="", due=SOON)
    assert text("en", "deciding.rule.empty") in said(app)
    assert not records(store, "action")


def test_a_view_is_saved_opened_renamed_and_removed(store: Store) -> None:
    app = send(opened(reason="shelfware"), "views.new.week.0", name=MARKUP, shared=True)
    (kept,) = records(store, "view").values()
    assert kept.get("name") == MARKUP
    assert kept.get("narrow") == {"reason": ["shelfware"]}
    assert kept.get("owner") == "everyone"
    app = opened(view=kept.key)
    assert app.query_params["reason"] == "shelfware"
    app = send(app, "views.new.week.0", name=f" {MARKUP} ")
    assert text("en", "deciding.rule.twice") in said(app)
    name = next(each for each in app.text_input if str(each.key) == f"views.name.{kept.key}.1")
    name.set_value("Renamed")
    next(each for each in app.text_input if str(each.key) == "deciding.author.views.edit.week").set_value("森")
    app = next(each for each in app.button if str(each.key).startswith("FormSubmitter:views.edit.week")).click().run()
    assert records(store, "view")[kept.key].get("name") == "Renamed"
    app.button(f"views.remove.{kept.key}.2").click().run()
    assert not records(store, "view")
    assert text("en", "views.unknown.title") in said(opened(view=kept.key))


def test_two_people_at_one_view_see_each_others(store: Store) -> None:
    saved = View(KEY, 1, "Week", "week", "everyone", shared=True)
    store.put("view", KEY, views.body(saved), "Abe", 0)
    app = opened(view=KEY)
    store.put("view", KEY, views.body(replace(saved, name="Theirs")), "Ito", 1)
    next(each for each in app.text_input if str(each.key) == f"views.name.{KEY}.1").set_value("Mine")
    next(each for each in app.text_input if str(each.key) == "deciding.author.views.edit.week").set_value("Abe")
    app = next(each for each in app.button if str(each.key).startswith("FormSubmitter:views.edit.week")).click().run()
    assert "Theirs" in said(app)
    assert text("en", "deciding.conflict.body") in said(app)
    assert records(store, "view")[KEY].get("name") == "Theirs"
    app.button(f"deciding.mine.view.{KEY}").click().run()
    assert records(store, "view")[KEY].get("name") == "Mine"


@pytest.mark.parametrize(("changed", "told"), [
    ({"where": (("segment", ("Tiny",)),)}, "Tiny"), ({"narrow": Narrow(feature="Telepathy")}, "Telepathy"),
    ({"list": "loudest"}, "loudest"), ({"where": (("colour", ("red",)),)}, "red")])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_view_that_lacks_a_part_is_empty_and_says_which(
    store: Store, board: Board, changed: dict[str, Any], told: str, language: i18n.Language
) -> None:
    made = replace(View(KEY, 1, "Lost", "week", "everyone", shared=True), **changed)
    store.put("view", KEY, views.body(made), "Abe", 0)
    app = board(language, "pages/week.py", view=KEY)
    shown = said(app)
    assert told in shown
    assert text(language, "views.gone.title", name="Lost") in shown
    assert queue().account.iloc[0] not in shown
    assert "week.file.csv" not in [each.key for each in app.get("download_button")]


def test_another_persons_view_is_not_there(store: Store) -> None:
    store.put("view", KEY, views.body(View(KEY, 1, "Secret plan", "week", "abe@example.com")), "Abe", 0)
    shown = said(opened(view=KEY))
    assert "Secret plan" not in shown
    assert text("en", "views.unknown.title") in shown


def test_health_and_renewals_filter_their_lists_too(store: Store) -> None:
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    for name, key in (("health", "shelfware"), ("renewals", "renewals.deadline")):
        made = View(KEY, 1, "Red", key, "everyone", narrow=Narrow(bands=("red",)))
        version = len(store.history("view", KEY))
        store.put("view", KEY, views.body(made), "Abe", version)
        app = opened(name, view=KEY)
        assert not app.exception
        assert app.query_params["band"] == "red"
        assert text("en", "lists.band.red") in said(app)
        assert [each for each in app.multiselect if str(each.key) == f"narrow.{key}.band"]
    assert scope.as_of


def test_the_files_say_what_the_page_says(store: Store) -> None:
    from components.router import PAGES, Frame
    from components.week import files
    from components.week.questions import Questions
    house: Warehouse = open_warehouse()
    build = build_info(house)
    i18n.use("en")
    shown = next(each for each in PAGES if each.key == "week")
    frame = Frame(shown, Scope(build.default_as_of), build, dimensions(house), "en")
    found = queue()
    rows = files.rows(frame, found)
    assert list(rows.columns) == list(files.COLUMNS)
    assert rows.account.tolist() == found.account.tolist()
    assert text("en", "week.reason.shelfware") in " ".join(rows.reasons)
    heads = {name: text("en", f"week.file.{name}") for name in rows.columns}
    made = files.book(frame, rows, heads, Questions(frame))()
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.worksheets[1].max_row == len(found) + 1
    words = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert text("en", "week.rule.silent") in words


@pytest.mark.usefixtures("on_demo")
def test_a_viewer_sees_no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "hold", lambda asked: None)
    shown = said(opened(who=Viewer("v@example.com", "viewer")))
    assert text("en", "week.nameless") in shown
    assert queue().account.iloc[0] not in shown


@pytest.mark.usefixtures("on_demo")
def test_a_lead_sees_the_own_teams_queue_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "hold", lambda asked: None)
    house = open_warehouse()
    team = next(str(value.value) for value in dimensions(house)["team_id"].values if value.value)
    scope = Scope(build_info(house).default_as_of)
    own = week.queue(house, scope.with_filter("team_id", team))
    app = opened(who=Viewer("lead@example.com", "lead", (team,)))
    shown = said(app)
    assert own.account.iloc[0] in shown
    ticked = {str(each.key).removeprefix("week.pick.") for each in app.checkbox
              if str(each.key).startswith("week.pick.")}
    assert ticked
    assert ticked <= set(own.account_id)
    assert not [each for each in app.selectbox if each.key == "week.whose"]
