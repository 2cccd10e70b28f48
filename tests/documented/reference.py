"""The pages that are made of the code: docs/reference/settings.md and docs/reference/commands.md. Pure."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from tests.conftest import ROOT
from tests.documented import modules, settings

MADE = "<!-- Made by `python -m tests.documented`: change what it is made of, then run that. -->\n\n"
TARGET = re.compile(r"^([a-z][a-z0-9-]*):(?:[^=\n]*?)## (.+)$", re.MULTILINE)


def settings_page() -> str:
    """One table an audience: name, what it is, what holds without it."""
    told = settings.told().values()
    parts = [f"# Every setting\n\n{MADE}Settings are read from the environment. Empty counts as not set.\n"]
    for audience, title in settings.AUDIENCES.items():
        rows = [_setting(each) for each in told if each.audience == audience]
        parts.append(f"\n## {title}\n\n| setting | what it is | without it |\n|---|---|---|\n" + "".join(rows))
    return "".join(parts)


def decisions_page() -> str:
    """Every decision by its number, with its title."""
    found = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    titles = ((each.name, each.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")) for each in found)
    return (f"# Decisions\n\n{MADE}What was seen, what was decided, and what it costs: half a page each.\n\n"
            + "".join(f"- [{title}]({name})\n" for name, title in titles))


def _setting(each: settings.Setting) -> str:
    more = f": [more](../{each.page})" if each.page else ""
    return f"| `{each.name}` | {each.what}{more} | {each.default or '–'} |\n"


def commands_page() -> str:
    """Every `python -m` with its commands and options, and every target of the Makefile."""
    found = modules.modules()
    first = [name for name in ("data", "queries", "components.report") if name in found]
    rest = [name for name in found if name not in first]
    head = (f"# Every command\n\n{MADE}`python` is the one of `.venv`. "
            "Exit status: 0 done, 1 the data are at fault (or something is not there), 2 the call is.\n")
    parts = [head, "\n## make\n\n| target | what |\n|---|---|\n",
             *(f"| `make {name}` | {_cell(what)} |\n" for name, what in targets().items())]
    return "".join([*parts, *(_module(found[name]) for name in (*first, *rest))])


def targets() -> dict[str, str]:
    """The Makefile's targets for people, with what stands behind their `##`."""
    return dict(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))


def _module(module: modules.Module) -> str:
    title = f"\n## python -m {module.name}\n\n"
    if module.parser is None:
        return title + _docstring(module.told)
    commands = modules.commands(module.parser)
    if not commands:
        return title + _docstring(module.told) + _options(module.parser)
    helps = modules.helps(module.parser)
    said = module.parser.description or ""
    body = (_command(f"python -m {module.name} {name}", helps.get(name, ""), own) for name, own in commands.items())
    return f"{title}{_text(said)}\n" + "".join(body)


def _command(line: str, what: str, parser: argparse.ArgumentParser) -> str:
    inner, helps = modules.commands(parser), modules.helps(parser)
    parts = [f"\n### {line}\n\n{_text(what)}\n", _options(parser)]
    for name, own in inner.items():
        parts.append(f"\n#### {line} {name}\n\n{_text(helps.get(name, ''))}\n{_options(own)}")
    return "".join(parts)


def _options(parser: argparse.ArgumentParser) -> str:
    rows = list(_rows(parser))
    return ("\n| option | what | default |\n|---|---|---|\n" + "".join(rows)) if rows else ""


def _rows(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        what = (action.help or "").replace("%%", "%") if action.help != argparse.SUPPRESS else ""
        yield f"| `{_usage(action)}` | {_cell(what)} | {_default(action)} |\n"


def _usage(action: argparse.Action) -> str:
    value = _value(action)
    if not action.option_strings:
        return value
    return f"{action.option_strings[-1]} {value}".strip()


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if isinstance(action.metavar, tuple):
        return " ".join(action.metavar)
    if action.choices and not action.metavar:
        return " or ".join(map(str, action.choices)) if len(list(action.choices)) < 9 else "ONE OF THESE"
    return str(action.metavar or action.dest.upper())


def _default(action: argparse.Action) -> str:
    if action.required and action.option_strings:
        return "required"
    if action.default in (None, False, argparse.SUPPRESS, [], ()):
        return ""
    shown = action.default if not isinstance(action.default, list | tuple) else " ".join(map(str, action.default))
    return f"`{shown}`"


def _cell(text: str) -> str:
    return _text(text).replace("|", "\\|")


def _text(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("<", "&lt;").strip()


def _docstring(text: str) -> str:
    """A module's docstring as the page shows it: as it stands, since its lines are laid out."""
    return f"```docstring\n{text}\n```\n" if text else ""
