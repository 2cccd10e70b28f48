"""What the page asks: what people decided, read at every run, and figures from the cache of components.loaders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from components import loaders
from components.router import Frame
from data import targets as plan_file
from data.practice.reading import read as read_practice
from data.store import Record
from data.warehouse import time_zone
from queries import charter, charter_decisions, charter_meetings, charter_past, frozen, week_names
from queries.charter import Wanted
from queries.measures.goals import goals
from queries.scope import Scope


@dataclass(frozen=True)
class Questions:
    """The page's questions, on its frame's date; the charter is the whole company's, whatever is filtered."""

    frame: Frame

    @property
    def scope(self) -> Scope:
        return Scope(self.frame.scope.as_of, viewer=self.frame.scope.viewer)

    @property
    def week(self) -> date:
        """The Sunday whose week a meeting reviews on the page's date."""
        return charter_decisions.sunday(self.frame.scope.as_of)

    def decided(self, kind: str) -> tuple[Record, ...]:
        """The company's records of a kind."""
        return loaders.decided(kind)

    @property
    def back(self) -> bool:
        """Whether the page looks back: its date lies before the newest one of the data."""
        return self.frame.scope.as_of < self.frame.build.default_as_of

    @property
    def may_meet(self) -> bool:
        """Whether the week's meeting may be held: its data are there, and it is not long past."""
        latest = charter_decisions.sunday(self.frame.build.default_as_of)
        return self.frame.build.first_day <= self.week and charter_past.may_meet(self.week, latest)

    def then(self, kind: str) -> tuple[Record, ...]:
        """The company's records of a kind, as they stood on the page's date."""
        if not self.back:
            return self.decided(kind)
        return loaders.decided_then(kind, charter_past.moment(self.frame.scope.as_of))

    def todo(self, kind: str) -> tuple[Record, ...]:
        """Decisions or actions as they stood on the page's date. Source: queries.charter_past.then."""
        now = self.decided(kind)
        return charter_past.then(now, self.then(kind), self.frame.scope.as_of) if self.back else now

    def before_charter(self) -> date | None:
        """The day on which the first target was set, where the page's date lies before it; null elsewhere."""
        if not self.back or self.then("target"):
            return None
        first = [loaders.versions("target", each.key)[0].at for each in self.decided("target")]
        return min(first).astimezone(ZoneInfo(time_zone())).date() if first else None

    def record(self, kind: str, key: str) -> Record | None:
        """One of them; null where there is none."""
        return next((each for each in self.decided(kind) if each.key == key), None)

    def wanted(self) -> tuple[Wanted, ...]:
        """The targets: the store's, the quarter's of targets.toml, the goals of the practice."""
        build = self.frame.build
        plan = plan_file.read().held_by(build.is_demo).targets
        return charter.wanted(self.then("target"), plan, goals(read_practice()), self.frame.scope.as_of,
                              build.fiscal_year_start)

    def kpis(self) -> pd.DataFrame:
        """Every target against its figure. Source: queries.charter.kpis."""
        return loaders.load(charter.kpis, self.scope, self.wanted())

    def own(self) -> pd.DataFrame:
        """The charter's own KPIs, without the goals that nobody has taken up. Source: queries.charter.kpis."""
        held = tuple(each for each in self.wanted() if each.source in charter.CHARTER)
        return loaders.load(charter.kpis, self.scope, held)

    def listed(self) -> pd.DataFrame:
        """Decisions and actions as they stood on the page's date. Source: queries.charter_decisions.listed."""
        return charter_decisions.listed(self.todo("decision") + self.todo("action"), self.frame.scope.as_of)

    def accounts(self, found: pd.DataFrame) -> dict[str, str]:
        """The accounts that actions name, by id, those that whoever asks may see. Source: queries.week_names.named."""
        ids = tuple(sorted({each for each in found.account_id if isinstance(each, str)}))
        if not ids:
            return {}
        with loaders.listening():  # a name is no part of a figure's evidence
            told = loaders.load(week_names.named, self.scope, ids)
        return {str(row.account_id): str(row.account or row.account_id) for row in told.itertuples()}

    def playbooks(self) -> dict[str, str]:
        """The playbooks by id with their names, the store's beside the loaded. Source: charter_decisions.playbooks."""
        loaded = loaders.load(charter_decisions.playbooks)
        return {**dict(zip(loaded.playbook_id, loaded.name, strict=True)),
                **{each.key: str(each.get("name")) for each in self.decided("playbook")}}

    def outcomes(self) -> pd.DataFrame:
        """What measures did after decisions. Source: queries.charter_decisions.outcomes."""
        named = tuple(each for each in self.todo("decision") if each.get("measure"))
        told = tuple(replace(each, body_items=tuple(item for item in each.body_items if item[0] == "kpis"))
                     for each in self.decided("snapshot"))  # without the accounts, which would only make a long key
        return loaders.load(charter_decisions.outcomes, self.scope, named, told)

    def seen(self, week: str) -> Record | None:
        """The telling of a week that its meeting saw; null where it is not frozen."""
        kept = self.record("snapshot", week)
        if kept is None:
            return None
        review = self.record("review", week)
        if review is None or review.get("snapshot") in (None, kept.version):
            return kept
        return charter_meetings.seen(kept, review, loaders.versions("snapshot", week))

    def meetings(self) -> pd.DataFrame:
        """Meetings and frozen weeks up to the page's date. Source: queries.charter_meetings.meetings."""
        shown = self.frame.scope.as_of.isoformat()
        kept = [each for snapshot in self.decided("snapshot") if snapshot.key <= shown
                if (each := self.seen(snapshot.key)) is not None]
        held = tuple(each for each in self.decided("review") if each.key <= shown)
        return charter_meetings.meetings(held, tuple(kept))

    def compared(self, snapshot: Record) -> pd.DataFrame:
        """A frozen week's figures beside those of the data now. Source: queries.frozen.compared."""
        return loaders.load(frozen.compared, self.scope, snapshot)

    def restated(self, snapshot: Record) -> pd.DataFrame:
        """By account, what changed a frozen week. Source: queries.frozen.restated."""
        return loaders.load(frozen.restated, self.scope, snapshot)

    def picture(self) -> dict[str, object]:
        """This week's figures, to be frozen. Source: queries.frozen.picture."""
        return loaders.load(frozen.picture, self.scope.at(self.week), self.wanted())
