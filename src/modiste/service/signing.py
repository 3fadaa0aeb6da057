"""Signatures: addresses that expire, CSRF tokens, and webhooks (HMAC-SHA256, RFC 2104)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from modiste.service.problems import LinkError
from modiste.store.crypt import Cipher

CUSTOMER = "customer:"
"""How the owners begin of what shops know of their customers."""


class Signer:
    """Signs with keys that are derived from the master key.

    Args:
        cipher: holds the master key.
        now: the clock.
        seconds: how long a signed address works.
    """

    def __init__(self, cipher: Cipher, now: Callable[[], float], seconds: float) -> None:
        self._links, self._csrf = cipher.derived("links"), cipher.derived("csrf")
        self._customers = cipher.derived("customers")
        self._now, self._seconds = now, seconds

    def link(self, name: str) -> str:
        """The address of a file, for whoever gets it, for a while.

        The end is rounded up to half the lifetime, so that asking twice gives a browser's cache
        the same address.
        """
        step = max(int(self._seconds / 2), 1)
        expires = (int(self._now()) // step + 3) * step
        return f"/v1/results/{name}?expires={expires}&signature={self._sign(name, expires)}"

    def check(self, name: str, expires: int, signature: str) -> None:
        """Raise LinkError for an address that was altered or is too old."""
        right = self._sign(name, expires)
        if not hmac.compare_digest(right.encode(), signature.encode()):
            raise LinkError("The signature of this address is wrong; ask for the status again.")
        if expires < self._now():
            raise LinkError("This address is too old; ask for the status again.")

    def csrf(self, session: str) -> str:
        """The CSRF token of a session."""
        return hmac.new(self._csrf, session.encode(), hashlib.sha256).hexdigest()

    def customer(self, shop: str, name: str) -> str:
        """The owner of what is known of a shop's customer: a pseudonym that needs the key."""
        text = f"{shop}\n{name}".encode()
        pseudonym = hmac.new(self._customers, text, hashlib.sha256).hexdigest()[:24]
        return f"{CUSTOMER}{shop}:{pseudonym}"

    def _sign(self, name: str, expires: int) -> str:
        text = f"{name}\n{expires}".encode()
        return hmac.new(self._links, text, hashlib.sha256).hexdigest()


def webhook_signature(secret: bytes, timestamp: int, body: bytes) -> str:
    """What ``X-Modiste-Signature`` carries: ``v1=`` and the HMAC of ``timestamp.body``."""
    text = str(timestamp).encode() + b"." + body
    return "v1=" + hmac.new(secret, text, hashlib.sha256).hexdigest()
