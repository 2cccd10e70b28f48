"""Mutation testing of what figures mean: `python -m tests.mutants`. See docs/mutation.md."""
