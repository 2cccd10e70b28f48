"""CPU of a warm rerun of each page, this process alone: python -m benchmarks.reruns. Milliseconds, medians.

This process's CPU is counted, Streamlit's own work included; queries are cached, as after a first visit.
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("pages/weekly.py", "pages/retention.py", "pages/cohorts.py", "pages/methods.py", "pages/data.py")
REPEATS = 7


def rerun(page: str) -> float:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["lang"] = "ja"
    app.run()
    app.switch_page(page).run()
    assert not app.exception, [each.value for each in app.exception]
    taken = []
    for _ in range(REPEATS):
        start = time.process_time()
        app.run()
        taken.append((time.process_time() - start) * 1000)
    return round(statistics.median(taken), 1)


def main() -> None:
    print(json.dumps({page: rerun(page) for page in PAGES}))


if __name__ == "__main__":
    main()
