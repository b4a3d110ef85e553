"""Certificates of upstreams: those of the system, those of an authority of the definition's own, and none at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from apps.streams.core.plan import plan
from apps.streams.definition import StreamDefinition, Tls
from apps.streams.hub import tls
from apps.streams.hub.connection import DialError, dial
from apps.streams.hub.guard import Rules
from apps.streams.hub.wire import hang_up
from tests.fakes.behaviours import Echo
from tests.fakes.certificates import Certificates, make
from tests.fakes.upstream import Upstream

LOOPBACK = Rules.read(["127.0.0.1"])


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make(tmp_path_factory.mktemp("certificates"))


async def echoed(url: str, **settings: Any) -> str | bytes:
    """What comes back from a dial with these TLS settings."""
    connection = await dial(plan(StreamDefinition.model_validate({"url": url, "tls": settings})), LOOPBACK)
    try:
        await connection.send("hello")
        return await connection.recv()
    finally:
        await hang_up(connection)


async def test_an_authority_of_the_definition_is_trusted_beside_the_system_s(certificates: Certificates) -> None:
    async with Upstream(Echo(), tls=certificates.server) as upstream:
        assert await echoed(upstream.url, ca=certificates.ca) == "hello"
        made = await tls.context(Tls(ca=certificates.ca))
        plain = await tls.context(Tls())
        assert made.cert_store_stats()["x509_ca"] == plain.cert_store_stats()["x509_ca"] + 1


async def test_a_certificate_that_nobody_vouches_for_is_refused_in_clear_words(
    certificates: Certificates, tmp_path: Path
) -> None:
    async with Upstream(Echo(), tls=certificates.server) as upstream:
        for ca in ("", make(tmp_path, "Another authority").ca):
            with pytest.raises(DialError) as caught:
                await echoed(upstream.url, ca=ca)
            assert (caught.value.code, caught.value.final) == ("tls", False)
            assert "127.0.0.1 is not trusted" in caught.value.message
            assert "certificate" in caught.value.message
        assert upstream.dials == []


async def test_a_certificate_of_another_host_is_refused(certificates: Certificates) -> None:
    async with Upstream(Echo(), host="127.0.0.2", tls=certificates.server) as upstream:
        made = plan(StreamDefinition.model_validate({"url": upstream.url, "tls": {"ca": certificates.ca}}))
        with pytest.raises(DialError, match=r"127\.0\.0\.2") as caught:
            await dial(made, Rules.read(["127.0.0.2"]))
        assert caught.value.code == "tls"


async def test_without_the_check_any_certificate_will_do(certificates: Certificates) -> None:
    async with Upstream(Echo(), tls=certificates.server) as upstream:
        assert await echoed(upstream.url, verify=False) == "hello"


@pytest.mark.parametrize(
    "ca",
    [
        "not a certificate",
        "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "é",
    ],
)
async def test_a_ca_that_is_none_is_final_and_said(ca: str, certificates: Certificates) -> None:
    async with Upstream(Echo(), tls=certificates.server) as upstream:
        with pytest.raises(DialError, match="PEM") as caught:
            await echoed(upstream.url, ca=ca)
        assert (caught.value.code, caught.value.final) == ("tls", True)
        assert upstream.dials == []


async def test_contexts_are_made_once_and_only_so_many_are_kept(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "CONTEXTS_MAX", 2)
    tls._contexts.clear()
    first = await tls.context(Tls())
    assert await tls.context(Tls()) is first
    await tls.context(Tls(verify=False))
    assert await tls.context(Tls()) is first  # used later than the other
    await tls.context(Tls(ca=certificates.ca))
    assert list(tls._contexts) == [Tls(), Tls(ca=certificates.ca)]
    assert tls._making == {}
