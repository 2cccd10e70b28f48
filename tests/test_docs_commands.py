"""Every command that docs/ and README tell people to type is run as a newcomer would: page by page, in one home.

What takes minutes is read by its own parser here, and run by `python -m tests.documented --run`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from queries.__main__ import main
from queries.metrics import METRICS
from queries.reconcile.pair import plain
from tests.conftest import ROOT
from tests.documented import blocks, running, worked

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
READ = {page: blocks.page(page) for page in PAGES}
TYPED = [page for page in running.pages() if any(not block.not_run for block in READ[page].blocks)]
TUTORIAL = ROOT / "docs" / "tutorial.md"
INLINE = re.compile(r"`((?:python -m|make) [^`\n]+)`")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_blocks_say_what_they_are(path: Path) -> None:
    """Commands stand in sh or console; a block that is not run says why, by a reason that is known."""
    assert READ[path].faults == ()


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[running.Result]]:
    """The tutorial, followed: the home that it leaves, and how each of its commands ended."""
    session = running.Session(tmp_path_factory.mktemp("tutorial") / "here", lambda which, home: home.mkdir())
    results = list(session.run(READ[TUTORIAL], loads=True))
    return session.home / "tutorial", results


def test_the_tutorial_can_be_followed(tutorial: tuple[Path, list[running.Result]]) -> None:
    assert running.faults(READ[TUTORIAL], tutorial[1]) == []


@pytest.mark.parametrize("path", [page for page in TYPED if page != TUTORIAL], ids=named)
def test_commands_end_as_the_page_says(path: Path, tmp_path: Path, company: Callable[[str, Path], None]) -> None:
    session = running.Session(tmp_path / "here", company)
    assert running.faults(READ[path], list(session.run(READ[path]))) == []


def test_the_product_answers_what_is_worked_out_by_hand(
        tutorial: tuple[Path, list[running.Result]], monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str]) -> None:
    """The worked cases of docs/metrics.md, for the tutorial's two files."""
    monkeypatch.setenv("TENURE_HOME", str(tutorial[0]))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    assert main(["kpis", "--as-of", worked.DAY.isoformat(), "--format", "json"]) == 0
    answered = json.loads(capsys.readouterr().out)["rows"][0]
    for key, metric in METRICS.items():
        scale = worked.MILLION if metric.kind == "money" else 1
        assert answered[key] == pytest.approx(worked.value(key) * scale, rel=1e-9), key


def test_the_mended_files_are_the_exported_ones_mended(tutorial: tuple[Path, list[running.Result]]) -> None:
    """docs/metrics.md shows what the tutorial's reader has after the faults are mended."""
    for name in ("customer.csv", "subscription.csv"):
        followed = tutorial[0].parent.parent / "hoshi" / name
        assert followed.read_text(encoding="utf-8") == (worked.FILES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_commands_named_in_sentences_are_there(path: Path) -> None:
    text = blocks.FENCE.sub("", path.read_text(encoding="utf-8"))
    wrong = {found: running.unfit(found) for found in INLINE.findall(text)}
    assert {command: why for command, why in wrong.items() if why} == {}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_commands_that_are_not_run_are_at_least_known(path: Path) -> None:
    typed = (command.text for block in READ[path].blocks if block.not_run for command in block.commands)
    ours = (re.sub(r"\s+#.*$", "", text) for text in typed if text.startswith(("python -m ", "make ")))
    wrong = {text: running.unfit(text) for text in ours}
    assert {command: why for command, why in wrong.items() if why} == {}


@pytest.mark.parametrize("path", [page for page in PAGES if page.match("*.ja.md")], ids=named)
def test_the_japanese_page_has_the_commands_of_the_english_one(path: Path) -> None:
    """They are run there."""
    english = READ[path.with_name(path.name.replace(".ja.md", ".md"))]
    assert [[(each.text, each.prints) for each in block.commands] for block in READ[path].blocks] == \
        [[(each.text, each.prints) for each in block.commands] for block in english.blocks]


@pytest.mark.parametrize(("said", "printed", "fits"), [
    (("a", "…", "z"), "a\nb\nc\nz\n", True), (("a", "…", "z"), "a\nz", True), (("a", "z"), "a\nb\nz", False),
    (("made … s",), "made 12.5 s\n", True), ((), "", True), (("1.5",), "145", False)])
def test_what_is_printed_is_held_against_what_is_said(said: tuple[str, ...], printed: str, fits: bool) -> None:
    assert blocks.same(said, printed) is fits


@pytest.fixture
def company(demo_home: Path, tutorial: tuple[Path, list[running.Result]]) -> Callable[[str, Path], None]:
    """Puts the company that a page stands on into its home; "" leaves the home empty."""
    def placed(which: str, home: Path) -> None:
        home.mkdir()
        if which:
            shutil.copytree({"demo": demo_home, "tutorial": tutorial[0]}[which], home, dirs_exist_ok=True)

    return placed


def test_a_date_beside_a_date_is_told_as_one() -> None:
    """`queries reconcile --beside`, as docs/reconciliation.md has it, ended in a trace at the first date."""
    assert plain(date(2026, 11, 22)) == "2026-11-22"
