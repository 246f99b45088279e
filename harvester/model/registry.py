"""The registries of DOIs whose answers become records, by the names of the sources that these are."""

from __future__ import annotations

CROSSREF = "crossref"
DATACITE = "datacite"
DOI_ORG = "doi.org"
"""What the other agencies say, through the content negotiation of doi.org."""

REGISTRIES = (CROSSREF, DATACITE, DOI_ORG)
