"""What was set: names nobody knows, the company's TOML files, the sign-in."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from data import configured, targets
from data.access import reading as access
from data.access.listening import said_open
from data.access.providers import settings
from data.alerts import reading as alerts
from data.delivery import reading as delivery
from data.doctor.line import Line, fault, ok, warn
from data.economics import reading as economics
from data.faults import LoadRefused, WrongCall
from data.health import reading as health
from data.journey import reading as journey
from data.maturity import reading as maturity
from data.practice import reading as practice
from data.published import reading as published
from data.selling import reading as selling
from data.sources import settings as sources

PREFIX = "TENURE_"
FAULTS: dict[str, Callable[[], Any]] = {
    "access": lambda: access.read().faults, "alerts": lambda: alerts.read().faults,
    "delivery": lambda: delivery.read().faults, "economics": lambda: economics.read().faults,
    "health": health.read, "journey": journey.read, "maturity": maturity.read,
    "practice": lambda: practice.read().faults, "published": lambda: published.read().faults,
    "selling": lambda: selling.read().faults, "sources": sources.read, "targets": lambda: targets.read().faults}
"""What is wrong with each file: given as a list of faults, or raised."""


def lines() -> Iterator[Line]:
    """All of them."""
    yield from _names()
    yield from _files()
    yield _sign_in()


def unknown() -> list[tuple[str, str | None]]:
    """The TENURE_ names of the environment that nothing reads, each with the nearest that is read, null if none is."""
    given = [name for name in sorted(os.environ) if name.startswith(PREFIX) and name not in configured.KNOWN]
    known = [name.removeprefix(PREFIX) for name in sorted(configured.KNOWN)]
    near = (difflib.get_close_matches(name.removeprefix(PREFIX), known, 1) for name in given)
    return [(name, f"{PREFIX}{each[0]}" if each else None) for name, each in zip(given, near, strict=True)]


def _names() -> Iterator[Line]:
    for name, near in unknown():
        yield warn("settings.names", f"{name} is no setting of Tenure's: nothing reads it",
                   f"Did you mean {near}?" if near else "Take it out; README.md lists all of them.")
    try:
        held = configured.written()
    except WrongCall as error:
        yield fault("settings.file", str(error), "Correct the line; the board refuses until then.")
        return
    given = sum(name in configured.KNOWN for name in os.environ)
    yield ok("settings.names", f"{given} settings in the environment, {len(held)} in {configured.FILE}")


def _files() -> Iterator[Line]:
    for name in configured.FILES:
        at = configured.own_file(name, Path())
        if at == Path():
            continue
        wrong = _wrong(name)
        if wrong:
            yield fault(f"settings.{name}", f"{at}: {len(wrong)} faults: {wrong[0]}", "Correct the file; until then it "
                        "counts as its page or command says.")
        else:
            yield ok(f"settings.{name}", f"{at} holds")
    if all(configured.own_file(name, Path()) == Path() for name in configured.FILES):
        yield ok("settings.files", "no file of the company's own: Tenure's defaults hold")


def _wrong(name: str) -> list[str]:
    try:
        found = FAULTS[name]()
    except (health.ModelRefused, maturity.RulesRefused) as error:
        return [str(each) for each in error.faults]
    except LoadRefused as error:
        return [str(each) for each in error.findings]
    except WrongCall as error:
        return [str(error)]
    return [str(each) for each in found] if name not in RAISED else []


RAISED = ("health", "journey", "maturity", "sources")


def _sign_in() -> Line:
    """By the section [auth] of Streamlit's secrets, as the board reads it; no value of it is shown."""
    named = os.environ.get("STREAMLIT_SECRETS_FILES")
    places = [Path(each) for each in named.split(os.pathsep)] if named else \
        [Path.home() / ".streamlit/secrets.toml", configured.ROOT / ".streamlit/secrets.toml"]
    auth: object = None
    for at in filter(Path.exists, places):
        try:
            auth = tomllib.loads(at.read_text(encoding="utf-8-sig")).get("auth", auth)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            return fault("signin.settings", f"{at} cannot be read ({type(error).__name__})", "Correct it: the board "
                         "stays closed until then.")
    found = settings(auth, (), os.environ.get("STREAMLIT_SERVER_TRUSTED_USER_HEADERS"))
    if found.faults:
        return fault("signin.settings", f"[auth] cannot work: {found.faults[0].kind} ({found.faults[0].what})",
                     "Correct it (docs/identity.md): the board stays closed until then.")
    if found.absent:
        return warn("signin.settings", "open to everybody who finds the address (TENURE_OPEN=yes)",
                    "Configure a sign-in: docs/identity.md.") if said_open() else \
            ok("signin.settings", "none: the board answers this machine only")
    return _access(", ".join(provider.name for provider in found.providers))


def _access(providers: str) -> Line:
    if access.read().absent:
        return warn("signin.settings", f"{providers}; there is no access file: nobody who signs in sees anything",
                    f"Write {access.path()} (docs/access.md).")
    return ok("signin.settings", f"{providers}; who may see what is in {access.path()}")
