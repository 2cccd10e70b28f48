"""The report as a tagged PDF: `render`. Typst sets the pages, charts are vectors of our own, people's text is data."""

from components.report.pdf.made import render

__all__ = ["render"]
