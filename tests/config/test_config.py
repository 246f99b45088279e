from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester import config as configuration
from harvester.config import Config, find_config, load_config
from harvester.errors import ConfigError
from harvester.extract.platforms import PLATFORMS
from tests.syncing import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def load(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_the_shipped_file_is_valid_and_shows_every_key() -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    config = load_config(ROOT / "config.toml")
    assert [source.name for source in config.source] == ["northmoor", "lancaster", "eastvale", "westbrook"]
    for name, field in Config.model_fields.items():
        section = type(config.source[0]) if name == "source" else field.annotation
        missing = [key for key in section.model_fields if key not in text]  # type: ignore[union-attr]
        assert missing == [], name


def test_every_key_is_documented() -> None:
    text = (ROOT / "docs/config.md").read_text(encoding="utf-8")
    for name, field in Config.model_fields.items():
        section = field.annotation if name != "source" else type(load_config(ROOT / "config.toml").source[0])
        assert [key for key in section.model_fields if key not in text] == [], name  # type: ignore[union-attr]


def test_all_faults_are_told_at_once_with_line_and_nearest_key(tmp_path: Path) -> None:
    text = (
        '[store]\npath = "c.sqlite"\n\n[[source]]\nname = "a"\nurl = "https://a.example"\n\n'
        '[[source]]\nname = "b"\nurl = "https://b.example"\nlimt = 3\nrecheck = "often"\n\n'
        '[dedupe]\nauto = 2\npolicy.preprints = "merge"\n\n[htp]\npace = 1\n'
    )
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    faults = str(caught.value).replace(f"{tmp_path}/", "").splitlines()
    assert sorted(fault.partition(": ")[0] for fault in faults) == [
        "config.toml:11", "config.toml:12", "config.toml:15", "config.toml:16", "config.toml:18",
    ]  # fmt: skip
    assert any("did you mean 'limit'?" in fault for fault in faults)
    assert any("did you mean 'preprint'?" in fault for fault in faults)
    assert any("did you mean 'http'?" in fault for fault in faults)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[store\n", "is no TOML"),
        ('[[source]]\nname = "Two Words"\nurl = "https://x.example"\n', "source.0.name"),
        ('[[source]]\nname = "crossref"\nurl = "https://x.example"\n', "choose another"),
        (
            '[[source]]\nname = "a"\nurl = "https://x.example"\n[[source]]\nname = "a"\nurl = "https://y.example"\n',
            "given twice: a",
        ),
        ("[dedupe]\nauto = 0.5\nreview = 0.9\n", "must not be above"),
        ('[contact]\nmail = "nobody"\n', "mail address"),
        ("[http]\npace = -1\n", "http.pace"),
        ('[http]\npace = "fast"\n', "given: 'fast'"),
        ('[[source]]\nname = "a"\nurl = "x.example"\n', ":3: source.0.url: .*mean 'https://x.example'"),
        ('[[source]]\nname = "a"\nurl = "nonsense"\n', "is no web address; give one such as"),
        ('[[source]]\nname = "a"\nurl = "http://127.0.0.1:99999"\n', ":3: .*Port out of range"),
        ('[[source]]\nname = "a"\nurl = "http://[::1"\n', "Invalid IPv6"),
        ('[[source]]\nname = "a"\nurl = "ftp://a.example/l"\ndiscovery = "urls"\n', ":3: .*no web address"),
        (
            '[[source]]\nname = "a"\nurl = "https://a.example"\nplatform = "purr"\n',
            ":4: .*known are: auto, pure",
        ),
        ('[crossref]\nurl = "nonsense"\n', ":2: crossref.url: is no web address"),
        (
            '[http]\nconnect = { "a.example" = "nonsense" }\n',
            ":2: http.connect.a.example: is no address and port",
        ),
        ('[http]\nconnect = { "a.example" = "127.0.0.1:99999" }\n', "Port out of range"),
        ('[source]\nname = "a"\nurl = "https://a.example"\n', r":1: source: .*\[\[source\]\]"),
    ],
)
def test_a_broken_rule_says_which(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words.replace("(", r"\(")):
        load(tmp_path, text)


def test_the_known_platforms_are_those_that_pages_are_read_as() -> None:
    assert tuple(platform.name for platform in PLATFORMS) == configuration.PLATFORMS


def test_relative_paths_count_from_the_file(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        '[store]\npath = "c.sqlite"\n[http]\nreplay = "r"\n[log]\nfile = "l"\n'
        '[[source]]\nname = "a"\nurl = "urls.txt"\ndiscovery = "urls"\n',
    )
    assert config.store.path == tmp_path / "c.sqlite"
    assert config.http.replay == tmp_path / "r"
    assert config.log.file == tmp_path / "l"
    assert config.source[0].url == str(tmp_path / "urls.txt")


def test_durations_are_read(tmp_path: Path) -> None:
    config = load(tmp_path, '[[source]]\nname = "a"\nurl = "https://x.example"\nrecheck = "30d"\n')
    assert config.source[0].recheck == 30 * 86_400


def test_given_beats_environment_beats_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HARVESTER_CONFIG", raising=False)
    with pytest.raises(ConfigError, match="harvester init"):
        find_config(None)
    for name in ("config.toml", "env.toml", "given.toml"):
        (tmp_path / name).touch()
    assert find_config(None).name == "config.toml"
    monkeypatch.setenv("HARVESTER_CONFIG", str(tmp_path / "env.toml"))
    assert find_config(None).name == "env.toml"
    assert find_config(tmp_path / "given.toml").name == "given.toml"


@pytest.mark.parametrize("value", ['""', '"  "', "true"])
def test_robots_txt_is_not_ignored_without_a_reason(tmp_path: Path, value: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[[source]]\nname = "a"\nurl = "https://a.example/oai"\ndiscovery = "oai"\noai_ignores_robots = {value}\n'
    )
    with pytest.raises(ConfigError, match="oai_ignores_robots"):
        load_config(path)
