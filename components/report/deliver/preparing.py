"""Before anything is sent: the file against the environment, the access file and the data. A fault stops it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from components.report.deliver import channels
from components.report.deliver.channels import Channel, NoChannel
from data.access import Viewer
from data.access.model import Filters
from data.delivery.model import Fault, Plan, Recipient
from data.delivery.reading import EXAMPLE
from data.delivery.targets import Missing
from data.toml_entries import Entries
from data.toml_file import opened
from data.warehouse import Warehouse
from queries.dimensions import Build, visible
from queries.people import NothingToSee, seen_as
from queries.scope import UnknownFilter


class Refused(Exception):
    """The file or the call is at fault: nothing was sent. `faults`: a line each."""

    def __init__(self, *faults: object) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(map(str, faults))


@dataclass(frozen=True)
class Job:
    """A recipient, as whom the report is made, and by which channels it goes."""

    recipient: Recipient
    viewer: Viewer
    channels: tuple[Channel, ...]


def week_of(build: Build, asked: date | None, today: date) -> date:
    """The week that is delivered: the one that is asked for, else the newest that has ended. Errors: Refused."""
    if asked is None:
        ended = [week for week in build.weeks if week < today and week <= build.default_as_of]
        if not ended:
            raise Refused("no week of the data has ended yet")
        return max(ended)
    if asked not in build.weeks:
        raise Refused(f"--as-of {asked}: is no week of the data: a week is its Sunday, from {build.weeks[0]} to "
                      f"{build.weeks[-1]}")
    return asked


def chosen(plan: Plan, only: tuple[str, ...]) -> tuple[Recipient, ...]:
    """The recipients that are asked for, by default all. Errors: Refused, also where there is no file."""
    if not plan.given:
        raise Refused(f"There is no {plan.path}. Write one, for example:\n\n{EXAMPLE.read_text(encoding='utf-8')}")
    if plan.faults:
        raise Refused(*plan.faults)
    names = [each.name for each in plan.recipients]
    unknown = [name for name in only if name not in names]
    if unknown:
        raise Refused(f"--only {', '.join(unknown)}: is no recipient; known: {', '.join(names)}")
    return tuple(each for each in plan.recipients if not only or each.name in only)


def jobs(plan: Plan, asked: tuple[Recipient, ...], warehouse: Warehouse, environ: Mapping[str, str]) -> tuple[Job, ...]:
    """What is to be made and by which channels it goes. Errors: Refused with every fault that was found."""
    found = _Checked(plan)
    made = [Job(each, found.viewer(each, warehouse), found.channels(each, environ)) for each in asked]
    for job in made:
        if not job.viewer.barred:
            found.scopes(job, warehouse)
    if found.entries.faults:
        raise Refused(*found.entries.faults)
    return tuple(made)


class _Checked:
    """The file once more, for the lines of what is wrong with it."""

    def __init__(self, plan: Plan) -> None:
        self.entries = Entries(plan.path, opened(plan.path)[0], Fault)

    def viewer(self, recipient: Recipient, warehouse: Warehouse) -> Viewer:
        """Whose permission holds; of somebody who may see nothing a fault."""
        try:
            return seen_as(warehouse, recipient.person)
        except NothingToSee as error:
            self.entries.add("sees_nothing", f"{error}", recipient.number, "person")
            return Viewer(recipient.person, "none")

    def channels(self, recipient: Recipient, environ: Mapping[str, str]) -> tuple[Channel, ...]:
        made = []
        for template in recipient.to:
            try:
                made.append(channels.opened(template, environ))
            except Missing as error:
                self.entries.add("not_set", f"needs {error} of the environment: set it", recipient.number, "to")
            except NoChannel as error:
                self.entries.add(error.rule, error.message, recipient.number, "to")
        names = [each.name for each in made]
        if len(set(names)) < len(names):
            self.entries.add("twice", "two addresses reach the same mailbox: keep one", recipient.number, "to")
        return tuple(made)

    def scopes(self, job: Job, warehouse: Warehouse) -> None:
        """Filters that these data do not have, for this person."""
        for scope in job.recipient.scopes:
            try:
                _known(scope, job.viewer, warehouse)
            except UnknownFilter as error:
                self.entries.add("unknown_filter", f"{error} (for {job.viewer.who})", job.recipient.number, "where")


def _known(scope: Filters, viewer: Viewer, warehouse: Warehouse) -> None:
    """Errors: UnknownFilter."""
    labels = visible(warehouse, viewer)
    for key, values in scope:
        if key not in labels:
            raise UnknownFilter(key, None, tuple(labels), True)
        known = {each.value for each in labels[key].values}
        for value in values:
            if value not in known:
                raise UnknownFilter(key, value, tuple(sorted(str(each or "") for each in known)), False)
