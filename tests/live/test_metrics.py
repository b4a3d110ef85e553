"""/metrics: the whole house from any web process, for those who may see it."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from apps.common.metrics import CONTENT_TYPE
from tests.cast import CAST, Cast
from tests.fakes.behaviours import Numbered
from tests.fakes.upstream import Upstream

from .conftest import Live


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", CAST)
def test_only_an_owner_of_the_house_sees_it(redis_url: str, cast: Cast, role: str) -> None:
    answer = cast.client(role).get("/metrics")
    assert answer.status_code == (200 if role == "owner" else 404)
    assert (b"lowstream" in answer.content) == (role == "owner")


@pytest.mark.django_db(transaction=True)
def test_who_brings_the_token_needs_no_session(redis_url: str, cast: Cast, settings: Settings) -> None:
    settings.METRICS_TOKEN = "correct"
    nobody = cast.client("nobody")
    answer = nobody.get("/metrics", headers={"Authorization": "Bearer correct"})
    assert (answer.status_code, answer["Content-Type"]) == (200, CONTENT_TYPE)
    for wrong in ("Bearer wrong", "Bearer ", "correct", "Basic correct", "Bearer correctx"):
        assert nobody.get("/metrics", headers={"Authorization": wrong}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert nobody.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_without_redis_a_web_process_answers_for_itself(cast: Cast, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert b"lowstream_redis_up{" in cast.client("owner").get("/metrics").content


@pytest.mark.django_db
def test_only_reading_is_answered(cast: Cast) -> None:
    assert cast.client("owner").post("/metrics").status_code == 405


class Metrics:
    """What /metrics of the running system says, by sample name and one label's value."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def ask(self) -> dict[tuple[str, str], float]:
        text = await asyncio.to_thread(self._text)
        return {
            (each.name, next((v for k, v in each.labels.items() if k not in ("id", "process")), "")): each.value
            for family in text_string_to_metric_families(text)
            for each in family.samples
        }

    async def until(self, condition: Callable[[dict[tuple[str, str], float]], bool]) -> dict[tuple[str, str], float]:
        async with asyncio.timeout(20):
            while not condition(found := await self.ask()):
                await asyncio.sleep(0.2)
        return found

    def _text(self) -> str:
        cookies = "; ".join(f"{each.name}={each.value}" for each in self._live.system.api.cookies)
        request = urllib.request.Request(f"{self._live.system.base}/metrics", headers={"Cookie": cookies})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return str(answer.read().decode())


async def test_hub_and_web_tell_what_they_did_and_settle_to_zero(live: Live) -> None:
    metrics = Metrics(live)
    before = await metrics.until(lambda found: ("lowstream_messages_total", "") in found)

    def more(found: dict[tuple[str, str], float], name: str, label: str = "") -> float:
        return found.get((name, label), 0) - before.get((name, label), 0)

    async with Upstream(Numbered(rate=500)) as upstream, live.client() as client:
        app = await live.app(upstream.url)
        await client.hello((await live.open(app))["token"])
        assert (await client.request("run", "q"))["ok"]
        await client.wait_for(lambda: len(client.messages) > 400)
        assert (await client.request("broadcast", "q", text="x"))["ok"]
        found = await metrics.until(lambda found: more(found, "lowstream_messages_total") > 400)
        assert found["lowstream_streams", "open"] >= 1
        assert found["lowstream_viewers", ""] >= 1
        assert more(found, "lowstream_delivered_messages_total") > 400
        assert more(found, "lowstream_frames_total") > 5
        assert more(found, "lowstream_frame_bytes_total") > 5_000
        assert more(found, "lowstream_append_seconds_count") > 10
        assert more(found, "lowstream_append_seconds_count") == more(found, "lowstream_batches_total")
        assert more(found, "lowstream_lag_seconds_count") > 5
        assert more(found, "lowstream_upstream_opens_total") >= 1
        assert more(found, "lowstream_upstream_broadcasts_total", "sent") >= 1
        assert more(found, "lowstream_broadcasts_total", "sent") >= 1
        assert (await client.request("stop", "q"))["ok"]
    settled = await metrics.until(
        lambda found: found["lowstream_streams", "open"] == 0 and found["lowstream_sockets", ""] == 0
    )
    for name in ("viewers", "lagging_viewers", "followed_streams"):
        assert settled[f"lowstream_{name}", ""] == 0, name
