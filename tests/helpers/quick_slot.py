"""A passphrase slot that opens in a millisecond, because the program's own takes seconds of a core at each opening.

It is an age file like any other (https://age-encryption.org/v1, scrypt recipient); only the work asked for is small.
So tests that start the program many times prove the same opening, through the same code, and what the real cost is
stays with the tests of the slots and with every store that is made.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coder.security.keys import Slot
from coder.store.home import Home

LOG_OF_WORK = 4
FILE_KEY_BYTES = SALT_BYTES = NONCE_BYTES = 16


def make_quick(home: Home, recovery_key: str, passphrase: str) -> bytes:
    """Replace the passphrase slot of a store by one of the same passphrase that opens at once; the vault key."""
    secret = home.keyring().unlock(recovery_key=recovery_key).secret
    (home.keys / f"{Slot.PASSPHRASE.value}.age").write_bytes(sealed(secret, passphrase))
    return secret


def sealed(secret: bytes, passphrase: str) -> bytes:
    """A short secret as an age file under a passphrase, with 2 ** LOG_OF_WORK rounds of scrypt."""
    file_key, salt, nonce = os.urandom(FILE_KEY_BYTES), os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    wrapping = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=2**LOG_OF_WORK, r=8, p=1, dklen=32
    )
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = f"age-encryption.org/v1\n-> scrypt {_text(salt)} {LOG_OF_WORK}\n{_text(wrapped)}\n---".encode()
    mac = hmac.new(_derived(file_key, b"", b"header"), header, hashlib.sha256).digest()
    # The only chunk is the last one: counter 0 in 11 bytes, then the mark of the end.
    body = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(bytes(11) + b"\x01", secret, None)
    return header + b" " + _text(mac).encode() + b"\n" + nonce + body


def _derived(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(file_key)


def _text(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")
