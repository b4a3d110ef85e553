"""Numbers in addresses."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.mark.parametrize("number", [2**63, 473249358049480289434244644601856, 10**400])
def test_a_number_that_no_database_holds_leads_nowhere(cast: Cast, number: int) -> None:
    for client in (cast.client("owner"), Client(raise_request_exception=False)):
        for path in (f"/api/workspaces/{number}/secrets/x/", f"/api/apps/{number}/session/", f"/apps/{number}/"):
            answer = client.get(path)
            assert answer.status_code == 404, path
