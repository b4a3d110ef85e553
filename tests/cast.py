"""The cast of every test about permission: an owner, an editor, a viewer, a stranger and nobody.

`tests/conftest.py` registers this module as a plugin.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django_vite.core.asset_loader import DjangoViteAssetLoader

from apps.accounts import services as accounts
from apps.accounts.models import Role, User, Workspace
from apps.builder import selectors, services
from apps.builder.document import AppDocument
from apps.builder.models import App, Visibility

PASSWORD = "correct horse battery"
CAST = ("owner", "editor", "viewer", "stranger", "nobody")

DOCUMENT: dict[str, Any] = {
    "queries": [
        {
            "name": "ticker",
            "url": "wss://exchange.example/feed",
            "headers": [{"name": "Authorization", "value": "Bearer key-in-a-header"}],
            "events": [
                {"event": "success", "action": {"type": "set_state", "state": "last", "value": "{{ event.data }}"}}
            ],
        },
        {"name": "shared", "url": "wss://exchange.example/feed", "scope": "shared", "window": {"size": 50}},
    ],
    "states": [{"name": "last"}],
    "widgets": [{"type": "stat", "name": "price", "properties": {"value": "{{ last.value }}"}}],
}


def pytest_configure() -> None:
    """Passwords are hashed slowly on purpose; the tests' purpose is another."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass
class Cast:
    """Everyone, by role; `nobody` is signed out. The stranger is signed in but a member of nothing here."""

    workspace: Workspace
    owner: User
    editor: User
    viewer: User
    stranger: User

    def client(self, role: str, **options: Any) -> Client:
        """A browser with this person signed in, which refuses to raise: what a person sees is what counts."""
        client = Client(raise_request_exception=False, **options)
        if role != "nobody":
            client.force_login(getattr(self, role))
        return client


@pytest.fixture
def cast(db: None) -> Cast:
    workspace = accounts.create_workspace("House")
    people = {name: accounts.create_user(f"{name}@example.com", name.title()) for name in CAST[:4]}
    for name in ("owner", "editor", "viewer"):
        accounts.add_member(workspace, people[name], Role(name))
    accounts.add_member(accounts.create_workspace("Elsewhere"), people["stranger"], Role.OWNER)
    return Cast(workspace, **people)


@pytest.fixture
def app(cast: Cast) -> App:
    """An unpublished app with a draft at revision 1."""
    return services.create_app(cast.workspace, cast.owner, "Exchange ticker", AppDocument.model_validate(DOCUMENT))


@pytest.fixture
def published(app: App, cast: Cast) -> App:
    """The same app with its draft as release 1, private."""
    services.publish(app, cast.owner, 1, Visibility.PRIVATE, "first")
    app.refresh_from_db()
    return app


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Ids begin again after every test's rollback; what was kept by id must not outlive it."""
    selectors.forget_documents()
    cache.clear()
    yield
    selectors.forget_documents()


@pytest.fixture(scope="session")
def built_front_end(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A manifest as Vite writes it, so that pages can be tested without a build."""
    pages = ("home", "settings", "main")
    entries = [*(f"src/studio/{page}.tsx" for page in pages), "src/host/viewer.ts", "src/player/main.tsx"]
    manifest = {
        entry: {"file": f"assets/{Path(entry).parent.name}-{Path(entry).stem}-1a2b.js", "src": entry, "isEntry": True}
        for entry in entries
    }
    manifest["src/ui/pages.css"] = {"file": "assets/pages-1a2b.css", "src": "src/ui/pages.css", "isEntry": True}
    path = tmp_path_factory.mktemp("dist") / "manifest.json"
    path.write_text(json.dumps(manifest))
    return path


@pytest.fixture
def front_end(built_front_end: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages find their scripts."""
    _load_manifest(built_front_end, monkeypatch)


@pytest.fixture
def no_front_end(front_end: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout where nobody has built the front end."""
    _load_manifest(tmp_path / "manifest.json", monkeypatch)


def _load_manifest(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = DjangoViteAssetLoader.instance()._apps["default"]
    manifest = type(client.manifest)(client._config._replace(manifest_path=path))
    monkeypatch.setattr(client, "manifest", manifest)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in production: the database in memory can't be written by two threads at once."""
    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = name
