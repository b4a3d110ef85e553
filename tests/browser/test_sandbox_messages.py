"""Words between windows: who forges them is not believed; nobody embeds or holds our pages; payloads poison nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.fakes.behaviours import Behaviour
from tests.fakes.thread import UpstreamThread
from tests.fakes.upstream import Visit
from tests.system import System

from .attempts import planted
from .documents import button, document, query, run, shown
from .outsider import Outsider
from .person import Person, until
from .test_containers import widget
from .viewer import Viewer

# Names that a careless copy would write into the prototype of all objects.
PAYLOAD: Final = (
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "x": {"__proto__": [1]}}'
)
CARELESS: Final = """(text) => {
  const merge = (into, from) => {
    for (const key of Object.keys(from)) {
      if (typeof from[key] === "object" && typeof into[key] in { object: 1, function: 1 }) merge(into[key], from[key]);
      else into[key] = from[key];
    }
  };
  merge({}, JSON.parse(text));
  return {}.polluted;
}"""
# Wherever app code can hand something on; some of it is refused at once, which is as good.
EVERYWHERE: Final = f"""
const payload = () => JSON.parse({json.dumps(PAYLOAD)});
const told = [];
const attempt = (hand) => {{ try {{ hand()?.catch?.(() => {{}}) }} catch (error) {{ told.push(error.message) }} }};
attempt(() => held.setValue(payload()));
attempt(() => rows.setValue([payload(), payload()]));
for (const name of ["__proto__", "constructor", "prototype", "hasOwnProperty"]) {{
  attempt(() => localStorage.setItem(name, payload()));
  attempt(() => held.setIn([name, "polluted"], 1));
  attempt(() => rows.setIn([0, name, "polluted"], 1));
}}
attempt(() => page.post(payload()));
attempt(() => utils.openUrl(payload()));
attempt(() => utils.exportData([payload()], {{ format: "json", fileName: payload() }}));
attempt(() => console.log(payload()));
Object.prototype.mine = 1;  // its own, and nobody else's
done.setValue(told.length);
"""


@pytest.fixture(scope="module")
def outsider() -> Iterator[Outsider]:
    with Outsider() as outsider:
        outsider.pages |= planted()
        yield outsider


@pytest.fixture(scope="module")
def owner(system: System, chromium: Browser) -> Iterator[Person]:
    """Somebody signed in, who may do everything."""
    person = Person(chromium, system.base, system.api.cookies)
    yield person
    person.leave()


@pytest.fixture(scope="module")
def app(system: System) -> Any:  # Any: JSON
    page = widget("html", "page", run("message", "heard.setValue(event.data)"), html="<p>A page</p>")
    widgets = [page, shown("found", "heard.value"), button("alive", "heard.setValue('alive')")]
    return system.make_app(document([], widgets, states=("heard",)), visibility="public")


@pytest.fixture
def viewer(owner: Person, app: Any) -> Iterator[Viewer]:
    viewer = owner.view(app)
    viewer.widget("page").frame_locator("iframe").get_by_text("A page").wait_for()
    yield viewer
    viewer.page.close()


def frame(viewer: Viewer, end: str) -> Frame:
    return next(frame for frame in viewer.page.frames if frame.url.endswith(end))


def press(viewer: Viewer, name: str) -> None:
    viewer.widget(name).get_by_role("button").click()


# --- the site's own API

API: Final = """async () => {
  try { return (await fetch('SITE/api/apps/', { credentials: 'include' })).status }
  catch (error) { return error.name } }"""


@pytest.mark.parametrize("where", ["/frame/", "/frame/html/"])
def test_the_api_answers_the_page_around_an_app_and_nobody_within(viewer: Viewer, system: System, where: str) -> None:
    ask = API.replace("SITE", system.base)
    assert viewer.page.evaluate(ask) == 200, "the page around has the viewer's session"
    assert frame(viewer, where).evaluate(ask) == "TypeError"


# --- forged words

SHAKE: Final = """(forged) => new Promise((got) => {
  for (const each of forged) parent.postMessage({ ...each, key: 'past the port' }, '*');
  addEventListener('message', ({ data, ports }) => {
    if (data?.type !== 'lowstream.connect') return;
    const said = [];
    ports[0].onmessage = ({ data }) => {
      said.push(data.type);
      if (said.includes('token') && said.includes('answered')) got(said);
    };
    for (const each of forged) ports[0].postMessage(each);
  });
  parent.postMessage({ type: 'lowstream.ready' }, '*');
})"""
WORDS: Final = [
    {"type": "keep", "key": "by the port", "value": 1},
    {"type": "ask", "id": 7, "ask": {"kind": "open_url", "url": "javascript:1", "new_tab": True}},
    {"type": "need_token"},
]


def test_the_page_around_takes_an_app_s_words_from_its_port_alone(viewer: Viewer) -> None:
    """As if somebody had got into the player: what it says past the port is nothing, by it what any app may say."""
    said = frame(viewer, "/frame/").evaluate(SHAKE, WORDS)
    assert said.count("answered") == 1, "the ask that came by the port; the forged one came before it"
    assert said.count("token") == 1
    until(viewer.page, "JSON.stringify(localStorage).includes('by the port')")
    assert "past the port" not in viewer.page.evaluate("JSON.stringify(localStorage)")


def test_a_frame_beside_the_player_is_not_taken_for_it(viewer: Viewer) -> None:
    """The same words that connect the player connect nobody else."""
    viewer.page.evaluate("document.body.append(document.createElement('iframe'))")
    beside = viewer.page.frames[-1]
    listen = """(who) => { window.got = 0;
      addEventListener('message', ({ data }) => { window.got += data?.type === 'lowstream.connect' ? 1 : 0 });
      parent.postMessage({ type: 'lowstream.ready' }, '*'); }"""
    beside.evaluate(listen)
    player = frame(viewer, "/frame/")
    player.evaluate(listen)  # after the other: once this is answered, the other would have been
    player.wait_for_function("window.got > 0")
    assert beside.evaluate("window.got") == 0


CONNECT: Final = """async ([document]) => {
  const made = globalThis.document.createElement('iframe');
  made.sandbox = 'allow-scripts'; made.src = '/frame/';
  const ready = new Promise((done) => addEventListener('message', ({ source, data }) =>
    source === made.contentWindow && data?.type === 'lowstream.ready' && done()));
  globalThis.document.body.append(made);
  await ready;
  const heard = { forged: 0, own: 0 };
  const port = (whose) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { heard[whose] += 1 };
    port1.postMessage({ type: 'init', document, mode: 'view', theme: 'light', title: 'x', header: true, user: null,
      url: { query: {}, hash: '' }, page: '', kept: {}, seen: {}, observe: false });
    return port2;
  };
  globalThis.document.body.append(globalThis.document.createElement('iframe'));
  Object.assign(window, { made, port, heard });
}"""


def test_the_player_takes_a_port_from_the_page_around_it_alone(viewer: Viewer, system: System, app: Any) -> None:
    opened = system.open_app(app)
    page = viewer.page
    page.evaluate(CONNECT, [opened["document"]])
    beside = page.frames[-1]
    beside.evaluate(
        "parent.made.contentWindow.postMessage({ type: 'lowstream.connect' }, '*', [parent.port('forged')])"
    )
    page.evaluate("made.contentWindow.postMessage({ type: 'lowstream.connect' }, '*', [port('own')])")
    until(page, "heard.own > 0")
    assert page.evaluate("heard") == {"forged": 0, "own": page.evaluate("heard.own")}


# --- other sites' pages


def test_a_page_that_opens_an_app_has_no_hold_of_it(owner: Person, outsider: Outsider, app: Any) -> None:
    page = owner.open(f"http://{outsider.host}/outer")
    hold = """(address) => { window.opened = open(address); }"""
    with page.expect_popup() as plain:
        page.evaluate(hold, f"http://localhost:{outsider.host.rpartition(':')[2]}/outer")
    plain.value.wait_for_load_state()
    assert page.evaluate("opened.closed") is False
    assert page.evaluate("opened.length") == 1, "it sees the frame in it"
    with page.context.expect_page() as ours:
        page.evaluate(hold, f"{owner.base}/a/{app['slug']}/")
    ours.value.locator("iframe.app-frame").wait_for()
    until(page, "opened.closed")
    assert ours.value.evaluate("opener") is None
    for each in (ours.value, plain.value, page):
        each.close()


@pytest.fixture(scope="module")
def embedded(owner: Person, outsider: Outsider, app: Any, system: System) -> Iterator[Page]:
    """A site that shows ours in frames, and one page of its own."""
    studio = f"/apps/{app['id']}/"
    paths = ["/", "/sign-in/", "/settings/", studio, f"/a/{app['slug']}/", "/frame/", "/nothing/", "/api/apps/"]
    frames = "".join(f'<iframe name="{path.replace(str(app["id"]), "N").replace(app["slug"], "S")}" '
                     f'src="{system.base}{path}"></iframe>' for path in paths)  # fmt: skip
    own = f'<iframe name="own" src="http://localhost:{outsider.host.rpartition(":")[2]}/inner"></iframe>'
    outsider.pages["/jacker"] = f"<!doctype html><title>Win</title>{frames}{own}"
    page = owner.open(f"http://{outsider.host}/jacker")
    page.wait_for_load_state()
    yield page
    page.close()


@pytest.mark.parametrize(
    "path", ["/", "/sign-in/", "/settings/", "/apps/N/", "/a/S/", "/frame/", "/nothing/", "/api/apps/"]
)
def test_no_other_site_shows_our_pages_in_a_frame(embedded: Page, path: str) -> None:
    own, ours = embedded.frame("own"), embedded.frame(path)
    assert own is not None and ours is not None
    assert own.title() == "inner", "a page that lets itself be shown is shown"
    assert ours.url == "chrome-error://chromewebdata/"


OPEN: Final = """([address, token]) => new Promise((got) => {
  const socket = new WebSocket(address);
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', protocol: 1, token }));
  socket.onmessage = ({ data }) => got(data);
  socket.onclose = socket.onerror = () => got('closed');
})"""


def test_a_token_that_another_site_s_page_has_got_opens_nothing(
    owner: Person, outsider: Outsider, system: System, app: Any, viewer: Viewer
) -> None:
    """Its browser even sends our cookie along: ports of a host are one site. The same token opens from the sandbox."""
    given = [f"{system.base.replace('http', 'ws')}/live/", system.open_app(app)["token"]]
    page = owner.open(f"http://{outsider.host}/outer")
    assert page.evaluate(OPEN, given) == "closed"
    assert '"welcome"' in frame(viewer, "/frame/").evaluate(OPEN, given)
    page.close()


# --- payloads


class Poison(Behaviour):
    """Sends what a careless reader would choke on."""

    async def talk(self, visit: Visit) -> None:
        for _ in range(3):
            await visit.connection.send(f"[{PAYLOAD}]")


def test_no_payload_poisons_the_other_side(owner: Person, system: System, outsider: Outsider) -> None:
    with UpstreamThread(Poison()) as upstream:
        page = widget("html", "page", run("message", "held.setValue(event.data)"), html="<p>A page</p>")
        made = system.make_app(
            document(
                [query("poison", upstream.url, run("success", "rows.setValue(event.data)"))],
                [
                    page,
                    button("spread", EVERYWHERE),
                    widget("table", "table", data="{{ rows.value }}"),
                    widget("json", "json", data="{{ held.value }}"),
                    shown(
                        "clean",
                        "{ app: {}.polluted ?? 'clean', n: poison.messages.length, mine: {}.mine, done: done.value }",
                    ),
                ],
                states=("held", "rows", "done"),
            ),
            visibility="public",
        )
        viewer = owner.view(made)
        viewer.expect_status("poison", "open")
        viewer.wait(lambda: (viewer.value("clean") or {}).get("n") == 3, "the upstream's")
        press(viewer, "spread")
        viewer.wait(lambda: (viewer.value("clean") or {}).get("done") is not None, "the app's own")
        assert viewer.value("clean")["mine"] == 1
        frame(viewer, "/frame/html/").evaluate(f"lowstream.send(JSON.parse({json.dumps(PAYLOAD)}))")
        until(viewer.page, "JSON.stringify(localStorage).includes('polluted')")
        assert viewer.value("clean")["app"] == "clean"
        for where in (viewer.page, frame(viewer, "/frame/"), frame(viewer, "/frame/html/")):
            assert where.evaluate("[{}.polluted ?? 'clean', {}.mine ?? 'clean']") == ["clean", "clean"]
        expect(viewer.player.get_by_role("alert")).to_have_count(0)
        viewer.page.close()
    plain = owner.open(f"http://{outsider.host}/outer")
    assert plain.evaluate(CARELESS, PAYLOAD) == 1, "a careless copy would have been poisoned"
    plain.close()
