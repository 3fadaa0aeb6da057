"""Webhooks: signed, retried, and never into a private network."""

from __future__ import annotations

import json
import logging

import httpx

from modiste.service.context import Context
from modiste.service.jobs_view import status_of
from modiste.service.problems import WebhookError
from modiste.service.signing import webhook_signature
from modiste.service.ssrf import Target, resolve
from modiste.store.hooks import Message

_LOG = logging.getLogger("modiste.service.webhooks")
_SECONDS = 10.0
_HOLD = 60.0
"""Longer than one delivery takes, so that nobody delivers the same at the same time."""


class Courier:
    """Delivers what is due.

    Args:
        context: of the server.
        client: for tests; by default one that follows no redirects and heeds no proxy.
    """

    def __init__(self, context: Context, client: httpx.Client | None = None) -> None:
        self._context = context
        self._client = client or httpx.Client(
            timeout=_SECONDS, follow_redirects=False, trust_env=False,
            headers={"User-Agent": "modiste-webhook/1"},
        )  # fmt: skip

    def step(self) -> bool:
        """Deliver one message; False when none is due."""
        message = self._context.store.hooks.take(_HOLD)
        if message is None:
            return False
        arrived = self._delivered(message)
        if arrived:
            self._context.store.hooks.delivered(message.row.id)
        else:
            self._context.store.hooks.failed(message.row.id)
        self._context.metrics.webhooks.labels("delivered" if arrived else "failed").inc()
        return True

    def _delivered(self, message: Message) -> bool:
        secret = self._context.store.keys.secret(message.row.key)
        if secret is None or message.job is None:
            # Revoked or erased meanwhile: there is nobody to tell, or nothing.
            return True
        body = json.dumps(status_of(message.job, self._context.signer)).encode()
        try:
            target = resolve(message.url, self._context.settings.private_webhooks)
            return self._post(target, body, secret, message.row.id)
        except (WebhookError, httpx.HTTPError) as error:
            _LOG.warning("Webhook of %s failed: %s", message.row.job, type(error).__name__)
            return False

    def _post(self, target: Target, body: bytes, secret: bytes, message: str) -> bool:
        """Send to the checked address; the name is used for TLS and the Host header alone."""
        now = int(self._context.store.room.now())
        host = f"[{target.address}]" if ":" in target.address else target.address
        answer = self._client.post(
            f"{target.scheme}://{host}:{target.port}{target.path}", content=body,
            headers={
                "Host": target.host, "Content-Type": "application/json",
                "X-Modiste-Id": message, "X-Modiste-Timestamp": str(now),
                "X-Modiste-Signature": webhook_signature(secret, now, body),
            },
            extensions={"sni_hostname": target.host},
        )  # fmt: skip
        return answer.is_success

    def close(self) -> None:
        """Close connections."""
        self._client.close()
