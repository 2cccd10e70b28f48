"""python -m data: makes, loads, builds, checks and describes the warehouse.

Exit status: 0 done, 1 the data are at fault (or nothing is loaded), 2 the call is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
from sqlalchemy.exc import ArgumentError

from data import commands, recovery, refreshing
from data.access import listing as access
from data.audit import listing as audit
from data.backup import commands as backup_commands
from data.connect import commands as connect_commands
from data.doctor import commands as doctor_commands
from data.engines.errors import DRIVER_ERRORS, told
from data.engines.names import parsed
from data.faults import LoadRefused, WrongCall
from data.journey.listing import journey
from data.publishing import NotPublished
from data.reading import first_line
from data.sources import commands as sources_commands
from data.store import StoreError
from data.store import commands as store_commands
from data.store.backup import BackupRefused
from data.warehouse import WarehouseBusy, WarehouseMissing, WarehouseUnsupported, time_zone, warehouse_url

OWN: dict[str, Callable[[argparse.Namespace], int]] = {
    "store": store_commands.run, "access": access.run, "audit": audit.run, "sources": sources_commands.run,
    "connect": connect_commands.run, "backup": backup_commands.run_backup, "restore": backup_commands.run_restore,
    "doctor": doctor_commands.run, "refresh": refreshing.run}
"""Commands that have commands or options of their own."""


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="python -m data", description="Gets data into the warehouse.")
    commands_ = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands_.add_parser("demo", help="make the demo company")
    demo.add_argument("--customers", type=_positive, default=2000, metavar="N", help="how many (default 2000)")
    demo.add_argument("--years", type=_positive, default=4, metavar="Y", help="of history (default 4)")
    demo.add_argument("--seed", type=int, default=7, metavar="S", help="same seed, same company (default 7)")
    demo.add_argument("--usage-weeks", type=_positive, metavar="N", help="only the last weeks of use (default all)")
    demo.add_argument("--no-activity", action="store_true",
                      help="customers, contracts and lines alone: no use, renewals, contacts, tickets …")
    demo.add_argument("--no-wait", action="store_true",
                      help="the figures are recomputed by a process that goes on when this one has ended")
    load = commands_.add_parser("load", help="load a folder of CSV and Parquet files, or without one the sources that "
                                "sources.toml names; all or nothing")
    load.add_argument("directory", type=Path, nargs="?", metavar="DIR")
    load.add_argument("--company", metavar="NAME", help="the company's name (default: the folder's, or sources.toml's)")
    build = commands_.add_parser("build", help="build the loaded data once more")
    build.add_argument("--rescore", action="store_true",
                       help="score past weeks anew with the health model as it stands now")
    build.add_argument("--company", metavar="NAME", help="the company's name, where its own tables are read "
                       "(TENURE_CONTRACT_SCHEMA; default: the name until now, else the schema's)")
    for each in (load, build):
        each.add_argument("--full", action="store_true", help="build everything anew, also what has not changed")
    commands_.add_parser("health", help="check the health model's file and list what it holds")
    commands_.add_parser("journey", help="check the journey's rules and list them")
    check = commands_.add_parser("check", help="check a folder without loading it, or show what was found in the data")
    check.add_argument("directory", type=Path, nargs="?", metavar="DIR")
    commands_.add_parser("status", help="what is loaded")
    back = commands_.add_parser("back", help="point at the version before once more")
    back.add_argument("version", nargs="?", metavar="VERSION", help="default: the newest whole one that is older")
    store_commands.add_to(commands_)
    access.add_to(commands_)
    audit.add_to(commands_)
    sources_commands.add_to(commands_)
    connect_commands.add_to(commands_)
    refreshing.add_to(commands_)
    backup_commands.add_to(commands_)
    doctor_commands.add_to(commands_)
    commands_.add_parser("targets", help="check the targets file and list what it holds")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit status. Errors are one clear message on standard error."""
    asked = parser().parse_args(arguments)
    try:
        _time_zone()
        return _run(asked)
    except LoadRefused as error:
        commands.tell(error.findings)
        return _failed(error, 1)
    except (WarehouseMissing, WarehouseBusy, NotPublished, StoreError, BackupRefused) as error:
        return _failed(error, 1)
    except (WrongCall, WarehouseUnsupported, ArgumentError) as error:
        return _failed(error, 2)
    except KeyboardInterrupt:
        return _failed("Interrupted: nothing was changed.", 130)
    except BrokenPipeError:
        return 0
    except DRIVER_ERRORS as error:
        return _failed(told(error, parsed(warehouse_url())), 1)
    except MemoryError:
        return _failed("There is not enough memory for it. Nothing was published.", 1)
    except OSError as error:
        return _failed(error, 1)
    except duckdb.Error as error:
        return _failed(first_line(error), 1)


def _run(asked: argparse.Namespace) -> int:
    if asked.command == "demo":
        commands.demo(asked.customers, asked.years, asked.seed, not asked.no_activity, asked.usage_weeks,
                      not asked.no_wait)
    elif asked.command == "load":
        commands.load(asked.directory, asked.company, asked.full)
    elif asked.command == "build":
        commands.build(asked.rescore, asked.company, asked.full)
    elif asked.command == "check":
        commands.check(asked.directory)
    elif asked.command == "health":
        return 0 if commands.health() else 1
    elif asked.command == "journey":
        return 0 if journey() else 1
    elif asked.command == "back":
        print(recovery.back(asked.version))
    elif asked.command in OWN:
        return OWN[asked.command](asked)
    elif asked.command == "targets":
        return 0 if commands.targets() else 1
    else:
        commands.show_status()
    return 0


def _time_zone() -> None:
    try:
        ZoneInfo(time_zone())
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WrongCall(f"TENURE_TIME_ZONE={time_zone()}: no such time zone.") from error


def _positive(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _failed(error: object, status: int) -> int:
    print(f"error: {error}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
