"""The one polite way to the network: pace, robots, retries, caps, revalidation, record and replay."""

from harvester.fetch.open import open_web
from harvester.fetch.quota import Api
from harvester.fetch.recorder import Recorder
from harvester.fetch.recording import Recording
from harvester.fetch.reply import Headers, Reply
from harvester.fetch.response import Response
from harvester.fetch.stated import Rate
from harvester.fetch.web import HTML, Web

__all__ = ["HTML", "Api", "Headers", "Rate", "Recorder", "Recording", "Reply", "Response", "Web", "open_web"]
