"""What tests share: a small demo company, made once, and the board on it without a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from streamlit.testing.v1 import AppTest

import data.demo  # noqa: F401  # so that its last day can be fixed
from data.__main__ import main
from data.warehouse import Warehouse, open_warehouse
from tests.attacks.company import Company
from tests.attacks.company import make as make_hostile
from tests.attacks.company import read as read_hostile
from tests.made import made
from tests.postgres import postgres
from tests.spark import spark

__all__ = ["postgres", "spark"]

ROOT = Path(__file__).resolve().parent.parent
CUSTOMERS, YEARS = 150, 2
END = date(2026, 11, 22)
"""The last day of the demo company whose causes tests count: fixed, so that the calendar is no cause of its own."""
LOCALES = {"ja": "ja-JP", "en": "en-US"}

os.environ.setdefault("TENURE_RECONCILE", "off")
"""Companies are built by the hundred: tests/test_reconcile*.py reconcile those that are meant to be."""
PARSED = os.environ.setdefault("TENURE_PARSED", str(ROOT / "var" / "parsed"))
"""The transform's models are parsed once for all of them."""

# How long an example takes says what else the machine does: time is measured in benchmarks.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

Board = Callable[..., AppTest]


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a small demo company is published. TENURE_HOME points there for whoever asks for `board`."""
    return made("demo", _demo, tmp_path_factory, str(date.today()), str(CUSTOMERS), str(YEARS))


def _demo(home: Path) -> None:
    asked = ["demo", "--customers", str(CUSTOMERS), "--years", str(YEARS)]
    done = subprocess.run(
        [sys.executable, "-m", "data", *asked], cwd=ROOT, env=environment(home), capture_output=True, text=True,
        encoding="utf-8", check=False,
    )
    assert done.returncode == 0, f"python -m data demo failed:\n{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="session")
def default_company(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The demo company as it is by default, up to END."""
    home = made("company", _default, tmp_path_factory, str(END))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.setenv("TENURE_HOME", str(home))
        return open_warehouse()


def _default(home: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.setenv("TENURE_HOME", str(home))
        patch.setattr(sys.modules["data.demo.write"], "last_sunday", lambda: END)
        assert main(["demo"]) == 0


def environment(home: Path) -> dict[str, str]:
    """This process's environment with a warehouse of its own under `home`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TENURE_")}
    ours = {"TENURE_HOME": str(home), "TENURE_RECONCILE": "off", "TENURE_PARSED": PARSED}
    return {**inherited, **ours, "PYTHONUTF8": "1"}


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A small company whose every text is hostile."""
    return read_hostile(made("hostile", make_hostile, tmp_path_factory, "small"))


@pytest.fixture
def on_demo(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process reads the demo company."""
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(demo_home))
    return demo_home


@pytest.fixture
def board(on_demo: Path) -> Board:
    """The board as a browser would first open it: `board("ja", "pages/retention.py", segment="Enterprise")`, run."""

    def opened(language: str = "ja", page: str | None = None, **params: str | list[str]) -> AppTest:
        app = start(language, params)
        return (app.switch_page(page) if page else app).run()

    return opened


def start(language: str, params: Mapping[str, str | list[str]]) -> AppTest:
    """The app before its first run, in a browser that prefers this language."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.context = {"locale": LOCALES[language]}
    for name, value in params.items():
        app.query_params[name] = value
    return app
