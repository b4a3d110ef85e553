"""`manage.py schemas`: the JSON schemas of the wire protocol and the app document, for `make types`."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand
from pydantic import BaseModel, ConfigDict

from apps.builder.document import AppDocument
from apps.live import protocol


class Frames(BaseModel):
    """Everything that goes over the browser's socket."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    client: protocol.ClientFrame
    server: protocol.ServerItem


def schemas() -> dict[str, object]:
    """JSON schemas by TypeScript module, and the constants both sides share."""
    return {
        "document": AppDocument.model_json_schema(mode="serialization"),
        "protocol": Frames.model_json_schema(mode="serialization"),
        "constants": {
            "PROTOCOL_VERSION": protocol.PROTOCOL_VERSION,
            "ACK_SECONDS": protocol.ACK_SECONDS,
            "CLOSE_CODES": {code.name: code.value for code in protocol.CloseCode},
        },
    }


class Command(BaseCommand):
    """Print `{"document": schema, "protocol": schema, "constants": {}}`."""

    help = "Print the JSON schemas from which the TypeScript types are made."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(json.dumps(schemas()))
