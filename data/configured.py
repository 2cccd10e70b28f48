"""Where Tenure keeps what it keeps, and what `python -m data connect` wrote there: tenure.env.

The file names the warehouse, never a password: that comes from the environment, whose settings win over the file's.
docs/connect.md says more.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data.faults import WrongCall

ROOT = Path(__file__).resolve().parent.parent
FILE = "tenure.env"
NAMES = ("TENURE_WAREHOUSE_URL", "TENURE_CONTRACT_SCHEMA")
PASSWORD = "TENURE_WAREHOUSE_PASSWORD"
STORE_PASSWORD = "TENURE_STORE_PASSWORD"
FILES = ("access", "alerts", "delivery", "economics", "health", "journey", "maturity", "practice", "published",
         "selling", "sources", "targets")
"""The company's files of settings: <name>.toml in `home()`, or where TENURE_<NAME> points."""
KNOWN = frozenset((
    *NAMES, *(f"{name}{ending}" for name in (PASSWORD, STORE_PASSWORD) for ending in ("", "_FILE")),
    *(f"TENURE_{name.upper()}" for name in FILES), *(f"TENURE_{name}" for name in (
        "AUDIT_DAYS", "BOARD_URL", "BUILD_MEMORY", "EXTRACT", "EXTRACT_ROWS", "EXTRACT_SECONDS", "HOME",
        "LEAVE_SECONDS", "LOG", "MEMORY", "METRICS_TOKEN", "OPEN", "PARSED", "RECONCILE", "RECONCILE_CUSTOMERS",
        "RECONCILE_SECONDS", "SIGN_IN_HOURS", "SLOW_SECONDS", "SPARK_STAGING", "STORE_URL", "TIME_ZONE",
        "WAREHOUSE_TIMEOUT"))))
"""Every setting of the environment that Tenure reads. tests/test_doctor.py holds it against the code."""


def home() -> Path:
    """The folder of everything that Tenure keeps: TENURE_HOME, else `var/` under the project root."""
    return _resolved(os.environ.get("TENURE_HOME") or str(ROOT / "var"), os.getcwd())


def own_file(name: str, default: Path) -> Path:
    """Where a company's file of settings stands: TENURE_<NAME>, else <name>.toml in `home()`, else Tenure's own."""
    asked = os.environ.get(f"TENURE_{name.upper()}")
    if asked:
        return Path(asked).expanduser().resolve()
    own = home() / f"{name}.toml"
    return own if own.exists() else default


@lru_cache(maxsize=16)
def _resolved(path: str, _from: str) -> Path:
    """Asked at every question of every page: the links on the way are followed once."""
    return Path(path).resolve()


def setting(name: str) -> str | None:
    """A setting of the environment, else of tenure.env; null where neither has it. Empty counts as not set.

    Where the environment names a warehouse of its own the file, which is about another, is not read.
    Errors: WrongCall where the file is not as it must be, or holds a password.
    """
    if os.environ.get(name) or os.environ.get(NAMES[0]):
        return os.environ.get(name) or None
    return written().get(name) or None


def written(at: Path | None = None) -> dict[str, str]:
    """What tenure.env says; nothing where there is none. Errors: WrongCall, which shows no value."""
    at = at or home() / FILE
    try:
        lines = at.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise WrongCall(f"{at} cannot be read: {type(error).__name__}.") from error
    found = {}
    for number, line in enumerate(lines, 1):
        name, equals, value = (part.strip() for part in line.partition("="))
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if name not in NAMES or not equals:
            raise WrongCall(f"{at}:{number}: a line is NAME=VALUE, and the names are {', '.join(NAMES)}; set others "
                            "in the environment.")
        found[name] = value
    if _password(found.get("TENURE_WAREHOUSE_URL", "")):
        raise WrongCall(f"{at} holds a password: take it out of the URL and set {PASSWORD} in the environment.")
    return found


def with_password(text: str, name: str = PASSWORD) -> str:
    """The URL with the password that a setting gives (PostgreSQL's own PGPASSWORD too) where it has none.

    Errors: WrongCall where the setting's file cannot be read.
    """
    return _filled(text, secret(name), os.environ.get("PGPASSWORD"))


def secret(name: str) -> str | None:
    """A secret of the environment, else the text of the file that <name>_FILE names, its line end left out; null where
    neither is set. Read anew each time, so that a password can be changed. Errors: WrongCall, which shows no value.
    """
    file = os.environ.get(f"{name}_FILE")
    if os.environ.get(name) or not file:
        return os.environ.get(name) or None
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n") or None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongCall(f"{name}_FILE names {file}, which cannot be read: {type(error).__name__}.") from error


@lru_cache(maxsize=16)
def _filled(text: str, ours: str | None, postgres: str | None) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        return text  # whoever opens it says what is wrong
    backend = url.get_backend_name()
    given = ours or (postgres if backend.startswith("postgres") else None)
    if url.password or not given or backend in ("duckdb", "sqlite"):
        return text
    return url.set(password=given).render_as_string(hide_password=False)


def _password(text: str) -> bool:
    try:
        return bool(text and make_url(text).password)
    except (ArgumentError, ValueError):
        return False
