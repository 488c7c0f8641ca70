"""Who spoke, asked about a group supervision: everybody is a worker until one voice is the supervisor's."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from coder.domain.people import SpeakerRole
from coder.domain.practice import Practice
from coder.domain.transcripts import Speaker, Transcript
from ui.coding.dialogs import VoicesDialog

GROUP = Transcript(
    "t",
    "s",
    0,
    "en",
    "base",
    60.0,
    tuple(Speaker(f"v{n}", f"S{n}", SpeakerRole.OTHER, 0.0, False) for n in range(12)),
    (),
)


def test_one_of_twelve_voices_has_to_be_the_supervisors(qtbot: QtBot) -> None:
    dialog = VoicesDialog(GROUP, None, Practice.SUPERVISION)
    qtbot.addWidget(dialog)
    assert set(dialog.chosen().values()) == {SpeakerRole.WORKER}
    assert not dialog.act.isEnabled()
    box = dialog.roles["v3"]
    assert box.findData(SpeakerRole.PARENT.value) == -1
    box.setCurrentIndex(box.findData(SpeakerRole.SUPERVISOR.value))
    assert dialog.act.isEnabled()
    with qtbot.waitSignal(dialog.confirmed) as confirmed:
        dialog.accept()
    (roles,) = confirmed.args
    assert [id_ for id_, role in roles.items() if role is SpeakerRole.SUPERVISOR] == ["v3"]
    assert len(roles) == 12


def test_at_a_visit_nobody_is_the_supervisor(qtbot: QtBot) -> None:
    dialog = VoicesDialog(GROUP)
    qtbot.addWidget(dialog)
    assert dialog.roles["v0"].findData(SpeakerRole.SUPERVISOR.value) == -1
    assert dialog.act.isEnabled()
