"""Apps, their releases and pictures. `services` writes them, `selectors` reads them for whom it is asked."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.accounts.models import Workspace


class Visibility(models.TextChoices):
    """Who may open the published app."""

    PRIVATE = "private", "Members of the workspace"
    SIGNED_IN = "signed_in", "Anyone signed in"
    PUBLIC = "public", "Anyone with the link"


class App(models.Model):
    """What a builder makes: the draft being edited, and which release is live."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="apps")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    draft = models.JSONField(default=dict)
    draft_revision = models.PositiveIntegerField(default=1)
    release = models.ForeignKey("Release", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-updated_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(visibility__in=Visibility.values), name="app_visibility_known"),
        ]

    def __str__(self) -> str:
        return self.name


class AppRole(models.TextChoices):
    """What a person may do with one app, beside what their role in its workspace says."""

    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"


class AppGrant(models.Model):
    """Somebody who may edit or view one app, member of its workspace or not.

    `user` is empty where nobody here had this address when it was granted: then it gives nothing to anybody, and looks
    like the others, so that a list of grants doesn't tell who has an account.
    """

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="grants")
    email = models.EmailField(max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="app_grants"
    )
    role = models.CharField(max_length=10, choices=AppRole)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["email"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["app", "email"], name="app_grant_unique"),
            models.CheckConstraint(condition=models.Q(role__in=AppRole.values), name="app_grant_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email} is {self.role} of app {self.app_id}"


class Embedding(models.Model):
    """Which other sites may show an app in a frame, and which of its keys signs their tokens.

    The key itself is not stored: it is derived from SECRET_KEY and `key_id`, so the database can't be used to sign.
    """

    app = models.OneToOneField(App, primary_key=True, on_delete=models.CASCADE, related_name="embedding")
    origins = models.JSONField(default=list, help_text="such as https://portal.example")
    key_id = models.CharField(max_length=32, blank=True, help_text="another one for each key; empty: no key")
    key_made_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"embedding of app {self.app_id}"


class ReleaseIsImmutable(RuntimeError):
    """Somebody tried to change a published document; publish a new release instead."""


class Release(models.Model):
    """A published copy of a draft, numbered 1, 2, 3 … per app. Written once."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(help_text="the draft's revision it was made from")
    document = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["app", "number"], name="release_number_unique")]

    def __str__(self) -> str:
        return f"release {self.number} of app {self.app_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it the first time; refuse ever after."""
        if not self._state.adding:
            raise ReleaseIsImmutable(f"{self} is published; it can't be changed")
        super().save(*args, **kwargs)


class Thumbnail(models.Model):
    """A small picture of an app, taken by the studio from its canvas."""

    app = models.OneToOneField(App, primary_key=True, on_delete=models.CASCADE, related_name="thumbnail")
    image = models.BinaryField(help_text="WebP or PNG of at most 60 KiB")
    content_type = models.CharField(max_length=20)
    digest = models.CharField(max_length=32, help_text="of the image: another picture, another digest")
    taken_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"thumbnail of app {self.app_id}"
