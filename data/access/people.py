"""Who somebody is on the board: resolved from the access file, else from the claims of the sign-in, at every run.

Whatever is unknown, missing or wrong gives nothing, with the reason. Nothing is ever given because of a fault.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from data.access.entries import LOWER, Access, Grant, role_of, text_of
from data.access.model import Viewer
from data.access.reading import read

LOG = logging.getLogger("tenure")
REASONS = ("not_signed_in", "not_listed", "no_file", "file_broken", "no_identity", "email_unverified", "unknown_role",
           "role_none", "lead_without_team", "team_gone", "csm_without_id", "csm_unknown", "claim_missing",
           "claim_wrong_type", "entry_faulty", "listed_twice")
"""Why somebody sees nothing: words of the catalogue, access.reason.*."""
VERIFIED = (True, "true", "True")


@dataclass(frozen=True)
class Known:
    """What the data in use know: the ids of teams and CSMs that customers bear or ever bore."""

    teams: frozenset[str]
    csms: frozenset[str]


class _Wrong(Exception):
    """A claim that cannot be read: the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def resolve(claims: Mapping[str, object], known: Known, access: Access | None = None) -> Viewer:
    """The person whom verified claims name, as they may see the data in use. Never raises.

    A listed person is what the file says, whatever the claims say. Others are what their claims say, where the file
    names claims; else the file's default. Least access and a reason for all that is wrong. `access`: the file as read,
    by default as it stands now.
    """
    held = access if access is not None else read()
    who, kind = identity(claims, held)
    name = (text_of(claims.get(held.claims.name)) if held.claims.name else None) or ""
    if held.broken:
        _complain("\n".join(map(str, held.faults)))
        return Viewer(who, "none", name=name, why="file_broken")
    if not who:
        return Viewer("", "none", name=name, why="no_identity")
    listed = held.people.get((kind, who))
    try:
        grant = listed if listed is not None else _unlisted(claims, held)
    except _Wrong as wrong:
        grant = Grant("none", why=wrong.why)
    return _viewer(who, grant, grant.name or name or who, known)


def identity(claims: Mapping[str, object], access: Access) -> tuple[str, str]:
    """Who the claims say it is, and by which of "email" and "sub"; empty where they do not say.

    An e-mail counts unless the provider says that it is not verified. It is compared without regard to the case of
    Latin letters alone: a full-width or look-alike letter is another mailbox, which somebody else may own.
    """
    claim = access.claims.person
    email = text_of(claims.get(claim))
    if email and (claim != "email" or claims.get("email_verified", True) in VERIFIED):
        return email.translate(LOWER), "email"
    return text_of(claims.get("sub")) or "", "sub"


def _unlisted(claims: Mapping[str, object], access: Access) -> Grant:
    """What the claims give, else the default."""
    names = access.claims
    if names.role and claims.get(names.role) is not None:
        return _by_role(claims, access)
    if names.groups and claims.get(names.groups) is not None:
        found = _by_groups(_texts(claims[names.groups]), access.groups)
        return found or _default(claims, access)
    if names.role or names.groups:
        raise _Wrong("claim_missing")
    return _default(claims, access)


def _by_role(claims: Mapping[str, object], access: Access) -> Grant:
    names, given = access.claims, claims[str(access.claims.role)]
    word = text_of(given)
    if word is None:
        raise _Wrong("claim_wrong_type")
    role = role_of(word)
    if role is None:
        raise _Wrong("unknown_role")
    if role == "lead":
        teams = claims.get(names.teams) if names.teams else None
        return Grant("lead", _texts(teams) if teams is not None else ())
    if role == "csm":
        given = claims.get(names.csm) if names.csm else None
        csm = text_of(given)
        if given is not None and csm is None:
            raise _Wrong("claim_wrong_type")
        return Grant("csm", csm=csm)
    return Grant(role, why="role_none" if role == "none" else "")


def _by_groups(member: tuple[str, ...], groups: Mapping[str, Grant]) -> Grant | None:
    """The first group of the file that the person is in; of a lead's, the teams of all of them."""
    own = [grant for name, grant in groups.items() if name in member]
    if not own or own[0].role != "lead":
        return own[0] if own else None
    return Grant("lead", tuple(sorted({team for each in own if each.role == "lead" for team in each.teams})))


def _default(claims: Mapping[str, object], access: Access) -> Grant:
    unverified = text_of(claims.get("email")) and claims.get("email_verified", True) not in VERIFIED
    why = "no_file" if access.absent else "email_unverified" if unverified else "not_listed"
    return Grant(access.default, why=why if access.default == "none" else "")


def _texts(given: object) -> tuple[str, ...]:
    """A claim of one or several texts. Errors: _Wrong for anything else."""
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list | tuple) or not all(text_of(each) for each in listed):
        raise _Wrong("claim_wrong_type")
    return tuple(str(text_of(each)) for each in listed)


def _viewer(who: str, grant: Grant, name: str, known: Known) -> Viewer:
    """The grant against the data in use: teams and CSMs that these do not know give nothing."""
    if grant.why:
        return Viewer(who, "none", name=name, why=grant.why)
    if grant.role == "lead":
        teams = tuple(sorted(set(grant.teams) & known.teams))
        why = "team_gone" if grant.teams else "lead_without_team"
        return Viewer(who, "lead", teams, name=name) if teams else Viewer(who, "none", name=name, why=why)
    if grant.role == "csm":
        if grant.csm in known.csms:
            return Viewer(who, "csm", csm=grant.csm, name=name)
        return Viewer(who, "none", name=name, why="csm_unknown" if grant.csm else "csm_without_id")
    return Viewer(who, grant.role, name=name, why="role_none" if grant.role == "none" else "")


@lru_cache(maxsize=64)
def _complain(faults: str) -> None:
    """Once for each state of the file, to the server's log: whoever signs in is told that it is broken, not how."""
    LOG.error("nobody who signs in is shown anything, the access file cannot be used:\n%s", faults)
