"""Holds the product's figures against the oracle on random companies."""
