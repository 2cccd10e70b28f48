"""The checks, one module a family, in the order in which they run."""

from queries.reconcile.asked import Way
from queries.reconcile.ways import bridge, retention

WAYS: dict[str, Way] = {way.key: way for way in (retention.WAY, bridge.WAY)}
