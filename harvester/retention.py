"""Retention: what pages and registries sent that is older than the configuration wants it kept."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, NamedTuple

from harvester.model.date import stamp

if TYPE_CHECKING:
    from harvester.config import StoreConfig
    from harvester.store import Store

log = logging.getLogger(__name__)


class Expired(NamedTuple):
    """How many page bodies and raw answers of registries are past what the configuration wants kept."""

    bodies: int
    messages: int


def drop_expired(store: Store, config: StoreConfig, now: dt.datetime) -> Expired:
    """Forget the page bodies and raw answers that came too long before ``now``; the records stay."""
    bodies, messages = _moments(config, now)
    with store.write():
        dropped = Expired(
            store.pages.drop_bodies(bodies) if bodies else 0,
            store.registry.drop_messages(messages) if messages else 0,
        )
    if any(dropped):
        log.info("%d page bodies and %d raw answers past what [store] keeps were dropped", *dropped)
    return dropped


def count_expired(store: Store, config: StoreConfig, now: dt.datetime) -> Expired:
    """What `drop_expired` would forget."""
    bodies, messages = _moments(config, now)
    return Expired(
        store.pages.count_old_bodies(bodies) if bodies else 0,
        store.registry.count_messages(messages) if messages else 0,
    )


def _moments(config: StoreConfig, now: dt.datetime) -> tuple[str | None, str | None]:
    """The moments up to which bodies and messages are dropped, in UTC; None where they are kept for ever."""
    return _before(now, config.keep_bodies), _before(now, config.keep_messages)


def _before(now: dt.datetime, seconds: float) -> str | None:
    try:
        return stamp(now - dt.timedelta(seconds=seconds))
    except OverflowError:
        return None  # for ever, or since before there were years
