"""A tab that watches what data do in it: what runs, what leaves the machine, what becomes an element, what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Dialog, Page, Request

from components.sentence import dimension_name
from tests.attacks.payloads import END_OF_MARK, MARK, Payload
from tests.attacks.tables import OWN
from tests.e2e.signing import rest

LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
CANARY = "window.__canary = []; window.canary = (...said) => { window.__canary.push(said.join() || 'ran'); };"
LOOPBACK = ("127.0.0.1", "localhost")
INVISIBLE = re.compile("[\ufeff\u200b\u2060]")
NUMBER = re.compile(rf"{MARK}\d+{END_OF_MARK}")
POINTS = ".point, .bars path, .hoverlayer .hovertext, .scatterlayer .js-line, .heatmaplayer image"


PAUSE = 250
LISTS = "input[role=combobox]"
OPENERS = {"menu": '[data-testid="stMain"] [data-testid="stPopover"] button',
           "fold": '[data-testid="stExpander"] summary', "panel": '[class*="st-key-explain"] button',
           "list": "[data-testid=stMain] " + LISTS}


@dataclass
class Seen:
    """What one or more looks found. `whole`: hostile texts that stood there as they were written, by their payload's
    kind; `changed`: those whose end stands there, but not the whole.
    """

    ran: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    born: list[str] = field(default_factory=list)
    whole: set[str] = field(default_factory=set)
    changed: dict[str, str] = field(default_factory=dict)
    looks: int = 0


def plain(text: str) -> str:
    """A text as it is compared: spaces of any kind as one, what has no width left out."""
    return " ".join(INVISIBLE.sub("", text).split())


class Watch:
    """One tab of a context; every look adds to `seen`."""

    def __init__(self, context: BrowserContext, made: Mapping[str, Payload]) -> None:
        self.seen, self.opened = Seen(), 0
        self.by_end = {NUMBER.findall(text)[-1]: text for text in (*made, *map(dimension_name, OWN))}
        context.add_init_script(CANARY)
        self.page: Page = context.new_page()
        self.page.on("request", self._asked)
        self.page.on("dialog", self._dialog)
        context.on("page", lambda page: self.seen.left.append(f"a new tab: {page.url}"))

    def _asked(self, request: Request) -> None:
        at = urlsplit(request.url)
        if at.scheme in ("http", "https", "ws", "wss") and at.hostname not in LOOPBACK:
            self.seen.left.append(request.url[:200])

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.ran.append(f"a dialog: {dialog.message[:80]}")
        dialog.dismiss()

    def look(self, where: str) -> None:
        """Takes in all that stands on the page now."""
        found: Any = self.page.evaluate(LOOK)
        self.seen.looks += 1
        self.seen.ran += [f"{where}: {each}" for each in found["ran"]]
        self.seen.born += [f"{where}: {each}" for each in found["born"]]
        self.read(where, [found["said"], *found["attributes"]])

    def read(self, where: str, texts: Iterable[str]) -> None:
        """Holds texts that are shown against those that were written."""
        for text in texts:
            ends = set(NUMBER.findall(text))
            shown = plain(text) if ends else ""
            for end in ends:
                given = self.by_end.get(end)
                if given is None:
                    continue
                if plain(given) in shown:
                    self.seen.whole.add(given)
                else:
                    at = re.search(end, shown)
                    around = shown[max(0, (at.start() if at else 0) - len(given) - 20): at.end() if at else 0]
                    self.seen.changed.setdefault(given, f"{where}: …{around}")

    def open(self, where: str, most: int) -> None:
        """Opens what the page keeps closed, one after the other, and looks into each: menus, panels, long lists."""
        for kind, found in OPENERS.items():
            for number in range(min(self.page.locator(found).count(), most)):
                opener = self.page.locator(found).nth(number)
                if not opener.is_visible() or not opener.is_enabled():
                    continue
                opener.click()
                self.page.wait_for_timeout(PAUSE)
                rest(self.page)
                self.look(f"{where}, {kind} {number + 1}")
                self.opened += 1
                self.choices(f"{where}, {kind} {number + 1}", most)
                self.page.keyboard.press("Escape")
                self.page.keyboard.press("Escape")
                self.page.wait_for_timeout(PAUSE)

    def choices(self, where: str, most: int) -> None:
        """Opens the lists of what is open: their options are made when they are."""
        boxes = self.page.locator(f"[data-testid=stPopoverBody] {LISTS}, [role=dialog] {LISTS}")
        for number in range(min(boxes.count(), most)):
            box = boxes.nth(number)
            if box.is_visible() and box.is_enabled():
                box.focus()
                self.page.keyboard.press("ArrowDown")
                self.page.wait_for_timeout(PAUSE)
                self.look(f"{where}, list {number + 1}")
                self.page.keyboard.press("Tab")

    def hover(self, where: str, most: int) -> None:
        """Moves over the marks of every chart, and reads what comes up."""
        for plot in self.page.locator(".js-plotly-plot").all():
            if not plot.is_visible():
                continue
            plot.scroll_into_view_if_needed()
            boxes = [mark.bounding_box() for mark in plot.locator(POINTS).all()[:most * 8]]
            for box in list(filter(None, boxes))[::8][:most]:
                self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                self.page.wait_for_timeout(60)
                said: Any = plot.locator(".hoverlayer").evaluate_all("all => all.map(each => each.textContent)")
                self.read(f"{where}, hover", said)
