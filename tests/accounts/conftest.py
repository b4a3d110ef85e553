"""Ann."""

from __future__ import annotations

import pytest

from apps.accounts import services
from apps.accounts.models import Role, User
from tests.cast import PASSWORD

from .people import EMAIL


@pytest.fixture
def ann(db: None) -> User:
    """A person with a password, an editor of one workspace."""
    person = services.create_user(EMAIL, "Ann", PASSWORD)
    services.add_member(services.create_workspace("House"), person, Role.EDITOR)
    return person
