"""What the browser tests of the sign-in share: the way in and out, a tab that hears its websocket, names to seek."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, WebSocket, expect
from sqlalchemy import text

from components.i18n import text as words
from data.warehouse import Warehouse

PATIENCE = 60


@dataclass
class Visit:
    """A tab, with every frame that the server sent to it."""

    page: Page
    frames: list[bytes] = field(default_factory=list)

    def shown(self) -> str:
        """All text of the page, the side bar's too."""
        return self.page.locator("body").inner_text()

    def holds(self, wanted: Iterable[str]) -> list[str]:
        """Which of these stand on the page, in its HTML or in anything that the server sent."""
        sent = b"".join(self.frames)
        on_page = self.page.content()
        return [each for each in wanted if each in on_page or each.encode() in sent]


def tab(context: BrowserContext) -> Visit:
    """A new tab of a browser, which hears its websockets."""
    visit = Visit(context.new_page())
    visit.page.set_default_timeout(PATIENCE * 1000)

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", lambda sent: visit.frames.append(sent if isinstance(sent, bytes) else sent.encode()))

    visit.page.on("websocket", opened)
    return visit


def rest(page: Page) -> None:
    """Wait until the run has ended."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def asked_to_sign_in(page: Page) -> None:
    """The sign-in screen stands, and the run has ended."""
    page.get_by_role("button", name=words("en", "signin.in"), exact=True).wait_for()
    rest(page)


def sign_in(page: Page, sub: str) -> None:
    """From the sign-in screen to the provider, and back to the board."""
    page.get_by_role("button", name=words("en", "signin.in"), exact=True).click()
    page.locator("input[name=sub]").fill(sub)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("http://127.0.0.1:*/**")
    page.locator(".st-key-who, .st-key-signin").first.wait_for()


def sign_out(page: Page) -> None:
    """By the button, and past the provider's question whether one is sure."""
    page.get_by_role("button", name=words("en", "signin.out"), exact=True).click()
    page.get_by_role("button", name="End session").click()
    asked_to_sign_in(page)


def why(page: Page, reason: str) -> None:
    """The sign-in screen says that this is why."""
    expect(page.locator(".t-box").first).to_contain_text(words("en", f"signin.why.{reason}.title"))


def names(warehouse: Warehouse) -> list[str]:
    """Every customer's name: nothing of a company must reach whoever is not signed in."""
    with warehouse.engine.connect() as connection:
        return [str(name) for name in connection.scalars(text("select name from contract.customer"))]


def secrets_of(warehouse: Warehouse) -> list[str]:
    """What must not reach whoever has not signed in: names, ids, and the company's ARR as it stands."""
    asked = (
        "select name from contract.customer union all select customer_id from contract.customer "
        "where customer_id <> 'C0000001' union all select name from contract.csm union all "
        "select name from contract.team union all "
        "select cast(cast(arr as bigint) as varchar) from marts.total_customer where arr > 1000000"
    )
    with warehouse.engine.connect() as connection:
        return [str(each) for each in connection.scalars(text(asked)) if each]


def names_of_others(warehouse: Warehouse, team: str) -> list[str]:
    """The names of customers that were never this team's."""
    asked = text(
        "select name from contract.customer where customer_id not in (select customer.customer_id from marts.label "
        "join marts.customer using (customer_key) where a_team_id = :team)"
    )
    with warehouse.engine.connect() as connection:
        return [str(name) for name in connection.scalars(asked, {"team": team})]


def another_of(warehouse: Warehouse, team: str) -> str:
    """The id of a customer that was never this team's."""
    asked = text("select min(customer_id) from contract.customer where name = :name")
    with warehouse.engine.connect() as connection:
        return str(connection.scalar(asked, {"name": names_of_others(warehouse, team)[0]}))
