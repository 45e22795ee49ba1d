"""Who serves the ordinary sites: nginx on ports 80 and 443 of every address, a certificate for each name."""

from collections.abc import Iterable
from pathlib import Path

from crawler.lab.authority import Authority
from tests.e2e._programs import Programs
from tests.e2e._sites import Site

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; default_type text/html; types {{ text/html html; text/css css; }}
  map_hash_bucket_size 256; server_names_hash_bucket_size 256; keepalive_timeout 20s;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  map $ssl_server_name $named {{ ~^(www\\.)?(?<bare>.+)$ $bare; }}
  map $host $site {{ ~^(www\\.)?(?<own>.+)$ $own; }}
  server {{
    listen 80 default_server backlog=4096; listen 443 ssl default_server backlog=4096;
    listen [::]:80 default_server; listen [::]:443 ssl default_server;
    ssl_certificate {certificates}/$named.good.pem; ssl_certificate_key {certificates}/$named.good.pem;
    root {folder}/sites/$site; index index.html;
  }}
}}
"""


def start(programs: Programs, folder: Path, sites: Iterable[Site], authority: Authority) -> None:
    """Writes every page and certificate and starts nginx."""
    for site in sites:
        authority.context(site.domain, site.created)
        for path, text in site.pages.items():
            file = folder / "sites" / site.domain / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, certificates=authority.folder))
    programs.start("nginx", "web", "nginx", "-p", folder, "-c", folder / "nginx.conf")
