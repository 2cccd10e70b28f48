"""All faults, in groups."""

from tests.faults import clocks, deliveries, disks, files, kills, servers, stores

GROUPS = (kills.FAULTS, deliveries.FAULTS, files.FAULTS, stores.FAULTS, disks.FAULTS, clocks.FAULTS,
          servers.FAULTS)
