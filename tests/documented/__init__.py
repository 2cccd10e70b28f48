"""What docs/ says of the code, made from it: settings, commands, metrics; and what it tells people to type, run."""
