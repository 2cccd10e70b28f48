"""Who may see what: one record for whoever asks, which every question carries."""

from __future__ import annotations

from data.access.model import EVERYONE, Role, Viewer

__all__ = ["EVERYONE", "Role", "Viewer"]
