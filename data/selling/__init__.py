"""Which function sells to existing customers of which size: the company's own rules, from one TOML file."""
