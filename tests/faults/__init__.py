"""Faults injected for real, and what became of the figures: `python -m tests.faults`. docs/reliability.md"""
