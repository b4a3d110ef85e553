"""What axe says about widgets: assistive technology must be able to use them."""

from __future__ import annotations

from tests.system import ROOT

from .viewer import Viewer


def faults(viewer: Viewer, *names: str) -> list[str]:
    """In these widgets: which rule, and the first element that breaks it."""
    viewer.frame.evaluate((ROOT / "static/node_modules/axe-core/axe.min.js").read_text())
    within = [f'[data-widget="{name}"]' for name in names]
    found, passed = viewer.frame.evaluate(
        "include => axe.run({ include }).then(({ violations, passes }) => [violations, passes.length])", within
    )
    assert passed, "axe found these widgets"
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]
