"""How apps look in a list: their pictures, outlines and streams, for members of the workspace."""

from __future__ import annotations

import struct
from typing import Any

import pytest
import redis
from pytest_django import Settings

from apps.builder import services
from apps.builder.document import AppDocument
from apps.builder.models import App, Thumbnail, Visibility
from apps.builder.outline import BOXES_MAX, outline_of
from apps.builder.pictures import read_picture
from apps.common.errors import AppError
from apps.common.requests import PICTURE_MAX_BYTES
from apps.streams.bus import census, keys
from apps.streams.bus.control import Wish
from apps.streams.core.state import StreamStatus
from apps.streams.definition import StreamDefinition
from tests.cast import CAST, Cast

from .pictures import png, riff, webp

pytestmark = pytest.mark.django_db


def put(cast: Cast, who: str, app: App, content: bytes, kind: str = "image/webp") -> Any:
    return cast.client(who).put(f"/api/apps/{app.pk}/thumbnail/", content, content_type=kind)


@pytest.mark.parametrize(
    ("who", "stored", "read"), list(zip(CAST, (204, 204, 403, 404, 401), (200, 200, 200, 404, 401), strict=True))
)
def test_editors_store_a_picture_and_members_see_it(
    cast: Cast, published: App, who: str, stored: int, read: int
) -> None:
    services.change_app(published, visibility=Visibility.PUBLIC)  # its release is; the picture is the draft's
    assert put(cast, who, published, png(), "image/png").status_code == stored
    services.store_thumbnail(published, read_picture(webp()))
    answer = cast.client(who).get(f"/api/apps/{published.pk}/thumbnail/")
    assert answer.status_code == read
    if read == 200:
        assert answer.content == webp()
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
        assert answer["Cache-Control"] == "private, no-cache"


def test_a_picture_is_sent_again_only_when_it_has_changed(cast: Cast, app: App) -> None:
    client, path = cast.client("viewer"), f"/api/apps/{app.pk}/thumbnail/"
    assert client.get(path).status_code == 404
    put(cast, "editor", app, webp())
    etag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    put(cast, "editor", app, png(), "image/png")
    assert client.get(path, headers={"If-None-Match": etag}).content == png()
    assert Thumbnail.objects.count() == 1


def test_the_list_names_the_picture_and_who_changed_the_app(cast: Cast, app: App) -> None:
    changed = app.updated_at
    put(cast, "editor", app, webp())
    [item] = cast.client("viewer").get("/api/apps/").json()
    assert item["thumbnail"].startswith(f"/api/apps/{app.pk}/thumbnail/?v=")
    assert item["updated_by"] == "Owner"
    app.refresh_from_db()
    assert app.updated_at == changed, "a picture is no change of the app"
    save = {"document": {}, "revision": 1}
    cast.client("editor").put(f"/api/apps/{app.pk}/document/", save, content_type="application/json")
    assert cast.client("viewer").get("/api/apps/").json()[0]["updated_by"] == "Editor"


def test_a_copy_has_the_picture_too(cast: Cast, app: App) -> None:
    services.store_thumbnail(app, read_picture(png()))
    copy = services.copy_app(app, cast.editor)
    assert bytes(copy.thumbnail.image) == png()
    assert Thumbnail.objects.count() == 2


@pytest.mark.parametrize(
    "content",
    [png(), png(1, 1), webp(), webp(1, 400), webp(640, 400, b"VP8L")],
)
def test_small_still_pictures_are_taken(content: bytes) -> None:
    assert read_picture(content).content == content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"GIF89a" + b"\0" * 40, "not_a_picture"),
        (png()[:-1], "not_a_picture"),
        (png() + b"<script>", "not_a_picture"),
        (png().replace(b"IDAT", b"IDAU"), "not_a_picture"),
        (png(10, 10, (b"acTL", b"\0" * 8)), "not_a_picture"),  # animated
        (png(10, 10, (b"tEXt", b"hidden")), "not_a_picture"),
        (png(641, 400), "too_large"),
        (png(640, 401), "too_large"),
        (png(0, 10), "too_large"),
        (webp()[:-1], "not_a_picture"),
        (webp() + b"\0", "not_a_picture"),
        (webp(641, 400), "too_large"),
        (webp(640, 401, b"VP8L"), "too_large"),
        (webp(64, 40, b"VP8 ", (b"ANIM", b"\0" * 6)), "not_a_picture"),
        (webp(64, 40, b"VP8 ", (b"VP8X", b"\0" * 4 + b"\xff\0\0\xff\0\0")), "not_a_picture"),
        (riff(), "not_a_picture"),
        (riff((b"VP8 ", b"\0")), "not_a_picture"),
        (b"RIFF" + struct.pack("<I", 12) + b"WEBPVP8 \xff\xff\xff\xff", "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" * (PICTURE_MAX_BYTES // 8 + 1), "too_large"),
    ],
)
def test_what_is_no_small_still_picture_is_refused(cast: Cast, app: App, content: bytes, code: str) -> None:
    with pytest.raises(AppError) as caught:
        read_picture(content)
    assert caught.value.code == code
    answer = put(cast, "editor", app, content, "image/png")
    assert (answer.status_code, answer.json()["code"]) == ({"too_large": 413, "not_a_picture": 422}[code], code)
    assert not Thumbnail.objects.exists()


def test_a_picture_must_come_as_one(cast: Cast, app: App) -> None:
    assert put(cast, "editor", app, webp(), "text/html").status_code == 415
    client = cast.client("editor", enforce_csrf_checks=True)
    path = f"/api/apps/{app.pk}/thumbnail/"
    assert client.put(path, webp(), content_type="image/webp").status_code == 403


def test_an_outline_has_the_first_page_with_what_stands_in_its_containers() -> None:
    def widget(kind: str, name: str, x: int, y: int, w: int, h: int, **more: Any) -> dict[str, Any]:
        return {"type": kind, "name": name, "layout": {"x": x, "y": y, "w": w, "h": h}, **more}

    document = AppDocument.model_validate(
        {
            "pages": [{"name": "home"}, {"name": "other"}],
            "widgets": [
                widget("table", "below", 0, 5, 12, 3, page="home"),
                widget("tabs", "parts", 6, 0, 6, 5, page="home"),
                widget("stat", "inside", 0, 0, 6, 2, page="home", parent={"widget": "parts", "slot": "tab1"}),
                widget("stat", "behind", 0, 0, 6, 2, page="home", parent={"widget": "parts", "slot": "tab2"}),
                widget("modal", "dialog", 0, 9, 6, 4, page="home"),
                widget("chart", "elsewhere", 0, 0, 6, 2, page="other"),
            ],
        }
    )
    boxes = [(box.type, box.x, box.y, box.w, box.h) for box in outline_of(document)]
    assert boxes == [("tabs", 6, 0, 6, 5), ("stat", 6, 0.8, 3, 2), ("table", 0, 5, 12, 3)]
    many = [widget("stat", f"s{n}", 0, n, 1, 1) for n in range(100)]
    assert len(outline_of(AppDocument.model_validate({"widgets": many}))) == BOXES_MAX


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    census.forget()


def test_however_many_ask_streams_are_counted_once(
    cast: Cast, app: App, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []

    def count(client: object) -> dict[int, census.Streams]:
        counts.append(1)
        return {}

    monkeypatch.setattr(census, "count", count)
    for _ in range(5):
        assert cast.client("viewer").get("/api/apps/streams/").json() == []
    assert len(counts) == 1
    monkeypatch.setattr(census, "KEPT_SECONDS", 0)
    census.forget()
    for _ in range(2):
        cast.client("viewer").get("/api/apps/streams/")
    assert len(counts) == 3, "what is older than that is counted anew"


def test_streams_are_counted_by_app_and_only_ones_own_are_told(cast: Cast, app: App, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        now = float(client.time()[0]) * 1000
        for number, (owner, status, seconds) in enumerate(
            [
                (app.pk, "open", 60),
                (app.pk, "degraded", 60),
                (app.pk, "failed", 60),
                (app.pk, "retrying", 60),
                (app.pk, None, 60),  # no hub has it yet
                (app.pk, "closed", 60),
                (app.pk, "open", -1),  # nobody wishes for it any more
                (app.pk + 1, "open", 60),
            ]
        ):
            _stream(client, f"s{number}", owner, status, now + seconds * 1000)
        client.zadd(keys.WANTED, {"without a wish": now + 60_000})
    answer = cast.client("viewer").get("/api/apps/streams/")
    assert answer.json() == [{"app": app.pk, "open": 2, "busy": 2, "failed": 1}]
    assert answer["Cache-Control"] == "no-store"
    assert cast.client("stranger").get("/api/apps/streams/").json() == []
    assert cast.client("nobody").get("/api/apps/streams/").status_code == 401


def _stream(client: Any, name: str, app: int, status: Any, until_ms: float) -> None:
    wish = Wish(workspace=1, app=app, query="q", definition=StreamDefinition(url="ws://feed.example/"))
    client.zadd(keys.WANTED, {name: until_ms})
    client.set(keys.wish(name), wish.model_dump_json())
    if status is not None:
        client.set(keys.lease(name), "hub")
        client.hset(keys.meta(name), "status", StreamStatus(status=status).model_dump_json())


def test_more_streams_than_are_counted_leave_out_the_oldest_wishes(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(census, "STREAMS_MAX", 3)
    monkeypatch.setattr(census, "AT_ONCE", 2)
    with redis.Redis.from_url(redis_url) as client:
        now = float(client.time()[0]) * 1000
        for number in range(5):
            _stream(client, f"s{number}", number, "open", now + 60_000 + number)
        assert sorted(census.count(client)) == [2, 3, 4]


def test_without_redis_the_streams_are_unknown(cast: Cast, app: App, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    answer = cast.client("viewer").get("/api/apps/streams/")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
