"""config.toml -> a frozen `Config`; every fault is reported at once with its line and nearest known key."""

from harvester.config.load import DEFAULT_NAME, find_config, load_config
from harvester.config.sections import (
    PLATFORMS,
    Config,
    Contact,
    CrossrefConfig,
    DedupeConfig,
    Discovery,
    HttpConfig,
    LogConfig,
    Outcome,
    Source,
    StoreConfig,
    WatchConfig,
)
from harvester.config.values import web_address

__all__ = [
    "DEFAULT_NAME",
    "PLATFORMS",
    "Config",
    "Contact",
    "CrossrefConfig",
    "DedupeConfig",
    "Discovery",
    "HttpConfig",
    "LogConfig",
    "Outcome",
    "Source",
    "StoreConfig",
    "WatchConfig",
    "find_config",
    "load_config",
    "web_address",
]
