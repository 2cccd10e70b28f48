"""Lists filtered further, saved as views under a name, and turned into actions: the tools beside every list."""
