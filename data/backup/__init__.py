"""Backup and restore of everything that Tenure keeps: the store with its logs, the version in use, the settings' files.

One folder a backup, with a manifest that has the checksum of every file in it. docs/deploy.md
"""

from data.backup.manifest import Manifest, verified
from data.backup.restoring import Restored, restore
from data.backup.taking import take

__all__ = ["Manifest", "Restored", "restore", "take", "verified"]
