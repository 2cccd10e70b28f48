"""A drawing as SVG: lines, bars, areas, text. Pure. All text is escaped; sizes in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from components.report.paper.written import line as one_line

TEXT, SMALL = 10.5, 9.5
Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


@dataclass
class Canvas:
    """What is drawn so far, in a box of a given size, with the typefaces of its text."""

    width: float
    height: float
    fonts: Sequence[str]
    parts: list[str] = field(default_factory=list)

    def line(self, start: Point, end: Point, colour: str, width: float = 1.0, dash: str = "") -> None:
        """A straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{start[0]:.2f}" y1="{start[1]:.2f}" x2="{end[0]:.2f}" y2="{end[1]:.2f}" '
            f'stroke="{colour}" stroke-width="{width}"{dashed}/>'
        )

    def path(self, points: Sequence[Point], colour: str, width: float = 2.2) -> None:
        """A line through points."""
        at = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="{width}" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def area(self, points: Sequence[Point], colour: str, opacity: float = 1.0) -> None:
        """A filled shape."""
        at = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        self.parts.append(f'<polygon points="{at}" fill="{colour}" fill-opacity="{opacity}"/>')

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A rectangle; a width or height below nothing is turned round."""
        x, width = (x, width) if width >= 0 else (x + width, -width)
        y, height = (y, height) if height >= 0 else (y + height, -height)
        self.parts.append(f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{colour}"/>')

    def dot(self, at: Point, colour: str, radius: float = 3.5) -> None:
        """A filled circle."""
        self.parts.append(f'<circle cx="{at[0]:.2f}" cy="{at[1]:.2f}" r="{radius}" fill="{colour}"/>')

    def text(
        self, at: Point, said: str, colour: str, size: float = TEXT, anchor: Anchor = "start", bold: bool = False
    ) -> None:
        """One line of text, its foot at the point."""
        weight = ' font-weight="700"' if bold else ""
        self.parts.append(
            f'<text x="{at[0]:.2f}" y="{at[1]:.2f}" font-size="{size}" fill="{colour}" '
            f'text-anchor="{anchor}"{weight}>{escape(one_line(said))}</text>'
        )

    def svg(self) -> str:
        """The drawing as a file."""
        family = quoteattr(", ".join(self.fonts))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.2f}" height="{self.height:.2f}" '
            f'viewBox="0 0 {self.width:.2f} {self.height:.2f}" font-family={family}>{"".join(self.parts)}</svg>'
        )
