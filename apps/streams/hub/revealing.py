"""The plan of each dial, with the values of the secrets that its definition refers to.

They are read for that dial, checked against the hosts they are bound to, and kept out of all that the hub says. A value
is in memory only: in the plan while the connection lives, and in the veil that hides it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from channels.db import database_sync_to_async
from django.db import Error as DatabaseFailure

from apps.common import logs
from apps.common.redaction import Veil
from apps.streams.core.plan import BadParameter, Plan, plan
from apps.streams.definition import Scalar, StreamDefinition
from apps.vault import hosts, services
from apps.vault.selectors import Revealed, secrets_for

from .connection import DialError

logger = logging.getLogger(__name__)

NO_VEIL: Final = Veil({})


class Revealing:
    """Of one stream or test. `plan` has no secrets in it: it is for looking at. Raises BadParameter."""

    def __init__(
        self,
        workspace_id: int,
        definition: StreamDefinition,
        params: Mapping[str, Scalar],
        user: Mapping[str, object] | None,
    ) -> None:
        self.plan: Final = plan(definition, params, user)
        self._workspace_id = workspace_id
        self._definition = definition
        self._params = params
        self._user = user

    async def to_dial(self) -> tuple[Plan, Veil]:
        """What to dial now, and what hides its secrets. Raises DialError."""
        bare = self.plan
        if not bare.secrets:
            return bare, NO_VEIL
        try:
            found = await database_sync_to_async(_read)(self._workspace_id, bare.secrets)
        except DatabaseFailure as error:
            logger.warning("secrets of workspace %s can't be read (%s)", self._workspace_id, type(error).__name__)
            raise DialError("secret_unavailable", "the secrets can't be read: the database doesn't answer.") from None
        if any(name.lower() == "host" for name, _ in bare.headers):
            raise DialError(
                "secret_refused",
                "a query that uses a secret can't set the header Host: behind one address there may be many sites.",
                final=True,
            )
        values = {name: _value(name, found.get(name), bare) for name in sorted(bare.secrets)}
        veil = Veil(values)
        logs.keep_out(veil)
        try:
            made = plan(self._definition, self._params, self._user, values)
        except BadParameter as error:
            raise DialError("secret_refused", f"a secret can't stand where it does: {error}.", final=True) from None
        # A value is never part of the host; if it came to be, this is where it would lead astray.
        if (made.host, made.port, made.secure) != (bare.host, bare.port, bare.secure):
            raise DialError("secret_refused", "a secret would change the host that is dialled.", final=True)
        return made, veil


def _read(workspace_id: int, names: frozenset[str]) -> dict[str, Revealed]:
    found = secrets_for(workspace_id, names)
    services.note_use([secret.id for secret in found.values()])
    return found


def _value(name: str, secret: Revealed | None, bare: Plan) -> str:
    """The value, if it may go to where the plan leads. Raises DialError."""
    if secret is None:
        message = f"there is no secret {name} in the workspace; an owner can add it in the settings."
        raise DialError("secret_missing", message, final=True)
    if secret.value is None:
        message = f"the secret {name} can't be opened with the keys of this server; give it its value again."
        raise DialError("secret_refused", message, final=True)
    if not hosts.admits(secret.hosts, bare.host, bare.port, secure=bare.secure):
        raise DialError(
            "secret_refused",
            f"the secret {name} may not be sent to {bare.host}:{bare.port}; it is for {', '.join(secret.hosts)} only. "
            "An owner can change that in the settings, by giving the value again.",
            final=True,
        )
    return secret.value
