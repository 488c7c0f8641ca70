"""The job that suggests codes keeps to the service's rules: how sure, and on which codes to keep silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coder.domain.errors import UserError
from coder.domain.suggestion_worth import JobRules
from coder.jobs.handlers import _ruled
from models.suggestions.model_file import load_starter
from models.suggestions.suggestion_model import Suggestion, SuggestionModel, predict
from models.talk.corpus import load_conversations

HEARD = [one.utterance for one in load_conversations()[5].utterances]


def answers(model: SuggestionModel) -> list[Suggestion]:
    return [one for one in predict(model, HEARD) if one is not None]


def test_a_stricter_rule_shows_a_part_of_what_a_laxer_one_shows() -> None:
    model = load_starter()
    lax, usual, strict = (answers(_ruled(model, JobRules(target, frozenset()))) for target in (0.75, 0.9, 0.97))
    assert usual == answers(model)
    assert {one.utterance_id for one in strict} < {one.utterance_id for one in usual}
    assert {one.utterance_id for one in usual} < {one.utterance_id for one in lax}


def test_codes_that_are_off_are_left_out_and_nothing_takes_their_place() -> None:
    model = load_starter()
    off = frozenset({"OQ", "FAC"})
    assert {one.code for one in answers(model)} >= off
    ruled = answers(_ruled(model, JobRules(0.9, off)))
    assert ruled == [one for one in answers(model) if one.code not in off]


def test_a_model_that_was_learnt_here_is_held_to_its_own_target_or_refused() -> None:
    shipped = load_starter()
    learnt = replace(shipped, card=replace(shipped.card, name="local 1", data_hash="another"))
    assert answers(_ruled(learnt, JobRules(0.9, frozenset()))) == answers(shipped)
    with pytest.raises(UserError, match=r"local 1 has to be to be right in 80% is not known") as refused:
        _ruled(learnt, JobRules(0.8, frozenset()))
    assert "set the target to 90%" in refused.value.hint
