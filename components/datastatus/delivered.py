"""What was delivered of the newest week that was: to whom, by which channel, when. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from components import cards, tables
from components import format as fmt
from components.cards import Status
from components.i18n import language, t
from components.tables import Cell, Column, Row
from data.delivery.log import State, Step

LOOKS: dict[State, Status] = {"sent": "good", "failed": "bad", "unknown": "warn", "handing": "unknown",
                              "claimed": "unknown"}


def newest(found: Sequence[Step]) -> list[Step]:
    """The messages of the newest week, by recipient and channel."""
    last = max((each.message.week for each in found), default=None)
    return sorted((each for each in found if each.message.week == last), key=lambda each: each.message.key)


def drawn(found: Sequence[Step], zone: str) -> str:
    """The section; empty where nothing was ever delivered. Moments in the company's time zone."""
    rows = newest(found)
    if not rows:
        return ""
    sent = sum(each.state == "sent" for each in rows)
    title = t("delivery.page.title", week=fmt.day(rows[0].message.week, language()), sent=sent, n=len(rows))
    columns = [Column("who", t("delivery.page.recipient")), Column("channel", t("delivery.page.channel"), fold=True),
               Column("files", t("delivery.page.files"), fold=True),
               Column("state", t("delivery.page.state"), "status"),
               Column("at", t("delivery.page.at"), "number", drop=True)]
    return cards.section(title, t("delivery.page.sub")) + tables.table(columns, [_row(each, zone) for each in rows])


def _row(each: Step, zone: str) -> Row:
    detail = each.message.detail
    role = t(f"signin.role.{detail['role']}")
    return {"who": Cell(each.message.recipient, below=f"{detail['who']} ({role})"),
            "channel": each.message.channel.removeprefix("mail:"),
            "files": " ".join(form.upper() for form in detail["forms"]) or t("delivery.page.words"),
            "state": Cell(t(f"delivery.page.state.{each.state}"), status=LOOKS[each.state]),
            "at": fmt.moment(each.at.astimezone(ZoneInfo(zone)), language())}
