"""Colours that can be read, in both modes, and the page that tells how messages are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.channels import CODES
from service.channels.inline_css import template_text


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("sheet", "ink", "paper", "least"),
    [
        ("email.css", "#3a4740", "#ffffff", 7),
        ("email.css", "#23302a", "#ffffff", 7),
        ("email.css", "#3a4740", "#eef4ef", 7),
        ("email.css", "#1d6650", "#ffffff", 4.5),
        ("email.css", "#1d6650", "#eef4ef", 4.5),
        ("email.css", "#1d6650", "#f3f0e8", 4.5),
        ("email.css", "#59645d", "#f3f0e8", 4.5),
        ("email_head.css", "#d6ddd8", "#1b2420", 7),
        ("email_head.css", "#d6ddd8", "#25322c", 7),
        ("email_head.css", "#93d5b7", "#1b2420", 4.5),
        ("email_head.css", "#93d5b7", "#25322c", 4.5),
        ("email_head.css", "#0e2119", "#93d5b7", 7),
        ("email_head.css", "#a8b4ad", "#121815", 7),
        ("gallery.css", "#4a5650", "#faf8f3", 7),
        ("gallery.css", "#80560b", "#ffffff", 4.5),
        ("gallery.css", "#a03a12", "#ffffff", 4.5),
        ("gallery.css", "#9c2233", "#ffffff", 4.5),
        ("gallery.css", "#b4bfb8", "#1b2420", 7),
        ("gallery_frame.css", "#59645d", "#ffffff", 4.5),
    ],
)
def test_words_stand_out_from_what_is_behind(
    sheet: str, ink: str, paper: str, least: float
) -> None:
    css = template_text(sheet)
    assert ink in css
    assert paper in css or (paper == "#ffffff" and "#fff" in css)
    assert contrast(ink, paper) >= least


def test_no_sheet_loads_anything() -> None:
    for sheet in ("email.css", "email_head.css", "gallery.css", "gallery_frame.css"):
        css = template_text(sheet)
        assert "url(" not in css
        assert "@import" not in css
        assert "@font-face" not in css


def test_the_page_of_errors_lists_every_code_in_the_words_of_the_code() -> None:
    page = Path("docs/errors.md").read_text(encoding="utf-8")
    for code, meaning in CODES.items():
        assert f"- **{code}** {meaning}" in page
