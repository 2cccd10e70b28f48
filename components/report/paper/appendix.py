"""What stands before and after the sections: the claims on one page, the definitions, the commands. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

import pandas as pd

from components import format as fmt
from components.i18n import Language, text
from components.report.model import (
    Chart,
    Column,
    Command,
    Definition,
    Head,
    Kpi,
    Part,
    Report,
    Section,
    Sentence,
    Table,
)
from components.report.narrative import naming
from components.report.paper.written import MARKS, line


def contents(report: Report) -> Section:
    """The first page: whose figures, as of when, and every section's claim, a table for each part."""
    head = report.head
    says = tuple(
        Sentence(said) for said in (line(head.company), fmt.as_of(head.as_of, head.language), *built(head)) if said
    )
    return Section("contents", "", line(head.title), says, tables=tuple(_claims(part) for part in report.parts))


def built(head: Head) -> tuple[str, ...]:
    """Which data, of when; and that a demo company's are invented."""
    version = text(
        head.language,
        "paper.data",
        version=line(head.version),
        moment=fmt.moment(head.built_at, head.language, year=True),
    )
    return (version, text(head.language, "paper.demo")) if head.is_demo else (version,)


def _claims(part: Part) -> Table:
    language = part.head.language
    rows = [
        (section.name, " ".join(filter(None, (MARKS.get(section.status, ""), line(section.missing or section.title)))))
        for section in part.sections
    ]
    return _words(
        "contents",
        line(part.head.scope),
        rows,
        (text(language, "paper.column.section"), text(language, "paper.column.claim")),
    )


def appendix(report: Report, commands: bool) -> Iterator[tuple[Head, Section]]:
    """The last pages: the definitions of every metric shown, and how each part's figures are had again."""
    language = report.head.language
    found = {definition.key: definition for part in report.parts for definition in part.definitions}
    if found:
        yield report.head, _definitions(report.head, list(found.values()))
    for part in report.parts if commands else ():
        rows = list(commands_of(part))
        if rows:
            columns = (text(language, "paper.column.figure"), text(language, "paper.column.command"))
            title = text(language, "paper.commands.title")
            yield (
                part.head,
                Section(
                    "commands", text(language, "paper.commands"), title, tables=(_words("commands", "", rows, columns),)
                ),
            )


def _definitions(head: Head, found: list[Definition]) -> Section:
    columns = tuple(text(head.language, f"paper.column.{key}") for key in ("metric", "definition", "formula", "source"))
    rows = [(one.name, one.words, one.formula, one.source) for one in found]
    title = text(head.language, "paper.definitions.title")
    table = _words("definitions", "", rows, columns)
    return Section("definitions", text(head.language, "paper.definitions"), title, tables=(table,))


def commands_of(part: Part) -> Iterator[tuple[str, str]]:
    """Every figure, chart and table that has a command, with the command; figures that share one on one line."""
    names: dict[Command, list[str]] = {}
    for section in part.sections:
        for name, command in section_commands(section, part.head.language):
            if command and name not in names.setdefault(command, []):
                names[command].append(name)
    for command, said in names.items():
        yield "、".join(said) if part.head.language == "ja" else ", ".join(said), written_command(command)


def section_commands(section: Section, language: Language) -> Iterator[tuple[str, Command]]:
    """The commands of one section, by the name of what they give; sentences' by section, fact and value."""
    things: tuple[Kpi | Chart | Table, ...] = (*section.kpis, *section.charts, *section.tables)
    for thing in things:
        yield line(thing.name if isinstance(thing, Kpi) else thing.title), thing.command
    for sentence in section.says:
        for fact in sentence.facts:
            yield f"{section.name}: {naming.name(fact.key, language)} {line(fact.shown)}", fact.command


def written_command(command: Command) -> str:
    """The command as it is typed in a shell."""
    return line(shlex.join(("python", "-m", "queries", *command)))


def _words(key: str, title: str, rows: Sequence[tuple[str, ...]], columns: tuple[str, ...]) -> Table:
    keys = [f"c{at}" for at in range(len(columns))]
    shapes = tuple(
        Column(name, said, "text", wide=at == 1) for at, (name, said) in enumerate(zip(keys, columns, strict=True))
    )
    return Table(key, title, shapes, pd.DataFrame(rows, columns=keys))
