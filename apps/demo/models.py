"""Which samples a workspace has been given, so that a deleted one stays deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from apps.accounts.models import Workspace


class GivenSample(models.Model):
    """The launcher gave this sample to this workspace once; its app may be long gone."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="given_samples")
    slug = models.SlugField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "slug"], name="given_sample_unique")]

    def __str__(self) -> str:
        return f"{self.slug} to workspace {self.workspace_id}"
