"""The functions page: what it says, what stands where a table is missing, and its forms."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.functions import shown, titles, view, words
from components.functions.specs import FEATURES, QUEUE, SELLERS
from components.i18n import text
from data.practice.reading import Goal
from data.store import open_store
from queries.functions import COLUMNS, KEYS, PART, owners, told
from queries.measures.model import FUNCTIONS
from tests.conftest import ROOT, Board, environment, start
from tests.page_words import words_of

PAGE = "pages/functions.py"
KEY = re.compile(r"\b(?:functions|metric|state|charter|deciding)(?:\.[a-z_]+)+\b")


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test decides in a store of its own."""
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    i18n.use("en")


def said(app: AppTest) -> str:
    return words_of(app, KEY)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_its_part_its_measures_and_its_lists(
    board: Board, language: i18n.Language, function: str
) -> None:
    i18n.use(language)
    found = said(board(language, PAGE, function=function))
    assert all(words.name(each) in found for each in FUNCTIONS)
    assert all(words.measure(key) in found for key in KEYS[function])
    assert text(language, "functions.base.association") in found


def test_a_link_to_what_there_is_not_says_so(board: Board) -> None:
    app = board("en", PAGE, function="magic")
    assert "magic" in said(app)
    assert "clear.functions.function" in [str(each.key) for each in app.button]
    app = board("en", PAGE, function="partners", partner="nobody")
    assert "nobody" in said(app)


def test_another_unit_is_said_to_change_nothing(board: Board) -> None:
    notice = text("en", "functions.unit.title", unit=text("en", "unit.contract"))
    assert notice in said(board("en", PAGE, unit="contract"))
    assert notice not in said(board("en", PAGE))


def test_a_function_and_its_targets_have_owners_of_their_own(form: AppTest) -> None:
    labels = [field.label for field in form.text_input]
    assert text("en", "functions.form.owner_field") in labels
    assert text("en", "functions.form.target_owner") in labels
    assert text("en", "deciding.field.owner") not in labels


def test_choosing_a_function_is_kept_in_the_session(board: Board) -> None:
    app = board("en", PAGE)
    app.segmented_control(key="functions.function").set_value("support").run()
    assert app.session_state["url.parameters"]["function"] == ["support"]
    assert words.measure("first_response") in said(app)


def page() -> None:
    """The page in a frame of its own: the guard of a page that AppTest opens would start a form's run anew."""
    from components import deciding, i18n, loaders, router
    from components.functions import sections
    from components.functions.questions import Questions
    from components.functions.view import View
    from queries import scope

    i18n.use("en")
    build, dimensions = loaders.build(), loaders.dimensions()
    shown = next(each for each in router.PAGES if each.key == "functions")
    frame = router.Frame(shown, scope.Scope(build.default_as_of), build, dimensions, "en")
    ask = Questions(frame, View("sales"))
    deciding.begin()
    sections.overview(frame, ask)
    sections.chosen(frame, ask)
    deciding.end()


@pytest.fixture
def form(on_demo: Path) -> AppTest:
    """The measures of sales with their editor open."""
    app = AppTest.from_function(page, default_timeout=60).run()
    return app.toggle(key="functions.editing").set_value(True).run()


def submit(app: AppTest, label: str, author: str = "Mori") -> AppTest:
    for field in app.text_input:
        if str(field.key).startswith("deciding.author"):
            field.set_value(author)
    next(each for each in app.button if each.label == text("en", label)).click()
    return app.run()


def test_an_owner_is_named_and_shown(form: AppTest) -> None:
    app = form
    app.text_input(key="functions.owner.name.sales.0").set_value("<b>Sato</b>")
    submit(app, "functions.form.save_owner")
    assert not app.exception
    (record,) = open_store().current("owner")
    assert (record.key, record.body["owner"], record.author) == ("function:sales", "<b>Sato</b>", "Mori")
    markup = " ".join(html.proto.body for html in app.get("html"))
    assert "&lt;b&gt;Sato&lt;/b&gt;" in markup, "what people write is text"
    assert "<b>Sato</b>" not in markup


def test_an_empty_owner_is_refused_in_place(form: AppTest) -> None:
    app = submit(form, "functions.form.save_owner")
    assert text("en", "deciding.problems.title", n=1) in said(app)
    assert open_store().current("owner") == ()


@pytest.mark.parametrize("given", ["many", "180", ""])
def test_a_target_that_is_none_is_refused_and_nothing_typed_is_lost(form: AppTest, given: str) -> None:
    app = form
    field = next(each for each in app.text_input if str(each.key).endswith(".value"))
    field.set_value(given)
    submit(app, "functions.form.save_target")
    assert not app.exception
    assert open_store().current("target") == ()
    assert next(each for each in app.text_input if str(each.key).endswith(".value")).value == given


def test_a_target_is_kept_as_a_fraction_and_judged_by(form: AppTest) -> None:
    app = form
    next(each for each in app.text_input if str(each.key).endswith(".value")).set_value("1%")
    next(each for each in app.text_input if str(each.key).endswith(".owner")
         and str(each.key).startswith("functions.target")).set_value("Sato")
    submit(app, "functions.form.save_target")
    (record,) = open_store().current("target")
    assert (record.key, record.body["value"]) == ("fit_at_sale", 0.01)
    assert "≥1%" in said(app)


def bare() -> dict[str, str]:
    customers = "customer_id,name\n" + "".join(f"C{n},N{n}\n" for n in range(12))
    lines = "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n" + "".join(
        f"S{n},C{n},K{n},P,2024-0{1 + n % 9}-01,,100,JPY\n" for n in range(12))
    return {"customer.csv": customers, "subscription.csv": lines}


@pytest.fixture(scope="module")
def bare_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company that gave nothing but the two required tables."""
    home, folder = tmp_path_factory.mktemp("bare"), tmp_path_factory.mktemp("files")
    for name, body in bare().items():
        (folder / name).write_text(body)
    made = subprocess.run([sys.executable, "-m", "data", "load", str(folder)], cwd=ROOT, env=environment(home),
                          capture_output=True, text=True, encoding="utf-8", check=False)
    assert made.returncode == 0, made.stderr
    return home


@pytest.mark.parametrize("function", FUNCTIONS)
def test_without_its_tables_a_function_names_them_and_makes_nothing_up(
    bare_home: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(bare_home))
    found = said(start("en", {"function": function}).switch_page(PAGE).run())
    tables = {"product": "usage_week", "marketing": "opportunity", "sales": "opportunity", "partners": "partner_id",
              "services": "onboarding", "support": "ticket", "it": "subscription"}
    assert tables[function] in found
    if function != "it":
        assert text("en", "functions.verdict.unknown") in found


def measure(key: str, value: float | None, low: float | None = None, high: float | None = None, n: int = 100) -> Any:
    return {"measure": key, "value": value, "low": low, "high": high, "n": n, "reason": None if value is not None
            else "nobody", "numerator": None, "denominator": None, "missing": (),
            "function": next(each for each, keys in KEYS.items() if key in keys)}


GOALS = {"fit_at_sale": Goal(0.7, "sales"), "first_response": Goal(8.0, "support"), "breadth": Goal(0.5, "product")}


def test_the_verdict_knows_which_way_is_good_and_what_chance_explains() -> None:
    rows = told(pd.DataFrame([measure("fit_at_sale", 0.65, 0.55, 0.74), measure("first_response", 4.0),
                              measure("breadth", None), measure("partner_share", 0.2)]), GOALS, {"sales": "Sato"})
    assert tuple(rows.columns) == COLUMNS
    assert list(rows.verdict) == ["not_met", "met", "unknown", "no_target"]
    assert list(rows.by_chance) == [True, False, False, False]
    assert rows.owner.tolist() == ["Sato", None, None, None]
    each = list(rows.itertuples())
    assert [words.target(row, "JPY") for row in each] == ["≥70%", "≤8.0 hours", "≥50%", "—"]
    assert words.beneath(each[0]) == "55.0–74.0%, n=100"
    assert words.title(rows) == text("en", "functions.title.some", n=1, of=2, names="Sales")
    short = pd.DataFrame([{"function": each, "verdict": "not_met"} for each in FUNCTIONS])
    assert all(words.name(each) in words.title(short) for each in FUNCTIONS), "as many are named as are counted"


def test_an_owner_decided_wins_over_a_teams_lead() -> None:
    class Decided:
        key, body = "function:sales", {"owner": "Sato"}

    assert owners((Decided(),), {"sales": "Lead", "it": "Abe"}) == {"sales": "Sato", "it": "Abe"}  # type: ignore[arg-type]


def part(**more: Any) -> Any:
    row = dict.fromkeys(PART) | {"function": "services", "condition": "ttv_fast", "n_with": 40, "n_without": 60,
                                 "retention_with": 0.9, "retention_without": 0.8, "difference": 0.1, "low": 0.01,
                                 "high": 0.19, "adjusted": 0.08, "adjusted_low": 0.01, "adjusted_high": 0.15,
                                 "p_adjusted": 0.01, "missing": ()} | more
    return next(pd.DataFrame([row], columns=list(PART), dtype=object).itertuples())


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_part_in_retention_is_figures_and_association_only(language: i18n.Language) -> None:
    i18n.use(language)
    sure, chance = words.part(part(), {}), words.part(part(adjusted_low=-0.01, p_adjusted=0.6), {})
    assert "90.0%" in sure
    assert "80.0%" in sure
    assert sure != chance
    many = words.part(part(p_adjusted=0.6), {})
    worse = words.part(part(adjusted=-0.08, adjusted_low=-0.15, adjusted_high=-0.01, p_adjusted=0.6), {})
    corrected = text(language, "functions.part.many", gap="|", span="|").split("|")[-1]
    assert [corrected in each for each in (sure, chance, many, worse)] == [False, False, True, True], (
        "an interval that leaves out 0 is told apart from chance only before all comparisons are counted")
    plain = words.part(part(adjusted=None), {})
    assert "+10.0 pt" in plain
    few = words.part(part(difference=None, retention_with=0.9, n_with=3), {})
    assert "3" in few
    missing = words.part(part(reason="missing_table", missing=("onboarding",)), {})
    assert "onboarding" in missing
    for sentence in (sure, chance, many, worse, plain, few, missing):
        assert not re.search(r"because|due to|causes|のおかげ|により維持|ために維持", sentence)


def test_few_are_grey_and_unknown_is_a_dash() -> None:
    row = dict.fromkeys([each.key for each in SELLERS.columns]) | {
        "of": "Abe", "customers": 4, "retention": 0.75, "low": 0.3, "high": 0.95, "grr": None, "grr_low": None,
        "grr_high": None, "fit_share": None, "fit_known": 0, "discount": 0.1, "handoff_share": 0.5}
    drawn = shown.drawn(SELLERS, pd.DataFrame([row], dtype=object), 5, "JPY")
    assert "t-few" in drawn
    assert "30.0–95.0%, n=4" in drawn
    assert "—" in drawn


def test_a_queue_row_links_to_the_crm_and_escapes_what_is_written() -> None:
    row = {"account": "<i>A</i>", "account_id": "A", "url": "https://crm.example.com/A", "ticket_id": "T",
           "severity": 2, "open_days": 3, "answered": False, "band": "red", "score": 22.0,
           "renewal_due": date(2026, 12, 1),
           "owner": None, "arr": 100.0, "stake": 400.0}
    drawn = shown.drawn(QUEUE, pd.DataFrame([row], dtype=object), 5, "JPY")
    assert 'href="https://crm.example.com/A"' in drawn
    assert "&lt;i&gt;A&lt;/i&gt;" in drawn
    assert "1 Dec 2026" in drawn


def test_titles_claim_a_number_and_links_are_read_strictly() -> None:
    found = pd.DataFrame([{"feature": "Reports", "share": 0.4, "is_value": True},
                          {"feature": "API", "share": 0.1, "is_value": None}], dtype=object)
    assert titles.title(FEATURES.key, found, "JPY") == text("en", "functions.features.title", name="API",
                                                            share="10.0%", n=1, of=2)
    assert titles.title("sellers", found.head(0), "JPY") == text("en", "functions.sellers.caption")
    assert view.read({"function": ["it"]}) == view.View("it")
    assert view.read({"function": ["x"]}).unknown == "x"
