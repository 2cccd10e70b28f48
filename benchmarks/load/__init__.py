"""Many people at one board at once: what each click takes, what goes wrong, and what it does to the server."""
