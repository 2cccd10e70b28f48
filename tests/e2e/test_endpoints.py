"""What a server gives to whoever asks past the pages: without a cookie, and on a machine where nobody signs in."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from components import router
from components.i18n import LANGUAGES, text
from data.warehouse import open_warehouse
from tests import oidc
from tests.e2e.conftest import PATIENCE, serving, settled
from tests.e2e.signing import asked_to_sign_in, rest, secrets_of, sign_in, tab

FINISHED = ForwardMsg.FINISHED_SUCCESSFULLY


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[oidc.Provider]:
    with oidc.provider(tmp_path_factory.mktemp("provider") / "log.txt") as found:
        yield found


@pytest.fixture(scope="module")
def signing(provider: oidc.Provider, demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server on which people sign in; its address."""
    folder = tmp_path_factory.mktemp("endpoints")
    access = '[[person]]\nemail = "chief@example.com"\nrole = "executive"\n'
    with serving(demo_home, folder / "log.txt", **oidc.settings(folder, provider.auth(), access)) as address:
        yield address


def got(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
    """Status and body, without a cookie and without following anywhere."""
    asked = urllib.request.Request(url, body, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def heard(address: str, page: str, host: str | None = None, **headers: str) -> bytes:
    """All that a page's run sends to a websocket that brings no cookie. host: the name by which the board is asked."""
    at = address.removeprefix("http://")
    sent, named, port = b"", host or at, int(at.rpartition(":")[2])
    run = BackMsg()
    run.rerun_script.page_name = page
    with socket.create_connection(("127.0.0.1", port)) as line, connect(
        f"ws://{named}/_stcore/stream", sock=line, origin=Origin(f"http://{named}"), max_size=None,
        subprotocols=[Subprotocol("streamlit")], additional_headers=headers,
    ) as talk:
        talk.send(run.SerializeToString())
        ended = False
        while not ended:
            frame = bytes(talk.recv(PATIENCE, decode=False))
            said = ForwardMsg.FromString(frame)
            ended = said.WhichOneof("type") == "script_finished" and said.script_finished == FINISHED
            sent += frame
    return sent


@pytest.mark.parametrize(("path", "status"), [
    ("_stcore/health", 200), ("_stcore/host-config", 200), ("_stcore/metrics", 200),
    ("_stcore/script-health-check", 404), ("media/0123456789abcdef.csv", 404), ("media/../app.py", 404),
    ("app/static/inter-latin-variable.woff2", 200), ("app/static/../.streamlit/secrets.toml", 404),
    ("app/static/%2e%2e/app.py", 404), ("component/../../app.py", 404), ("_stcore/bidi-components/x", 404),
    ("_stcore/agent/openapi.json", 200),
])
def test_what_is_given_without_a_cookie(signing: str, on_demo: Path, path: str, status: int) -> None:
    """Nothing of the company in any of it."""
    code, body = got(f"{signing}/{path}")
    assert code == status or (status == 404 and code in (400, 403)) or b"<title>Streamlit</title>" in body, (code, body)
    assert [each for each in secrets_of(open_warehouse()) if each.encode() in body] == []
    assert b"cookie_secret" not in body
    assert b"def main" not in body


@pytest.mark.parametrize(("path", "method"), [
    ("_stcore/agent/interact", "POST"), ("_stcore/agent/mcp", "POST"), ("_stcore/upload_file/x/y", "PUT"),
])
def test_what_is_refused_without_a_cookie(signing: str, path: str, method: str) -> None:
    code, _ = got(f"{signing}/{path}", method, b"{}")
    assert code >= 400


def test_the_websocket_without_a_cookie(signing: str, on_demo: Path) -> None:
    """The sign-in, and no figure and no name, whichever page is asked for."""
    for page in router.PAGES:
        sent = heard(signing, "" if page.is_default else page.path)
        assert text("en", "signin.what").encode() in sent or text("ja", "signin.what").encode() in sent
        assert [each for each in secrets_of(open_warehouse()) if each.encode() in sent] == []


def test_a_file_that_somebody_took_out(signing: str, browser: Browser) -> None:
    """Streamlit gives a file to whoever has its address, while it is there: the address cannot be guessed.

    How long it is there: tests/test_serving_files.py.
    """
    with browser.new_context(locale="en-US", viewport={"width": 1920, "height": 1080}) as context:
        visit = tab(context)
        visit.page.goto(f"{signing}/retention?lang=en")
        asked_to_sign_in(visit.page)
        sign_in(visit.page, "chief@example.com")  # whom it does not know, it calls by what they enter
        settled(visit.page)
        visit.page.get_by_role("button", name=text("en", "export.title")).click()
        with visit.page.expect_download() as started:
            visit.page.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
        url = started.value.url
        name = url.split("/media/")[1].split("?")[0]
        assert re.match(r"[0-9a-f]{32,}\.csv$", name)
        assert got(f"{signing}/media/{name}")[0] == 200
        assert got(f"{signing}/media/{'0' if name[0] != '0' else '1'}{name[1:]}")[0] == 404


@pytest.mark.parametrize(("host", "headers"), [
    ("board.example.com", {}), (None, {"X-Forwarded-For": "10.0.0.7"}), (None, {"Via": "1.1 proxy"}),
], ids=["name", "forwarded", "via"])
def test_an_open_board_behind_a_proxy(server: str, on_demo: Path, host: str | None, headers: dict[str, str]) -> None:
    """It listens on loopback, and is asked for by another name or through a proxy: nothing is shown."""
    sent = heard(server, "retention", host, **headers)
    assert any(text(language, "signin.elsewhere.title").encode() in sent for language in LANGUAGES)
    assert [each for each in secrets_of(open_warehouse()) if each.encode() in sent] == []


def test_a_board_that_others_reach(demo_home: Path, on_demo: Path, tmp_path: Path, browser: Browser) -> None:
    """Listening on every interface without a sign-in: the message, in this machine's browser too."""
    with (
        serving(demo_home, tmp_path / "log.txt", listen="0.0.0.0") as address,
        browser.new_context(locale="ja-JP") as context,
    ):
        visit = tab(context)
        visit.page.goto(f"{address}/retention")
        visit.page.locator(".t-box").wait_for()
        rest(visit.page)
        expect(visit.page.locator(".t-box")).to_contain_text(text("ja", "signin.elsewhere.title"))
        expect(visit.page.locator(".t-box")).to_contain_text("0.0.0.0")
        assert visit.holds(secrets_of(open_warehouse())) == []

