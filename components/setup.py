"""The first start: where no warehouse is published, the demo company is made, once, with its progress shown.

`make run` does this beforehand; a hosting that only runs `streamlit run app.py` gets it here.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

import streamlit as st

from components import loaders
from components.i18n import t
from components.router import ROOT
from data.engines.names import is_remote
from data.extract import serving
from data.warehouse import warehouse_url

COMMAND = [sys.executable, "-m", "data", "demo", "--no-wait"]
_one_at_a_time = threading.Lock()


def ready() -> bool:
    """Whether there is a warehouse to show; if not, makes the demo company first. False, and said, when that failed."""
    if serving.is_first(warehouse_url()):
        with st.spinner(t("standing.first")):
            loaders.published()
    if loaders.published():
        return True
    if is_remote(warehouse_url()):
        loaders.warehouse()  # says what to run: nothing is written to a company's server unasked
    with st.status(t("demo.building"), expanded=True) as status:
        latest = st.empty()
        with _one_at_a_time:
            done = loaders.published() or _make(latest.text)
        status.update(label=t("demo.ready" if done else "demo.failed"), state="complete" if done else "error")
    if done:
        st.rerun()
    st.button(t("state.failed.retry"), key="demo.retry")
    return False


def _make(say: Callable[[str], object]) -> bool:
    with subprocess.Popen(
        COMMAND, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace",
    ) as process:
        for line in process.stdout or ():
            if line.strip():
                say(line.strip())
    return process.returncode == 0 and loaders.published()
