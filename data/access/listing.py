"""`python -m data access`: checks the access file against the data in use, and says what one person may see."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from typing import Any

from data.access.company import known
from data.access.entries import Access, Grant, folded
from data.access.model import Viewer
from data.access.people import Known, resolve
from data.access.reading import EXAMPLE, read
from data.warehouse import WarehouseMissing, open_warehouse

SEES = {"executive": "the whole company, with names", "viewer": "the company's totals, without names",
        "none": "nothing"}
WHY = {
    "not_signed_in": "they did not sign in", "not_listed": "they stand neither in the file nor in its default",
    "no_file": "there is no access file", "file_broken": "the access file has faults: python -m data access check",
    "no_identity": "the sign-in names neither an e-mail nor a subject",
    "email_unverified": "the provider has not verified the e-mail", "unknown_role": "the role is none that there is",
    "role_none": "the role none was given", "lead_without_team": "a lead without a team",
    "team_gone": "no customer belongs to any of the lead's teams", "csm_without_id": "a CSM without an id",
    "csm_unknown": "no customer belongs to the CSM's id", "claim_missing": "the claim that names the role is missing",
    "claim_wrong_type": "a claim is not of the kind that it has to be",
    "entry_faulty": "the entry has a fault: python -m data access check",
    "listed_twice": "they stand in the file twice",
}
"""Why, for who runs the board. What the person is told is in components/i18n/*/access.toml."""


def add_to(commands: Any) -> None:
    """The command and its own commands, for data/__main__.py."""
    own = commands.add_parser("access", help="check who may see what, and say what one person may see")
    asked = own.add_subparsers(dest="what", metavar="WHAT")
    asked.add_parser("check", help="the file against the data in use (the default)")
    one = asked.add_parser("who", help="what one person may see, and why")
    one.add_argument("email", metavar="E-MAIL")


def run(asked: argparse.Namespace) -> int:
    """Runs one of them; its exit status: 1 where the file has faults, or the person may see nothing."""
    return _who(asked.email) if asked.what == "who" else _check()


def named(email: str, company: Known) -> Viewer:
    """The person of an e-mail as the board would resolve them, without any claim but that."""
    return resolve({"email": folded(email)}, company, _by_email(read()))


def _by_email(access: Access) -> Access:
    """The file, read by the e-mail whatever claim the sign-in names people by."""
    return replace(access, claims=replace(access.claims, person="email"))


def _who(email: str) -> int:
    viewer = named(email, known(open_warehouse()))
    print(f"{viewer.who or email}: {viewer.role}, sees {said(viewer)}")
    if viewer.barred:
        print(f"because {WHY[viewer.why]}")
    return 1 if viewer.barred else 0


def said(viewer: Viewer) -> str:
    """What somebody sees, in words."""
    if viewer.role == "lead":
        return f"the customers of {', '.join(viewer.teams)}, with names"
    return f"the customers of {viewer.csm}, with names" if viewer.role == "csm" else SEES[viewer.role]


def _check() -> int:
    access = read()
    for fault in access.faults:
        print(f"fault: {fault}", file=sys.stderr)
    if access.absent:
        print(f"No access file: there is no {access.path}. Nobody who signs in sees anything. Write one, for example:"
              f"\n\n{EXAMPLE.read_text(encoding='utf-8')}", end="")
        return 0
    if access.broken:
        print(f"Nobody who signs in sees anything until {access.path} is put right.")
        return 1
    unknown = _against(access)
    for line in unknown:
        print(f"warning: {line}", file=sys.stderr)
    counted = Counter(grant.role for grant in access.people.values())
    roles = ", ".join(f"{count:,} {role}" for role, count in sorted(counted.items())) or "nobody"
    print(f"{len(access.people):,} people ({roles}), {len(access.groups):,} groups, everybody else: {access.default}; "
          f"{len(access.faults):,} faults, {len(unknown):,} warnings in {access.path}")
    return 1 if access.faults else 0


def _against(access: Access) -> list[str]:
    """Teams and CSMs of the file that the data in use do not know; none where nothing is loaded."""
    try:
        company = known(open_warehouse())
    except WarehouseMissing as error:
        return [f"teams and CSMs were not checked: {error}"]
    entries = [*((name, grant) for (_, name), grant in access.people.items()), *access.groups.items()]
    return [line for name, grant in entries for line in _gone(name, grant, company)]


def _gone(name: str, grant: Grant, company: Known) -> list[str]:
    teams = [f"{name}: no customer belongs to the team {team}" for team in grant.teams if team not in company.teams]
    csm = grant.csm is not None and grant.csm not in company.csms
    return teams + ([f"{name}: no customer belongs to the CSM {grant.csm}"] if csm else [])
