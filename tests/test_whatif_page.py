"""The What-if page: its URL, its sliders, scenarios saved and compared, and what stands where figures cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.charts.future import Line, Scale, future
from components.i18n import LANGUAGES, Language, text
from components.whatif.view import View, read
from data.store import open_store
from queries.scenarios import Scenario, saved
from queries.whatif_run import Levers
from tests.conftest import Board

PAGE = "pages/whatif.py"


def said(app: AppTest) -> str:
    assert not app.exception, app.exception[0].message
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown)))
    assert not re.findall(r"\b(?:whatif|metric)(?:\.[a-z_0-9]+)+\b", found)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_and_runs_the_year_on(board: Board, language: Language) -> None:
    app = board(language, PAGE)
    shown = said(app)
    assert text(language, "whatif.scenarios.title") in shown
    assert text(language, "metric.operating_margin.short") in shown
    assert len(app.slider) == 5
    assert [slider.value for slider in app.slider] == [0] * 5
    assert "SaaS Capital" in shown
    assert text(language, "whatif.published.secondary").strip("。. ") in shown


def test_a_link_opens_its_changes(board: Board) -> None:
    app = board("en", PAGE, change=["grr:2", "new:-30"], years="5", shift="120")
    shown = said(app)
    assert [slider.value for slider in app.slider][:3] == [2.0, 0.0, -30]
    assert "With these changes ARR is" in shown
    assert "in 5 years" in shown
    assert "If the base brings 120%" in shown


def test_a_slider_writes_the_url(board: Board) -> None:
    app = board("en", PAGE)
    app.slider[0].set_value(1.5).run()
    assert "grr:1.5" in app.query_params["change"]
    assert app.slider[0].value == 1.5
    app.button("whatif.reset").click().run()
    assert "change" not in app.query_params
    said(app)


@pytest.mark.parametrize("end", [0, 1])
def test_every_slider_at_its_end(board: Board, end: int) -> None:
    values = {"grr": (-20, 20), "expansion": (-20, 20), "new": (-100, 200), "cac": (-50, 100), "cs": (-100, 200)}
    shown = said(board("en", PAGE, change=[f"{key}:{ends[end]}" for key, ends in values.items()], years="5"))
    assert not re.search(r"\b(?:inf|nan)\b", shown, re.IGNORECASE)


def test_one_segments_sliders(board: Board) -> None:
    app = board("en", PAGE, part="SMB", change="grr@SMB:3")
    assert app.slider[0].value == 3.0
    said(app)


@pytest.mark.parametrize("asked", [{"change": "grr:99"}, {"change": "price:1"}, {"years": "9"}, {"part": "Nobody"},
                                   {"shift": "x"}, {"change": "grr@Nobody:1"}])
def test_what_nobody_understands_is_said(board: Board, asked: dict[str, str]) -> None:
    app = board("en", PAGE, **asked)
    shown = said(app)
    assert text("en", "state.unusable.title") in shown
    assert next(iter(asked.values())) in shown


def test_a_filter_on_lines_has_no_margin_and_says_why(board: Board) -> None:
    shown = said(board("en", PAGE, product="Platform"))
    assert text("en", "whatif.reason.lines") in shown


def test_where_there_is_no_year(board: Board) -> None:
    app = board("en", PAGE, segment="Enterprise", region="Nowhere")
    assert not app.exception
    early = said(board("en", PAGE, as_of="2025-06-29"))
    assert text("en", "whatif.nothing.short") in early
    assert text("en", "whatif.history.none_title") in early


def test_faults_of_the_companys_figures_are_said(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = tmp_path / "published.toml"
    at.write_text("[[figure]]\nmetric = \"nrr\"\n", encoding="utf-8")
    monkeypatch.setenv("TENURE_PUBLISHED", str(at))
    shown = said(board("en", PAGE))
    assert "published.toml:1: figure 1: value: is missing" in shown
    at.write_text("", encoding="utf-8")
    assert text("en", "whatif.published.none") in said(board("en", PAGE))


def scenarios_alone() -> None:
    """The section in a frame of its own: the guard of a page that AppTest opens would start a form's run anew."""
    from components import deciding, i18n, loaders, router
    from components.whatif import compared
    from components.whatif.questions import Questions
    from components.whatif.view import View
    from queries import scope
    from queries.whatif_run import Levers

    i18n.use("en")
    build, dimensions = loaders.build(), loaders.dimensions()
    shown = next(each for each in router.PAGES if each.key == "whatif")
    frame = router.Frame(shown, scope.Scope(build.default_as_of), build, dimensions, "en")
    deciding.begin()
    compared.draw(frame, Questions(frame), View(Levers({("grr", None): 0.02}), 5))
    deciding.end()


def test_a_scenario_is_saved_compared_and_removed(
    on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    app = AppTest.from_function(scenarios_alone, default_timeout=60).run()
    for name, held in (("Two <b>points</b>", 1), ("two <B>points</b>", 1), ("Another", 2)):
        next(each for each in app.text_input if str(each.key).endswith(".name")).set_value(name)
        app.text_input("deciding.author.whatif.save").set_value("Abe")
        next(each for each in app.button if each.label == "Save").click().run()
        assert len(saved(open_store().current("scenario"))) == held, "a name is given once"
    markup = " ".join(html.proto.body for html in app.get("html"))
    assert "Two &lt;b&gt;points" in markup, "what people write is text"
    assert "Two <b>" not in markup
    assert "change=grr%3A2&amp;years=5" in markup, "its link opens its changes"
    assert "GRR +2.0 pt" in said(app)
    app.button("whatif.remove").click().run()
    assert [each.name for each in saved(open_store().current("scenario"))] == ["Another"], "the one that was chosen"
    assert saved(open_store().current("scenario"))[0].levers == Levers({("grr", None): 0.02})


def test_the_view_of_a_url() -> None:
    names = ("SMB", "")
    assert read(names, {}) == View(Levers())
    found = read(names, {"change": ["grr:1", "new@SMB:5", "new@X:5"], "years": ["4"], "shift": ["50"]})
    assert found.unknown == (("change", "new@X:5"),)
    assert found.levers == Levers({("grr", None): 0.01, ("new", "SMB"): 0.05}, True, 0.5)
    assert found.scenario("a") == Scenario("a", found.levers, 4)
    assert not View(Levers({("grr", None): 0.0})).changed


def test_the_chart_keeps_names_apart_and_draws_gaps() -> None:
    lines = [Line("one", [1.0, 2.0, None]), Line("two", [1.0, 2.01, 2.0], low=[None, 1.0, 1.5], high=[None, 3.0, 2.5])]
    made = future(["a", "b", "c"], lines, Scale("JPY"), mode="light", language="en")
    shifts = [note["yshift"] for note in made["layout"]["annotations"]]
    assert max(shifts) - min(shifts) >= 15
    assert made["data"][0]["y"] == [1.0, 2.0, None]
    assert made["data"][1]["fill"] == "toself"
    flat = future(["a"], [Line("zero", [0.0])], Scale("JPY"), mode="dark", language="ja")
    assert flat["layout"]["yaxis"]["range"] == [0.0, 1.08]
