"""Small HTML helpers: escaping, meta tags, and the shells (header, navigation, footer) of the platforms."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TEMPLATES = Path(__file__).parent / "templates"


def esc(text: object) -> str:
    """``text`` for an attribute value or running text."""
    return html.escape(str(text))


def rich(text: str) -> str:
    """``text`` escaped, but for the inline markup that repositories let through.

    >>> rich("HfO<sub>2</sub> & <b>")
    'HfO<sub>2</sub> &amp; &lt;b&gt;'
    """
    return re.sub(r"&lt;(/?(?:sub|sup|i))&gt;", r"<\1>", html.escape(text, quote=False))


def metas(pairs: Iterable[tuple[str, str]], *, attribute: str = "name", close: str = ">") -> str:
    """One meta tag a line for every pair whose value is not empty."""
    return "\n".join(
        f'<meta {attribute}="{esc(name)}" content="{esc(value)}"{close}' for name, value in pairs if value
    )


def fill(name: str, **values: str) -> str:
    """The template ``name`` with its ````$places```` filled; every place must be given."""
    return _template(name).substitute(values)


@cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))
