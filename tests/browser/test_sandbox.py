"""App JavaScript gets nowhere: no cookie, no storage, no API of the site, no other host, no page around it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import System, wait_for

from .attempts import Side, planted
from .conftest import Come
from .documents import Json, document, query, run, shown, text
from .outsider import Outsider
from .person import Person
from .viewer import Viewer

# What only a Worker has; all other ways out are those of `attempts.py`.
OF_WORKERS: Final = {
    "importScripts": "importScripts('HITplain.js')",
    "postMessage": "(self.postMessage('hello'), 'posted')",
    "fetch": "fetch('HIT')",
    "WebSocket": "after(new WebSocket('WS'))",
    "XMLHttpRequest": "((x) => (x.open('GET', 'HIT', false), x.send()))(new XMLHttpRequest())",
    "IndexedDB": "new Promise((got) => { indexedDB.open('x').onsuccess = () => got('opened') })",
    "file system": "webkitRequestFileSystemSync(0, 1).name",
    "another Worker": "after(new Worker(blob(\"fetch('HIT', { mode: 'no-cors' })\")))",
    "BroadcastChannel": "new BroadcastChannel('x').name",
}
# Names that were taken away must not come back by a detour. Each ends in a value that has to be undefined.
DETOURS: Final = {
    "this of a function": "(function () {}).constructor('return this')().fetch",
    "this of an async function": "(async () => {}).constructor('return this.WebSocket')().then((x) => x)",
    "this of a generator": "(function* () {}).constructor('yield this.fetch')().next().value",
    "constructor of an error": "new Error().constructor.constructor('return this')().XMLHttpRequest",
    "indirect eval": "(0, eval)('this').importScripts",
    "globalThis": "globalThis.indexedDB",
    "self": "self.self.window.caches",
    "prototypes of the global": """(() => { const found = [];
        for (let at = self; at; at = Object.getPrototypeOf(at)) for (const name of NAMES)
            if (at[name] !== undefined || Object.getOwnPropertyDescriptor(at, name)?.value) found.push(name);
        return found.length ? found.join() : undefined; })()""",
    "prototypes of navigator": """(() => { const found = [];
        for (let at = navigator; at && at !== Object.prototype; at = Object.getPrototypeOf(at))
            for (const name of ['sendBeacon', 'serviceWorker', 'storage', 'locks'])
                if (Object.getOwnPropertyDescriptor(at, name)?.get) found.push(name);
        return found.length ? found.join() : undefined; })()""",
    "getters called by hand": """Object.getOwnPropertyDescriptor(WorkerGlobalScope.prototype, 'indexedDB')
        ?.get?.call(self)""",
    "after delete": "(() => { try { delete self.fetch } catch {} return self.fetch; })()",
    "after define": """(() => { try { Object.defineProperty(self, 'WebSocket', { value: 1 }) } catch {}
        return self.WebSocket; })()""",
    "a blob module": """import(URL.createObjectURL(new Blob(['export default self.fetch ?? self.WebSocket'],
        { type: 'text/javascript' }))).then((m) => m.default)""",
    "a timer's this": "new Promise((done) => setTimeout(function () { done(this?.fetch) }))",
    "queries": "numbers.run.constructor('return this')().fetch",
    "utils": "utils.showMessage.constructor('return this')().WebSocket",
}
NAMES: Final = (
    "fetch XMLHttpRequest WebSocket EventSource importScripts WebTransport indexedDB caches Worker SharedWorker "
    "BroadcastChannel postMessage localStorage sessionStorage cookieStore"
).split()

# App code that puts itself between the engine and the platform, to be handed the socket or a port.
TRAPS: Final = """
window.caught = [];
const call = Reflect.apply;
const { toString } = Object.prototype;
const keep = (thing) => {
  for (const it of [thing, thing?.target, thing?.currentTarget, thing?.source, ...(thing?.ports ?? [])]) {
    const name = call(toString, it, []);
    if (/Socket|MessagePort|Worker/.test(name)) caught.push(name);
  }
};
for (const of of [MessageEvent, CloseEvent, Event, EventTarget, MessagePort, Promise, Map, Set, Array, Function]) {
  for (const name of Object.getOwnPropertyNames(of.prototype)) {
    const found = Object.getOwnPropertyDescriptor(of.prototype, name);
    if (name === 'constructor' || !found.configurable) continue;
    if (found.get) {
      Object.defineProperty(of.prototype, name, { ...found, get() { keep(this); return call(found.get, this, []) } });
    } else if (typeof found.value === 'function' && (of === EventTarget || of === MessagePort || of === Function)) {
      Object.defineProperty(of.prototype, name, { ...found, value(...args) {
        keep(this); for (const one of args) keep(one); return call(found.value, this, args) } });
    }
  }
}
for (const name of ['parse', 'stringify']) {
  const real = JSON[name];
  JSON[name] = (...args) => { if (/"hello"|token/.test(String(args[0]?.type ?? args[0]))) caught.push(name);
    return real(...args) };
}
for (const name of ['socket', 'onmessage', 'onopen', 'onclose', 'port', 'token', 'toJSON']) {
  Object.defineProperty(Object.prototype, name, { configurable: true, get() { keep(this); },
    set(value) { keep(this); keep(value);
      Object.defineProperty(this, name, { value, configurable: true, writable: true, enumerable: true }) } });
}
Error.prepareStackTrace = (_, frames) => { for (const f of frames) { keep(f.getThis?.()); keep(f.getFunction?.()) } };
"""


@pytest.fixture
def outsider() -> Iterator[Outsider]:
    with Outsider() as outsider:
        yield outsider


@pytest.fixture
def upstream() -> Iterator[UpstreamThread]:
    with UpstreamThread(Numbered(rate=20)) as upstream:
        yield upstream


@pytest.fixture
def tried(system: System, upstream: UpstreamThread, outsider: Outsider, come: Come) -> Any:  # Any: a fixture's closure
    """`tried(ways)`: what each way out gave app code, as the app itself shows it in a text widget."""

    def outcomes(ways: dict[str, str]) -> dict[str, str]:
        viewer = _open(system, come, upstream, _probe(ways, outsider.host, system.base.removeprefix("http://")))
        viewer.wait(lambda: len(viewer.value("found") or {}) == len(ways), "an outcome of every attempt")
        found: dict[str, str] = viewer.value("found")
        return found

    return outcomes


@pytest.fixture(scope="module")
def of_workers(system: System, chromium: Browser) -> Iterator[tuple[Side, Side]]:
    """What came of it in a plain Worker, and in app code."""
    with Outsider() as other, Outsider() as second, Outsider() as silent:
        without, within = Side(other, silent), Side(second, silent)
        other.pages |= planted()
        person = Person(chromium, system.base)
        page = person.open(f"http://{other.host}/outer")
        body = f"(async () => {{ {without.code(OF_WORKERS)} }})().then((found) => postMessage(found))"
        without.outcomes |= page.evaluate(
            """(body) => new Promise((got) => {
              const worker = new Worker(URL.createObjectURL(new Blob([body])));
              worker.onmessage = ({ data }) => typeof data === "object" && got(data); })""",
            body,
        )
        startup = f"""(async () => {{ {within.code(OF_WORKERS)} }})().then((found) => {{
            window.outcomes = found; setTimeout(() => {{}}) }})"""
        app = system.make_app(document([], [shown("found", "window.outcomes")], startup), visibility="public")
        viewer = person.view(app)
        viewer.wait(lambda: viewer.value("found"), "an outcome of every attempt")
        within.outcomes |= viewer.value("found")
        yield without, within
        person.leave()


@pytest.mark.parametrize("name", OF_WORKERS)
def test_what_a_worker_could_do_app_code_can_not(of_workers: tuple[Side, Side], name: str) -> None:
    without, within = of_workers
    assert without.got_through(name, OF_WORKERS[name]), without.told(name)
    assert not within.got_through(name, OF_WORKERS[name]), within.told(name)


def test_what_was_taken_away_does_not_come_back(tried: Any, outsider: Outsider) -> None:
    found = tried(DETOURS)
    assert {name: outcome for name, outcome in found.items() if outcome != "got undefined"} == {}
    assert outsider.hits == []


def test_app_code_between_engine_and_platform_catches_no_socket(
    system: System, upstream: UpstreamThread, come: Come
) -> None:
    viewer = _open(system, come, upstream, TRAPS, shown("found", "{ caught, n: numbers.messages.length }"))
    viewer.wait(lambda: (viewer.value("found") or {"n": 0})["n"] >= 10, "messages past the traps")
    assert viewer.value("found")["caught"] == []


def test_the_players_frame_is_of_no_origin_and_under_a_policy(
    system: System, upstream: UpstreamThread, outsider: Outsider, come: Come
) -> None:
    with urllib.request.urlopen(f"{system.base}/frame/", timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["sandbox"] == "allow-scripts"
    assert rules["default-src"] == "'none'"
    assert rules["connect-src"] == f"ws://{system.base.removeprefix('http://')}/live/"
    viewer = _open(system, come, upstream, "")
    frame = viewer.frame
    assert frame.evaluate("self.origin") == "null"
    assert viewer.page.locator("iframe.app-frame").get_attribute("sandbox") == "allow-scripts"
    for reach in ("document.cookie", "localStorage.length", "parent.document.title", "top.location.href"):
        refused = frame.evaluate(
            f"(() => {{ try {{ return 'got ' + {reach} }} catch (error) {{ return error.name }} }})()"
        )
        assert refused == "SecurityError", f"{reach}: {refused}"
    for address in (f"{system.base}/api/apps/", f"http://{outsider.host}/"):
        assert frame.evaluate("(to) => fetch(to).then(() => 'got it', () => 'refused')", address) == "refused"
    assert outsider.hits == []


def test_markdown_loads_and_runs_nothing(
    system: System, upstream: UpstreamThread, outsider: Outsider, come: Come
) -> None:
    host = outsider.host
    content = (
        f"# Still a heading\n\n<img src=http://{host}/a.png onerror='self.ran = 1'> ![b](http://{host}/b.png)\n\n"
        f"<script>self.ran = 1</script> <script src=http://{host}/c.js></script>\n\n"
        f"<iframe src=http://{host}/d></iframe> <object data=http://{host}/e></object>\n\n"
        f"<style>@import 'http://{host}/f.css'</style> <link rel=stylesheet href=http://{host}/g.css>\n\n"
        f"<p style='background: url(http://{host}/h.png)' onclick='self.ran = 1'>plain</p>\n\n"
        f"<svg><script>self.ran = 1</script><image href=http://{host}/i.png /></svg> <video src=http://{host}/j></video>\n\n"
        f"<form action=http://{host}/k><button>go</button></form> <base href=http://{host}/> [l](javascript:self.ran=1)"
    )
    viewer = _open(system, come, upstream, "", text("found", content))
    viewer.widget("found").get_by_role("heading", name="Still a heading").wait_for()
    viewer.widget("found").get_by_text("plain").click()
    # Once a later message has been drawn, whatever the text could load has been asked for.
    viewer.wait_number("count", viewer.number("count") + 10)
    assert viewer.frame.evaluate("self.ran") is None
    dangerous = "script, iframe, object, style, link, form, base, [style], [onclick], [onerror], a[href^=javascript]"
    assert viewer.widget("found").locator(".prose").locator(dangerous).count() == 0
    assert outsider.hits == []


def test_markdown_can_not_pose_as_the_player_or_cover_it(system: System, upstream: UpstreamThread, come: Come) -> None:
    """Its text may come from whoever writes to the upstream."""
    content = (
        "# Still a heading\n\n<div class='backdrop' data-widget='count' data-position='0' role='alert' tabindex='1'>"
        "Signed out. <a href='https://evil.example/' class='button' target='_top'>Sign in</a></div>\n\n"
        "<dialog open popover autofocus>Your password?</dialog> <p aria-hidden='true' hidden slot='x'>words</p>\n\n"
        "<video autoplay controls></video> <map><area href='https://evil.example/'></map>\n\n"
        "```js\nlet x\n```\n\n<details open><summary>more</summary>kept</details>\n\n| a |\n|:-:|\n| 1 |"
    )
    viewer = _open(system, come, upstream, "", text("found", content))
    prose = viewer.widget("found").locator(".prose")
    prose.get_by_role("heading", name="Still a heading").wait_for()
    names = prose.evaluate(
        "box => [...box.querySelectorAll('*')].flatMap((it) => [it.localName, ...it.getAttributeNames()])"
    )
    plain = "h2 div a href p pre code details open summary table thead tbody tr th td align br"
    assert set(names) <= set(plain.split())
    assert {"details", "open", "table", "align", "code"} <= set(names)


def test_the_outsider_counts(outsider: Outsider) -> None:
    """What the others assert is only worth something if a hit would be seen."""
    with urllib.request.urlopen(f"http://{outsider.host}/x", timeout=5) as answer:
        assert b"reached" in answer.read()
    wait_for(lambda: outsider.hits == ["GET /x HTTP/1.1"], 5, "the hit")


def _open(system: System, come: Come, upstream: UpstreamThread, startup: str, found: Json | None = None) -> Viewer:
    app = system.make_app(
        document(
            [query("numbers", upstream.url, run("success", "window.count = event.data.n"))],
            [found or shown("found", "window.outcomes"), text("count", "{{ window.count }}")],
            startup,
        ),
        visibility="public",
    )
    visitor = come(signed_in=False)
    visitor.expects("Content Security Policy", "violates the following", "SecurityError")
    viewer = visitor.view(app)
    viewer.expect_status("numbers", "open")
    return viewer


def _probe(ways: dict[str, str], other: str, site: str) -> str:
    """A start-up script that tries all, and keeps what came of each in `outcomes`."""
    attempts = ",\n".join(f"{json.dumps(name)}: () => ({code})" for name, code in ways.items())
    return f"""
window.outcomes = {{}};
const NAMES = {json.dumps(NAMES)};
const attempts = {{ {attempts.replace("OTHER", other).replace("SITE", site)} }};
const tell = (name, outcome) => {{ window.outcomes = {{ ...outcomes, [name]: outcome }}; setTimeout(() => {{}}); }};
for (const [name, attempt] of Object.entries(attempts)) {{
  const refused = (error) => tell(name, `refused: ${{error?.name}} ${{error?.message}}`);
  const got = (value) => tell(name, `got ${{String(value).slice(0, 200)}}`);
  try {{
    const result = attempt();
    if (typeof result?.then === "function") result.then(got, refused);
    else got(result);
  }} catch (error) {{ refused(error); }}
}}
"""
