"""The board as whoever may not see names has it: app.py, with everybody who opens it a viewer."""

import runpy
from pathlib import Path

from components import identity
from data.access import Viewer

VIEWER = Viewer("viewer@example.com", "viewer", name="Viewer")

identity._now = lambda: VIEWER
runpy.run_path(str(Path(__file__).resolve().parent.parent / "app.py"), run_name="__main__")
