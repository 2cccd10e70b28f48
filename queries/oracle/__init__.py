"""An oracle: the definitions of the figures once more, naive, in plain Python with exact arithmetic.

It shares no code with the product, so that both can only agree by being right (or by misreading one sentence alike).
Input: the contract's tables as lists of dicts with `date`, `Decimal` and text values, None for null.
"""

from queries.oracle.bridge import bridge
from queries.oracle.company import LINE_KEYS, UNITS, Company, Where, read_company
from queries.oracle.explain import a1, contributions, event_and_roll
from queries.oracle.labels import Row, Tables, label_keys
from queries.oracle.newest import default_as_of, newest_day
from queries.oracle.retention import retention

__all__ = ["LINE_KEYS", "UNITS", "Company", "Row", "Tables", "Where", "a1", "bridge", "contributions", "default_as_of",
           "event_and_roll", "label_keys", "newest_day", "read_company", "retention"]
