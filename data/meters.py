"""What this process counts of itself, for /metrics (docs/operation.md): any layer reports here, nobody is asked.

Labels are words of the code (a page, a module, an outcome): never a customer, a person, a filter's value or a text that
somebody typed, so that their number cannot grow with the data.
"""

from __future__ import annotations

import os
import threading
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from data.faults import WrongCall

Outcome = Literal["shown", "stopped", "again", "refused", "failed"]
Fault = Literal["page", "figure", "unanswered", "store", "audit"]
SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

RUNS = Histogram("tenure_page_run_seconds", "Runs of a page, by how they ended: shown, stopped (by a newer click, or "
                 "nobody may see it), again (started anew), refused (no data, or a wrong setting), failed.",
                 ("page", "outcome"), registry=REGISTRY, buckets=SECONDS)
RUNNING = Gauge("tenure_page_runs_running", "Runs of pages that go on now.", registry=REGISTRY)
ANSWERS = Histogram("tenure_answer_seconds", "Questions that were worked out, not taken from the cache, by the module "
                    "of queries/ that answers.", ("subject",), registry=REGISTRY, buckets=SECONDS)
ASKED = Counter("tenure_answers", "Questions that pages asked: kept (from the cache), made, waited (another run was "
                "making it).", ("outcome",), registry=REGISTRY)
STATEMENTS = Histogram("tenure_statement_seconds", "Statements that were executed: here (the local file) or there (the "
                       "server behind it).", ("place",), registry=REGISTRY, buckets=SECONDS)
KEPT = Counter("tenure_statements", "Statements that queries ran: kept (their rows were there) or executed.",
               ("outcome",), registry=REGISTRY)
STORE = Histogram("tenure_store_seconds", "Transactions of the store, with the wait for their turn.",
                  ("did", "outcome"), registry=REGISTRY, buckets=SECONDS)
FAULTS = Counter("tenure_faults", "What went wrong: page (a mistake in the code), figure (not calculated), unanswered "
                 "(the warehouse's server did not answer), store, audit.", ("kind",), registry=REGISTRY)
LINES = Counter("tenure_log_lines", "Lines of the log.", ("level",), registry=REGISTRY)
SESSIONS = Gauge("tenure_sessions_open", "Browsers that are connected now.", registry=REGISTRY)
VERSIONS = Counter("tenure_versions_seen", "Versions of the data that this process opened: a build that was published "
                   "counts once.", registry=REGISTRY)
THREADS = Gauge("tenure_threads", "Threads of the process.", registry=REGISTRY)
THREADS.set_function(threading.active_count)


DEFAULT_SLOW_SECONDS = 2.0


def slow_seconds() -> float:
    """TENURE_SLOW_SECONDS: from how long on something is told in the log as slow. Errors: WrongCall."""
    return seconds_of("TENURE_SLOW_SECONDS", DEFAULT_SLOW_SECONDS)


def seconds_of(name: str, default: float) -> float:
    """A setting that is a number of seconds, 0 to 3600. Errors: WrongCall."""
    given = os.environ.get(name) or str(default)
    try:
        found = float(given)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 3600:
        raise WrongCall(f"{name}={given}: a number of seconds from 0 to 3600.")
    return found


def fault(kind: Fault) -> None:
    """Counts one."""
    FAULTS.labels(kind).inc()
