"""Does the internet answer from where the crawler stands? Run inside its namespace: CA DOMAIN…"""

import socket
import ssl
import sys


def main(authority: str, *domains: str) -> None:
    for inside in ("127.0.0.1", "10.66.0.1", "fd00::1"):
        socket.create_connection((inside, 8443), timeout=5).close()
    trust = ssl.create_default_context(cafile=authority)
    for domain in domains:
        with socket.create_connection((domain, 443), timeout=5) as plain:
            trust.wrap_socket(plain, server_hostname=domain).close()


if __name__ == "__main__":
    main(*sys.argv[1:])
