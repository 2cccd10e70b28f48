"""weekly: the report of one week, in one language, in one or more forms, as files in a folder."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from components.i18n import LANGUAGES
from components.report import content, headless, made
from components.report.made import FORMS, Form
from queries.commands.common import day, filtered
from queries.scope import UNITS


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--as-of", type=day, metavar="DATE", help="a Sunday of the data; default: the latest")
    parser.add_argument("--lang", choices=LANGUAGES, default="ja", dest="language")
    parser.add_argument("--format", choices=(*FORMS, "all"), action="append", required=True, dest="forms",
                        help="may be given more than once")
    parser.add_argument("--unit", choices=UNITS, default="customer")
    parser.add_argument("--where", type=filtered, action="append", default=[], metavar="KEY=VALUE",
                        help="same key twice: or; different keys: and; KEY= selects null")
    parser.add_argument("--viewer", metavar="E-MAIL", help="as this person sees it on the board (access.toml)")
    parser.add_argument("--link", metavar="URL", help="where the board is, for the link that opens the same state; "
                        f"default: ${headless.LINK}, else {headless.DEFAULT_LINK}")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="made if missing")


def run(asked: argparse.Namespace) -> int:
    """Makes every form first, then writes: a form that cannot be made leaves no file of the others behind."""
    folder = prepared(asked.out)
    frame = headless.frame(asked.as_of, asked.language, asked.where, headless.seen_as(asked.viewer), asked.unit)
    report = content.report([frame], headless.link_base(asked.link))
    files = {made.file_name(frame, form): made.make(report, form) for form in wanted(asked.forms)}
    written(folder, files)
    for name in files:
        print(folder / name)
    return 0


def wanted(forms: list[str]) -> tuple[Form, ...]:
    """The forms that are asked for, each once, in their usual order."""
    return tuple(each for each in FORMS if "all" in forms or each in forms)


def prepared(folder: Path) -> Path:
    """The folder, made if missing. Errors: Refused where it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise headless.Refused(f"{folder} cannot be written to: {error.strerror or error}; choose another --out"
                               ) from error


def written(folder: Path, files: Mapping[str, bytes]) -> None:
    """Every file under a name of its own first, then renamed: a reader sees a whole file or none.

    Errors: Refused where the folder cannot be written to; nothing is left behind then.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, body in files.items():
            path = folder / f".{name}.{os.getpid()}"
            waiting.append((path, folder / name))
            path.write_bytes(body)
        for path, final in waiting:
            path.replace(final)
    except OSError as error:
        raise headless.Refused(f"{folder} cannot be written to: {error.strerror or error}") from error
    finally:
        for path, _ in waiting:
            path.unlink(missing_ok=True)
