"""Colours stay readable: WCAG 2.2 asks for 4.5:1 for text and 3:1 for edges, focus rings and marks."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.tokens import CONTRAST_DARK, CONTRAST_LIGHT, LIGHT, PRINCIPLES, TABLES, Tokens, contrast, mix, text_on

THEMES = TABLES
HIGH = (CONTRAST_LIGHT, CONTRAST_DARK)
GROUNDS = ("bg", "surface", "raised", "selection", "playing")
TEXTS = ("text1", "text2", "text3", "accent", "ok", "warn", "danger", "on_selection")
SPEAKERS = ("speaker_worker", "speaker_family", "speaker_child", "speaker_interpreter", "speaker_other")
colours = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)


@pytest.mark.parametrize(("tokens", "text", "ground"), list(itertools.product(THEMES, TEXTS + SPEAKERS, GROUNDS)))
def test_text_is_readable_on_every_ground(tokens: Tokens, text: str, ground: str):
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize(("tokens", "edge", "ground"), list(itertools.product(THEMES, ("border", "focus"), GROUNDS)))
def test_edges_and_the_focus_ring_can_be_seen_on_every_ground(tokens: Tokens, edge: str, ground: str):
    assert contrast(getattr(tokens, edge), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", THEMES)
def test_the_gap_in_the_focus_ring_shows_it_on_a_filled_button(tokens: Tokens):
    assert contrast(tokens.surface, tokens.accent) >= 3
    assert contrast(tokens.surface, tokens.focus) >= 3


@pytest.mark.parametrize("tokens", THEMES)
@pytest.mark.parametrize("fill", ["accent", "accent_hover"])
def test_words_on_a_primary_button_are_readable(tokens: Tokens, fill: str):
    assert contrast(tokens.on_accent, getattr(tokens, fill)) >= 4.5


@pytest.mark.parametrize("tokens", THEMES)
def test_the_word_being_heard_is_readable(tokens: Tokens):
    assert contrast(tokens.text1, tokens.word) >= 4.5


@pytest.mark.parametrize(("tokens", "badge"), list(itertools.product(THEMES, PRINCIPLES)))
def test_a_principle_stands_out_and_carries_readable_text(tokens: Tokens, badge: str):
    colour = tokens.principle(badge)
    assert contrast(colour, tokens.surface) >= 3
    assert contrast(colour, tokens.bg) >= 3
    assert contrast(text_on(colour), colour) >= 4.5
    assert contrast(tokens.text1, tokens.tinted(colour)) >= 4.5
    assert contrast(tokens.text2, tokens.tinted(colour)) >= 4.5


@pytest.mark.parametrize(("tokens", "text", "ground"), list(itertools.product(HIGH, TEXTS + SPEAKERS, GROUNDS)))
def test_high_contrast_gives_every_text_seven_to_one(tokens: Tokens, text: str, ground: str):
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 7


@pytest.mark.parametrize(
    ("tokens", "edge", "ground"), list(itertools.product(HIGH, ("border", "focus", "line", "skeleton"), GROUNDS[:3]))
)
def test_high_contrast_draws_no_faint_edge(tokens: Tokens, edge: str, ground: str):
    assert contrast(getattr(tokens, edge), getattr(tokens, ground)) >= (2 if edge == "skeleton" else 3)


@pytest.mark.parametrize("tokens", HIGH)
@pytest.mark.parametrize("fill", ["accent", "accent_hover"])
def test_high_contrast_reaches_words_on_filled_controls(tokens: Tokens, fill: str):
    assert contrast(tokens.on_accent, getattr(tokens, fill)) >= 7
    assert contrast(tokens.text1, tokens.word) >= 7
    # Tips stand on the ink.
    assert contrast(tokens.surface, tokens.text1) >= 7


@pytest.mark.parametrize(("tokens", "badge"), list(itertools.product(HIGH, PRINCIPLES)))
def test_high_contrast_reaches_badges_and_tinted_grounds(tokens: Tokens, badge: str):
    colour = tokens.principle(badge)
    assert contrast(colour, tokens.surface) >= 7
    assert contrast(text_on(colour), colour) >= 7
    for text in ("text1", "text2", "text3"):
        assert contrast(getattr(tokens, text), tokens.tinted(colour)) >= 7


@pytest.mark.parametrize("tokens", HIGH)
def test_high_contrast_still_tells_the_principles_apart(tokens: Tokens):
    assert len(set(tokens.principles.values())) == len(PRINCIPLES)


def test_contrast_agrees_with_published_values():
    # W3C's own examples: black on white is 21:1, #767676 is the lightest grey that passes 4.5:1 on white.
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#FFFFFF") < 4.5


@given(colours, colours)
def test_contrast_is_symmetric_and_at_least_one(first: str, second: str):
    assert contrast(first, second) == contrast(second, first) >= 1


@given(colours)
def test_black_or_white_is_always_readable(colour: str):
    assert contrast(text_on(colour), colour) >= 4.5


@given(colours, colours, st.floats(0, 1))
def test_a_mix_lies_between_its_colours(top: str, ground: str, share: float):
    mixed = mix(top, ground, share)
    for at in (1, 3, 5):
        low, high = sorted((int(top[at : at + 2], 16), int(ground[at : at + 2], 16)))
        assert low <= int(mixed[at : at + 2], 16) <= high


def test_a_badge_of_another_codebook_takes_the_colour_of_its_place():
    assert LIGHT.principle("Sa", 9) == LIGHT.principles["Pu"]
