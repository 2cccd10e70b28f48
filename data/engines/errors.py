"""What went wrong on a server, as one sentence: what, where, what to do. Never a password, never a stack of Java."""

from __future__ import annotations

import re
import socket
from urllib.parse import quote, quote_plus

import psycopg
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from data.engines.names import POSTGRES, SPARK, kind, secrets, shown
from data.warehouse import WarehouseUnavailable

CHECK_URL = "Check TENURE_WAREHOUSE_URL"
REQUIREMENTS = {POSTGRES: "requirements.txt", SPARK: "requirements-spark.txt"}
KNOWN = (
    (r"password authentication failed|no password supplied|authentication failed|Error validating the login",
     "refuses the user or the password", f"{CHECK_URL}: its user and password."),
    (r"role \"[^\"]*\" does not exist", "has no such user", f"{CHECK_URL}: its user."),
    (r"(?:relation \"|`)tenure_\d{8}t\d{12}_.*(?:does not exist|cannot be found)",
     "lacks a table of the version that was read", "A later build may have dropped it: try again. If it stays so, run "
     "`python -m data load DIR`, or with TENURE_CONTRACT_SCHEMA `python -m data build`"),
    (r"database \"[^\"]*\" does not exist|SCHEMA_NOT_FOUND|NoSuchDatabaseException|DATABASE_NOT_FOUND",
     "has no such database", f"{CHECK_URL}: the database after the last slash; or create it."),
    (r"could not translate host name|failed to resolve host|Name or service not known|nodename nor servname|"
     r"Temporary failure in name resolution|No address associated", "is on a host that cannot be found",
     f"{CHECK_URL}: its host, and whether this machine's network reaches it."),
    (r"No such file or directory", "is on a socket that is not there", f"{CHECK_URL}, and whether the server runs."),
    (r"statement timeout|canceling statement due to statement|timed out|timeout expired|read timeout",
     "did not answer in time", "See whether it is running, asleep or under load, then try again."),
    (r"Connection refused|could not connect|Could not connect|connection failed|server closed the connection|"
     r"terminating connection|the database system is|connection is closed|EOF|read 0 bytes|Broken pipe|"
     r"Connection reset|connection already closed", "cannot be reached", f"See whether it is running. {CHECK_URL}: its "
     "host and port."),
    (r"permission denied|Permission denied|ACCESS_DENIED", "does not let this user do that",
     "The user must be able to create schemas in the database and to read the contract's tables"),
)
LINE = re.compile(r"(?:FATAL|ERROR|DETAIL): +(.+)")
SPARK_LINE = re.compile(r"\[[A-Z_.]+\] (?:[\w.]+Exception: )?(?:\[[A-Z_.]+\] )?([^\n\\]+)")


def first_line(error: BaseException, url: URL) -> str:
    """The sentence of an error that says what is wrong, without the URL's secrets."""
    text = str(getattr(error, "orig", None) or error)
    found = LINE.search(text) or SPARK_LINE.search(text)
    line = found[1] if found else next(iter(text.strip().splitlines()), type(error).__name__)
    return scrubbed(line, url)[:300].strip().rstrip(".")


def scrubbed(text: str, url: URL) -> str:
    """The text with the URL's secrets blotted out, written plainly or as in a URL."""
    for secret in secrets(url):
        for spelling in (secret, quote(secret, safe=""), quote_plus(secret)):
            text = text.replace(spelling, "***")
    return text


def told(error: BaseException, url: URL) -> WarehouseUnavailable:
    """The error of a driver as one that says where it happened and what to do."""
    text, line = f"{error} {error.__cause__ or ''} {getattr(error, 'inner', '') or ''}", first_line(error, url)
    for pattern, what, do in KNOWN:
        if re.search(pattern, text):
            said = "" if line in (pattern, "") else f" ({line})"
            return WarehouseUnavailable(f"The warehouse {shown(url)} {what}{said}. {do}".rstrip(".") + ".")
    return WarehouseUnavailable(f"The warehouse {shown(url)} failed: {line}.")


def no_driver(url: URL) -> WarehouseUnavailable:
    """What is to be installed."""
    return WarehouseUnavailable(f"The driver for {shown(url)} is not installed: run "
                                f"`pip install -r {REQUIREMENTS[kind(url) or POSTGRES]}`.")


DRIVER_ERRORS: tuple[type[BaseException], ...] = (
    SQLAlchemyError, psycopg.Error, ConnectionError, TimeoutError, socket.gaierror, EOFError)
"""What a server's driver may raise; thrift's own errors are added where thrift is installed."""
try:
    from thrift.Thrift import TException
except ImportError:  # Spark's driver is an extra
    pass
else:
    DRIVER_ERRORS = (*DRIVER_ERRORS, TException)
