"""The loopback site of the listing tests, for whole syncs."""

from tests.harvest.conftest import site, web  # noqa: F401  (fixtures)
