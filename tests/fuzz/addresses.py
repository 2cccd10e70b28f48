"""Cases of what a link asks for (url): nothing of it is dropped unseen, and what was understood comes back the same."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from components import address
from components.address import RESERVED, Address
from data.access import EVERYONE
from queries.dimensions import Build, Dimension, check
from queries.scope import UNITS
from tests.fuzz import nasty
from tests.fuzz.filters import KEYS, VALUES, known
from tests.fuzz.outcome import Kind, Outcome

Params = dict[str, list[str]]
LAST = date(2026, 11, 22)
WEEKS = tuple(LAST - timedelta(7 * number) for number in reversed(range(104)))
BUILD = Build("v", datetime(2026, 11, 22, tzinfo=UTC), "C", False, WEEKS[0], LAST, LAST, "JPY", 0, "Asia/Tokyo", 1, 1,
              WEEKS, ())


def asked(rng: random.Random, dimensions: dict[str, Dimension]) -> Params:
    """The parameters of a link: right ones, wrong ones, ones that come twice, and ones that are no one's."""
    found: Params = {}
    for _ in range(rng.randint(0, 6)):
        name = rng.choice((*KEYS, *map(address.parameter, dimensions), *RESERVED, "", "f.", "F.by", "\0",
                           *nasty.TEXTS[:20]))
        pool = (VALUES if name not in ("as_of", "unit", "lang") else
                (*nasty.DATES, *map(str, rng.sample(WEEKS, 3)), *UNITS, "ja", "en", "JA", "xx", ""))
        found.setdefault(name, []).extend(rng.choice(pool) for _ in range(rng.choice((0, 1, 1, 2, 3))))
    return found


class Addresses:
    """Each case is a link into a made-up company whose attributes are called as badly as people call them."""

    name, limit = "url", 5.0

    def prepare(self, folder: Path) -> None:
        """Nothing is needed: an address is read without a browser and without data."""

    def case(self, rng: random.Random) -> Outcome:
        dimensions = known(rng)
        params = asked(rng, dimensions)
        if rng.random() < 0.5:
            params = parse_qs(urlencode(params, doseq=True, errors="replace"), keep_blank_values=True)
        read = address.read(params, dimensions, BUILD)
        if dropped := _dropped(params, read):
            return Outcome(Kind.WRONG, f"{dropped} of {params} is neither read nor told")
        check(read.scope(BUILD, EVERYONE), dimensions)
        plain = Address(read.as_of, read.unit, read.where)
        if address.read(address.write(read), dimensions, BUILD) != plain:
            return Outcome(Kind.WRONG, f"{params} was read as {plain}, which a link cannot say")
        return Outcome(Kind.REFUSED if read.unknown else Kind.READ)


def _dropped(params: Params, read: Address) -> str | None:
    """A filter that a link asks for and that is neither in the view nor reported; null where there is none."""
    told = {(each.parameter, each.value) for each in read.unknown} | {(each.parameter, "") for each in read.unknown
                                                                   if each.fault == "key"}
    where = dict(read.where)
    for name, values in params.items():
        for value in values if name not in RESERVED else ():
            held = where.get(name.removeprefix("f."), ())
            if (value or None) not in held and (name, value) not in told and (name, ", ".join(values)) not in told:
                return f"{name}={value}"
    return None
