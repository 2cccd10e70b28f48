"""The commands of `python -m data`: each writes a new version, or says what stands in the one in use."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from data import reconciled, status
from data import targets as plan_targets
from data.engines.names import own_contract
from data.engines.verifying import examined, verified
from data.faults import WARNING, Finding, WrongCall
from data.health.reading import ModelRefused
from data.health.reading import path as health_path
from data.health.reading import read as read_health
from data.load import fill
from data.progress import Bar
from data.publishing import AnyDraft, copy_loaded, publish
from data.recovery import note
from data.store import open_store
from data.warehouse import Draft, current_version, open_itself, warehouse_url

WARNINGS_TOLD = 3


def load(directory: Path | None, company: str | None = None, full: bool = False) -> None:
    """Loads a folder of files, or without one what the sources of sources.toml give; builds and publishes it.

    `full`: from nothing, also where less would do.
    """
    _refuse_own()

    def write(draft: AnyDraft, bar: Bar) -> None:
        if directory is None:
            from data.sources.commands import write as from_sources  # dbt's world is not needed for a folder
            tell(from_sources(draft if isinstance(draft, Draft) else draft.here, company, bar))
            return
        connection = draft.connect()
        try:
            tell(fill(connection, directory, draft.scratch, company, bar.show))
        finally:
            connection.close()

    publish(write, full=full)
    show_status()


def demo(customers: int, years: int, seed: int, activity: bool = True, usage_weeks: int | None = None,
         wait: bool = True) -> None:
    """Makes the demo company, builds and publishes it. `wait`: until its figures are recomputed too."""
    _refuse_own()

    def write(draft: AnyDraft, bar: Bar) -> None:
        from data import demo as company
        bar.show("making the demo company", 0, 0)
        connection = draft.connect()
        try:
            company.write(connection, customers, years, seed, activity=activity, usage_weeks=usage_weeks)
        finally:
            connection.close()
        _demo_decisions(years)

    publish(write, rescore=True, full=True, wait=wait)
    show_status()
    _demo_targets()


def _refuse_own() -> None:
    """A load would replace the company's own tables. Errors: WrongCall."""
    if own_contract():
        raise WrongCall(f"TENURE_CONTRACT_SCHEMA is {own_contract()}: the company's own tables are read there, and "
                        "nothing is loaded over them. `python -m data build` reads them; unset it to load others.")


def _demo_decisions(years: int) -> None:
    """What the demo's people decided, where the store holds nothing yet: before the build, which copies it."""
    from data.demo import decisions
    from data.demo.write import last_sunday
    end = last_sunday()
    made = decisions.seed(open_store(), end, end - timedelta(364 * years))
    if made:
        print(f"Wrote {made} of the demo's decisions, targets and owners to the store.")


def _demo_targets() -> None:
    """Targets for the demo, where the company in use has none and nobody has said where they stand."""
    from data.demo import targets as made
    at, warehouse = plan_targets.path(), open_itself()
    if status.built(warehouse) and made.write(warehouse, at):
        print(f"Wrote the demo's targets to {at}.")


def targets() -> bool:
    """Checks the targets file and lists what it holds. False where it has faults; they go to standard error."""
    found = plan_targets.read()
    for fault in found.faults:
        print(f"fault: {fault}", file=sys.stderr)
    if not found.given:
        print(f"No targets: there is no {found.path}. Write one, for example:\n\n{plan_targets.EXAMPLE}", end="")
    for each in sorted(found.targets, key=lambda target: (target.where, target.quarter, target.kpi)):
        where = ", ".join(f"{key}={value or ''}" for key, values in each.where for value in values)
        print(f"{each.quarter}  {each.kpi:<14}  {each.value:>18,.10g}  {where or 'whole company'}")
    if found.given:
        print(f"{len(found.targets):,} targets, {len(found.faults):,} faults in {found.path}"
              + (" (the demo company's: they hold for no other)" if found.demo else ""))
    return not found.faults


def build(rescore: bool = False, company: str | None = None, full: bool = False) -> None:
    """Builds the loaded data once more, or a company's own tables (TENURE_CONTRACT_SCHEMA), into a new version.

    `rescore`: with a changed health model, past weeks too. `company`: how the company of the own tables is called;
    `full`: from nothing, also where less would do.
    """
    def write(draft: AnyDraft, bar: Bar) -> None:
        if own_contract():
            tell(verified(draft, company, bar.show))
            return
        bar.show("copying the loaded tables", 0, 0)
        if not isinstance(draft, Draft):
            draft.copy_loaded()
            return
        connection = draft.connect()
        try:
            copy_loaded(connection, draft)
        finally:
            connection.close()

    if not own_contract() and current_version() is None:
        open_itself()  # says what to run
    publish(write, rescore, full or rescore)
    show_status()


def check(directory: Path | None) -> None:
    """Checks a folder without loading it; without a folder, prints what was found in the data in use."""
    if directory is None and own_contract():
        found = examined()
    elif directory is None:
        found = status.findings(open_itself())
    else:
        with tempfile.TemporaryDirectory(prefix="tenure-") as folder, Bar() as bar:
            draft = Draft(Path(folder) / "check.duckdb", "", Path(folder) / "check.current")
            connection = draft.connect()
            try:
                found = fill(connection, directory, draft.scratch, None, bar.show)
            finally:
                connection.close()
    for finding in found:
        print(f"{finding.severity}: {finding}")
    print(f"{sum(1 + finding.more for finding in found):,} findings, none of them a fault.")


def show_status() -> None:
    """Prints what is loaded."""
    warehouse = open_itself()
    print(note(warehouse_url()), end="", file=sys.stderr)
    name, is_demo = status.company(warehouse)
    print(f"{name}{' (demo)' if is_demo else ''}, version {warehouse.version}")
    print(f"{'table':<18} {'rows':>12} {'set aside':>10}  {'newest':<10}  file")
    for row in status.loaded(warehouse):
        print(f"{row.table:<18} {row.rows:>12,} {row.quarantined:>10,}  {row.newest or '-'!s:<10}  {row.file or '-'}")
    built = status.built(warehouse)
    if built:
        print(f"built {built['built_at']:%Y-%m-%d %H:%M:%S} UTC, days {built['first_day']} to {built['newest_day']}, "
              f"shown as of {built['default_as_of']}, in {built['reporting_currency']};"
              f" {built.get('how') or 'full build'}, in {built['seconds']:,.0f} s")
        record = reconciled.read(warehouse.version)
        print(reconciled.said(record) if record else "not recomputed yet: run `python -m queries reconcile --record`")
    else:
        print("not built yet: run `python -m data build`")


def tell(found: list[Finding]) -> None:
    """Findings to standard error, one a line; of each rule that only warns the first few and how many further."""
    counted: Counter[str] = Counter()
    for finding in found:
        counted[finding.rule] += 1 + finding.more if finding.severity == WARNING else 0
        if counted[finding.rule] <= WARNINGS_TOLD:
            print(f"{finding.severity}: {finding}", file=sys.stderr)
    for rule, count in counted.items():
        if count > WARNINGS_TOLD:
            print(f"warning: {count - WARNINGS_TOLD:,} more [{rule}]; `python -m data check` lists them",
                  file=sys.stderr)


def health() -> bool:
    """Checks the health model's file and lists its versions. False where it has faults; they go to standard error."""
    try:
        models = read_health()
    except ModelRefused as error:
        for fault in error.faults:
            print(f"fault: {fault}", file=sys.stderr)
        return False
    for model in models:
        print(f"version {model.version}, from {model.from_on}: "
              + ", ".join(f"{name} from {low:g}" for name, low in model.bands))
        for each in model.components:
            segments = f"  other points for {', '.join(name for name, _ in each.segment)}" if each.segment else ""
            print(f"  {each.key:<24} weight {each.weight:>6g} of {model.weight:g}{segments}")
    print(f"{len(models):,} versions in {health_path()}")
    return True
