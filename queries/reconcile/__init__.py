"""Every figure of every page recomputed a second way, from the contract's rows, and compared (docs/reconciliation.md).

`figures.toml` lists the figures, and for each the check that recomputes it or why none does. A check (`ways/`) asks the
pages' own functions and the oracle (queries/oracle), which reads the contract's tables and shares no code with them.
"""
