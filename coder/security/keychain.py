"""The key store of the operating system, which a computer without a desktop does not have."""

from __future__ import annotations

import sys
from typing import Protocol

_SERVICE = "Practice Coder"


class Keychain(Protocol):
    """Holds one secret text an account. Nothing here raises for a missing or locked key store."""

    def put(self, account: str, secret: str) -> bool:
        """Keep a secret; False when there is no key store."""

    def get(self, account: str) -> str | None:
        """The secret, or None when there is none or no key store."""

    def drop(self, account: str) -> None:
        """Remove the secret if it is there."""


class SystemKeychain:
    """The keychain of Windows, macOS or a Linux desktop, through the ``keyring`` library."""

    def put(self, account: str, secret: str) -> bool:
        """Keep a secret; False when this computer has no key store or it refuses."""
        import keyring
        from keyring.errors import KeyringError

        try:
            _stay_on_this_computer()
            keyring.set_password(_SERVICE, account, secret)
        except KeyringError:
            return False
        return True

    def get(self, account: str) -> str | None:
        """The secret, or None when there is none, no key store, or it stays locked."""
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(_SERVICE, account)
        except KeyringError:
            return None

    def drop(self, account: str) -> None:
        """Remove the secret if it is there and the key store lets us."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.delete_password(_SERVICE, account)
        except KeyringError:
            return


def _stay_on_this_computer() -> None:
    """Windows would by default copy the secret to every computer the person signs in to."""
    import keyring

    backend = keyring.get_keyring()
    if sys.platform == "win32" and hasattr(backend, "persist"):
        backend.persist = "local machine"
