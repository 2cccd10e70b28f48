"""What people write, hostile: the store's records and the company's files of settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.demo.decisions import records
from data.store import Record, Store, frozen
from data.store.appending import append
from tests.attacks.payloads import ONE_LINE
from tests.attacks.tables import END, Poison

TEXTS = ("text", "owner", "why", "note", "goal", "name", "assessor", "evidence", "value", "feature")
LATER = datetime.combine(END, datetime.min.time(), UTC) + timedelta(hours=12)
SEGMENT, ACCOUNT = "SMB", "C0000002"
ROOT = Path(__file__).resolve().parents[2]
TOML = ("practice", "journey", "maturity", "published", "selling")
"""Files that come with Tenure: their texts that are free are poisoned in a copy."""


def store(into: Store, poison: Poison) -> int:
    """Writes the demo's decisions, and one of every further kind, with every free text hostile; how many entries."""
    made = [_poisoned(each, poison) for each in _all(poison)]
    counted: dict[tuple[str, str], int] = {}
    numbered = []
    for each in sorted(made, key=lambda record: record.at):
        at = counted[each.kind, each.key] = counted.get((each.kind, each.key), 0) + 1
        numbered.append(Record(each.kind, each.key, at, each.body_items, each.author, each.at))
    return append(into, numbered)


def _poisoned(record: Record, poison: Poison) -> Record:
    body = {name: _text(record, name, value, poison) for name, value in record.body.items() if name != "demo"}
    author = poison.of("author", record.author, ONE_LINE)
    return Record(record.kind, record.key, record.version, frozen(body), author, record.at)


def _text(record: Record, name: str, value: Any, poison: Poison) -> Any:
    if name not in TEXTS or not isinstance(value, str) or record.kind == "setting":
        return value
    return poison.of(f"{record.kind}.{name}", value, ONE_LINE)


def _all(poison: Poison) -> Iterator[Record]:
    yield from records(END)
    account, segment = poison.of("customer_id", ACCOUNT), poison.of("segment", SEGMENT)
    week, others = END.isoformat(), [_key(n) for n in range(40)]
    for number in range(6):
        yield _record("note", others[number], {"account_id": account, "text": f"memo {number}", "week_on": week})
        yield _record("view", others[10 + number], {
            "name": f"view {number}", "list": ("week", "accounts", "saving", "churning", "growing", "ready")[number],
            "owner": f"viewer {number}", "shared": True, "where": {"segment": [segment]}})
        yield _record("scenario", others[20 + number], {"name": f"plan {number}", "changes": [f"grr@{segment}:2"],
                                                        "years": 3})
        yield _record("action", others[30 + number], {
            "text": f"call {number}", "owner": f"caller {number}", "due_on": week, "week_on": week, "status": "open",
            "account_id": account, "function": "services", "note": f"said {number}"})
    yield _record("outcome", "OWN", {"outcome_id": "OWN", "customer_id": account, "goal": "own goal", "measure": "own",
                                     "baseline": 1.0, "target": 2.0, "agreed_on": week, "status": "open"})
    yield _record("playbook", "OWN", {"playbook_id": "OWN", "function": "services", "name": "own book"})
    yield _record("assessment", "services|documented|2026-Q4", {
        "function": "services", "capability": "documented", "assessed_on": week, "level": 3, "assessor": "own judge",
        "evidence": "own proof"})
    yield _record("mark", account, {"account_id": account, "status": "snoozed", "marked_on": week,
                                    "until": "2027-01-31", "reasons": ["red"]})


def _record(kind: str, key: str, body: Mapping[str, Any]) -> Record:
    return Record(kind, key, 0, frozen(dict(body)), "author of all", LATER)


def _key(number: int) -> str:
    return f"{number + 1:032x}"


def files(home: Path, poison: Poison) -> list[str]:
    """Writes the settings of TOML with hostile texts into the company's folder; their names."""
    segment = json.dumps(poison.of("segment", SEGMENT))
    for name in TOML:
        text = (ROOT / "data" / name / "default.toml").read_text(encoding="utf-8")
        (home / f"{name}.toml").write_text(_settings(name, text, poison), encoding="utf-8")
    made = [f'[[target]]\nkpi = "{kpi}"\nquarter = "2026Q{quarter}"\nvalue = 0.9\nwhere = {{segment = {segment}}}\n'
            for kpi in ("grr", "nrr") for quarter in (2, 3, 4)]
    (home / "targets.toml").write_text("\n".join(made), encoding="utf-8")
    return [*(f"{name}.toml" for name in TOML), "targets.toml"]


FREE = {"practice": r'^(owner = )"(.*)"', "journey": r'^(owner = )"(.*)"', "published":
        r'^((?:source|population|population_ja|definition|definition_ja) = )"(.*)"'}


def _settings(name: str, text: str, poison: Poison) -> str:
    """The file with its free texts hostile: owners, sources, populations; lists of words get one more."""
    def hostile(found: re.Match[str]) -> str:
        return found[1] + json.dumps(poison.of(f"{name}.{found[1].strip(' =')}", found[2], ONE_LINE)[:290])

    if name in FREE:
        return re.sub(FREE[name], hostile, text, flags=re.MULTILINE)
    listed = r'^((?:functions|product|sales|services|support) = \[)(.*)\]' if name == "maturity" else \
        r"^(functions = \[)(.*)\]"
    return re.sub(listed, lambda found: f"{found[1]}{found[2]}, "
                  f"{json.dumps(poison.of(f'{name}.functions', found[2][:40], ONE_LINE))}]", text, flags=re.MULTILINE)
