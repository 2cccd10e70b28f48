"""What must hold of a sign-in beyond its signature, at every run of a page.

The signature, the issuer and the nonce of the ID token are verified once, when somebody signs in; the result is kept in
a signed cookie for thirty days. Neither is enough: the cookie outlives the token, and a token issued for another
application passes where it names this one as its authorized party. So audience, provider and expiry are looked at
here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from typing import Literal

Refusal = Literal["expired", "audience", "provider", "incomplete", "ended", "cookie", "unfinished"]
"""Why a sign-in does not count: words of the catalogue, signin.why.*. The last two are found by the sign-in screen."""

HOURS = "TENURE_SIGN_IN_HOURS"
LONGEST_HOURS = 24
MARKS = ("provider", "iss", "sub", "aud", "iat", "exp", "nonce", "at_hash", "jti")
Claims = Mapping[str, object]


def refusal(claims: Claims, clients: Mapping[str, str], now: float) -> Refusal | None:
    """Why these claims do not name anybody now; null where they do.

    claims: of the ID token, with the name of the `provider` that gave it. clients: the client id by provider, of those
    that are configured today. now: seconds since 1970. Nobody is let in by a claim that is missing or of another type.
    """
    client = clients.get(str(claims.get("provider")))
    if client is None:
        return "provider"
    if not _text(claims.get("sub")) or not _text(claims.get("iss")):
        return "incomplete"
    if not _meant_for(client, claims):
        return "audience"
    until = expires(claims)
    if until is None:
        return "incomplete"
    return None if now < until else "expired"


def expires(claims: Claims) -> float | None:
    """When the sign-in ends, in seconds since 1970; null where it does not say.

    When the token does, unless TENURE_SIGN_IN_HOURS says how long a sign-in lasts from the moment it was issued.
    """
    until, since, hours = _number(claims.get("exp")), _number(claims.get("iat")), hours_asked()
    return since + hours * 3600 if until is not None and since is not None and hours is not None else until


def hours_asked() -> float | None:
    """TENURE_SIGN_IN_HOURS; null where it is unset, no number, or not between nothing and a day."""
    try:
        asked = float(os.environ.get(HOURS, ""))
    except ValueError:
        return None
    return asked if 0 < asked <= LONGEST_HOURS else None


def fingerprint(claims: Claims) -> str:
    """One sign-in, told from all others of the same person: what signing out ends."""
    named = {name: claims.get(name) for name in MARKS}
    return hashlib.sha256(json.dumps(named, sort_keys=True, default=str).encode()).hexdigest()


def person(claims: Claims) -> str:
    """One person at one provider, in one word: a session belongs to one, and never changes hands."""
    named = [str(claims.get(name)) for name in ("provider", "iss", "sub", "email")]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def _meant_for(client: str, claims: Claims) -> bool:
    """Whether the token was issued for this client. Among several audiences it must be the authorized party too."""
    given = claims.get("aud")
    audiences = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    if client not in audiences:
        return False
    party = claims.get("azp")
    return party == client if len(audiences) > 1 or party is not None else True


def _number(given: object) -> float | None:
    return float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None


def _text(given: object) -> bool:
    return isinstance(given, str) and bool(given.strip())
