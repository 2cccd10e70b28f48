"""The look's tokens: Streamlit's configuration repeats them, text can be read, nothing is fetched from elsewhere."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

from components.theme import FONT, style_sheet
from components.tokens import DARK, LIGHT, Palette

ROOT = Path(__file__).parent.parent
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("mode", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_streamlits_theme_repeats_the_tokens(mode: str, palette: Palette) -> None:
    theme = SETTINGS["theme"][mode]
    assert theme["primaryColor"] == theme["linkColor"] == palette.accent
    assert theme["backgroundColor"] == palette.bg
    assert theme["secondaryBackgroundColor"] == palette.surface
    assert theme["textColor"] == palette.ink
    assert theme["borderColor"] == palette.line
    assert theme["sidebar"]["backgroundColor"] == palette.sidebar
    assert tuple(theme["chartCategoricalColors"]) == palette.categorical


def test_streamlit_and_the_style_sheet_use_one_font() -> None:
    assert SETTINGS["theme"]["font"] == SETTINGS["theme"]["headingFont"] == FONT.replace('"', "'")
    face = SETTINGS["theme"]["fontFaces"][0]
    assert (ROOT / face["url"].removeprefix("app/")).read_bytes()[:4] == b"wOF2"
    assert "SIL OPEN FONT LICENSE" in (ROOT / "static/inter-LICENSE.txt").read_text(encoding="utf-8")


def keys(section: dict[str, Any], name: str) -> list[str]:
    """The dotted names of a section's settings; a list of tables is one setting."""
    found = []
    for key, value in section.items():
        found += keys(value, f"{name}.{key}") if isinstance(value, dict) else [f"{name}.{key}"]
    return found


def test_streamlit_knows_every_setting() -> None:
    known = config.get_config_options()
    assert [key for name, section in SETTINGS.items() for key in keys(section, name) if key not in known] == []


def test_the_board_listens_on_loopback_only_and_reports_nothing() -> None:
    assert SETTINGS["server"]["address"] == "127.0.0.1"
    assert SETTINGS["browser"]["gatherUsageStats"] is False


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["ink", "ink2", "ink3", "accent", "good", "warn_text", "bad"])
def test_text_can_be_read_on_every_ground(palette: Palette, role: str) -> None:
    for ground in (palette.bg, palette.surface, palette.sidebar):
        assert contrast(getattr(palette, role), ground) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_warning_can_be_read_on_its_own_ground(palette: Palette) -> None:
    assert contrast(palette.bad, palette.bad_ground) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_level(palette: Palette) -> None:
    inks = {palette.level1: palette.ink, palette.level2: palette.ink, palette.level3: palette.ink,
            palette.level4: palette.level4_ink, palette.level5: palette.level5_ink}
    assert min(contrast(ink, ground) for ground, ink in inks.items()) >= 4.5
    assert min(contrast(palette.level_bad, ground) for ground in palette.levels[:3]) >= 4.5


def test_the_style_sheet_fetches_nothing_and_sets_nothing_small() -> None:
    sheet = style_sheet()
    assert "http" not in sheet
    assert "@import" not in sheet
    assert min(float(size) for size in re.findall(r"font-size:([\d.]+)px", sheet)) >= 14


def test_every_colour_of_the_style_sheet_is_a_token_of_both_modes() -> None:
    sheet = style_sheet()
    defined = set(re.findall(r"(--t-[a-z0-9-]+):", sheet))
    assert set(re.findall(r"var\((--t-[a-z0-9-]+)", sheet)) - defined == {"--t-n"}
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "components/css").glob("*.css"))
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", rules) == []
