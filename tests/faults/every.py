"""All faults, in groups."""

from tests.faults import clocks, deliveries, files, kills

GROUPS = (kills.FAULTS, deliveries.FAULTS, files.FAULTS, clocks.FAULTS)
