"""Mails of the hostile company as a server takes them, and files of settings whose values are attacks."""

from __future__ import annotations

import email
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from email.message import Message
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from unicodedata import category

from data.access import reading as access
from data.alerts import reading as alerts
from data.delivery import reading as delivery
from tests.attacks.company import ROOT, Company, around
from tests.attacks.outcome import Tally
from tests.attacks.payloads import EVERY, EVIL
from tests.delivery_company import Server

HEADS = {"content-type", "mime-version", "subject", "from", "to", "reply-to", "message-id", "date", "x-application",
         "auto-submitted", "content-transfer-encoding"}
TAGS = {"div", "h1", "h2", "p", "b", "ul", "li", "hr", "br", "a", "html", "head", "body", "meta", "title"}
ACCESS = '[[person]]\nemail = "ceo@example.com"\nrole = "executive"\n'
HEAD = 'tries = 1\nlink = "https://board.example.com"\n'
TO = "mailto://127.0.0.1:{port}/a{number}@example.com?from=tenure@example.com"
RECIPIENT = '[[recipient]]\nname = {name}\nto = {to}\nperson = "ceo@example.com"\nlanguage = "en"\nforms = []\n{more}\n'
FORMATS = ("{company.__class__.__mro__}", "{week.__init__.__globals__}", "{company[0]}", "{0}", "{", "{week!r:x}",
           "{week:>9999999999}", "{scope:{week}}", "{company!a}")
ADDRESSES = ("mailto://127.0.0.1:25/a@example.com%0d%0aBcc:all@evil.invalid?from=t@example.com",
             "mailto://127.0.0.1:25/a@example.com?from=t@example.com%0d%0aBcc:all@evil.invalid",
             "mailto://127.0.0.1:25/a@example.com?from=t@example.com&name=x%0d%0aBcc:all@evil.invalid",
             "mailto://127.0.0.1:25/a@example.com?from=t@example.com&reply=x@y.z%0d%0aBcc:all@evil.invalid",
             "mailto://127.0.0.1:25/a@example.com?from=t@example.com&+X-A=b%0d%0aBcc:all@evil.invalid")
URLS = ("javascript:canary()", "data:text/html,x", f"//{EVIL}", " https://x", "https://x\r\nBcc: a",
        'https://x/" onclick=x')


def attack(company: Company, folder: Path) -> list[Tally]:
    """Sends on loopback what the delivery command makes; then holds files of settings against their readers."""
    return [*_sent(company, folder), settings(folder)]


def _sent(company: Company, folder: Path) -> list[Tally]:
    """One mail a hostile segment, subject or name, with the words alone."""
    heads = Tally("a header, a recipient or a line of a header that data write into a mail", "mails")
    bodies = Tally("an element, a link or a terminal's code born of data in a mail", "parts")
    server = Server("smtp", folder / "mails")
    server.up()
    try:
        asked = _recipients(company, server.port)
        (company.home / "access.toml").write_text(ACCESS, encoding="utf-8")
        (company.home / "delivery.toml").write_text("\n".join([HEAD, *asked]), encoding="utf-8")
        command = [sys.executable, "-m", "components.report", "deliver"]
        ended = subprocess.run(command, cwd=ROOT, env=around(company.home), capture_output=True, text=True,
                               encoding="utf-8", check=False, timeout=300)
        files = sorted(server.folder.glob("*.eml"))
        heads.hold(len(files) == len(asked), f"{len(files)} of {len(asked)} mails: {ended.stderr[-600:]}")
        for file in files:
            _mail(file, heads, bodies)
    finally:
        server.down()
        (company.home / "access.toml").unlink(missing_ok=True)
        (company.home / "delivery.toml").unlink(missing_ok=True)
    return [heads, bodies]


def _recipients(company: Company, port: int) -> list[str]:
    """Subjects and names as hostile as the file lets them be; scopes that are hostile segments."""
    texts = [each.text for each in EVERY if each.text.isprintable() and "{" not in each.text]
    segments = [text for domain, _, text, _ in company.poison.said() if domain == "segment"]
    made = []
    for number, text in enumerate(texts[:12]):
        where = {} if number % 3 else {"segment": segments[number % len(segments)]}
        more = f"subject = {json.dumps('{company} {scope} ' + text, ensure_ascii=False)}"
        if where:
            more += f"\nwhere = {{segment = {json.dumps(where['segment'], ensure_ascii=False)}}}"
        made.append(RECIPIENT.format(name=json.dumps(f"{number} {text}"[:60], ensure_ascii=False),
                                     to=json.dumps(TO.format(port=port, number=number)), more=more))
    return made


def _mail(file: Path, heads: Tally, bodies: Tally) -> None:
    raw = file.read_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    mail: Message[Any, Any] = email.message_from_bytes(raw, policy=default)
    names = [name.lower() for name in mail]
    subject, to = str(mail["subject"]), str(mail["to"])
    fine = (set(names) <= HEADS and len(set(names)) == len(names) and head.isascii() and to.count("@") == 1
            and not any(category(each) == "Cc" for each in subject + to + str(mail["from"])))
    heads.hold(fine, f"{sorted(set(names) - HEADS)} {subject[:80]!r} {to!r}")
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            text = cast(bytes, part.get_payload(decode=True)).decode("utf-8")
            seen = Elements()
            if part.get_content_subtype() == "html":
                seen.feed(text)
            steering = {repr(each) for each in text if category(each) == "Cc" and each not in "\n\r"}
            forged = [line for line in text.splitlines() if line.startswith(("error: b", "Bcc:"))]
            bodies.hold(not (seen.strange or steering or forged), f"{seen.strange[:3]} {steering} {forged[:2]}")


class Elements(HTMLParser):
    """Elements and attributes that the letter does not write."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            ours = name in ("style", "lang") or (name == "href" and str(value).startswith("https://board.example.com/"))
            if not ours and tag not in ("meta", "html"):
                self.strange.append(f"{tag} {name}={value}")
        if tag not in TAGS:
            self.strange.append(tag)


def settings(folder: Path) -> Tally:
    """Every hostile value is refused with its place, or is a text that stays what was written."""
    found = Tally("a value of delivery.toml, alerts.toml or access.toml that is neither refused by its place nor kept",
                  "values")
    good = {"name": "x", "to": "mailto://127.0.0.1:25/a@example.com?from=t@example.com", "person": "ceo@example.com",
            "language": "en", "subject": "s"}
    texts = [payload.text for payload in EVERY]
    cases: list[tuple[str, Callable[[Path], Any], str, bool]] = [
        *(("delivery", delivery.read, _entry("recipient", good | {key: text}), text not in FORMATS and (
            key in ("name", "subject", "person") and text.isprintable())) for key in good for text in texts),
        *(("delivery", delivery.read, _entry("recipient", good | {"subject": text}), False) for text in FORMATS),
        *(("delivery", delivery.read, _entry("recipient", good | {"to": text}), False) for text in ADDRESSES),
        *(("delivery", delivery.read, f"link = {json.dumps(text)}\n" + _entry("recipient", good), False)
          for text in URLS),
        *(("alerts", alerts.read, _entry("rule", {"key": "a", "kind": "level", "metric": "grr"} | {key: text}), False)
          for key in ("key", "kind", "metric", "severity") for text in texts),
        *(("access", access.read, _entry("person", {"email": "a@example.com", "role": "lead"} | {key: text}), False)
          for key in ("email", "role") for text in texts)]
    for number, (name, read, text, may) in enumerate(cases):
        file = folder / f"{number}.toml"
        file.write_text(text, encoding="utf-8")
        _judge(found, name, read, file, may)
    return found


def _entry(name: str, held: dict[str, str]) -> str:
    return f"[[{name}]]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=True)}\n" for key, value in held.items())


def _judge(found: Tally, name: str, read: Callable[[Path], Any], file: Path, may: bool) -> None:
    what = file.read_text(encoding="utf-8")
    try:
        faults = read(file).faults
    except Exception as error:  # noqa: BLE001 (whatever is raised got through)
        found.hold(False, f"{name}: {type(error).__name__} of {what[:200]}")
        return
    said = [str(each) for each in faults]
    placed = all(each.line is not None and f"{file.name}:" in str(each) for each in faults)
    found.hold((bool(faults) and placed and all(each.isprintable() for each in said)) or (not faults and may),
               f"{name}: {said[:1]} of {what[:200]}")

