"""What docs/howto/add-a-code.md tells people to do works as it is written."""

from __future__ import annotations

import re
from pathlib import Path

from codebook.compare import Step, compare
from codebook.load import builtin_text, load_builtin, load_text

HOWTO = Path(__file__).parents[3] / "docs" / "howto" / "add-a-code.md"


def _with_the_code_of_the_howto() -> str:
    found = re.search(r"```toml\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    place = re.search(r"^precedence = (\d+)", found[1], re.MULTILINE)
    assert place is not None
    before, talk, after = builtin_text("msw").partition("[[talk_codes]]")
    moved = re.sub(
        r"^precedence = (\d+)$",
        lambda match: f"precedence = {int(match[1]) + (int(match[1]) >= int(place[1]))}",
        before,
        flags=re.MULTILINE,
    )
    return moved.replace('version = "1.0.0"', 'version = "1.1.0"') + found[1] + talk + after


def test_the_example_code_can_be_added_and_is_an_honest_minor_step() -> None:
    comparison = compare(load_builtin("msw"), load_text(_with_the_code_of_the_howto(), "msw-1.1.toml"))

    assert [change.sentence for change in comparison.changes] == ["Code NRM is new."]
    assert comparison.required is comparison.taken is Step.MINOR
    assert comparison.honoured
    assert comparison.poolable
