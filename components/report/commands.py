"""The commands of `python -m components.report`, and how their faults are said.

Exit status: 0 done, 1 the data are at fault (or this machine lacks something), 2 the call is. Nothing is half written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from components.report import headless, weekly
from components.report.content import Empty
from components.report.deliver import commands as deliver
from components.report.made import Unmade
from data.warehouse import WarehouseMissing, WarehouseUnsupported
from queries.scope import UnknownFilter


@dataclass(frozen=True)
class Command:
    """One word of `python -m components.report`: its options, and what it does; it returns the exit status."""

    name: str
    what: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


COMMANDS = (
    Command("weekly", "the weekly report as PDF, PPTX or XLSX", weekly.arguments, weekly.run),
    Command("deliver", "sends the weekly report to the recipients of delivery.toml", deliver.deliver_arguments,
            deliver.deliver),
    Command("deliveries", "what was delivered to whom, and when", deliver.deliveries_arguments, deliver.deliveries),
)


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    made = argparse.ArgumentParser(prog="python -m components.report",
                                   description="The weekly report without a browser.")
    names = ",".join(each.name for each in COMMANDS)
    commands = made.add_subparsers(dest="command", required=True, metavar=f"{{{names}}}")
    for each in COMMANDS:
        each.arguments(commands.add_parser(each.name, help=each.what))
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. Faults are said in one line on stderr."""
    asked = parser().parse_args(argv)
    command = next(each for each in COMMANDS if each.name == asked.command)
    try:
        return command.run(asked)
    except (headless.Refused, Empty, UnknownFilter, PermissionError) as error:
        return _failed(error, 2)
    except (WarehouseMissing, WarehouseUnsupported, Unmade) as error:
        return _failed(error, 1)


def _failed(error: Exception, status: int) -> int:
    print(f"error: {error}", file=sys.stderr)
    return status
