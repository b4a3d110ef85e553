"""Everything that writes who may open an app: grants, and on which sites it may be embedded."""

from __future__ import annotations

import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit import services as audit
from apps.builder.models import App, AppGrant, AppRole, Embedding
from apps.builder.services import tell_access
from apps.common.errors import AppError, NotFound

from .embedding import ORIGINS_MAX, key_of, origin_of

GRANTS_MAX: Final = 500  # of one app; more people belong into a workspace
KEY_ID_BYTES: Final = 12


@transaction.atomic
def grant(app: App, author: User, email: str, role: AppRole) -> AppGrant:
    """Let the person with this address edit or view the app. Raises `too_many_grants`.

    It says nothing of whether somebody here has the address.
    """
    email = email.strip().lower()
    if AppGrant.objects.filter(app=app).exclude(email=email).count() >= GRANTS_MAX:
        raise AppError(
            "too_many_grants", f"An app is shared with at most {GRANTS_MAX} people; invite them into the workspace."
        )
    user = User.objects.filter(email=email, is_active=True).first()
    granted, _ = AppGrant.objects.update_or_create(app=app, email=email, defaults={"user": user, "role": role})
    audit.record(
        "grant.given", workspace_id=app.workspace_id, actor=author, target=app.name, email=email, role=str(role)
    )
    tell_access(app.pk)
    return granted


@transaction.atomic
def revoke(app: App, author: User, grant_id: int) -> None:
    """Take a grant back. Raises `not_found`."""
    granted = AppGrant.objects.filter(app=app, pk=grant_id).first()
    if granted is None:
        raise NotFound("This app is not shared with that person any more.")
    granted.delete()
    audit.record("grant.removed", workspace_id=app.workspace_id, actor=author, target=app.name, email=granted.email)
    tell_access(app.pk)


@transaction.atomic
def embed_on(app: App, author: User, origins: list[str]) -> Embedding:
    """Let these sites, and no others, show the app in a frame. Raises `bad_origin` or `too_many_origins`."""
    allowed = sorted({origin_of(origin) for origin in origins})
    if len(allowed) > ORIGINS_MAX:
        raise AppError("too_many_origins", f"An app is embedded on at most {ORIGINS_MAX} sites.")
    embedding, _ = Embedding.objects.update_or_create(app=app, defaults={"origins": allowed})
    audit.record("embedding.changed", workspace_id=app.workspace_id, actor=author, target=app.name, origins=allowed)
    tell_access(app.pk)
    return embedding


@transaction.atomic
def make_embed_key(app: App, author: User) -> str:
    """A new key, in place of the last one, whose tokens are good no more. Nobody can read it again."""
    made = {"key_id": secrets.token_hex(KEY_ID_BYTES), "key_made_at": timezone.now()}
    embedding, is_new = Embedding.objects.get_or_create(app=app, defaults=made)
    had = not is_new and bool(embedding.key_id)
    if not is_new:
        embedding.key_id, embedding.key_made_at = str(made["key_id"]), timezone.now()
        embedding.save(update_fields=["key_id", "key_made_at"])
    action = "embedding.key_rotated" if had else "embedding.key_made"
    audit.record(action, workspace_id=app.workspace_id, actor=author, target=app.name)
    tell_access(app.pk)
    return key_of(embedding)


@transaction.atomic
def withdraw_embed_key(app: App, author: User) -> None:
    """No token opens the app any more. Raises `not_found`."""
    withdrawn = Embedding.objects.filter(app=app).exclude(key_id="").update(key_id="", key_made_at=None)
    if not withdrawn:
        raise NotFound("This app has no embed key.")
    audit.record("embedding.key_withdrawn", workspace_id=app.workspace_id, actor=author, target=app.name)
    tell_access(app.pk)
