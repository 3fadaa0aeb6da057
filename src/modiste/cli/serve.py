"""``modiste serve`` and ``modiste keys``: the fitting room as a service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from modiste.cli.failures import print_json
from modiste.cli.licences import accept_option
from modiste.engines import DEFAULT_ENGINE, check_ready
from modiste.errors import EngineUnavailableError, OperatorError

if TYPE_CHECKING:
    from modiste.service.context import Context
    from modiste.service.settings import Settings
    from modiste.store.store import Store
    from modiste.studio import Studio

DEFAULT_FOLDER = "modiste-data"
SCOPES = ("try-on", "body", "catalogue", "recommend", "me")
_FOLDER = click.option(
    "--data-dir", type=click.Path(path_type=Path, file_okay=False), default=DEFAULT_FOLDER,
    show_default=True, envvar="MODISTE_DATA_DIR", help="For files, the key and SQLite.",
)  # fmt: skip
_DATABASE = click.option(
    "--database-url", envvar="MODISTE_DATABASE_URL",
    help="Another database: postgresql://user@host/name. Default: SQLite in --data-dir.",
)  # fmt: skip

_PEM = click.Path(path_type=Path, dir_okay=False)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@_FOLDER
@_DATABASE
@click.option("--workers", type=click.IntRange(0, 64), default=1, show_default=True,
              help="Try-ons at the same time; 0 only takes them in.")  # fmt: skip
@click.option("--demo/--no-demo", default=True, show_default=True,
              help="Put the drawn catalogue in at the first start.")  # fmt: skip
@click.option("--visible-mark", is_flag=True, help='Write "AI" into results.')
@click.option("--origin", "origins", multiple=True, metavar="https://SHOP",
              help="A shop's origin that may embed the page; may be given again.")  # fmt: skip
@click.option("--photo-hours", type=click.FloatRange(0.01, 24), default=1.0, show_default=True,
              help="How long photos are kept.")  # fmt: skip
@click.option("--result-hours", type=click.FloatRange(0.01, 720), default=24.0, show_default=True,
              help="How long results are kept.")  # fmt: skip
@click.option("--queue", type=click.IntRange(1), default=64, show_default=True,
              help="Try-ons that may wait; more are answered 429.")  # fmt: skip
@click.option("--tls-cert", type=_PEM, envvar="MODISTE_TLS_CERT",
              help="PEM file of the certificate and its chain: serve https.")  # fmt: skip
@click.option("--tls-key", type=_PEM, envvar="MODISTE_TLS_KEY", help="PEM file of its key.")
@click.option("--engine", default=DEFAULT_ENGINE, show_default=True,
              help="One of those that 'modiste engines' lists.")  # fmt: skip
@accept_option
@click.option("--ray", metavar="auto|ADDRESS", help="Let studios on a Ray cluster do the work.")
@click.option("--replicas", type=click.IntRange(1, 10_000), default=4, show_default=True,
              help="Most studios with --ray; they come and go with the load.")  # fmt: skip
@click.option("--gpus", type=click.FloatRange(0), default=0.0, help="Per studio with --ray.")
def serve(
    host: str, port: int, data_dir: Path, database_url: str | None, workers: int, demo: bool,
    visible_mark: bool, origins: tuple[str, ...], photo_hours: float, result_hours: float,
    queue: int, tls_cert: Path | None, tls_key: Path | None, engine: str, ray: str | None,
    replicas: int, gpus: float,
) -> None:  # fmt: skip
    """Start the fitting room: page, API and workers on one machine."""
    need_extra()
    check_ready(engine)
    check_tls(tls_cert, tls_key)
    from modiste.service.run import server
    from modiste.service.settings import Settings
    from modiste.store.room import HOUR, Retention

    kept = Retention(photos=photo_hours * HOUR, results=result_hours * HOUR)
    settings = Settings(
        data_dir=data_dir, database_url=database_url, host=host, port=port, workers=workers,
        demo=demo, visible_mark=visible_mark, origins=origins, retention=kept, queue_limit=queue,
        tls_cert=tls_cert, tls_key=tls_key,
    )  # fmt: skip
    ready = server(settings, _context(settings, engine, ray, replicas, gpus))
    scheme = "http" if tls_cert is None else "https"
    click.echo(f"The fitting room is at {scheme}://{host}:{port}/ (end it with Ctrl-C)")
    ready.run()


def _context(
    settings: Settings, engine: str, ray: str | None, replicas: int, gpus: float
) -> Context:
    """The context of a server: studios of this process, or on a Ray cluster."""
    from modiste.service.context import Context
    from modiste.service.studios import Studios
    from modiste.studio import Studio

    count = max(settings.workers, 1)
    if ray is None:
        threads = 2 if count == 1 else 1
        return Context.open(settings, Studios(count, lambda: Studio.open(engine, threads)))
    from modiste.scale.serving import Deployment, RemoteStudio, deploy

    handle = deploy(Deployment(ray, most=replicas, gpus=gpus, engine=engine))
    studio = cast("Studio", RemoteStudio(handle))
    return Context.open(settings, Studios(count, lambda: studio))


@click.group("keys")
def keys() -> None:
    """API keys of shops: make, list and revoke."""


@keys.command("create")
@click.option("--shop", required=True, help="Whose catalogue and objects it reaches.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES),
              help="What it may do; may be given again. Default: all.")  # fmt: skip
@click.option("--per-minute", type=click.IntRange(1), default=600, show_default=True)
@_FOLDER
@_DATABASE
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def create_key(
    shop: str, scopes: tuple[str, ...], per_minute: int, data_dir: Path,
    database_url: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Make a key; it is told once and cannot be read again."""
    new = _store(data_dir, database_url).keys.create(shop, scopes or SCOPES, per_minute)
    if as_json:
        print_json({"id": new.row.id, "key": new.key, "webhook_secret": new.webhook_secret})
        return
    click.echo(f"key: {new.key}\nwebhook secret: {new.webhook_secret}\nid: {new.row.id}")


@keys.command("list")
@_FOLDER
@_DATABASE
def list_keys(data_dir: Path, database_url: str | None) -> None:
    """List keys; what they are made of is not kept."""
    for row in _store(data_dir, database_url).keys.all():
        state = "revoked" if row.revoked else "active"
        click.echo(f"{row.id} {row.shop} {','.join(row.scopes)} {row.per_minute}/min {state}")


@keys.command("revoke")
@click.argument("key_id")
@_FOLDER
@_DATABASE
def revoke_key(key_id: str, data_dir: Path, database_url: str | None) -> None:
    """Make a key useless at once."""
    if not _store(data_dir, database_url).keys.revoke(key_id):
        raise click.ClickException(f"There is no active key {key_id}.")
    click.echo(f"{key_id} is revoked.")


def _store(folder: Path, url: str | None) -> Store:
    need_extra()
    from modiste.store.store import Store

    return Store.open(folder, url)


def check_tls(cert: Path | None, key: Path | None) -> None:
    """Tell early whether https can be served.

    Raises:
        click.UsageError: one of both is missing.
        OperatorError: they cannot be read, or do not belong together.
    """
    import ssl

    if (cert is None) != (key is None):
        raise click.UsageError("https needs both --tls-cert and --tls-key.")
    if cert is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password="")
    except (OSError, ValueError) as error:
        raise OperatorError(
            f"https cannot be served with {cert} and {key} ({error}); give PEM files of a "
            "certificate and of its key, the key without a password."
        ) from error


def need_extra() -> None:
    """Tell how to install the service. Raises EngineUnavailableError when it is missing."""
    try:
        import fastapi  # noqa: F401
        import sqlalchemy  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise EngineUnavailableError(
            f"The service is not installed ({error.name} is missing); run: "
            "pip install 'modiste[serve]'"
        ) from error
