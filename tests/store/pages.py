"""Reading the pages of an encrypted file as its pager does, free pages included, to look for what should be gone.

Page layout of SQLCipher 4 (https://www.zetetic.net/sqlcipher/design): AES-256-CBC, the last 80 bytes hold the
initialisation vector (16) and the authentication code (64), the first 16 bytes of the file are the salt.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_RESERVE, _SALT = 80, 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def _decrypt(page: bytes, key: bytes, skip: int) -> bytes:
    vector = page[PAGE - _RESERVE : PAGE - _RESERVE + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(page[skip : PAGE - _RESERVE]) + decryptor.finalize()


def plain_file(path: Path, key: bytes) -> bytes:
    """All pages of the database file."""
    data = path.read_bytes()
    pages = (data[start : start + PAGE] for start in range(0, len(data), PAGE))
    return b"".join(_decrypt(page, key, 0 if number else _SALT) for number, page in enumerate(pages))


def plain_log(path: Path, key: bytes) -> bytes:
    """All pages of the write-ahead log beside a database file; empty when there is none."""
    log = path.with_name(path.name + "-wal")
    data = log.read_bytes()[_WAL_HEADER:] if log.exists() else b""
    step = _FRAME_HEADER + PAGE
    frames = (data[start + _FRAME_HEADER : start + step] for start in range(0, len(data) - step + 1, step))
    return b"".join(_decrypt(page, key, _SALT if page[:16] == path.read_bytes()[:16] else 0) for page in frames)
