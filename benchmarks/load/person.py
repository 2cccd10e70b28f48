"""One browser without a screen: what it sends over Streamlit's websocket, and what it takes of the answer."""

from __future__ import annotations

import asyncio
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from components.i18n import LANGUAGES, text

PATIENCE = 120.0
EXPLAIN = "explain."
FAILED = tuple(text(each, "state.failed.title") for each in LANGUAGES)
"""What stands in the place of a figure that could not be calculated."""


class Trouble(RuntimeError):
    """What went wrong with a click: `kind: what was said`."""


@dataclass
class Browser:
    """A tab: its connection and what stands on its page. `shown` are the files, `panels` the figures' buttons with
    their fragments, each by the element's id.
    """

    talk: ClientConnection
    base: str
    session: str = ""
    page: str = ""
    shown: dict[str, tuple[str, str]] = field(default_factory=dict)
    panels: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    before: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    bytes: int = 0

    async def open(self, path: str, query: str) -> float:
        """Seconds until a page, or the same one under another address, stands. Errors: Trouble."""
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = path, query
        asked.rerun_script.cached_message_hashes.extend(self.before | self.kept)
        self.before, self.kept = self.kept, set()
        self.shown, self.panels = {}, {}
        return await self._run(asked, (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR))

    async def panel(self, button: str, query: str) -> float:
        """Seconds until the panel behind a figure stands. Errors: Trouble."""
        asked = BackMsg()
        asked.rerun_script.fragment_id, asked.rerun_script.query_string = self.panels[button], query
        asked.rerun_script.page_script_hash = self.page
        asked.rerun_script.widget_states.widgets.add(id=button, trigger_value=True)
        return await self._run(asked, (ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,))

    async def file(self, button: str) -> float:
        """Seconds until a file is made and fetched. Errors: Trouble."""
        begun = time.perf_counter()
        asked = BackMsg()
        request = asked.backend_operation_request
        request.request_id, request.session_id = button, self.session
        request.deferred_file.file_id = self.shown[button][1]
        await self.talk.send(asked.SerializeToString())
        async with _patience():
            while True:
                said = await self._said()
                if said.WhichOneof("type") == "backend_operation_response":
                    break
        answer = said.backend_operation_response
        if answer.error_msg:
            raise Trouble(f"file: {answer.error_msg}")
        self.bytes += await asyncio.to_thread(fetched, self.base + answer.deferred_file.url)
        return time.perf_counter() - begun

    async def _run(self, asked: BackMsg, ended: Iterable[int]) -> float:
        begun, self.wrong = time.perf_counter(), []
        await self.talk.send(asked.SerializeToString())
        async with _patience():
            while True:
                said = await self._said()
                if said.WhichOneof("type") == "script_finished" and said.script_finished in ended:
                    break
        taken = time.perf_counter() - begun
        if self.wrong:
            raise Trouble(self.wrong[0])
        return taken

    async def _said(self) -> ForwardMsg:
        try:
            raw = await self.talk.recv(decode=False)
        except ConnectionClosed as error:
            raise Trouble(f"closed: {error}") from error
        self.bytes += len(raw)
        said: ForwardMsg = ForwardMsg.FromString(raw)
        if said.metadata.cacheable:
            self.kept.add(said.hash)
        self._note(said)
        return said

    def _note(self, said: ForwardMsg) -> None:
        kind = said.WhichOneof("type")
        if kind == "ref_hash":
            self.kept.add(said.ref_hash)
        elif kind == "new_session":
            self.session, self.page = said.new_session.initialize.session_id, said.new_session.page_script_hash
        elif kind == "page_not_found":
            self.wrong.append("page: not found")
        elif kind == "delta" and said.delta.WhichOneof("type") == "new_element":
            self._element(said.delta.new_element, said.delta.fragment_id)

    def _element(self, element: Element, fragment: str) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.wrong.append(f"exception: {element.exception.type} {element.exception.message}")
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            self.wrong.append(f"error: {element.alert.body}")
        elif kind == "html" and any(each in element.html.body for each in FAILED):
            self.wrong.append(f"figure: {element.html.body}")
        elif kind == "download_button" and element.download_button.deferred_file_id:
            button = element.download_button
            self.shown[button.id] = button.label, button.deferred_file_id
        elif kind == "button" and EXPLAIN in element.button.id and fragment:
            self.panels[element.button.id] = fragment


def fetched(url: str) -> int:
    """Bytes of a file. Errors: Trouble for a status of 400 or more, and where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return len(answer.read())
    except urllib.error.HTTPError as error:
        raise Trouble(f"http: {error.code}") from error
    except OSError as error:
        raise Trouble(f"http: {error}") from error


@asynccontextmanager
async def _patience() -> AsyncIterator[None]:
    """An answer that does not come in time is trouble."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError as error:
        raise Trouble(f"silence: no answer in {PATIENCE:.0f} s") from error
