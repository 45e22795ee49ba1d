"""How long does the page of 300 alerts among 100,000 watched domains take, and how large is it?"""

import json
import time

from reports.formats import named
from tests.reports._example_crowded import crowded


def main() -> None:
    report = crowded()
    begun = time.perf_counter()
    page = named("html").render(report)
    print(json.dumps({"seconds": time.perf_counter() - begun, "bytes": len(page.encode())}))


if __name__ == "__main__":
    main()
