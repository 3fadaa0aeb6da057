"""Encryption at rest: AES-256-GCM of the ``cryptography`` package, and where the key lives."""

from __future__ import annotations

import base64
import binascii
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from modiste.errors import OperatorError

KEY_VARIABLE = "MODISTE_KEY"
KEY_FILE = "master.key"
_KEY_BYTES, _NONCE_BYTES = 32, 12


class StoreKeyError(OperatorError):
    """The key is missing, malformed, readable by others, or not that of the data."""

    name = "StoreKeyError"


class Cipher:
    """Seals bytes under one master key.

    Each message has a fresh random nonce of 96 bits (NIST SP 800-38D) and is bound to the name it
    is kept under: a sealed file that is renamed to another's does not open.

    Args:
        key: 32 random bytes.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise StoreKeyError(f"The master key has {len(key)} bytes; it must have {_KEY_BYTES}.")
        self._key = key
        self._aead = AESGCM(self.derived("data at rest"))

    def derived(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose alone (HKDF-SHA256, RFC 5869)."""
        return HKDF(SHA256(), _KEY_BYTES, None, f"modiste {purpose}".encode()).derive(self._key)

    def seal(self, data: bytes, name: str) -> bytes:
        """Encrypt ``data``, to be opened under the same ``name`` only."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, data, name.encode())

    def unseal(self, sealed: bytes, name: str) -> bytes:
        """Decrypt.

        Raises:
            StoreKeyError: another key, another name, or altered bytes.
        """
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._aead.decrypt(nonce, rest, name.encode())
        except (InvalidTag, ValueError) as error:
            raise StoreKeyError(
                f"'{name}' does not open with this master key; use the key it was stored with "
                f"({KEY_VARIABLE} or the key file)."
            ) from error

    def seal_json(self, data: Any, name: str) -> bytes:
        """Encrypt what JSON can say."""
        return self.seal(json.dumps(data, separators=(",", ":")).encode(), name)

    def unseal_json(self, sealed: bytes, name: str) -> Any:
        """Decrypt what :meth:`seal_json` wrote. Raises like :meth:`unseal`."""
        return json.loads(self.unseal(sealed, name))


def load_key(folder: Path, environment: Mapping[str, str]) -> bytes:
    """The master key: of the environment, else of ``folder``'s key file, which is made if missing.

    Args:
        folder: the data folder.
        environment: of the process; ``MODISTE_KEY`` is 32 bytes in base64.

    Raises:
        StoreKeyError: malformed, or the file may be read by others.
    """
    told = environment.get(KEY_VARIABLE)
    if told is not None:
        return _decoded(told, KEY_VARIABLE)
    path = folder / KEY_FILE
    _create_once(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise StoreKeyError(f"{path} may be read by others; run: chmod 600 {path}")
    return _decoded(path.read_text("ascii", errors="replace"), str(path))


def _create_once(path: Path) -> None:
    """Write a new key, whole or not at all; one that is there stays."""
    part = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    if path.exists():
        return
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(os.urandom(_KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise StoreKeyError(
            f"{where} holds no key: give {_KEY_BYTES} random bytes in base64, "
            "such as from `openssl rand -base64 32`."
        )
    return key
