"""What does the crawl get for a page that it knows? A JSON line for each: URL, status or reason, size."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

from crawler.memory import KnownSite
from crawler.middlewares import Refused
from crawler.records import Observation, Outcome, Validator

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


class Knowing(Spider):
    name = "knowing"
    asked: list[list[str]]

    async def start(self) -> Any:
        for url, known, etag, modified in self.asked:
            look = Observation("a.example", "site", NOW, Outcome.OBSERVED)
            meta = {"conditional": KnownSite(look, Validator(known, etag, modified, NOW))}
            request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
            try:
                response = await self.crawler.engine.download_async(request)
                seen = [response.url, response.status, len(response.body)]
            except Refused as refused:
                seen = [url, refused.reason, 0]
            print(json.dumps(seen), flush=True)
        if False:
            yield None


def main() -> None:
    net, asked = sys.argv[1:]
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    ours = {"BRASSPLATE_NET": net, "BRASSPLATE_DELAY": 0, "BRASSPLATE_ADDRESS_DELAY": 0}
    settings.setdict(ours | {"ITEM_PIPELINES": {}, "LOG_LEVEL": "ERROR"}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(Knowing, asked=json.loads(asked))
    process.start(install_signal_handlers=False)


if __name__ == "__main__":
    main()
