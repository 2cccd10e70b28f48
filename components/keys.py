"""What an answer is kept under: what is asked, as text."""

from __future__ import annotations


def as_key(asked: tuple[object, ...]) -> str | tuple[object, ...]:
    """What is asked as text, of which Streamlit makes a key in a tenth of the time. Words, days, numbers and records
    tell all of themselves; what can change, or tells only where it stands in memory, is left as it is.
    """
    text = repr(asked)
    try:
        hash(asked)
    except TypeError:
        return asked
    return asked if " at 0x" in text else text
