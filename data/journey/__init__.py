"""The customer journey: the stages that a person can read (default.toml), and what the transform is told of them."""
