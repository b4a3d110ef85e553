"""The app document: one typed JSON value that holds everything a builder makes."""

from .actions import Action, EventHandler
from .app import DOCUMENT_MAX_BYTES, AppDocument, StreamQuery, TemporaryState
from .faults import Fault, faults_of, read_document
from .widgets import Widget

__all__ = [
    "DOCUMENT_MAX_BYTES",
    "Action",
    "AppDocument",
    "EventHandler",
    "Fault",
    "StreamQuery",
    "TemporaryState",
    "Widget",
    "faults_of",
    "read_document",
]
