"""The codebooks that come with the program are whole, say what they are not, and can be coded from the keyboard."""

from __future__ import annotations

import pytest

from codebook.check import RESERVED_LETTERS
from codebook.load import builtin_ids, load_builtin
from codebook.schema import Codebook, CodeGroup, Kind

PRECEDENCE = [
    "CFT",
    "WRN",
    "DIR",
    "ADU",
    "BLX",
    "CON",
    "ADP",
    "AUT",
    "COL",
    "OQ",
    "CR",
    "AF",
    "SR",
    "CQ",
    "PLN",
    "STR",
    "GI",
    "SU",
    "FAC",
    "OTH",
    "UNC",
]


@pytest.fixture(params=builtin_ids())
def book(request: pytest.FixtureRequest) -> Codebook:
    return load_builtin(request.param)


def test_four_codebooks_come_with_the_program() -> None:
    kinds = {name: load_builtin(name).kind for name in builtin_ids()}
    assert kinds == {
        "family-feedback": Kind.FAMILY_FEEDBACK,
        "mi-skills": Kind.SKILLS,
        "msw": Kind.PRACTICE,
        "supervision": Kind.SUPERVISION,
    }


def test_benchmarks_of_skills_practice_say_where_they_are_from_and_what_they_were_made_for() -> None:
    found = {one.id: one for one in load_builtin("mi-skills").measures}
    lines = {name: (one.reference_fair, one.reference_good) for name, one in found.items()}
    assert lines == {"reflections_per_question": (1, 2), "complex_reflections": (40, 50)}
    for one in found.values():
        assert "made for counselling" in one.reference_note
        assert "PMC9461167" in one.reference_note


def test_each_says_that_it_is_not_validated(book: Codebook) -> None:
    assert book.provenance == "in-house draft, not validated"
    assert book.language == "en-GB"


def test_the_seven_principles_stand_in_three_groups() -> None:
    book = load_builtin("msw")

    assert [(principle.id, principle.badge) for principle in book.principles] == [
        ("EVO", "Ev"),
        ("EMP", "Em"),
        ("PUR", "Pu"),
        ("AUT", "Au"),
        ("COL", "Co"),
        ("CHF", "Ch"),
        ("CLA", "Cl"),
    ]
    assert {group.name: set(group.principles) for group in book.groups} == {
        "Relationship": {"EMP", "COL", "AUT"},
        "Good authority": {"PUR", "CHF", "CLA"},
        "Evocation": {"EVO"},
    }


def test_every_principle_is_described_at_every_value_and_says_when_it_is_not_evaluable(book: Codebook) -> None:
    for principle in book.principles:
        assert len(set(principle.anchors)) == 5
        assert principle.not_evaluable_when.endswith("A chance that was there and missed is a low score.")
        assert principle.not_to_confuse_with
        assert len(principle.indicators) >= 3
        assert len(principle.counter_indicators) >= 2
        assert all(question.endswith("?") for question in principle.questions)


def test_the_worker_codes_stand_in_the_agreed_order_of_precedence() -> None:
    codes = sorted(load_builtin("msw").codes, key=lambda code: code.precedence)

    assert [code.id for code in codes] == PRECEDENCE
    assert {code.speaker for code in codes} == {"worker"}


def test_raising_a_concern_plainly_is_never_inconsistent() -> None:
    book = load_builtin("msw")
    grouped = {group: {code.id for code in book.codes if code.group is group} for group in CodeGroup}

    assert grouped[CodeGroup.INCONSISTENT] == {"ADU", "DIR", "WRN", "CFT"}
    assert grouped[CodeGroup.CONSISTENT] == {"SR", "CR", "AF", "SU", "COL", "AUT", "ADP", "BLX"}
    assert [code.id for code in book.codes if code.consistent_when] == ["OQ"]
    assert book.code("CON").group is CodeGroup.NEUTRAL


def test_letters_apply_codes_without_clash(book: Codebook) -> None:
    keys = [code.key for code in (*book.codes, *book.talk_codes)]

    assert all(keys)
    assert len(set(keys)) == len(keys)
    for key in keys:
        letter = key.removeprefix("Shift+")
        assert len(letter) == 1
        assert letter.isascii()
        assert letter.isalpha()
        assert letter.isupper() == key.startswith("Shift+")
        assert letter.lower() not in RESERVED_LETTERS


def test_questions_and_reflections_share_a_letter() -> None:
    book = load_builtin("msw")

    assert [book.code(name).key for name in ("OQ", "CQ", "SR", "CR")] == ["q", "Shift+Q", "r", "Shift+R"]


def test_attributes_of_the_worker_codes() -> None:
    book = load_builtin("msw")
    own = {
        code.id: [attribute.id for attribute in code.attributes if attribute.id not in ("to", "via_interpreter")]
        for code in book.codes
    }

    assert {name: found for name, found in own.items() if found} == {
        "OQ": ["evokes", "leading"],
        "CQ": ["leading"],
        "CR": ["both_sides", "summary"],
        "CON": ["specific", "linked_to_child"],
        "PLN": ["made"],
    }
    assert all([attribute.id for attribute in code.attributes][-2:] == ["to", "via_interpreter"] for code in book.codes)


def test_family_talk_is_a_layer_of_its_own() -> None:
    book = load_builtin("msw")

    assert {code.id for code in book.talk_codes} == {
        "CT", "ST", "DSC", "DIS", "CHV", "AGR", "DIF", "ASK", "FN", "YPV",
    }  # fmt: skip
    assert book.code("YPV").speaker == "child"


def test_reference_lines_say_that_they_were_made_for_counselling() -> None:
    measures = {measure.id: measure for measure in load_builtin("msw").measures}

    assert (
        measures["reflections_per_question"].reference_fair,
        measures["reflections_per_question"].reference_good,
    ) == (1, 2)
    assert (measures["complex_reflections"].reference_fair, measures["complex_reflections"].reference_good) == (40, 50)
    for measure in measures.values():
        assert (measure.reference_fair is None) or "not for statutory visits" in measure.reference_note
    assert measures["change_talk"].human_only


def test_rules_are_written_out_and_bands_are_words() -> None:
    book = load_builtin("msw")

    assert {f"A{number}" for number in range(1, 12)} <= {rule.id for rule in book.guidance}
    assert [(band.name, band.at_least) for band in book.bands] == [
        ("early", 1.0),
        ("developing", 2.5),
        ("skilled", 3.5),
    ]
    assert len(book.scale) == 5


def test_recruitment_uses_five_principles_and_is_never_pooled() -> None:
    (variant,) = load_builtin("msw").variants

    assert variant.kind is Kind.RECRUITMENT
    assert set(variant.principles) == {"EMP", "COL", "AUT", "EVO", "CLA"}
    assert "Never pooled" in variant.text


@pytest.mark.parametrize("scheme", ["annomi", "misc_2_5", "miti_4_2_1"])
def test_every_worker_code_has_a_place_in_the_other_schemes(scheme: str) -> None:
    book = load_builtin("msw")

    assert {code.id for code in book.codes} <= set(book.mappings[scheme])


def test_supervision_has_nine_dimensions_and_a_word_for_the_whole() -> None:
    book = load_builtin("supervision")

    assert [principle.id for principle in book.principles] == [
        "S-PUR", "S-CHI", "S-RSK", "S-THI", "S-PRA", "S-EMO", "S-VOI", "S-FAM", "S-ACT",
    ]  # fmt: skip
    assert {code.id for code in book.codes} == {
        "INF", "PRC", "CUR", "HYP", "CHD", "RSK", "REH", "AFF", "FEE", "CHA", "TEL", "DEC", "REV", "OTH", "UNC",
    }  # fmt: skip
    assert [word.id for word in book.descriptions] == ["task_led", "emerging", "practice_shaping"]


def test_family_statements_stand_beside_principles_that_exist() -> None:
    book = load_builtin("family-feedback")
    principles = {principle.id for principle in load_builtin(book.beside).principles}
    beside = {item.principle for item in book.feedback_items if item.principle}

    assert beside == principles
    assert sum(item.audience == "child" for item in book.feedback_items) == 7
    assert sum(item.scale == "agree_5" for item in book.feedback_items) == 10


def test_no_text_of_a_licensed_scale_is_shipped() -> None:
    book = load_builtin("family-feedback")

    assert {slot.id for slot in book.licensed_scales} >= {"wai_sr", "srs", "ors", "ghq_12", "fes"}
    assert all(slot.items > 0 and slot.forms == () for slot in book.licensed_scales)


def test_answers_have_the_numbers_their_labels_say() -> None:
    scales = {scale.id: scale.values for scale in load_builtin("family-feedback").response_scales}

    assert scales["agree_5"] == scales["faces_5"] == (1, 2, 3, 4, 5)
    assert scales["life_11"] == tuple(range(11))
    assert scales["goal_5"] == (-2, -1, 0, 1, 2)
    assert scales["own_words"] == ()
