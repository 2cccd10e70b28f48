"""`python -m data journey`: checks the file of the rules and says what it holds."""

from __future__ import annotations

import sys

from data.health.reading import ModelRefused
from data.journey.model import Stage
from data.journey.reading import path, read


def journey() -> bool:
    """Lists the stages in their precedence. False where the file has faults; they go to standard error."""
    try:
        rules = read()
    except ModelRefused as error:
        for fault in error.faults:
            print(f"fault: {fault}", file=sys.stderr)
        return False
    for place, stage in enumerate(rules.stages, 1):
        target = f", target {stage.target_days} days" if stage.target_days is not None else ""
        print(f"{place}. {stage.key:<14} {stage.owner}{target}: {said(stage)}")
    print(f"{len(rules.stages):,} stages, rules {rules.digest()}, in {path()}")
    return True


def said(stage: Stage) -> str:
    """A rule as the file writes it."""
    parts = [" and ".join(map(str, stage.every)), " or ".join(map(str, stage.some))]
    return ", and ".join(part for part in parts if part) or "everybody who is left over"
