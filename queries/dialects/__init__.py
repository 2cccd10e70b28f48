"""The few differences between engines. A statement says what it means; here each engine's words for it are chosen, when
the statement is compiled for one.

The functions of this package stand in statements in place of SQL that engines take differently. What SQLAlchemy writes
itself and an engine would refuse or misread (types, divisions, the least of what is known) is set right here, too.
"""

from queries.dialects import spark as spark
from queries.dialects.days import date_of, day_number, months_later, seconds_between, seconds_later
from queries.dialects.formulas import Formula, formula
from queries.dialects.numbers import greatest, least, median, nearest, ratio, rounded
from queries.dialects.words import bytewise, holds_text, rising

__all__ = ["Formula", "bytewise", "date_of", "day_number", "formula", "greatest", "holds_text", "least", "median",
           "months_later", "nearest", "ratio", "rising", "rounded", "seconds_between", "seconds_later"]
