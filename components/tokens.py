"""The tokens of the look: every colour by its role, in light and dark, and the typeface. Pure."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark"]
FONT = 'Inter, "Noto Sans JP", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic UI", Meiryo, sans-serif'


@dataclass(frozen=True)
class Palette:
    """Every colour by its role. Text colours reach 4.5:1 on bg; mute and grid are for marks only.

    On level4 and level5 text takes their own inks; level_bad is the red of text on the levels below.
    """

    bg: str
    surface: str
    sidebar: str
    ink: str
    ink2: str
    ink3: str
    line: str
    grid: str
    mute: str
    accent: str
    good: str
    warn: str
    warn_text: str
    bad: str
    bad_ground: str
    unknown: str
    level1: str
    level2: str
    level3: str
    level4: str
    level5: str
    level4_ink: str
    level5_ink: str
    level_bad: str

    @property
    def categorical(self) -> tuple[str, ...]:
        """The order in which Streamlit's own charts take colours."""
        return (self.accent, self.ink, self.good, self.bad, self.warn, self.mute)

    @property
    def levels(self) -> tuple[str, ...]:
        """One hue from weak to strong: maturity levels, cohort cells."""
        return (self.level1, self.level2, self.level3, self.level4, self.level5)


LIGHT = Palette(
    bg="#FFFFFF", surface="#F5F7F9", sidebar="#F7F8FA",
    ink="#16202C", ink2="#4A5765", ink3="#66727F",
    line="#DFE4E9", grid="#EBEEF1", mute="#A3AEB9",
    accent="#2450C8", good="#0B7F73", warn="#D99A00", warn_text="#7F5A00",
    bad="#C8421F", bad_ground="#FDF3EF", unknown="#C6CED6",
    level1="#F2F5FC", level2="#E1E9F8", level3="#C6D4F3", level4="#8FA9E6", level5="#2A4DB0",
    level4_ink="#0B1220", level5_ink="#FFFFFF", level_bad="#9E2F10",
)  # fmt: skip
DARK = Palette(
    bg="#10151B", surface="#1A222B", sidebar="#0C1116",
    ink="#E9EEF3", ink2="#B4BFCA", ink3="#94A1AE",
    line="#2C3641", grid="#222B35", mute="#66737F",
    accent="#8FB0FF", good="#4FC4B3", warn="#EDBB45", warn_text="#EDBB45",
    bad="#FF8E6E", bad_ground="#3A211B", unknown="#4A5763",
    level1="#18212E", level2="#233759", level3="#33548E", level4="#557DC8", level5="#8FB0FF",
    level4_ink="#0B1220", level5_ink="#0B1220", level_bad="#FFC0AD",
)  # fmt: skip


def palette(mode: Mode) -> Palette:
    """The tokens of a mode."""
    return DARK if mode == "dark" else LIGHT
