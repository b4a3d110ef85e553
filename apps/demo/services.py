"""Everything that writes for the demo: apps made from samples."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from apps.accounts.models import Role, User, Workspace
from apps.accounts.services import ensure_owner
from apps.builder.models import App, Visibility
from apps.builder.services import create_app, publish

from .models import GivenSample
from .samples import SAMPLES, Sample


def create_from_sample(workspace: Workspace, author: User, sample: Sample) -> App:
    """A new app whose draft is the sample, on the exchange of the setting EXCHANGE_URL."""
    return create_app(workspace, author, sample.name, sample.document(settings.EXCHANGE_URL), sample=sample.slug)


@transaction.atomic
def give_samples() -> list[App]:
    """Create and publish, in the first owner's workspace, every sample it was never given; return the new apps."""
    owner = ensure_owner()
    workspace = Workspace.objects.filter(memberships__user=owner, memberships__role=Role.OWNER).order_by("pk")[:1].get()
    apps = []
    for sample in SAMPLES.values():
        _, is_new = GivenSample.objects.get_or_create(workspace=workspace, slug=sample.slug)
        if is_new:
            app = create_from_sample(workspace, owner, sample)
            publish(app, owner, app.draft_revision, Visibility.SIGNED_IN, "Sample")
            apps.append(app)
    return apps
