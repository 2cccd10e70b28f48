"""All faults, in groups."""

from tests.faults import files

GROUPS = (files.FAULTS,)
