"""How long does a sweep wait for servers that tell how large its inputs are?"""

import http.server
import threading

from crawler.sweep.inputs import Options, cut_all


def test_a_slow_server_is_asked_for_several_inputs_at_once_and_their_order_stays() -> None:
    together = threading.Barrier(4)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            together.wait(20)  # nobody is answered until four have asked
            self.send_response(200)
            self.send_header("Content-Length", self.path[2])
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wheres = [f"http://127.0.0.1:{server.server_port}/a{each}.warc.gz" for each in (4, 2, 3, 1)]
    items = cut_all(wheres, None, Options(), "pages")
    server.shutdown()
    server.server_close()
    assert [(each.where, each.end) for each in items] == list(zip(wheres, (4, 2, 3, 1), strict=True))
