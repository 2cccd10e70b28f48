"""A recipient's channels: addresses of the file, filled, as Apprise's plugins; and sending a message by one of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from apprise import Apprise, AppriseAsset, AppriseAttachment, NotifyFormat
from apprise.attachment.memory import AttachMemory
from apprise.exception import AppriseException
from apprise.plugins.email import NotifyEmail

from components.report.deliver import hook
from components.report.deliver.letter import Letter
from components.report.deliver.mail import Mail
from components.report.deliver.outcome import Handing, Outcome
from data.delivery.targets import MAIL, filled, scheme, secrets

IDEMPOTENCY = "Idempotency-Key"
logging.getLogger("apprise").setLevel(logging.CRITICAL)  # what it says may name an address; the outcome is told instead


class NoChannel(Exception):
    """An address that cannot be used: the rule and what to do. Never shows the address."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule, self.message = rule, message


@dataclass(frozen=True)
class Channel:
    """One channel. `name`: as the log and people know it; of a mail its address, of others a mark of the template."""

    name: str
    domain: str
    is_mail: bool
    address: str = field(repr=False)
    secrets: frozenset[str] = field(repr=False)


def opened(template: str, environ: Mapping[str, str]) -> Channel:
    """The channel of an address of the file. Errors: NoChannel; Missing where the environment lacks a name."""
    address, hidden = filled(template, environ), secrets(template, environ)
    if scheme(address) in MAIL:
        mail = _mail(address)
        domain = str(mail.from_addr[1]).rpartition("@")[2]
        return Channel(f"mail:{str(mail.targets[0][1]).lower()}", domain, True, address, hidden)
    plugin = Apprise.instantiate(address, asset=_asset())
    if plugin is None:
        raise NoChannel("not_an_address", "is none that Apprise can use: see how its list of services writes it")
    mark = sha256(template.encode()).hexdigest()[:8]
    return Channel(f"{scheme(address)}:{mark}", "tenure.invalid", False, address, hidden)


def send(channel: Channel, letter: Letter, message_id: str, handing: Handing) -> Outcome:
    """Sends a message once, and says how that ended. Files go by mail alone."""
    if channel.is_mail:
        return _by_mail(channel, letter, message_id, handing)
    plugin = Apprise.instantiate(channel.address, asset=_asset())
    if plugin is None:
        return Outcome("failed", "the address cannot be used any more")
    plugin.retry = 0  # tries are ours: each is recorded
    headers = getattr(plugin, "headers", None)
    if isinstance(headers, dict):
        headers[IDEMPOTENCY] = message_id.strip("<>")
    if not hook.by_requests(plugin):
        handing()
    with hook.heard(handing) as heard:
        accepted = Apprise(plugin, asset=_asset()).notify(
            body=letter.text, title=letter.subject, body_format=NotifyFormat.TEXT)
    return heard.outcome(bool(accepted))


def _by_mail(channel: Channel, letter: Letter, message_id: str, handing: Handing) -> Outcome:
    mail = _mail(channel.address)
    mail.message_id, mail.handing, mail.retry = message_id, handing, 0
    files = AppriseAttachment()
    for each in letter.files:
        files.add(AttachMemory(content=each.content, name=each.name, mimetype=each.type))  # type: ignore[no-untyped-call]
    Apprise(mail, asset=_asset()).notify(body=letter.html, title=letter.subject, body_format=NotifyFormat.HTML,
                                         attach=files if letter.files else None)
    return mail.outcome or Outcome("failed", "Apprise did not send it")


def _mail(address: str) -> Mail:
    """The plugin of a mail's address. Errors: NoChannel: also for more than one mailbox: a report is one person's."""
    try:
        mail = Mail(**NotifyEmail.parse_url(address), asset=_asset())  # type: ignore[no-untyped-call]
    except (AppriseException, TypeError) as error:
        raise NoChannel("not_an_address", "is no mail address that Apprise can use") from error
    if len(mail.targets) != 1 or mail.cc or mail.bcc:
        raise NoChannel("one_mailbox", "must name one mailbox, without cc and bcc: a report is made for one person; "
                        "write an address each")
    if "@" not in str(mail.from_addr[1]):
        raise NoChannel("no_sender", "lacks its sender: add ?from=tenure@example.com")
    return mail


def _asset() -> AppriseAsset:
    return AppriseAsset(app_id="Tenure", app_desc="Tenure", app_url="", secure_logging=True)
