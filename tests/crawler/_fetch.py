"""What does a download handler make of each address? One JSON line each, from a process of its own."""

import json
import sys
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

from crawler.middlewares import reason_of

OURS = "crawler.download.CurlHandler"
STOCK = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"


class Fetching(Spider):
    name = "fetching"
    urls: list[str]

    async def start(self) -> Any:
        for url in self.urls:
            request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta={"max_retry_times": 0})
            try:
                response = await self.crawler.engine.download_async(request)
                seen = {"status": response.status, "body": response.body.decode("latin-1")}
                seen["headers"] = {
                    name.decode("latin-1").lower(): [value.decode("latin-1") for value in values]
                    for name, values in response.headers.items()
                }
                seen["address"] = str(response.ip_address)
            except Exception as error:
                seen = {"reason": reason_of(error), "error": f"{error!r} {error.__cause__!r}"[:500]}
            seen["meta"] = {name: request.meta.get(name) for name in ("dialled", "from")}
            print(json.dumps(seen), flush=True)
        print(json.dumps(self.crawler.stats.get_value("download/odd_answers_asked_again", 0)), flush=True)
        if False:
            yield None


def main() -> None:
    handler, net, *urls = sys.argv[1:]
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(
        {
            "BRASSPLATE_NET": net,
            "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
            "DOWNLOADER_MIDDLEWARES": {
                "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
                "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            },
            "DOWNLOAD_TIMEOUT": 2,
            "DOWNLOAD_DELAY": 0,
            "ITEM_PIPELINES": {},
            "LOG_LEVEL": "ERROR",
        },
        priority="cmdline",
    )
    process = AsyncCrawlerProcess(settings)
    process.crawl(Fetching, urls=urls)
    process.start(install_signal_handlers=False)


if __name__ == "__main__":
    main()
