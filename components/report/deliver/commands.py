"""`python -m components.report deliver` and `deliveries`: sends what is due, and says what was sent to whom."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from components.report.deliver.events import teller
from components.report.deliver.letter import Letter
from components.report.deliver.order import Count, Order
from components.report.deliver.preparing import Job, Refused, chosen, jobs, week_of
from components.report.deliver.run import Maker, Run
from data.configured import home
from data.delivery.log import Log, Step
from data.delivery.reading import read
from data.faults import WrongCall
from data.locking import WarehouseBusy, exclusive
from data.store import StoreError
from data.warehouse import (
    WarehouseDamaged,
    WarehouseMissing,
    WarehouseUnsupported,
    open_warehouse,
    standing,
    time_zone,
)
from queries.commands.common import day
from queries.dimensions import build_info

LOCK = "deliver.lock"


def deliver_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `deliver`."""
    parser.add_argument("--as-of", type=day, metavar="WEEK", help="its Sunday; sent now. Default: the last that ended")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this recipient alone; repeatable")
    parser.add_argument("--dry-run", action="store_true", help="make everything, send nothing, record nothing")
    unknown = parser.add_mutually_exclusive_group()
    unknown.add_argument("--again", action="store_true",
                         help="with --only: also send what may have arrived when a run was cut off")
    unknown.add_argument("--received", action="store_true", help="with --only: record that such a message did arrive")


def deliveries_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `deliveries`."""
    parser.add_argument("--as-of", type=day, metavar="WEEK", help="of one week; default: of all")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def deliver(asked: argparse.Namespace, maker: Maker | None = None) -> int:
    """Sends what is due; the exit status: 1 where something was not delivered, 2 where call or file are wrong."""
    try:
        if (asked.again or asked.received) and not asked.only:
            raise Refused("--again and --received need --only NAME: say whose")
        return _deliver(asked, maker or _maker)
    except (Refused, WrongCall) as error:
        print(f"fault: {error}", file=sys.stderr)
        return 2
    except WarehouseBusy:
        print("Another run is delivering: nothing was sent by this one.", file=sys.stderr)
        return 1
    except (WarehouseMissing, WarehouseUnsupported, StoreError) as error:
        print(f"{error}\nNothing was sent.", file=sys.stderr)
        return 1


def deliveries(asked: argparse.Namespace) -> int:
    """Prints what was delivered to whom, the newest week last; the exit status."""
    try:
        found = list(Log("").standing(asked.as_of).values())
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    if asked.format == "json":
        print(json.dumps({"rows": [_row(each) for each in found]}, ensure_ascii=False))
        return 0
    for each in found:
        detail = each.message.detail
        print(f"{each.message.week}  {each.message.recipient:<16}  {each.message.channel:<32}  {each.state:<8}  "
              f"{_local(each.at):%Y-%m-%d %H:%M}  {detail['who']} ({detail['role']})  {' '.join(detail['forms'])}"
              f"  {detail.get('reason', '')}".rstrip())
    print(f"{len(found):,} messages (times in {time_zone()})")
    return 0


def _deliver(asked: argparse.Namespace, maker: Maker) -> int:
    plan = read()
    recipients = chosen(plan, tuple(asked.only))
    warehouse = open_warehouse()
    _whole()
    build = build_info(warehouse)
    moment = datetime.now(ZoneInfo(build.time_zone))
    week = week_of(build, asked.as_of, moment.date())
    made = jobs(plan, recipients, warehouse, os.environ)
    secrets = {each for job in made for channel in job.channels for each in (*channel.secrets, channel.address)}
    name = uuid4().hex[:12]
    tell = teller(name, secrets)
    order = Order(plan, build, week, None if asked.as_of or asked.again else moment, asked.again)
    with exclusive(_lock()):
        run = Run(order, Log(name), tell)
        tell("started", week=week, recipients=len(made), version=build.version)
        if asked.dry_run:
            return _dry(run, made, maker)
        if asked.received:
            return _received(run, made)
        count = run.deliver(made, maker)
    return _ended(run, count)


def _whole() -> None:
    """A report of older data, because the newest are damaged, is not sent unasked. Errors: WarehouseDamaged."""
    damaged = standing()[1]
    if damaged:
        raise WarehouseDamaged(f"Nothing was sent: {damaged}. Load or build again, then deliver.")


def _lock() -> Path:
    """The file of the lock; its folder may be missing where the warehouse and the store are on servers.

    Errors: WrongCall where it cannot be written.
    """
    at = home() / LOCK
    try:
        at.parent.mkdir(parents=True, exist_ok=True)
        at.touch()
    except OSError as error:
        raise WrongCall(f"{at} cannot be written: {error.strerror or error}; set TENURE_HOME") from error
    return at


def _maker(job: Job, week: date, link: str) -> Letter:
    """Imported where it is needed: what draws takes seconds to load, and a wrong call is told at once."""
    from components.report.deliver.making import make
    return make(job, week, link)


def _dry(run: Run, made: tuple[Job, ...], maker: Maker) -> int:
    """Makes what is due and says what would be sent."""
    due = run.due(made, record=False)
    letters = run.letters(due, maker, record=False)
    for each in due:
        if found := letters.get(each.job.recipient.name):
            files = [file.name for file in found.files] if each.channel.is_mail else []
            run.say(each, "would_send", subject=found.subject, who=each.job.viewer.who, role=each.job.viewer.role,
                    files=files)
    print(f"{run.order.week}: {len(due):,} would be sent, {run.count.already:,} were already, "
          f"{run.count.waiting:,} wait for their hour. Nothing was sent.")
    return run.count.status


def _received(run: Run, made: tuple[Job, ...]) -> int:
    """Somebody asked: what may have arrived did."""
    print(f"{run.received(made):,} recorded as received.")
    return 0


def _ended(run: Run, count: Count) -> int:
    run.tell("ended", sent=count.sent, already=count.already, waiting=count.waiting, undelivered=count.undelivered)
    print(f"{run.order.week}: {count.sent:,} sent, {count.already:,} were already, {count.waiting:,} wait for their "
          f"hour, {count.undelivered:,} not delivered.")
    return count.status


def _row(each: Step) -> dict[str, object]:
    message = each.message
    return {"week": message.week.isoformat(), "recipient": message.recipient, "channel": message.channel,
            "state": each.state, "at": each.at.isoformat(timespec="seconds"), **message.detail}


def _local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(time_zone()))
