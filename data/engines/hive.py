"""Spark's thrift server by PyHive, with what PyHive's dialect lacks: time-outs, and a dead connection is noticed."""

from __future__ import annotations

from typing import Any

from pyhive.hive import get_installed_sasl
from pyhive.sqlalchemy_hive import HiveDialect, HiveIdentifierPreparer
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TBufferedTransport, TTransportException
from thrift_sasl import TSaslClientTransport

CONNECT_SECONDS = 10
GONE = (TTransportException, OSError, EOFError)


class Preparer(HiveIdentifierPreparer):  # type: ignore[misc]
    """PyHive doubles the double quotes of a name; Spark's quote is the back-tick."""

    def __init__(self, dialect: Any) -> None:
        super().__init__(dialect)
        self.escape_quote, self.escape_to_quote = "`", "``"


class Dialect(HiveDialect):  # type: ignore[misc]
    """`hive+tenure://`. Of its own: `limit`, the seconds that a statement may take (the socket's time-out)."""

    driver = "tenure"
    preparer = Preparer
    supports_statement_cache = False

    @classmethod
    def import_dbapi(cls) -> Any:
        """As SQLAlchemy calls it now."""
        return cls.dbapi()

    def connect(self, *arguments: Any, **asked: Any) -> Any:
        limit = asked.pop("limit", None)
        if asked.get("auth", "NONE") not in ("NONE", "NOSASL", "LDAP", "CUSTOM"):
            return super().connect(*arguments, **asked)
        host, port, auth, password = (asked.pop(name, None) for name in ("host", "port", "auth", "password"))
        user = asked.pop("username", None) or "tenure"
        socket = TSocket(host, int(port))
        socket.setTimeout(CONNECT_SECONDS * 1000)
        transport = TBufferedTransport(socket) if auth == "NOSASL" else TSaslClientTransport(
            lambda: get_installed_sasl(host=host, sasl_auth="PLAIN", username=user, password=password or "x"),
            "PLAIN", socket)
        connection = super().connect(*arguments, **asked, username=user, thrift_transport=transport)
        socket.setTimeout(limit * 1000 if limit else None)
        return connection

    def is_disconnect(self, error: Any, connection: Any, cursor: Any) -> bool:
        return isinstance(error, GONE) or "Invalid SessionHandle" in str(error)

    def do_ping(self, connection: Any) -> bool:
        """False where the server has gone, or has forgotten the session: the pool then connects anew."""
        cursor = connection.cursor()
        try:
            cursor.execute("select 1")
            cursor.fetchall()
        except GONE:
            return False
        except self.loaded_dbapi.Error as error:
            if self.is_disconnect(error, connection, cursor):
                return False
            raise
        return True
