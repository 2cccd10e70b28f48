"""What the PDF and the slides share: how values are written, what fits, and which page holds what. Pure."""
