"""What people click on: a seeded mix of pages, filters, days, languages, panels and files."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Literal, get_args
from urllib.parse import urlencode

from components.address import Address, write
from components.i18n import LANGUAGES
from components.router import PAGES
from data.warehouse import open_warehouse
from queries.account_search import largest
from queries.dimension import Dimension
from queries.dimensions import Build, build_info, dimensions
from queries.scope import Scope

Kind = Literal["page", "filter", "date", "language", "panel", "csv", "xlsx", "pdf"]
KINDS: tuple[Kind, ...] = get_args(Kind)
WEIGHTS: dict[Kind, int] = {
    "page": 40, "filter": 22, "date": 8, "language": 4, "panel": 10, "csv": 7, "xlsx": 6, "pdf": 3}
FILTERS = ("segment", "region", "plan", "team_id", "csm_id")
WEEKS = 8
ACCOUNTS = 200
WEEKLY, ACCOUNT = "", "account"
PATHS = tuple("" if page.is_default else page.path for page in PAGES if not page.screen)


@dataclass(frozen=True)
class Company:
    """What can be asked of the company in TENURE_HOME."""

    build: Build
    dimensions: dict[str, Dimension]
    accounts: tuple[str, ...]

    @classmethod
    def read(cls) -> Company:
        warehouse = open_warehouse()
        build = build_info(warehouse)
        largest_ones = largest(warehouse, Scope(build.default_as_of), ACCOUNTS)
        return cls(build, dimensions(warehouse), tuple(map(str, largest_ones.account_id)))

    def values(self, key: str) -> list[str]:
        """The known values of a filter; none where the company has not got it."""
        return [each.value for each in self.dimensions[key].values if each.value] if key in self.dimensions else []


@dataclass
class Visit:
    """One person's way through the board: where they are, and what they click next. The same seed clicks the same."""

    company: Company
    chance: random.Random
    path: str = WEEKLY
    address: Address = field(default_factory=Address)
    language: Literal["ja", "en"] = "ja"
    account: str = ""

    @property
    def query(self) -> str:
        """The query string of where they are."""
        params = write(self.address, self.language) | ({"account": [self.account]} if self.path == ACCOUNT else {})
        return urlencode(params, doseq=True)

    def click(self) -> Kind:
        """Chooses the next click, and goes where it leads. Panels and files lead nowhere; the report is on its page."""
        kind = self.chance.choices(KINDS, [WEIGHTS[each] for each in KINDS])[0]
        if kind == "page":
            self.path = self.chance.choice(PATHS)
            self.account = self.chance.choice(self.company.accounts) if self.company.accounts else ""
        elif kind == "filter":
            self.address = self._filtered()
        elif kind == "date":
            weeks = self.company.build.weeks[-WEEKS:]
            self.address = replace(self.address, as_of=self.chance.choice(weeks))
        elif kind == "language":
            self.language = next(each for each in LANGUAGES if each != self.language)
        return kind

    def _filtered(self) -> Address:
        """One filter chosen, or all of them cleared."""
        known = {key: values for key in FILTERS if (values := self.company.values(key))}
        if not known or (self.address.where and self.chance.random() < 0.5):
            return replace(self.address, where=())
        key = self.chance.choice(sorted(known))
        return self.address.filtered(key, [self.chance.choice(known[key])])
