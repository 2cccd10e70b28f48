"""All faults, in groups."""

from tests.faults import clocks, deliveries, files, kills, stores

GROUPS = (kills.FAULTS, deliveries.FAULTS, files.FAULTS, stores.FAULTS, clocks.FAULTS)
