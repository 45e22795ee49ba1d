"""How does Scrapy behave here: bounded, polite, deaf to proxies and cookies, and blind to private addresses?

``BRASSPLATE_*`` are ours; a crawl job overrides them, and plain ``scrapy crawl site`` takes them with ``-s``.
"""

from typing import Any

BOT_NAME = "brassplate"
SPIDER_MODULES = ["crawler.spiders"]
USER_AGENT = "brassplate/0.1"  # a crawl job adds who to write to: "brassplate/0.1 (+mailto:…)"

BRASSPLATE_NET: dict[str, Any] = {}  # crawler.net.NetConfig as JSON
BRASSPLATE_ARCHIVE = ""  # folder of WARC files; empty: raw bytes are not kept
BRASSPLATE_DATABASE = ""  # whose captures are not written again
BRASSPLATE_RUN = "crawl"  # names the WARC file
BRASSPLATE_NOW = ""  # UTC time of all observations; empty: the time of the start
BRASSPLATE_SITE_SECONDS = 60.0
BRASSPLATE_CONNECT_SECONDS = 5.0  # for a connection to any address of a host, TLS included
BRASSPLATE_PAGES = 6
BRASSPLATE_IMAGES = 4
BRASSPLATE_AT_ONCE = 256
BRASSPLATE_DELAY = 1.0  # seconds between two requests to one host; a longer Crawl-delay is kept to
BRASSPLATE_ADDRESS_DELAY = 0.1
BRASSPLATE_ADDRESS_AT_ONCE = 8
BRASSPLATE_REQUESTS_PER_DAY = 200
BRASSPLATE_FULL_LOOK_DAYS = 7
BRASSPLATE_LINES = 0  # file descriptor that takes one visit a line; 0: visits are Scrapy's items

# Only here: in custom_settings Scrapy ignores this one without a word.
TWISTED_DNS_RESOLVER = "crawler.net.GuardedResolver"
_CURL = "crawler.download.CurlHandler"
DOWNLOAD_HANDLERS = {"http": _CURL, "https": _CURL, "file": None, "data": None, "ftp": None, "s3": None}
DOWNLOADER_CLIENT_TLS_CIPHERS = "DEFAULT:!DHE"  # as in crawler.net
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False
METAREFRESH_ENABLED = False
REFERER_ENABLED = False
ROBOTSTXT_OBEY = False  # crawler.middlewares.RobotsMiddleware does, and also when many ask at once
AUTOTHROTTLE_ENABLED = False

DOWNLOADER_MIDDLEWARES = {
    # Of Scrapy's own, those that do nothing for us: each costs every request its call.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "crawler.middlewares.BudgetMiddleware": 5,
    "crawler.middlewares.GuardMiddleware": 10,
    "crawler.middlewares.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.QuietRedirectMiddleware": 600,
    "crawler.middlewares.ConditionalMiddleware": 610,
    # Innermost: whoever has a turn is sent at once, and only what is sent is noted.
    "crawler.middlewares.TurnsMiddleware": 960,
    "crawler.middlewares.LedgerMiddleware": 970,
}
ITEM_PIPELINES = {
    "crawler.pipelines.KeepRaw": 300,
    "crawler.pipelines.WriteLines": 900,
}

REDIRECT_MAX_TIMES = 5
DOWNLOAD_MAXSIZE = (
    2_000_000  # a larger page is TOO_BIG and not kept: its first half would be another each day
)
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 15
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 64
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en;q=0.9,*;q=0.5",
}

RETRY_TIMES = 1
RETRY_HTTP_CODES = [502, 504, 522, 524]
# A time-out has taken its share of the site's time, and a refusal is an answer: neither is asked again.
RETRY_EXCEPTIONS = ["scrapy.exceptions.DownloadFailedError", "scrapy.exceptions.ResponseDataLossError"]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

EXTENSIONS = {"scrapy.extensions.memusage.MemoryUsage": None, "crawler.extensions.MemoryNow": 0}
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 1024
MEMUSAGE_CHECK_INTERVAL_SECONDS = 5.0
LOG_LEVEL = "INFO"
