"""An app on SQLite without nets, shoppers with sessions, shops with keys."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from callers import CHART, Caller, key_of
from fakes import Clock, fake_studio, photo, png
from fastapi import FastAPI
from starlette.testclient import TestClient

from modiste.service.app import create_app
from modiste.service.context import Context
from modiste.service.settings import Settings
from modiste.service.studios import Studios
from modiste.store.store import DATABASE_FILE, Store


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    Store.open(folder, environment={}).close()
    return folder / DATABASE_FILE


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> Settings:
    shutil.copy(migrated, tmp_path)
    return Settings(data_dir=tmp_path, demo=False, environment={}, per_minute=100_000,
                    sessions_per_minute=100_000, origins=("https://shop.example",))  # fmt: skip


@pytest.fixture
def context(settings: Settings, clock: Clock) -> Context:
    return Context.open(settings, Studios(2, fake_studio), now=clock)


@pytest.fixture
def app(context: Context) -> Iterator[FastAPI]:
    """The app with its workers and chores running."""
    app = create_app(context)
    with TestClient(app):
        yield app


@pytest.fixture
def anybody(app: FastAPI) -> Caller:
    return Caller(app)


@pytest.fixture
def shopper(app: FastAPI) -> Caller:
    return Caller(app).begin()


@pytest.fixture
def stranger(app: FastAPI) -> Caller:
    return Caller(app).begin()


@pytest.fixture
def shop(app: FastAPI, context: Context) -> Caller:
    """The shop whose catalogue shoppers see."""
    return key_of(app, context, "demo")


@pytest.fixture
def rival(app: FastAPI, context: Context) -> Caller:
    return key_of(app, context, "rival")


@pytest.fixture
def shirt(shop: Caller) -> str:
    """A garment of the catalogue."""
    files = {"picture": png(photo(300, 300))}
    data = {"title": "Shirt", "category": "top", "sku": "s-1", "chart": json.dumps(CHART),
            "stock": json.dumps({"S": 1, "M": 2})}  # fmt: skip
    found: str = shop.post("/v1/garments", files=files, data=data, status=201)["id"]
    return found
