"""Changing what opens the store: each way in is tried afterwards, and each change is in the audit trail."""

from __future__ import annotations

import pytest

from coder.bootstrap import open_home
from coder.domain.errors import UserError
from coder.domain.people import Actor, Role
from coder.security.keychain import SystemKeychain
from coder.security.keys import Slot
from coder.security.strength import Strength, judge
from tests.services.conftest import PASSPHRASE


def reopened(services, **way):
    services.close()
    again = open_home(services.home.folder, **way)
    again.close()


def last_action(services) -> str:
    watcher = Actor(services.actor.id, frozenset({Role.STEWARD}))
    return services.audit.events(watcher, limit=1)[0].action


def test_a_new_passphrase_opens_the_store_and_the_old_one_no_longer(services):
    services.care.change_passphrase(services.actor, PASSPHRASE, "another long passphrase")
    assert last_action(services) == "passphrase changed"
    reopened(services, passphrase="another long passphrase")
    with pytest.raises(UserError):
        reopened(services, passphrase=PASSPHRASE)


@pytest.mark.parametrize(("old", "new"), [("not the passphrase", "another long passphrase"), (PASSPHRASE, "short")])
def test_a_wrong_old_or_a_short_new_passphrase_changes_nothing(services, old, new):
    with pytest.raises(UserError):
        services.care.change_passphrase(services.actor, old, new)
    assert last_action(services) != "passphrase changed"
    reopened(services, passphrase=PASSPHRASE)


def test_a_new_recovery_key_replaces_the_printed_one(services):
    first = services.care.new_recovery_key(services.actor)
    second = services.care.new_recovery_key(services.actor)
    assert last_action(services) == "recovery key replaced"
    reopened(services, recovery_key=second)
    with pytest.raises(UserError):
        reopened(services, recovery_key=first)


def test_a_computer_without_a_keychain_remembers_nothing(services):
    assert services.care.remember(services.actor, wanted=True) is False
    assert Slot.KEYCHAIN not in services.care.ways_in(services.actor)


def test_a_keychain_opens_the_store_until_it_is_forgotten(services, monkeypatch):
    kept: dict[str, str] = {}
    monkeypatch.setattr(SystemKeychain, "put", lambda _, account, secret: kept.update({account: secret}) is None)
    monkeypatch.setattr(SystemKeychain, "get", lambda _, account: kept.get(account))
    monkeypatch.setattr(SystemKeychain, "drop", lambda _, account: kept.pop(account, None))
    assert services.care.remember(services.actor, wanted=True) is True
    assert Slot.KEYCHAIN in services.care.ways_in(services.actor)
    services.close()
    again = open_home(services.home.folder)
    again.care.remember(again.actor, wanted=False)
    assert kept == {}
    again.close()
    with pytest.raises(UserError):
        open_home(services.home.folder)


@pytest.mark.parametrize(
    ("passphrase", "expected"),
    [
        ("", Strength.REFUSED),
        ("seven77", Strength.REFUSED),
        ("eightch8", Strength.WEAK),
        ("abababababababababababab", Strength.WEAK),
        ("fourteen chars", Strength.FAIR),
        ("seven quiet otters swim", Strength.GOOD),
    ],
)
def test_a_passphrase_is_judged_by_length_and_variety(passphrase, expected):
    judged = judge(passphrase)
    assert judged.strength is expected
    assert judged.sentence.endswith((".", "!"))
