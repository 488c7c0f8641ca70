"""The few cryptographic acts of the program. All of the cryptography is in pyrage (age) and cryptography."""

from __future__ import annotations

import hashlib
import hmac
import os

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12


class CryptoError(ValueError):
    """Something does not open with this key, or was changed."""


def derive_key(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose from a 32-byte secret, by HKDF-SHA256 (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def key_check(key: bytes) -> str:
    """32 hexadecimal characters that tell whether a key is the right one and nothing else about it."""
    return hmac.new(key, b"practice-coder key check", hashlib.sha256).hexdigest()[:32]


def key_matches(key: bytes, check: str) -> bool:
    """Whether a key is the one that ``check`` was made from."""
    return hmac.compare_digest(key_check(key), check)


def new_identity() -> str:
    """A fresh age X25519 identity as text."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The public half of an identity as text: what others encrypt to."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def encrypt_to(identity: str, data: bytes) -> bytes:
    """The data as an age file that only ``identity`` opens."""
    return encrypt_for(recipient_of(identity), data)


def encrypt_for(recipient: str, data: bytes) -> bytes:
    """The data as an age file for the public half of an identity. Raises CryptoError when the text is none."""
    try:
        return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient)]))
    except pyrage.RecipientError as error:
        raise CryptoError("no recipient") from error


def decrypt_with(identity: str, data: bytes) -> bytes:
    """The content of an age file. Raises CryptoError for another identity and for any change of the file."""
    try:
        return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)]))
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise CryptoError("not openable with this identity") from error


def seal(key: bytes, secret: bytes, bound_to: str) -> bytes:
    """A secret under AES-256-GCM, bound to the id of what it belongs to: 12 bytes nonce, then ciphertext and tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """The secret. Raises CryptoError for another key, another id and any change."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise CryptoError("not openable with this key") from error
