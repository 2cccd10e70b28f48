"""Alerts: the rules by which the board says that something needs looking at. One TOML file, read as a whole."""
