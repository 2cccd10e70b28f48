"""Every page of the hostile company in a browser that watches: as it is, opened, hovered, at hostile addresses."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser

from components import router
from tests.attacks.browser import Seen, Watch
from tests.attacks.company import Company
from tests.attacks.outcome import Tally
from tests.attacks.payloads import EVERY
from tests.e2e.conftest import PATIENCE, launched, serving
from tests.e2e.signing import rest

OPENED, HOVERED = 3, 6
ASKED = ("segment", "account", "q", "as_of", "by", "view", "change", "unit")
"""Parameters of an address that carry a text."""
LOCALES = {"ja": "ja-JP", "en": "en-US"}


def attack(company: Company, log: Path, languages: Iterable[str] = ("en", "ja"), pages: Iterable[str] = (),
           opened: int = OPENED, addresses: int = len(EVERY), on: Browser | None = None) -> list[Tally]:
    """Under `streamlit run`, whose answers carry no policy: what does not run here is not in the page.

    pages: their keys, all without one; opened: how many menus, panels and lists of a page; addresses: how many payloads
    stand in an address; on: a browser that runs already.
    """
    wanted = [page for page in router.PAGES if not pages or page.key in pages]
    tallies: list[Tally] = []
    with serving(company.home, log) as url, nullcontext(on) if on else launched() as browser:
        for language in languages:
            with browser.new_context(locale=LOCALES[language], viewport={"width": 1920, "height": 1080}) as context:
                watch = Watch(context, company.made)
                watch.page.set_default_timeout(PATIENCE * 1000)
                for page in wanted:
                    _page(watch, url, page, company, language, opened)
                _addresses(watch, url, addresses)
                tallies += _told(watch.seen, watch.opened, language)
    return tallies


def _page(watch: Watch, url: str, page: router.Page, company: Company, language: str, opened: int) -> None:
    account = quote(company.poison.of("customer_id", "C0000002"), safe="")
    more = f"&account={account}" if page.key == "account" else ""
    watch.page.goto(f"{url}/{'' if page.is_default else page.path}?lang={language}{more}")
    _stand(watch)
    watch.look(page.key)
    watch.hover(page.key, HOVERED if opened else 0)
    watch.open(page.key, opened)


def _addresses(watch: Watch, url: str, most: int) -> None:
    """Each payload as the value of one parameter, and as the name of one."""
    for number, payload in enumerate(EVERY[:most]):
        name, said = ASKED[number % len(ASKED)], quote(payload.text, safe="")
        page = "week" if name in ("q", "view") else "account" if name == "account" else "retention"
        watch.page.goto(f"{url}/{page}?{name}={said}&{said}=1")
        _stand(watch)
        watch.look(f"/{page}?{name}={payload.text}")


def _stand(watch: Watch) -> None:
    watch.page.locator(".t-header").first.wait_for()
    rest(watch.page)


def _told(seen: Seen, opened: int, language: str) -> list[Tally]:
    """The tallies of one language: looks are what was tried, and of texts those that stood on a page."""
    def of(attack: str, through: list[str], what: str = "looks", tried: int = 0) -> Tally:
        return Tally(f"{attack} ({language})", what, tried or seen.looks, sorted(set(through)))

    note = f"{opened:,} menus, panels and lists opened"
    changed = [f"{text} — {where}" for text, where in seen.changed.items()]
    first = of("a script that ran, a dialog", seen.ran)
    first.note = note
    return [first, of("a request to another host", seen.left), of("an element, a link or a handler born of data",
            seen.born), of("a text that is not shown as it was written", changed, "texts",
                           len(seen.whole) + len(seen.changed))]
