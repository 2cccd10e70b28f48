"""The board as a server of its own: `python -m components.serving`. docs/operation.md says what it answers and logs."""
