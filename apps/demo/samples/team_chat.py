"""The sample "Team chat": one shared stream to a small room server; what anybody writes, everybody sees.

The room's history is the stream's window: it is there for whoever comes later, and after a restart.
"""

from __future__ import annotations

from typing import Final

from apps.builder.document import AppDocument, StreamQuery
from apps.builder.document.actions import Broadcast
from apps.builder.document.broadcasts import MessageField, ObjectMessage, ViewersBroadcast
from apps.builder.document.widgets import (
    ChatProperties,
    ChatWidget,
    Condition,
    InputProperties,
    InputWidget,
    StatProperties,
    StatWidget,
    WindowSource,
)
from apps.streams.definition import Window

from .shapes import at, beside, connection, on

QUERY: Final = "room"
# What anybody may say in the room: nothing else reaches the server that all of them share.
SAID: Final = ObjectMessage(
    fields=(
        MessageField(name="author", type="string", max_length=120),
        MessageField(name="text", type="string", max_length=4_000),
    )
)
AUTHOR: Final = "(nickname.value || currentUser?.name || 'Somebody')"


def team_chat(url: str) -> AppDocument:
    """The document, with its query on the demo server at `url`."""
    return AppDocument(
        queries=(
            StreamQuery(
                name=QUERY,
                url=beside(url, "/room?name=team"),
                scope="shared",
                window=Window(size=1_000),
                viewers_broadcast=ViewersBroadcast(allowed=True, shape=SAID),
            ),
        ),
        widgets=(
            ChatWidget(
                name="chat",
                layout=at(0, 0, 9, 11),
                properties=ChatProperties(
                    title="Team",
                    source=WindowSource(
                        queries=(QUERY,), where=(Condition(field="type", operator="equals", value="message"),)
                    ),
                    time="time",
                    own=f"{{{{ {AUTHOR} }}}}",
                    disabled='{{ room.status !== "open" }}',
                    limit=500,
                ),
                events=(
                    on("send", Broadcast(query=QUERY, message=f"{{{{ {{ author: {AUTHOR}, text: event.data }} }}}}")),
                ),
            ),
            InputWidget(
                name="nickname",
                layout=at(9, 0, 3, 2),
                properties=InputProperties(
                    label="Your name", placeholder="{{ currentUser?.name ?? 'Somebody' }}", max_length=40
                ),
            ),
            StatWidget(
                name="people",
                layout=at(9, 2, 3, 2),
                properties=StatProperties(
                    label="Messages kept", value="{{ room.messages.filter((one) => one.type === 'message').length }}"
                ),
            ),
            connection(QUERY, at(9, 4, 3, 2)),
        ),
    )
