"""python -m tests.attacks: a company whose every text is hostile, against the board. docs/security.md has the table."""
