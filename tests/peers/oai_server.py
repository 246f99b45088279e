"""Serve made-up records with pyoai over OAI-PMH: ``python oai_server.py FILE``; runs in pyoai's own environment.

FILE holds JSON: [[identifier, datestamp, deleted, {element: [text]}]], and is read again for every request.
The first line of the output is the port on 127.0.0.1.
"""

import cgi  # pyoai needs Python 3.12 or older for it
import json
import sys
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, make_server

cgi.parse_qs = parse_qs  # pyoai reads its own tokens with it, and Python dropped it long ago

from oaipmh import common, metadata, server  # noqa: E402

STAMP = "%Y-%m-%dT%H:%M:%SZ"
SIZE = 20


class Backend:
    """The records of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def identify(self) -> common.Identify:
        return common.Identify(
            repositoryName="Peer",
            baseURL="http://127.0.0.1/oai",
            protocolVersion="2.0",
            adminEmails=["peer@example.org"],
            earliestDatestamp=datetime(2020, 1, 1),  # noqa: DTZ001  (pyoai knows no zones)
            deletedRecord="persistent",
            granularity="YYYY-MM-DDThh:mm:ssZ",
            compression=["identity"],
            toolkit_description=False,
        )

    def listMetadataFormats(self, identifier: str | None = None) -> list[tuple[str, str, str]]:  # noqa: ARG002, N802
        space = "http://www.openarchives.org/OAI/2.0/oai_dc/"
        return [("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", space)]

    def listRecords(  # noqa: N802
        self, metadataPrefix: str, set: str | None = None, from_: datetime | None = None,  # noqa: A002, ARG002, N803
        until: datetime | None = None, cursor: int = 0, batch_size: int = SIZE,
    ) -> list[tuple[common.Header, common.Metadata | None, None]]:  # fmt: skip
        found = []
        for identifier, stamp, deleted, fields in json.loads(self.path.read_text()):
            moment = datetime.strptime(stamp, STAMP)  # noqa: DTZ007  (as above)
            if (from_ is None or moment >= from_) and (until is None or moment <= until):
                header = common.Header(None, identifier, moment, [], deleted)
                found.append((header, None if deleted else common.Metadata(None, fields), None))
        return found[cursor : cursor + batch_size]


def main() -> None:
    registry = metadata.MetadataRegistry()
    registry.registerWriter("oai_dc", server.oai_dc_writer)
    peer = server.BatchingServer(Backend(Path(sys.argv[1])), registry, resumption_batch_size=SIZE)

    def app(environ, start_response):  # noqa: ANN001, ANN202
        if environ["PATH_INFO"] != "/oai":
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"no"]
        body = peer.handleRequest(dict(parse_qsl(environ["QUERY_STRING"])))
        start_response("200 OK", [("Content-Type", "text/xml; charset=utf-8")])
        return [body if isinstance(body, bytes) else body.encode()]

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            sys.stderr.write(f"{self.path}\n")

    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as serving:
        sys.stdout.write(f"{serving.server_port}\n")
        sys.stdout.flush()
        serving.serve_forever()


main()
