"""Mail by Apprise's own plugin, with two things that it lacks: a Message-ID of ours, and a step before the last line.

Apprise gives every mail a Message-ID at random, also where a header of that name is asked for (then there are two). And
it does not say how far it came. A server accepts a message when it has read the line with the single dot that ends it:
until that line is sent nothing is accepted, so that is where `handing` is recorded. docs/decisions/0025-delivery.md
"""

from __future__ import annotations

import re
import smtplib
from typing import Any, cast

from apprise.exception import AppriseException
from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.smtp import AppriseSMTPController

from components.report.deliver.outcome import Handing, Outcome
from data.delivery.log import Taken
from data.store import StoreError

END = b"\r\n.\r\n"
DOT = 3
"""The bytes of the last line: the dot and the end of its line."""
ACCEPT_SECONDS = 600.0
"""How long a server may take to accept a message that it has: RFC 5321, 4.5.3.2.6. Less, and its outcome is unknown."""
QUIT_SECONDS = 5.0
MESSAGE_ID = re.compile(r"^Message-ID:.*(?:\n[ \t].*)*$", re.MULTILINE)


class Mail(NotifyEmail):  # type: ignore[no-untyped-call]
    """One mail to one address. Set `message_id` and `handing` before it is sent; `outcome` says how it ended."""

    message_id = ""
    handing: Handing | None = None
    outcome: Outcome | None = None
    passed = False
    """Whether the last line went out: from then on silence is no refusal."""

    def send(self, body: str, title: str = "", notify_type: Any = None, attach: Any = None, body_format: Any = None,
             **_: Any) -> bool:
        """Sends it; true where the server accepted it. Never twice: asked again, it says what it said before."""
        if self.outcome is None:
            self.outcome = self._tried(body, title, attach, body_format)
        return self.outcome.state == "sent"

    def _tried(self, body: str, title: str, attach: Any, body_format: Any) -> Outcome:
        try:
            message = next(iter(NotifyEmail.prepare_emails(
                subject=title, body=body, notify_format=self.resolve_format(body_format), from_addr=self.from_addr,
                to=self.targets, reply_to=self.reply_to, smtp_host=self.smtp_host, attach=attach,
                headers={"X-Application": self.app_id, "Auto-Submitted": "auto-generated", **self.headers},
                names=self.names, pgp=self.pgp, pgp_mode=self.pgp_mode, inline=self.inline, tzinfo=self.tzinfo)))
            with _Careful(self) as server:
                server.sendmail(str(self.from_addr[1]), message.to_addrs, with_id(message.body, self.message_id))
            return Outcome("sent")
        except smtplib.SMTPRecipientsRefused as error:
            return Outcome("failed", _said(next(iter(error.recipients.values()))))
        except smtplib.SMTPResponseException as error:  # an answer: the server did not take it
            return Outcome("failed", _said((error.smtp_code, error.smtp_error)))
        except (OSError, smtplib.SMTPException, RuntimeError, AppriseException) as error:
            why = f"{type(error).__name__}: {error}"[:200]
            return Outcome("unknown" if self.passed else "failed", why)
        except UnicodeError:
            return Outcome("failed", "the user or the password holds a letter that SMTP has no way to send")
        except (Taken, StoreError) as error:
            return Outcome("failed", str(error))


class _Careful(AppriseSMTPController):
    """Apprise's connection, which stops before a message's last line until `handing` is recorded."""

    def __init__(self, mail: Mail) -> None:
        super().__init__(host=mail.smtp_host, port=mail.port or 0, secure_mode=str(mail.secure_mode), user=mail.user,
                         password=mail.password, verify_certificate=mail.verify_certificate)
        self.socket_connect_timeout = cast(Any, mail.socket_connect_timeout)
        self.mail = mail

    def sendmail(self, from_addr: str, to_addrs: list[str], message: str) -> bool:
        """As smtplib's: whatever went wrong is raised. There is one address, so that a refusal is all of it."""
        server = cast(smtplib.SMTP, self._socket)
        plain = server.send

        def send(given: Any) -> None:
            if not isinstance(given, bytes) or not given.endswith(END):
                plain(given)
                return
            plain(given[:-DOT])
            try:
                if self.mail.handing:
                    self.mail.handing()
            except (Taken, StoreError):
                server.close()  # without its last line the server has no message
                raise
            if server.sock is not None:
                server.sock.settimeout(ACCEPT_SECONDS)
            self.mail.passed = True
            plain(given[-DOT:])

        server.send = send  # type: ignore[assignment, method-assign]
        server.sendmail(from_addr, to_addrs, message)
        if self.mail.handing:
            self.mail.handing.accepted()  # before anything else is said to the server
        if server.sock is not None:
            server.sock.settimeout(QUIT_SECONDS)
        return True


def with_id(message: str, message_id: str) -> str:
    """The message with this Message-ID instead of the one at random. Errors: RuntimeError where it has not just one."""
    head, blank, body = message.partition("\n\n")
    changed, count = MESSAGE_ID.subn(lambda _: f"Message-ID: {message_id}", head)
    if count != 1 or not message_id:
        raise RuntimeError(f"a message with {count} Message-IDs")
    return f"{changed}{blank}{body}"


def _said(answer: tuple[int, bytes | str]) -> str:
    code, words = answer
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"the server answered {code} {' '.join(said.split())}"[:200]
