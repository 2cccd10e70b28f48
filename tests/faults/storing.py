"""What a store shows to a process that opens it: `python -m tests.faults.storing` prints it as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

from data.store import KINDS, Conflict, StoreError, open_store


def look() -> dict[str, Any]:
    """Every version of every record as text, and whether the store takes another; or why it refuses."""
    try:
        store = open_store()
        held = [str(each) for kind in sorted(KINDS) for one in store.standing(kind)
                for each in store.history(kind, one.key)]
        store.put("setting", "afterwards", {"value": 1}, "witness", 0)
    except (StoreError, Conflict) as error:
        return {"refused": str(error)}
    return {"held": held}


if __name__ == "__main__":
    json.dump(look(), sys.stdout)
