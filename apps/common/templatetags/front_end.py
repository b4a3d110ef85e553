"""Template tags that name the front end's built files."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_vite.core.asset_loader import DjangoViteAssetLoader
from django_vite.core.exceptions import DjangoViteAssetNotFoundError

from apps.common.errors import Unavailable

register = template.Library()


@register.simple_tag
def script(entry: str, nonce: str = "") -> SafeString:
    """The module script of an entry with its styles and preloads.

    The nonce is for scripts that make style elements: they read it off their own tag.
    All carry `crossorigin`, which the sandboxed frame needs: its origin is opaque, so every module is fetched across.
    """
    try:
        own = {"nonce": nonce} if nonce else {}
        tags = DjangoViteAssetLoader.instance().generate_vite_asset(entry, crossorigin="anonymous", **own)
    except DjangoViteAssetNotFoundError:
        raise Unavailable("The front end is not built. Run `make setup`, then restart the web process.") from None
    return SafeString(tags)  # made from the manifest, no input of anyone's


@register.simple_tag
def early_script(entry: str) -> SafeString:
    """A script without imports that runs before the page is drawn; nothing when it isn't built, as with styles."""
    try:
        return format_html(
            '<script src="{}"></script>', DjangoViteAssetLoader.instance().generate_vite_asset_url(entry)
        )
    except DjangoViteAssetNotFoundError:
        return SafeString("")


@register.simple_tag
def stylesheet(entry: str) -> SafeString:
    """The link of a stylesheet entry; nothing when it isn't built, since error pages must show all the same."""
    try:
        return format_html(
            '<link rel="stylesheet" href="{}">', DjangoViteAssetLoader.instance().generate_vite_asset_url(entry)
        )
    except DjangoViteAssetNotFoundError:
        return SafeString("")
