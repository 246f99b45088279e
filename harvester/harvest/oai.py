"""The OAI-PMH protocol: one request after another to one endpoint, and its answers read leniently."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from lxml import etree

from harvester.errors import Blocked, FormatError, RobotsDisallow, SourceError
from harvester.extract.entries.tree import Element, first, local, parse_xml, text_of, within

if TYPE_CHECKING:
    from harvester.fetch import Response
    from harvester.harvest.site import Site

DAY = "YYYY-MM-DD"
SECOND = "YYYY-MM-DDThh:mm:ssZ"
_XML = "text/xml,application/xml;q=0.9,*/*;q=0.5"


class NoEndpoint(SourceError):
    """What answers at the address is no OAI-PMH."""


class Identity(NamedTuple):
    """What an endpoint says of itself.

    Attributes:
        name: of the repository; its host where it states none.
        granularity: "YYYY-MM-DD" or "YYYY-MM-DDThh:mm:ssZ".
        deleted: "no", "transient" or "persistent": whether it tells of deleted records.
        earliest: the oldest datestamp that it states, as written.
    """

    name: str
    granularity: str
    deleted: str
    earliest: str


class Header(NamedTuple):
    """One record of a list.

    Attributes:
        identifier: the repository's, opaque.
        datestamp: as written.
        deleted: whether only its header is left.
        body: the whole ``<record>`` as XML.
    """

    identifier: str
    datestamp: str
    deleted: bool
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to ListRecords.

    Attributes:
        url: that was asked for.
        records: in the order of the answer.
        nameless: records without an identifier, which are left out.
        token: the resumption token as the server means it, or "" at the end.
        total: completeListSize, or None.
        errors: (code, words) of every ``<error>``.
        when: the server's time, or None.
        damage: why the XML could not be read as it stands; "" where it could.
    """

    url: str
    records: tuple[Header, ...] = ()
    nameless: int = 0
    token: str = ""
    total: int | None = None
    errors: tuple[tuple[str, str], ...] = ()
    when: dt.datetime | None = None
    damage: str = ""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its errors."""
        return frozenset(code for code, _ in self.errors)


class Endpoint:
    """One OAI-PMH base URL of a site."""

    def __init__(self, site: Site, url: str) -> None:
        self.site = site
        self.url = url

    def address(self, **arguments: str) -> str:
        """The URL of one request; every value is encoded once, however it looks: a token may hold "%2F" itself."""
        pairs = "&".join(f"{name}={quote(value, safe='')}" for name, value in arguments.items() if value)
        return f"{self.url}{'&' if '?' in self.url else '?'}{pairs}"

    def identify(self) -> Identity:
        """What the endpoint says of itself.

        Raises:
            NoEndpoint: it is none.
            Blocked: robots.txt or the server refuses us.
            FetchError: it cannot be asked.
        """
        url = self.address(verb="Identify")
        root, _ = self._ask(url)
        said = first(root, "Identify")
        if said is None:
            raise NoEndpoint(f"{url}: answers Identify with {_errors(root) or 'nothing'}")
        granularity = text_of(first(said, "granularity"))
        return Identity(
            name=text_of(first(said, "repositoryName")) or urlsplit(self.url).netloc,
            granularity=SECOND if granularity.startswith(SECOND[:13]) else DAY,
            deleted=text_of(first(said, "deletedRecord")) or "no",
            earliest=text_of(first(said, "earliestDatestamp")),
        )

    def formats(self) -> dict[str, str]:
        """Prefix -> namespace of every metadata format that it offers; empty where it does not say.

        Raises:
            as `identify`.
        """
        root, _ = self._ask(self.address(verb="ListMetadataFormats"))
        listed = within(root, "ListMetadataFormats", "metadataFormat")
        pairs = (
            (text_of(first(one, "metadataPrefix")), text_of(first(one, "metadataNamespace")))
            for one in listed
        )
        return {prefix: space for prefix, space in pairs if prefix}

    def records(self, **arguments: str) -> Answer:
        """The answer to ListRecords: with ``metadataPrefix``, ``from``, ``set``, or ``resumptionToken`` alone.

        Raises:
            as `identify`.
        """
        url = self.address(verb="ListRecords", **arguments)
        root, damage = self._ask(url)
        listed = list(within(root, "ListRecords", "record"))
        token = first(root, "ListRecords", "resumptionToken")
        if damage and token is None and listed:
            listed.pop()  # the answer broke off inside it, or nobody can tell that it did not
        headers = [_header(one) for one in listed]
        return Answer(
            url=url,
            records=tuple(one for one in headers if one),
            nameless=headers.count(None),
            token=text_of(token),
            total=_number(token.get("completeListSize")) if token is not None else None,
            errors=tuple((one.get("code") or "", text_of(one)) for one in within(root, "error")),
            when=moment(text_of(first(root, "responseDate"))),
            damage=damage,
        )

    def _ask(self, url: str) -> tuple[Element, str]:
        """The root of the answer at ``url``, and what is wrong with its XML."""
        response = self._response(url)
        damage = ""
        try:
            root = parse_xml(response.body)
        except FormatError as error:
            damage = str(error)
            root = self._salvage(url, response, damage)
        if local(root) != "OAI-PMH":
            raise NoEndpoint(f"{url}: is no answer of OAI-PMH (it begins with <{local(root)}>)")
        return root, damage

    def _response(self, url: str) -> Response:
        ignored = bool(self.site.source.oai_ignores_robots)
        try:
            response = self.site.ask(url, accept=_XML, robots=not ignored)
        except Blocked as error:
            if isinstance(error.__cause__, RobotsDisallow):
                raise Blocked(
                    f"{error}; where the repository agrees to it, say so in oai_ignores_robots"
                ) from error
            raise
        if response.status != 200 and b"OAI-PMH" not in response.body[:2_000]:
            raise NoEndpoint(f"{url}: answers {response.status}")
        return response

    def _salvage(self, url: str, response: Response, damage: str) -> Element:
        """The root of XML that is damaged, as far as it can be read; a DTD or a page for people is refused."""
        try:
            if b"OAI-PMH" not in response.body[:2_000]:
                raise NoEndpoint(f"{url}: is no answer of OAI-PMH ({damage})")
            return parse_xml(response.body, recover=True)
        except FormatError as error:
            raise SourceError(
                f"{self.site.source.name}: {url}: {error}; report it to the repository"
            ) from error


def _header(record: Element) -> Header | None:
    header = first(record, "header")
    identifier = text_of(first(header, "identifier"))
    if header is None or not identifier:
        return None
    body = etree.tostring(record, encoding="utf-8", with_tail=False)
    deleted = (header.get("status") or "").lower() == "deleted"
    return Header(identifier, text_of(first(header, "datestamp")), deleted, body)


def _errors(root: Element) -> str:
    return "; ".join(f"{one.get('code')}: {text_of(one)}".rstrip(": ") for one in within(root, "error")) or ""


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,12}", text.strip()) else None


def moment(text: str) -> dt.datetime | None:
    """The moment that a datestamp states, in UTC, or None where it states none.

    >>> moment("2026-03-01T10:00:00Z"), moment("0001-01-01T00:00:00Z").year, moment("soon")
    (datetime.datetime(2026, 3, 1, 10, 0, tzinfo=datetime.timezone.utc), 1, None)
    """
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
    except OverflowError:  # 0001-01-01 east of Greenwich
        return None


def since(known: str, granularity: str, overlap: dt.timedelta) -> str:
    """The ``from`` that asks for everything since ``known``, less ``overlap``; "" where there is no such moment.

    >>> since("2026-03-01T10:00:00Z", SECOND, dt.timedelta(days=2)), since("2026-03-01T10:00:00Z", DAY, dt.timedelta())
    ('2026-02-27T10:00:00Z', '2026-03-01')
    >>> since("0001-01-01T00:00:00Z", DAY, dt.timedelta(days=2))
    ''
    """
    begin = moment(known)
    try:
        begin = begin - overlap if begin else None
    except OverflowError:
        begin = None
    if begin is None:
        return ""
    stamp = begin.strftime("%Y-%m-%dT%H:%M:%SZ") if begin.year >= 1000 else ""
    return stamp if granularity == SECOND else stamp[:10]


def own_words(url: str) -> tuple[str, dict[str, str]]:
    """The base URL in ``url``, and the ``set`` and ``metadataPrefix`` that it asks for.

    >>> own_words("https://repo.example/oai/request?verb=ListRecords&set=col_1_2&metadataPrefix=dim")
    ('https://repo.example/oai/request', {'set': 'col_1_2', 'metadataPrefix': 'dim'})
    >>> own_words("https://repo.example/index.php?page=oai&verb=Identify")
    ('https://repo.example/index.php?page=oai', {})
    """
    base, _, query = url.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    spoken = {"verb", "from", "until", "resumptionToken", "identifier", "set", "metadataPrefix"}
    rest = "&".join("".join(pair) for pair in pairs if pair[0] not in spoken)
    words = {name: value for name, _, value in pairs if name in ("set", "metadataPrefix") and value}
    return (f"{base}?{rest}" if rest else base), words
