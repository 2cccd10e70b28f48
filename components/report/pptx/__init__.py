"""The report as slides with native, editable charts and tables on a master of our own: `render`."""

from components.report.pptx.made import render

__all__ = ["render"]
