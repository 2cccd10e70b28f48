"""Makes docs/samples anew: the weekly report of a demo company, both languages, all forms, on a day that is fixed.

python -m tests.report_samples        about a minute; needs a Japanese typeface, as the PDF does
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

import data.demo  # noqa: F401  # so that its last day can be fixed
from components.i18n import LANGUAGES
from components.report.commands import main as report
from data.__main__ import main as make
from tests.conftest import END

CUSTOMERS = 800
SAMPLES = Path(__file__).resolve().parent.parent / "docs" / "samples"


def main() -> int:
    """A company of its own in a folder that goes again; exit status of the first step that fails."""
    for name in [name for name in os.environ if name.startswith("TENURE_")]:
        del os.environ[name]
    with (tempfile.TemporaryDirectory() as home, patch.dict(os.environ, {"TENURE_HOME": home}),
          patch.object(sys.modules["data.demo.write"], "last_sunday", lambda: END)):
        asked = ["--as-of", END.isoformat(), "--format", "all", "--out", str(SAMPLES)]
        if status := make(["demo", "--customers", str(CUSTOMERS)]):
            return status
        return max(report(["weekly", "--lang", language, *asked]) for language in LANGUAGES)


if __name__ == "__main__":
    raise SystemExit(main())
