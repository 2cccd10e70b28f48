"""The health score: the model that a person can read (default.toml), and what the transform is told of it."""
