"""Methods: why two tools give two figures for the same company."""
