"""What axe says about widgets and whole pages: assistive technology must be able to use them."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Frame

from tests.system import ROOT

from .viewer import Viewer

AXE: Final = (ROOT / "static/node_modules/axe-core/axe.min.js").read_text()
# Of the page itself; what is in a frame is asked of that frame, whose origin is another. Lines of a list are all alike:
# the first ones stand for the others, which would take most of the time.
SERIOUS: Final = """
rules => axe.run(
    { exclude: ['iframe', '.log-line:nth-child(n + 4)'] },
    { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) },
).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, target }) => `${id}: ${target} ${html.slice(0, 160)}`)))
"""


def serious(frame: Frame, *rules: str) -> list[str]:
    """Each element of a frame with a serious or critical violation, of all rules or of these."""
    if frame.evaluate("typeof axe") == "undefined":
        frame.evaluate(AXE)
    found: list[str] = frame.evaluate(SERIOUS, list(rules) or None)
    return found


def faults(viewer: Viewer, *names: str) -> list[str]:
    """In these widgets: which rule, and the first element that breaks it."""
    viewer.frame.evaluate(AXE)
    within = [f'[data-widget="{name}"]' for name in names]
    found, passed = viewer.frame.evaluate(
        "include => axe.run({ include }).then(({ violations, passes }) => [violations, passes.length])", within
    )
    assert passed, "axe found these widgets"
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]
