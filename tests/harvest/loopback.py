"""A small site on loopback, pages for it, and software that lists in each of the three ways there are."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin

from harvester.extract.platforms.base import ListingRules, Platform
from harvester.harvest import Discovery

NUMBERED = Platform(
    name="numbered",
    title="Numbered",
    selectors=("p.total",),
    url=r"/item/",
    listing=ListingRules(item="li a", page_parameter="page", first_page=0, total=".total"),
)
LINKED = Platform(
    name="linked", title="Linked", listing=ListingRules(item="li a", next="a.next", total=".total")
)
YEARLY = Platform(
    name="yearly",
    title="Yearly",
    listing=ListingRules(item="li a", sublists="a.year", start=("", "view/year/")),
)


Look = Callable[..., Discovery]
"""`discover` on the loopback site: ``look("listing", "numbered", path="list")``."""


class LoopbackSite:
    """Answers from `pages`: path with query -> body, status, or a function that makes the body."""

    def __init__(self) -> None:
        self.pages: dict[str, str | bytes | int | Callable[[], str]] = {}
        self.otherwise: Callable[[str], str | int] = lambda _: 404
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                answer = site.pages.get(self.path)
                answer = site.otherwise(self.path) if answer is None else answer
                answer = answer() if callable(answer) else answer
                status, body = (answer, b"no") if isinstance(answer, int) else (200, answer)
                body = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                xml = self.path.partition("?")[0].endswith(".xml")
                self.send_header("Content-Type", "application/xml" if xml else "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Say nothing; `asked` keeps what was asked."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.pages["/robots.txt"] = "User-agent: *\nAllow: /\n"

    def at(self, *paths: str) -> list[str]:
        """The URLs of ``paths`` on this site."""
        return [urljoin(self.url, path) for path in paths]

    @property
    def read(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [path for path in self.asked if path != "/robots.txt"]


def page(*items: str, head: str = "", total: str = "", extra: str = "") -> str:
    """A listing page with links to ``items``."""
    links = "".join(f"<li><a href='{item}'>a work</a></li>" for item in items)
    return f"<html><head>{head}</head><body><p class=total>{total}</p><ul>{links}</ul>{extra}</body></html>"


def sitemap(*entries: str, lastmod: str = "") -> str:
    """A sitemap file of pages."""
    stamp = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    urls = "".join(f"<url><loc>{entry}</loc>{stamp}</url>" for entry in entries)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def sitemap_index(*files: str) -> str:
    """A sitemap file of sitemap files."""
    names = "".join(f"<sitemap><loc>{file}</loc></sitemap>" for file in files)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{names}</sitemapindex>'
