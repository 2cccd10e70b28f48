"""dbt, whose models are parsed once a release, not once a build: `python -m data.transformer VERB …`, as dbt otherwise.

Reading 130 models is half of what dbt costs a small company, and every build's variables differ, so that dbt's own
partial parsing reads all of them anew. What a model refers to depends on the variables in one way: a company without a
table or a rule needs less. So models are parsed with everything there is (`widest`). Kept for DuckDB alone: on a server
each version has schemas of its own, which are part of what is parsed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumaro_encoder, extended_mashumuro_decoder

WIDEST: dict[str, dict[str, Any]] = {
    "health": {"seats": True, "features": ["x"]},
    "journey": {"cancelled": True, "growth": True, "due": "renewal", "conditions": ["x"],
                "health": [{"expression": "1", "column": "x"}]},
}
"""What a company with every rule has; laid over a build's variables, with every table given."""
DIGEST, ENDING, RELEASES = 32, ".parsed", 4
"""Bytes of what a file begins with; its name's end; as many are kept."""


def main(asked: list[str]) -> int:
    """Runs dbt; its events go to standard output. Gives its exit status."""
    done = dbtRunner(manifest=_parsed(asked)).invoke(asked)
    return 0 if done.success else 2 if done.exception else 1


def _parsed(asked: list[str]) -> Manifest | None:
    """The models as parsed, for the database of this build; None where dbt must parse them itself."""
    if os.environ.get("TENURE_BUILD_TARGET", "duckdb") != "duckdb":
        return None
    kept = _kept(Path(_value(asked, "--project-dir")))
    manifest = _read(kept) or _parse(asked, kept)
    if manifest:
        _move(manifest, Path(os.environ["TENURE_BUILD_PATH"]).stem)
        manifest.build_flat_graph()  # type: ignore[no-untyped-call]
    return manifest


def _value(asked: list[str], option: str) -> str:
    return asked[asked.index(option) + 1]


def _kept(project: Path) -> Path:
    """The file of what is parsed, named by all that it depends on."""
    digest = hashlib.sha256(f"{version('dbt-core')} {version('dbt-duckdb')} {json.dumps(WIDEST)}".encode())
    for file in sorted(path for path in project.rglob("*") if path.suffix in (".sql", ".yml")):
        digest.update(f"{file.relative_to(project).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return Path(os.environ["TENURE_PARSED"]) / f"{digest.hexdigest()[:32]}{ENDING}"


def _read(kept: Path) -> Manifest | None:
    """What is kept, None where nothing whole is."""
    try:
        whole = kept.read_bytes()
    except FileNotFoundError:
        return None
    digest, body = whole[:DIGEST], whole[DIGEST:]
    if hashlib.sha256(body).digest() != digest:
        return None
    return Manifest.from_msgpack(body, decoder=extended_mashumuro_decoder)


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _parse(asked: list[str], kept: Path) -> Manifest | None:
    """Parses the models with everything there is and keeps it. None where dbt cannot: the build itself will say why."""
    start = asked.index("--vars")
    wide = json.dumps(widest(json.loads(asked[start + 1])))
    done = dbtRunner().invoke(["parse", *asked[1:start], "--vars", wide, "--no-partial-parse"])
    if not isinstance(done.result, Manifest):
        return None
    body = done.result.to_msgpack(extended_mashumaro_encoder)
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}")
    draft.write_bytes(hashlib.sha256(body).digest() + body)
    os.replace(draft, kept)
    for older in sorted(kept.parent.glob(f"*{ENDING}"), key=_age)[:-RELEASES]:
        older.unlink(missing_ok=True)
    return done.result


def widest(told: dict[str, Any]) -> dict[str, Any]:
    """A build's variables as they would be for a company with every table and every rule."""
    wide = {**told, **{name: {**told[name], **more} for name, more in WIDEST.items()}}
    wide["health"]["given"] = list(told["contract"])
    return wide


def _move(manifest: Manifest, database: str) -> None:
    """Gives every model the database of this build."""
    for node in manifest.nodes.values():
        relation = getattr(node, "relation_name", None)
        if relation:
            node.relation_name = relation.replace(f'"{node.database}"', f'"{database}"', 1)
        node.database = database


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
