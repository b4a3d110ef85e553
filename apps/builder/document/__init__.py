"""The app document: one typed JSON value that holds everything a builder makes."""

from .actions import Action, EventHandler
from .app import DOCUMENT_MAX_BYTES, AppDocument, DataResponder, Scripts, TemporaryState, Transformer
from .fault import Fault
from .faults import faults_of, read_document
from .queries import JavaScriptQuery, StreamQuery
from .widgets import Widget

__all__ = [
    "DOCUMENT_MAX_BYTES",
    "Action",
    "AppDocument",
    "DataResponder",
    "EventHandler",
    "Fault",
    "JavaScriptQuery",
    "Scripts",
    "StreamQuery",
    "TemporaryState",
    "Transformer",
    "Widget",
    "faults_of",
    "read_document",
]
