"""`python -m data connect [URL]`: tests a connection, says what it holds and would show, writes the choice, builds."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from data.configured import PASSWORD
from data.connect import telling
from data.connect.asking import Asking
from data.connect.choosing import explained, pick, tools
from data.connect.doing import Plan, as_if, build, write_sources, write_warehouse
from data.connect.finding import Contract, Known, Offer, contracts, known, lacks
from data.connect.looking import Schema, look
from data.connect.writing import refuse_secrets
from data.engines.names import SPARK, kind, parsed
from data.faults import LoadRefused, WrongCall
from data.sources.preset import preset_names
from data.warehouse import WarehouseUnavailable

REFUSED = "refuses the user or the password"


def add_to(commands: Any) -> None:
    """The command, for data/__main__.py."""
    own = commands.add_parser("connect", help="connect to a database: what it holds, what that would show, then build")
    own.add_argument("url", nargs="?", metavar="URL", help="duckdb:///PATH, postgresql://USER@HOST/DATABASE or "
                     f"hive://HOST:PORT/DATABASE, best without a password: it is asked for, or {PASSWORD} holds it")
    own.add_argument("--schema", metavar="NAME", help="look into this schema only")
    own.add_argument("--source", action="append", metavar="PRESET[=SCHEMA]", help="use this tool; once for each")
    own.add_argument("--option", action="append", metavar="SOURCE.OPTION=VALUE",
                     help="an option of a tool, as sources.toml would say it; once for each")
    own.add_argument("--there", action="store_true",
                     help="keep the board's tables in that database too (default: a file of this machine)")
    own.add_argument("--company", metavar="NAME", help="the company's name")
    own.add_argument("--yes", action="store_true", help="ask nothing, take the defaults")
    own.add_argument("--dry-run", action="store_true", help="show what would be written; write and build nothing")


def run(asked: argparse.Namespace) -> int:
    """The whole conversation; its exit status. Errors: WarehouseUnavailable, WrongCall, what a build raises."""
    asking = Asking(asked.yes)
    url, schemas = _reached(_url(asked.url, asking), asked.schema, asking)
    telling.reached(url)
    if asked.source and kind(url) == SPARK:
        raise WrongCall("--source: tools are read from PostgreSQL or a DuckDB file. On Spark SQL make views named as "
                        "the contract's tables (docs/loading.md).")
    offers = _offers(schemas, asked.source)
    if not offers:
        telling.nothing(schemas, asked.schema)
        return 1
    telling.offers(offers)
    plan = _plan(url, pick(offers, asking), asked, asking)
    if isinstance(plan, Contract):
        telling.missing(plan)
        return 1
    telling.plan(plan)
    if asked.dry_run:
        telling.files(plan)
        return 0
    if not asking.agreed("Write this and build"):
        print("Nothing was written.")
        return 1
    with as_if(plan):
        return _done(plan)


def _done(plan: Plan) -> int:
    """Tools' settings are written first, for a person to mend them; the warehouse's only once it is built."""
    write_sources(plan)
    if plan.lacking:
        telling.lacking(plan)
        return 1
    try:
        build(plan)
    except LoadRefused:
        telling.refused(plan)
        raise
    write_warehouse(plan)
    telling.done(plan)
    return 0


def _url(text: str | None, asking: Asking) -> URL:
    """The URL with the password of the environment where it has none. Errors: WrongCall."""
    text = text or asking.text("URL of the database (duckdb:///PATH, postgresql://USER@HOST/DATABASE, "
                               "hive://HOST:PORT/DATABASE)")
    if not text:
        raise WrongCall("Which database? python -m data connect URL")
    try:
        url = parsed(text)
    except WrongCall as error:
        raise WrongCall(_here(error)) from None
    refuse_secrets(url)
    given = os.environ.get(PASSWORD)
    return url.set(password=given) if kind(url) and given and not url.password else url


def _reached(url: URL, only: str | None, asking: Asking) -> tuple[URL, list[Schema]]:
    """What the database holds; a password is asked for where it wants one."""
    try:
        return url, look(url, only)
    except WarehouseUnavailable as error:
        wanted = REFUSED in str(error) and not url.password
        typed = asking.password(f"{url.username or ''}@{url.host or ''}") if wanted else None
        if typed is None:
            raise WarehouseUnavailable(_here(error)) from None
        url = url.set(password=typed)
    try:
        return url, look(url, only)
    except WarehouseUnavailable as error:
        raise WarehouseUnavailable(_here(error)) from None


def _here(error: Exception) -> str:
    """The message, about the URL of this call."""
    return str(error).replace("TENURE_WAREHOUSE_URL", "the URL")


def _offers(schemas: Sequence[Schema], asked: Sequence[str] | None) -> list[Offer]:
    """What can be used. Errors: WrongCall where a tool is asked for that is not there."""
    if not asked:
        tools_ = known(schemas)
        theirs = {each.schema.name for each in tools_}  # a tool may have an invoice, too
        return [*(each for each in contracts(schemas) if not each.missing or each.schema not in theirs), *tools_]
    wanted: dict[str, str | None] = {}
    for text in asked:
        name, _, schema = text.partition("=")
        if name not in preset_names():
            raise WrongCall(f"--source {name}: there is no such preset; there are {', '.join(preset_names())}.")
        wanted[name] = schema or None
    found = known(schemas, wanted)
    for name, where in wanted.items():
        fits = [each for each in found if each.preset.name == name]
        if not fits:
            raise WrongCall(f"--source {name}: {lacks(schemas, name, where)}")
        if len(fits) > 1:
            raise WrongCall(f"--source {name}: its tables are in {', '.join(each.schema.name for each in fits)}; say "
                            f"which: --source {name}=SCHEMA.")
    return [*found]


def _plan(url: URL, taken: Sequence[Offer], asked: argparse.Namespace, asking: Asking) -> Plan | Contract:
    """What is to be done, or the schema of the contract that cannot be used as it stands."""
    own = next((each for each in taken if isinstance(each, Contract)), None)
    company = asked.company or Path(url.database or "").stem or "company"
    if own is not None:
        return own if own.missing else Plan(url, company, asked.company, own)
    given = dict(_option(text) for text in asked.option or ())
    company = asked.company or asking.text("The company's name", company)
    made, notes = [], []
    for chosen in tools([each for each in taken if isinstance(each, Known)]):
        finished, said = explained(url, chosen, given, asking)
        made.append(finished)
        notes += said
    there = asked.there and kind(url) is not None
    return Plan(url, company, asked.company, None, tuple(made), there, tuple(notes))


def _option(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if "." not in name or not equals:
        raise WrongCall(f"--option {text}: write SOURCE.OPTION=VALUE, such as zuora.customer_id=crm_id.")
    return name, value
