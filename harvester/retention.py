"""Retention: the bodies of pages that are older than the configuration wants them kept."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from harvester.model.date import stamp

if TYPE_CHECKING:
    from harvester.config import StoreConfig
    from harvester.store import Store

log = logging.getLogger(__name__)


def drop_old_bodies(store: Store, config: StoreConfig, now: dt.datetime) -> int:
    """Forget the bodies that were fetched too long before ``now``; the records stay. How many there were."""
    try:
        until = now - dt.timedelta(seconds=config.keep_bodies)
    except OverflowError:
        return 0  # for ever, or since before there were years
    with store.write():
        dropped = store.pages.drop_bodies(stamp(until))
    if dropped:
        log.info("%d page bodies past [store] keep_bodies were dropped", dropped)
    return dropped
