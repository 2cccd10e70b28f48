"""python -m tests.supply audit|sbom: what the pinned packages are known to be at fault for, and the list of them.

audit asks the service of pip-audit (pypi.org, or OSV with --service osv) about every pin. Exit status: 0 every pin was
asked about and none has a known fault, 1 some have, 3 NOT AUDITED: the service did not answer, or not about all.
sbom writes a bill of materials (CycloneDX, JSON, held against its schema) of what is installed, and compares it with
the pins. Exit status: 0 done, 1 what is installed is not what is pinned.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PINS = (ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt")
SECONDS, SHOWN = 20, 10
NOT_AUDITED = 3
TOOL = Path(sys.prefix, "bom", "bin", "cyclonedx-py")
"""It has an environment of its own, which `make sbom` makes (tests/requirements-bom.in)."""
Ran = subprocess.CompletedProcess[str]


def pins(files: Iterable[Path] = PINS) -> dict[str, str]:
    """Name and version of every pin that this Python and system install."""
    found: dict[str, str] = {}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            said = line.partition("#")[0].strip()
            if not said or said.startswith("-"):
                continue
            asked = Requirement(said)
            if asked.marker is None or asked.marker.evaluate():
                found[canonicalize_name(asked.name)] = next(iter(asked.specifier)).version
    return found


def run(command: Sequence[str]) -> Ran:
    """A command's outcome. Errors: none of its own; what does not start has status 127."""
    try:
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=ROOT)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def audit(service: str, asking: Callable[[Sequence[str]], Ran] = run) -> int:
    """Says what is known of the pins, or that nothing is known; the exit status."""
    files = [part for file in PINS for part in ("-r", str(file))]
    ended = asking([sys.executable, "-m", "pip_audit", *files, "--no-deps", "--disable-pip", "--format", "json",
                    "--progress-spinner", "off", "--timeout", str(SECONDS), "--vulnerability-service", service])
    try:
        told: list[dict[str, Any]] = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = ended.stderr.strip().splitlines() or ["it said nothing"]
        print(f"NOT AUDITED: {service} did not answer about {len(pins())} pins ({lines[-1][:200]})")
        return NOT_AUDITED
    return _said(told)


def _said(told: list[dict[str, Any]]) -> int:
    asked: dict[str, dict[str, Any]] = {canonicalize_name(str(each["name"])): each for each in told}
    missing = sorted(name for name in pins() if name not in asked or "skip_reason" in asked[name])
    faulty = [(name, each, fault) for name, each in sorted(asked.items()) for fault in each.get("vulns", ())]
    for name, each, fault in faulty:
        better = ", ".join(fault.get("fix_versions", ())) or "none yet"
        print(f"{name} {each['version']}: {fault['id']}, mended in {better}")
    if missing:
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        print(f"NOT AUDITED: {len(missing)} of {len(pins())} pins: {', '.join(missing[:SHOWN])}{more}")
        return NOT_AUDITED
    print(f"{len(asked)} pins were asked about, {len(faulty)} known faults")
    return 1 if faulty else 0


def sbom(out: Path, asking: Callable[[Sequence[str]], Ran] = run) -> int:
    """Writes the bill of materials and compares it with the pins; the exit status."""
    out.parent.mkdir(parents=True, exist_ok=True)
    ended = asking([str(TOOL), "environment", sys.executable, "--output-format", "JSON", "--spec-version", "1.6",
                    "--output-reproducible", "--validate", "--output-file", str(out)])
    if ended.returncode:
        print(f"no bill of materials (make sbom installs its tool): {ended.stderr.strip()[-400:]}", file=sys.stderr)
        return 1
    found = json.loads(out.read_text(encoding="utf-8"))
    return _compared(out, {canonicalize_name(each["name"]): each.get("version", "") for each in found["components"]})


def _compared(out: Path, there: dict[str, str]) -> int:
    wanted = pins()
    other = sorted(f"{name}=={version}: {there.get(name, 'missing')}" for name, version in wanted.items()
                   if there.get(name) != version)
    print(f"{out}: {len(there)} packages, {len(wanted) - len(other)} of {len(wanted)} pins as pinned")
    for each in other:
        print(f"  {each}")
    return 1 if other else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one of the two and gives its exit status."""
    top = argparse.ArgumentParser(prog="python -m tests.supply", description="The packages that Tenure stands on.")
    commands = top.add_subparsers(dest="command", required=True)
    asked = commands.add_parser("audit", help="known faults of the pinned packages")
    asked.add_argument("--service", choices=("pypi", "osv"), default="pypi")
    bill = commands.add_parser("sbom", help="a bill of materials, CycloneDX")
    bill.add_argument("--out", type=Path, default=Path("var", "sbom.json"), metavar="FILE")
    given = top.parse_args(arguments)
    return audit(given.service) if given.command == "audit" else sbom(given.out)


if __name__ == "__main__":
    sys.exit(main())
