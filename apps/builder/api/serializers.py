"""The shapes of the API's requests and answers. Documents are described by their own pydantic models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Final

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from rest_framework import serializers

from apps.builder.document import AppDocument
from apps.builder.models import App, Release, Thumbnail, Visibility
from apps.common.api import ID_MAX
from apps.streams.definition import WINDOW_MAX

REVISION_MAX: Final = 2**31 - 1  # the column's
OFFSET_MAX: Final = 2**53 - 1  # the largest whole number JSON readers agree on


class AppSerializer(serializers.ModelSerializer[App]):
    """An app without its document."""

    name = serializers.CharField(max_length=120)
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    release = serializers.IntegerField(
        source="release.number", default=None, allow_null=True, read_only=True, help_text="the live release's number"
    )
    released_at = serializers.DateTimeField(source="release.created_at", default=None, allow_null=True, read_only=True)
    updated_by = serializers.SerializerMethodField(help_text="their name or e-mail; null when nobody is known")
    thumbnail = serializers.SerializerMethodField(help_text="the picture's address, another for each; null without one")

    class Meta:
        model = App
        fields: tuple[str, ...] = (
            *(
                "id",
                "workspace",
                "slug",
                "name",
                "visibility",
                "draft_revision",
                "release",
                "updated_at",
                "released_at",
            ),
            *("updated_by", "thumbnail"),
        )
        read_only_fields = ("id", "workspace", "slug", "draft_revision", "updated_at")

    @extend_schema_field({"type": "string", "nullable": True})
    def get_updated_by(self, app: App) -> str | None:
        """How people know who changed it last."""
        return str(app.updated_by) if app.updated_by else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_thumbnail(self, app: App) -> str | None:
        """With its digest, so that browsers may keep it."""
        try:
            return f"{reverse('app-looks-thumbnail', args=[app.pk])}?v={app.thumbnail.digest}"
        except Thumbnail.DoesNotExist:
            return None


class ImportedSerializer(AppSerializer):
    """The new app, and the credentials that its file came without."""

    left_out = serializers.ListField(
        child=serializers.CharField(), help_text="paths, such as `queries[0].auth.token`; to be filled in again"
    )

    class Meta(AppSerializer.Meta):
        fields = (*AppSerializer.Meta.fields, "left_out")


class ExportSerializer(serializers.Serializer[Any]):
    """Which document to export."""

    release = serializers.IntegerField(
        min_value=1, max_value=REVISION_MAX, required=False, default=None, help_text="the draft when left out"
    )


class StreamsSerializer(serializers.Serializer[Any]):
    """An app's streams at work now, of all who have it open. `busy`: connecting, retrying, or waiting for a hub."""

    app = serializers.IntegerField()
    open = serializers.IntegerField()
    busy = serializers.IntegerField()
    failed = serializers.IntegerField()


class BoxSerializer(serializers.Serializer[Any]):
    """A widget from afar, in columns of 12 and rows."""

    type = serializers.CharField()
    x = serializers.FloatField()
    y = serializers.FloatField()
    w = serializers.FloatField()
    h = serializers.FloatField()


class WhereSerializer(serializers.Serializer[App]):
    """Where a new app goes."""

    workspace = serializers.IntegerField(
        min_value=1,
        max_value=ID_MAX,
        required=False,
        default=None,
        allow_null=True,
        help_text="its id; the first you may edit when left out",
    )


class NewAppSerializer(WhereSerializer):
    """A blank app."""

    name = serializers.CharField(max_length=120)


class ReleaseSerializer(serializers.ModelSerializer[Release]):
    """A release without its document."""

    author = serializers.SerializerMethodField(help_text="the author's name or e-mail; null when the user is gone")

    class Meta:
        model = Release
        fields = ("number", "revision", "note", "author", "created_at")

    @extend_schema_field({"type": "string", "nullable": True})
    def get_author(self, release: Release) -> str | None:
        """How people know the author."""
        return str(release.author) if release.author else None


class PublishSerializer(serializers.Serializer[Release]):
    """Which draft to publish, and for whom."""

    revision = serializers.IntegerField(
        min_value=1, max_value=REVISION_MAX, help_text="the draft's revision, as last read or saved"
    )
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class SaveSerializer(serializers.Serializer[Any]):
    """A draft to save; `services.parse_document` judges the document itself."""

    document = serializers.JSONField()
    revision = serializers.IntegerField(min_value=1, max_value=REVISION_MAX)
    restored = serializers.IntegerField(
        min_value=1, max_value=REVISION_MAX, required=False, default=None, allow_null=True
    )


class SavedSerializer(serializers.Serializer[Any]):
    """The draft's new revision."""

    revision = serializers.IntegerField()


class DraftPayload(BaseModel):
    """A draft and its revision: what a save is based on."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    document: AppDocument
    revision: int


class SavePayload(DraftPayload):
    """A draft to save. `restored`: the number of the release that the document is, if it was put back from one."""

    restored: int | None = None


class ReleaseDocumentPayload(BaseModel):
    """A release with its document, as the present schema reads it."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    number: int
    revision: int
    note: str
    author: str | None
    created_at: datetime
    document: AppDocument


class TimeField(serializers.Field[int, str, int, Any]):
    """Milliseconds since the Unix epoch, or ISO 8601 (UTC where it says nothing else)."""

    default_error_messages: ClassVar = {"invalid": "Give milliseconds since the Unix epoch, or a time as ISO 8601."}

    def to_internal_value(self, data: str) -> int:
        """In milliseconds."""
        try:
            if data.isascii() and data.isdigit():
                return min(int(data), OFFSET_MAX)
            time = datetime.fromisoformat(data)
            return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000)
        except (ValueError, OverflowError):
            self.fail("invalid")

    def to_representation(self, value: int) -> int:
        """As it is."""
        return value


class WhoseWindowSerializer(serializers.Serializer[Any]):
    """Whose window."""

    mode = serializers.ChoiceField(choices=["release", "draft"], required=False, default="release")
    session = serializers.CharField(
        max_length=1024, required=False, default="", help_text="for queries of scope session: the signed session string"
    )
    params = serializers.CharField(
        max_length=100_000, required=False, default="", help_text="values of the query's parameters, as a JSON object"
    )


class WindowSerializer(WhoseWindowSerializer):
    """Which part of whose window, and as what."""

    limit = serializers.IntegerField(
        min_value=1, max_value=WINDOW_MAX, required=False, default=None, help_text="the window's size when left out"
    )
    after = serializers.IntegerField(
        min_value=0, max_value=OFFSET_MAX, required=False, default=None, help_text="an offset; only what follows it"
    )
    since = extend_schema_field(OpenApiTypes.STR)(TimeField)(
        required=False, default=None, help_text="only what was received then or later: milliseconds or ISO 8601"
    )
    until = extend_schema_field(OpenApiTypes.STR)(TimeField)(
        required=False, default=None, help_text="only what was received before: milliseconds or ISO 8601"
    )
    order = serializers.ChoiceField(choices=["oldest", "newest"], required=False, default="oldest")

    def get_fields(self) -> dict[str, Any]:
        """Also `as`, which Python keeps for itself."""
        form = serializers.ChoiceField(
            choices=["json", "csv", "ndjson"], required=False, default="json", help_text="csv and ndjson come as files"
        )
        return {**super().get_fields(), "as": form}


class WindowMessage(BaseModel):
    """One message; `data` is JSON of any type, or a string for format text. `key` only of a keyed window."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    offset: int
    at: int
    key: str | None = None
    data: object


class WindowGap(BaseModel):
    """Offsets after `after` that have left the window."""

    first: Annotated[int, Field(alias="from")]
    to: int
    count: int


class WindowPayload(BaseModel):
    """Messages of a stream, in the order asked for."""

    stream: str
    epoch: str
    top: int
    messages: list[WindowMessage]
    gap: WindowGap | None


class FilePayload(BaseModel):
    """An app as a file; fields of the document that are as the schema has them by itself are left out."""

    lowstream: int
    name: str
    document: AppDocument
    left_out: list[str] = []


class FileAnswer(FilePayload):
    """As it is exported."""

    document: Annotated[
        AppDocument, WithJsonSchema({"type": "object", "description": "an AppDocument, without what is the default"})
    ]
