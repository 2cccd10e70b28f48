"""The warehouse is stopped, frozen, published anew and started again while people use the board."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from pandas import Series
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from components import i18n, loaders
from components.router import PAGES
from data.extract import copying, keeper, serving
from data.extract.unanswered import Unanswered
from data.warehouse import Warehouse, WarehouseUnavailable, open_warehouse
from queries.kept import kept
from queries.runner import run
from queries.tables import customer, total
from tests.conftest import start
from tests.extract_made import VERSIONS, frozen, mark, put, silent
from tests.postgres import Cluster, installed, own_cluster
from tests.test_app import words

PATIENCE = 90.0
DOWN = {"ja": "接続できないため、", "en": "Warehouse not reachable since "}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Stopped and started: of this file's own."""
    with own_cluster(installed()) as made:
        yield made


@pytest.fixture(scope="module")
def source(demo_home: Path) -> Warehouse:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.setenv("TENURE_HOME", str(demo_home))
        return open_warehouse()


@pytest.fixture(scope="module")
def published(cluster: Cluster, source: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with the demo's first version."""
    url = cluster.database()
    put(source, url, tmp_path_factory.mktemp("first"), VERSIONS[0])
    return url


@pytest.fixture
def remote(published: str, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """This process's board stands on it, looks every moment, and has a folder of its own for the extract."""
    for name, value in {"TENURE_HOME": str(tmp_path), "TENURE_WAREHOUSE_URL": published,
                        "TENURE_EXTRACT_SECONDS": "0.2", "TENURE_WAREHOUSE_TIMEOUT": "2"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(keeper, "SOONEST", 0.2)
    monkeypatch.setattr(keeper, "LONGEST", 2.0)
    loaders._answers.clear()
    kept.clear()
    yield published
    for each in serving._keepers.values():
        each.close()
    serving._keepers.clear()
    serving._served.cache_clear()
    if cluster.process is not None and cluster.process.poll() is not None:
        cluster.start()


def ask(house: Warehouse) -> Series:
    """The customers' names, of the warehouse and not of what was kept."""
    kept.clear()
    return run(house, select(customer().c.name)).name


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def is_down(url: str) -> bool:
    return serving.state(url).down_since is not None


def opened(language: str, page: str, **params: str) -> AppTest:
    app = start(language, params).switch_page(page).run()
    assert not app.exception, page
    assert not app.error, page
    return app


def header(app: AppTest) -> str:
    found = next(each.proto.body for each in app.get("html") if "t-header" in each.proto.body)
    return unescape(re.sub(r"<[^>]+>", " ", found))


def test_no_page_fails_while_it_is_down_and_it_recovers_by_itself(
        remote: str, cluster: Cluster, source: Warehouse, tmp_path: Path) -> None:
    first = header(opened("en", PAGES[0].file))
    assert DOWN["en"] not in first
    assert "data updated" in first
    cluster.stop()
    until(lambda: is_down(remote))
    for page in PAGES:
        language: i18n.Language = "ja" if page.key != "weekly" else "en"
        app = opened(language, page.file)
        assert DOWN[language] in header(app), page.key
        assert re.search(r"\((\d+ (minutes?|hours?|days?) old|\d+(分|時間|日)前)\)", header(app)), page.key
        assert i18n.text(language, "standing.unanswered") not in words(app), page.key
    assert "figures of" in header(opened("en", PAGES[0].file))
    cluster.start()
    until(lambda: not is_down(remote))
    assert "data updated" in header(opened("en", PAGES[0].file))


def test_a_version_published_meanwhile_is_swapped_in_whole(
        remote: str, cluster: Cluster, source: Warehouse, tmp_path: Path) -> None:
    """Threads that ask all the time see one version or the other, never a bit of each, and no error."""
    ended, seen, broken = threading.Event(), set[int](), list[object]()

    def asks() -> None:
        while not ended.is_set():
            try:
                house = loaders.warehouse()
                found = [set(run(house, select(total(unit).c.arr)).arr) for unit in ("customer", "contract")]
            except Exception as error:  # noqa: BLE001  # whatever it is, it fails the test
                broken.append(error)
                return
            seen.update(*found)
            time.sleep(0.02)
            if found[0] != found[1] or len(found[0]) != 1:
                broken.append(found)

    loaders.warehouse()
    with ThreadPoolExecutor(4) as pool:
        try:
            asking = [pool.submit(asks) for _ in range(4)]
            put(source, remote, tmp_path, VERSIONS[1])
            cluster.stop()
            until(lambda: is_down(remote))
            cluster.start()
            until(lambda: bool(broken) or seen == {mark(version) for version in VERSIONS})
        finally:
            ended.set()
        for each in asking:
            each.result()
    assert not broken
    assert serving.origin(remote).version == VERSIONS[-1]  # type: ignore[union-attr]
    assert len(list(tmp_path.glob("extract-*.duckdb"))) == 2, "the version in use and the one before"


def test_where_it_came_from_is_asked_while_others_read(remote: str) -> None:
    """Whoever comes to a new version asks that first; DuckDB takes no second opening with other settings meanwhile."""
    house = loaders.warehouse()
    with house.engine.connect():
        copying.origin.cache_clear()
        assert serving.origin(remote) is not None


@pytest.mark.thorough
def test_lists_are_asked_of_the_warehouse_and_say_so_when_it_is_down(
        remote: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_EXTRACT_ROWS", "0")
    house = loaders.warehouse()
    held = serving.origin(remote)
    assert held is not None
    assert ("marts", "customer") in held.elsewhere
    assert not [table for room, table in held.elsewhere if table.startswith(("cube_", "total_", "flow_"))]
    names = ask(house)
    assert len(names) > 100
    cluster.stop()
    until(lambda: is_down(remote))
    assert len(run(house, select(total("customer").c.arr)))
    for page in PAGES:
        app = opened("en", page.file, tab="why") if page.key == "meeting" else opened("en", page.file)
        assert DOWN["en"] in header(app), page.key
        asks = page.key != "reconciliation"  # what it shows was recorded after the build
        assert (i18n.text("en", "standing.unanswered.unreachable") in words(app)) == asks, page.key
    cluster.start()
    until(lambda: not is_down(remote))
    assert ask(house).equals(names)
    assert i18n.text("en", "standing.unanswered") not in words(opened("en", "pages/health.py"))


def test_a_server_that_falls_asleep_keeps_nobody_waiting(
        remote: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds its connections and says nothing: the first question ends at the limit, the next ones at once."""
    monkeypatch.setenv("TENURE_EXTRACT_ROWS", "0")
    monkeypatch.setattr("data.extract.remote.GRACE", 1.0)
    house = loaders.warehouse()
    ask(house)
    with frozen(cluster):
        begun = time.monotonic()
        with pytest.raises(Unanswered):
            ask(house)
        assert time.monotonic() - begun < 4.5
        until(lambda: is_down(remote))
        begun = time.monotonic()
        with pytest.raises(Unanswered) as refused:
            ask(house)
        assert time.monotonic() - begun < 0.2
        assert refused.value.why == "unreachable"
        assert DOWN["ja"] in header(opened("ja", PAGES[0].file))
    until(lambda: not is_down(remote))
    assert len(ask(house))


def test_a_server_that_never_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No extract to go on with: an error in time, that names the server and not its password."""
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    with silent() as port:
        monkeypatch.setenv("TENURE_WAREHOUSE_URL",
                           f"postgresql://u:very%40secret@127.0.0.1:{port}/d?connect_timeout=2")
        begun = time.monotonic()
        with pytest.raises(WarehouseUnavailable, match=r"127\.0\.0\.1") as refused:
            open_warehouse()
        assert time.monotonic() - begun < 8
        app = start("ja", {}).run(timeout=30)
    said = words(app)
    assert i18n.text("ja", "standing.unavailable") in said
    assert not app.exception
    assert not re.search("very.{0,4}secret", f"{said} {refused.value}")


def test_without_an_extract(remote: str, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TENURE_EXTRACT=off: every question is put to the warehouse, nothing is kept; down, the page says so."""
    monkeypatch.setenv("TENURE_EXTRACT", "off")
    house = loaders.warehouse()
    assert house.engine.dialect.name == "postgresql"
    assert len(run(house, select(total("customer").c.arr)))
    assert not list(tmp_path.glob("extract-*"))
    opened("en", "pages/retention.py")
    cluster.stop()
    until(lambda: is_down(remote))
    loaders._answers.clear()
    kept.clear()
    app = start("en", {}).switch_page("pages/retention.py").run()
    assert not app.exception
    assert DOWN["en"] in header(app)
    assert i18n.text("en", "standing.unanswered.unreachable") in words(app)
    assert i18n.text("en", "standing.unavailable") in words(app), "what stands outside of any figure ends the page"


def test_nothing_is_made_on_a_server_unasked(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty database: the board says what to run, and does not fill it with the demo company."""
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", cluster.database())
    app = start("en", {}).run(timeout=30)
    assert i18n.text("en", "standing.missing") in words(app)
    assert "data demo" in words(app)
    assert not app.exception
