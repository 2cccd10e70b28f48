"""The functions page: what each of the seven does for retention, who owns it, and whom to act on."""
