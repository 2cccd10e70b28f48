"""Figures that others have published about companies like this one: each with its source, or not at all."""
