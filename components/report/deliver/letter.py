"""What a recipient is sent: the report's claims and sentences in words, the link, and the files. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from components.i18n import Language, text
from components.report.made import TYPES, Form
from components.report.model import Head, Part, Report, Section
from data.access import Viewer
from data.delivery.log import Message

TOLD = ("actions", "week", "retention", "why")
"""The sections whose sentences a mail quotes; of the others it says the claim."""
MOST_SENTENCES = 4
INK, MUTE = "#1c2430", "#5d6673"


@dataclass(frozen=True)
class File:
    """An attachment."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A message as every channel is given it: words twice, and the files for whoever takes files."""

    subject: str
    text: str
    html: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the message: its part in it, its words, and the address that it opens."""

    kind: str
    words: str
    link: str = ""


def letter(report: Report, contents: Mapping[Form, bytes], viewer: Viewer, subject: str = "") -> Letter:
    """The message of a report, in its language. contents: the report by form; subject: a wording with {week} …"""
    head = report.head
    files = tuple(File(file_name(head, form), TYPES[form], content) for form, content in contents.items())
    lines = tuple(_lines(report, files, viewer))
    return Letter(subject_of(report, subject), _as_text(lines), _as_html(lines, head.language), files)


def subject_of(report: Report, wording: str = "") -> str:
    """The subject on one line; by default the company, what it is, the week, and where it is one part its scope."""
    head = report.head
    scope = head.scope if len(report.parts) == 1 else text(head.language, "delivery.parts", n=len(report.parts))
    said = wording or text(head.language, "delivery.subject")
    return " ".join(said.format(week=head.as_of.isoformat(), company=head.company, scope=scope).split())


def file_name(head: Head, form: str) -> str:
    """tenure-weekly-2026-11-22-ja.pdf: Latin letters alone, which every mail program shows."""
    return f"tenure-weekly-{head.as_of.isoformat()}-{head.language}.{form}"


def message_id(company: str, message: Message, domain: str) -> str:
    """The id of a message: of the company, week, recipient and channel alone, so that a second one is known as such."""
    digest = sha256("\n".join((company, message.key)).encode()).hexdigest()[:32]
    return f"<tenure.{digest}@{domain}>"


def _lines(report: Report, files: tuple[File, ...], viewer: Viewer) -> Iterator[Line]:
    head, said = report.head, set[tuple[str, ...]]()
    yield Line("title", f"{head.company} {head.title}")
    yield Line("note", text(head.language, "delivery.state", week=head.as_of.isoformat(), unit=head.unit,
                            currency=head.currency, version=head.version))
    if head.is_demo:
        yield Line("note", text(head.language, "delivery.demo"))
    for part in report.parts:
        yield from _of_part(part, said)
    yield Line("rule", "")
    if files:
        yield Line("note", text(head.language, "delivery.files", files=", ".join(each.name for each in files)))
    yield Line("note", text(head.language, "delivery.whose", who=viewer.who,
                            role=text(head.language, f"signin.role.{viewer.role}")))


def _of_part(part: Part, said: set[tuple[str, ...]]) -> Iterator[Line]:
    """A part's claims and sentences. What a part before it said word for word (what was decided) is not said again."""
    yield Line("part", part.head.scope)
    for section in part.sections:
        lines = _of_section(section)
        words = tuple(each.words for each in lines)
        if words not in said:
            said.add(words)
            yield from lines
    if part.head.link:
        yield Line("link", text(part.head.language, "delivery.open"), part.head.link)


def _of_section(section: Section) -> list[Line]:
    claim = section.title or section.missing
    told = section.says[:MOST_SENTENCES] if section.key in TOLD else ()
    return [Line("claim", f"{section.name}: {claim}" if claim else section.name),
            *(Line("says", each.text) for each in told if each.text != claim)]


def _as_text(lines: tuple[Line, ...]) -> str:
    shapes = {"title": "{0}\n", "part": "\n■ {0}", "claim": "\n{0}", "says": "・{0}", "note": "{0}", "rule": "\n--",
              "link": "\n{0}: {1}"}
    return "\n".join(shapes[line.kind].format(line.words, line.link) for line in lines)


def _as_html(lines: tuple[Line, ...], language: Language) -> str:
    """One column without pictures or styles of its own elsewhere: mail programs drop those."""
    shapes = {
        "title": '<h1 style="font-size:20px;margin:0 0 8px">{0}</h1>',
        "part": '<h2 style="font-size:17px;margin:24px 0 4px">{0}</h2>',
        "claim": '<p style="margin:12px 0 2px"><b>{0}</b></p>',
        "says": '<ul style="margin:2px 0;padding-left:20px"><li>{0}</li></ul>',
        "note": f'<p style="margin:2px 0;font-size:13px;color:{MUTE}">{{0}}</p>',
        "rule": '<hr style="border:0;border-top:1px solid #d5dae1;margin:24px 0 8px">',
        "link": '<p style="margin:12px 0">{0}:<br><a href="{1}">{1}</a></p>',
    }
    body = "\n".join(shapes[line.kind].format(escape(line.words), escape(line.link)) for line in lines)
    return (f'<div lang="{language}" style="max-width:720px;font-family:sans-serif;font-size:15px;line-height:1.6;'
            f'color:{INK}">\n{body}\n</div>')
