"""The teams page: who owned whom, how that went, and what may be chance."""
