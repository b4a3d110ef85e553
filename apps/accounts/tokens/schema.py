"""What the OpenAPI schema says of API tokens: which operation takes one. Importing this registers it."""

from __future__ import annotations

import re
from typing import Any

from django.urls import Resolver404, resolve
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from .scopes import scope_of


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # spectacular left its registering untyped
    """`Authorization: Bearer ls_…`, with the scope as the role that is needed."""

    target_class = "apps.accounts.tokens.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "An API token, `ls_…`, made in the settings."}

    def get_security_requirement(self, auto_schema: AutoSchema) -> Any:  # Any: nothing where no token may
        """The scope; nothing where no token is taken."""
        try:
            name = resolve(re.sub(r"\{[^}]*\}", "1", auto_schema.path)).view_name
        except Resolver404:
            return None
        scope = scope_of(name, auto_schema.method)
        return None if scope is None else {self.name: [scope.value]}
