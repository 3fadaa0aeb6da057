"""What is kept of somebody, for that person: as JSON, or as a ZIP with the pictures."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from modiste.store.sessions import Consent
from modiste.store.store import Store
from modiste.store.tables import ConsentRow, FileRow

_SUFFIX = {"image/png": ".png", "image/jpeg": ".jpg", "model/gltf-binary": ".glb"}
_SHOWN = ("photo", "garment", "result", "scene")


def as_dict(store: Store, owner: str) -> dict[str, Any]:
    """Every row of an owner, in words and numbers; pictures are named, not held."""
    return {
        "format": "modiste-export", "version": 1, "id": owner, "at": moment(store.room.now()),
        "consents": _consents(store, owner),
        "persons": [
            {"id": p.id, "kind": p.kind, "model": p.model, "width": p.width, "height": p.height,
             "warnings": p.warnings, "created": moment(p.created), "expires": moment(p.expires)}
            for p in store.persons.all(owner)
        ],
        "bodies": [
            {"id": b.id, "created": moment(b.created), "expires": moment(b.expires),
             "body": store.bodies.get(owner, b.id)}
            for b in store.bodies.all(owner)
        ],
        "try_ons": [_try_on(store, job) for job in store.jobs.all(owner)],
        "events": [{"at": moment(e.at), "about": e.about, **e.data}
                   for e in store.events.of(owner)],
        "garments": [{"id": g.id, "title": g.title, "category": g.category}
                     for g in store.garments.page([owner], 10_000)[0]],
        "files": [_file(row) for row in _files(store, owner)],
        "log": [{"at": moment(line.at), "action": line.action, "about": line.about}
                for line in store.eraser.log(owner)],
    }  # fmt: skip


def as_zip(store: Store, owner: str) -> bytes:
    """:func:`as_dict` as ``export.json``, and every picture and avatar."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        text = json.dumps(as_dict(store, owner), ensure_ascii=False, indent=1)
        archive.writestr("export.json", text, zipfile.ZIP_DEFLATED)
        for row in _files(store, owner):
            data = store.files.read(row.name) if row.kind in _SHOWN else None
            if data is not None:
                archive.writestr(f"{row.kind}/{row.name}{_SUFFIX.get(row.media, '')}", data)
    return buffer.getvalue()


def stored(store: Store, owner: str) -> dict[str, Any]:
    """What is kept, by kind: how much, how many bytes, and until when."""
    rows = _files(store, owner)
    kinds = {}
    for kind in sorted({row.kind for row in rows}):
        mine = [row for row in rows if row.kind == kind]
        ends = [row.expires for row in mine if row.expires is not None]
        kinds[kind] = {"count": len(mine), "bytes": sum(row.size for row in mine),
                       "until": max(ends, default=None)}  # fmt: skip
    bodies, events = store.bodies.all(owner), store.events.of(owner)
    kept = store.room.retention
    return {
        "files": kinds,
        "persons": _ends([p.expires for p in store.persons.all(owner)]),
        "bodies": _ends([b.expires for b in bodies]),
        "try_ons": _ends([j.expires for j in store.jobs.all(owner)]),
        "events": {"count": len(events), "until": None},
        "retention_seconds": {"photos": kept.photos, "results": kept.results,
                              "bodies": kept.bodies, "sessions": kept.sessions,
                              "audit": kept.audit},
    }  # fmt: skip


def _ends(ends: list[Any]) -> dict[str, Any]:
    return {"count": len(ends), "until": max((e for e in ends if e is not None), default=None)}


def _consents(store: Store, owner: str) -> list[dict[str, Any]]:
    with store.room.database.read() as session:
        rows = session.scalars(
            select(ConsentRow).where(ConsentRow.owner == owner).order_by(ConsentRow.id)
        ).all()
    return [{"at": moment(r.at), **vars(Consent(r.version, r.photos, r.history, r.training))}
            for r in rows]  # fmt: skip


def _files(store: Store, owner: str) -> list[FileRow]:
    with store.room.database.read() as session:
        rows = select(FileRow).where(FileRow.owner == owner).order_by(FileRow.created)
        return list(session.scalars(rows))


def _file(row: FileRow) -> dict[str, Any]:
    return {"name": row.name, "kind": row.kind, "media": row.media, "bytes": row.size,
            "created": moment(row.created), "expires": moment(row.expires)}  # fmt: skip


def _try_on(store: Store, job: Any) -> dict[str, Any]:
    request = store.room.cipher.unseal_json(job.sealed_request, job.id)
    return {"id": job.id, "status": job.status, "request": request, "output": job.output,
            "warnings": job.warnings, "garments": job.garments, "created": moment(job.created),
            "expires": moment(job.expires)}  # fmt: skip


def moment(seconds: float | None) -> str | None:
    """A time in ISO 8601."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
