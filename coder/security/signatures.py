"""Ed25519 signatures under files that are handed round: who vouches for them, and that nothing was changed since."""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coder.security.crypto import CryptoError

PUBLIC_KEY_BYTES = 32


def new_signing_key(passphrase: str) -> tuple[bytes, str]:
    """A fresh key: its private half as PEM under the passphrase, and its public half as base64 text."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    return pem, _text(key.public_key())


def sign(pem: bytes, passphrase: str, purpose: str, data: bytes) -> tuple[str, bytes]:
    """The public half as text and the signature (64 bytes) of the data, bound to what it is for.

    Raises CryptoError when the key does not open with the passphrase or is of another kind.
    """
    try:
        key = serialization.load_pem_private_key(pem, passphrase.encode() if passphrase else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CryptoError("not openable with this passphrase") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise CryptoError("not an Ed25519 key")
    return _text(key.public_key()), key.sign(_bound(purpose, data))


def sign_with(seed: bytes, purpose: str, data: bytes) -> bytes:
    """The signature (64 bytes) of the data by the key of a 32-byte seed, bound to what it is for."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(_bound(purpose, data))


def public_key_of(seed: bytes) -> str:
    """The public half of the key of a 32-byte seed as text."""
    return _text(Ed25519PrivateKey.from_private_bytes(seed).public_key())


def verify(public_key: str, purpose: str, data: bytes, signature: bytes) -> bool:
    """Whether the signature was made by the private half of this key for exactly this data and purpose."""
    try:
        Ed25519PublicKey.from_public_bytes(_raw(public_key)).verify(signature, _bound(purpose, data))
    except (InvalidSignature, ValueError):
        return False
    return True


def is_public_key(text: str) -> bool:
    """Whether the text is a public key as this module writes it."""
    try:
        Ed25519PublicKey.from_public_bytes(_raw(text))
    except ValueError:
        return False
    return True


def fingerprint(public_key: str) -> str:
    """Sixteen hexadecimal digits in groups of four, short enough to read out over the telephone."""
    digits = hashlib.sha256(_raw(public_key)).hexdigest()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


def _raw(public_key: str) -> bytes:
    raw = base64.b64decode(public_key, validate=True)
    if len(raw) != PUBLIC_KEY_BYTES:
        raise ValueError("an Ed25519 public key has 32 bytes")
    return raw


def _text(key: Ed25519PublicKey) -> str:
    return base64.b64encode(key.public_bytes_raw()).decode()


def _bound(purpose: str, data: bytes) -> bytes:
    return f"practice-coder {purpose}\n".encode() + data
