"""A job as callers see it."""

from __future__ import annotations

from typing import Any

from modiste.chinese import all_in_chinese
from modiste.service.signing import Signer
from modiste.store.tables import JobRow


def status_of(row: JobRow, signer: Signer) -> dict[str, Any]:
    """The body of ``/v1/status``, of events and of webhooks, with fresh addresses."""
    return {
        "id": row.id,
        "status": row.status,
        "progress": {"stage": row.stage, "fraction": row.fraction},
        "output": [signer.link(name) for name in row.output],
        "warnings": row.warnings,
        "warnings_zh": all_in_chinese(row.warnings),
        "seconds": row.seconds,
        "garments": row.garments,
        "error": row.error,
    }


def accepted(row: JobRow) -> dict[str, Any]:
    """The body of ``/v1/run``."""
    return {"id": row.id, "status": row.status, "status_url": f"/v1/status/{row.id}",
            "events_url": f"/v1/events/{row.id}"}  # fmt: skip
