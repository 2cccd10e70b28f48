"""The sentences of a report: a small grammar over facts. A sentence is a pattern of the catalogue, its facts the words
and numbers that fill it, so that nothing stands in a sentence that no fact says.
"""

from __future__ import annotations

from components.report.narrative.grammar import ordered, say

__all__ = ["ordered", "say"]
