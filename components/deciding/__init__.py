"""Entering what people decide: who writes, and saving with every problem and every conflict said in its place.

A form is drawn with `author_field()` in it and, when it was submitted, calls `save(kind, key, body, base)`. Forms stand
outside of fragments: what their editor saw is remembered by whole runs.
"""

from components.deciding.allowed import may
from components.deciding.author import author, author_field
from components.deciding.run import begin, end, opened
from components.deciding.saving import new_key, remove, save

__all__ = ["author", "author_field", "begin", "end", "may", "new_key", "opened", "remove", "save"]
