"""Every page on companies with next to nothing: it stands, says why, makes up no figure, and draws no empty chart."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from components import router, theme
from tests.conftest import ROOT, environment, start

PAGES = [page.file for page in router.PAGES]
HEAD = "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency"
Line = tuple[str, str, str, str]


def lines(*rows: Line) -> str:
    """(customer, product, start, end) as a file of subscriptions."""
    listed = [f"S{number},{who},K-{who}-{product},{product},{begin},{end},1000,JPY"
              for number, (who, product, begin, end) in enumerate(rows)]
    return "\n".join([HEAD, *listed]) + "\n"


def one_customer() -> tuple[Line, ...]:
    return (("C1", "A", "2023-05-10", ""),)


def one_week() -> tuple[Line, ...]:
    """Twenty customers, all begun within the week before the last Sunday."""
    first = date(2026, 11, 16)
    return tuple((f"C{n}", "A", str(first + timedelta(n % 7)), "") for n in range(20))


def all_churned() -> tuple[Line, ...]:
    gone = tuple((f"C{n}", "A", f"2024-{1 + n % 6:02d}-05", "2026-03-31") for n in range(20))
    return (*gone, ("LATE", "A", "2026-03-30", "2026-03-31"), ("TRIED", "A", "2026-09-01", "2026-09-02"))


def a_cohort_of_one() -> tuple[Line, ...]:
    """Forty at history's edge, whose beginning nobody knows, and one customer who signed since."""
    old = tuple((f"C{n}", "A", "2023-01-01", "2025-06-30" if n % 7 == 0 else "") for n in range(40))
    return (*old, ("NEW", "A", "2024-06-15", ""))


def a_new_product() -> tuple[Line, ...]:
    """Product B is on sale since two months ago: filtered to it, no base is left."""
    old = tuple((f"C{n}", "A", f"2023-0{1 + n % 9}-01", "") for n in range(20))
    return old + tuple((f"C{n}", "B", "2026-09-20", "") for n in range(5))


COMPANIES: dict[str, tuple[Callable[[], tuple[Line, ...]], dict[str, str]]] = {
    "one customer": (one_customer, {}), "one week": (one_week, {}), "all churned on one day": (all_churned, {}),
    "a cohort of one": (a_cohort_of_one, {}), "a product without a base": (a_new_product, {"product": "B"}),
}


@pytest.fixture(scope="module", params=COMPANIES)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """TENURE_HOME holds the company; the URL parameters to ask with."""
    made, params = COMPANIES[request.param]
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("given")
    rows = made()
    names = dict.fromkeys(row[0] for row in rows)
    (folder / "subscription.csv").write_text(lines(*rows))
    (folder / "customer.csv").write_text("customer_id,name\n" + "".join(f"{name},{name}社\n" for name in names))
    run = subprocess.run([sys.executable, "-m", "data", "load", str(folder)], cwd=ROOT, env=environment(home),
                         capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.setenv("TENURE_HOME", str(home))
        yield params


def drawn(trace: Any) -> bool:
    """Whether a trace of a chart has anything to show."""
    given = trace.get("y") if trace.get("y") is not None else trace.get("z", ())
    values = [each for row in given for each in (row if isinstance(row, list | tuple) else [row])]
    return any(value is not None and not (isinstance(value, float) and math.isnan(value)) for value in values)


@pytest.mark.parametrize(("page", "language"), [(page, ("ja", "en")[at % 2]) for at, page in enumerate(PAGES)])
def test_the_page_stands(
    loaded: dict[str, str], page: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    charts: list[Any] = []
    monkeypatch.setattr(theme, "chart", lambda figure, *more, **named: charts.append(figure))
    app = start(language, loaded).switch_page(page).run()
    said = [error.value for error in app.exception]
    assert not said
    assert not app.error
    shown = " ".join(html.proto.body for html in app.get("html") if "<style>" not in html.proto.body)
    assert "nan" not in shown.lower().replace("finance", "")
    assert "None" not in shown
    empty = [figure for figure in charts if not any(map(drawn, _data(figure)))]
    assert not empty, f"{len(empty)} of {len(charts)} charts have nothing in them"


def _data(figure: Any) -> list[dict[str, Any]]:
    said = figure if isinstance(figure, dict) else figure.to_plotly_json()
    return list(said.get("data", ()))
