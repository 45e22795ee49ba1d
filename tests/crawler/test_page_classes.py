"""Is each notice of a host, registrar, court or wall told from a firm's page about such things?

The notices are short forms of real ones; the firms are invented.
"""

from types import MappingProxyType

import pytest

from crawler.fingerprint import OWNERS, Page, PageClass, Subject, classify, take


def page(html: str) -> Page:
    return Page("https://invented.example/", html)


def titled(title: str, text: str = "") -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"


SEIZED = [
    titled(
        "Seized", "This domain has been seized by the FBI pursuant to a seizure warrant issued by a court."
    ),
    "<p>This domain name has been seized. Operation In Our Sites is an effort of law enforcement.</p>",
    titled("Notice", "This website has been seized by the Department of Commerce and Homeland Security."),
    "<img src=b.jpg alt='This domain has been seized by law enforcement'>",
    titled("Diese Webseite wurde beschlagnahmt"),
    "<p>Diese Plattform und der kriminelle Inhalt wurden durch das Bundeskriminalamt beschlagnahmt.</p>",
    "<p>Данный домен был конфискован по решению суда</p>",
    "<p>이 도메인은 법원의 결정에 따라 압수되었습니다</p>",
]
PARKED = [
    titled("invented.example is for sale"),
    titled("Domain for sale"),
    "<p>该域名正在出售</p>",
    "<p>此域名可转让，请联系我们</p>",
    "<p>Домен invented.example продаётся</p>",
    "<p>이 도메인은 판매 중입니다</p>",
    "<p>Ce nom de domaine est à vendre</p>",
    "<p>Este dominio está en venta</p>",
    "<p>This domain is available for purchase. Fill in the form.</p>",
    "<script src='https://parking.reg.ru/x.js'></script><p>ads</p>",
    "<script>window.location.href='/lander'</script>",
]
REGISTRAR = [
    titled("invented.example - Registered at Namecheap.com"),
    titled("Parked Domain name on Hostinger DNS system", "Buy hosting"),
    "<p>This domain name has been registered with Gandi.net. It is currently parked by the owner.</p>",
    "<p>Diese Domain wurde bereits registriert.</p>",
    "<p>Домен invented.example зарегистрирован</p>",
    "<p>このドメインは、お名前.comで取得されています。</p>",
]
CATCH_ALL = [
    titled("Site not found · GitHub Pages", "There isn't a GitHub Pages site here."),
    titled(
        "Site Not Found",
        "Looks like you've followed a broken link or entered a URL that doesn't exist on this site.",
    ),
    titled("Heroku | No such app"),
    "<p>Fastly error: unknown domain: invented.example. Please check that this domain has been added.</p>",
    "<p>404: NOT_FOUND Code: DEPLOYMENT_NOT_FOUND</p>",
    "<h1>404 Not Found</h1><ul><li>Code: NoSuchBucket</li></ul>",
    "<p>SORRY! If you are the owner of this website, please contact your hosting provider</p>",
    '<meta http-equiv="refresh" content="0;URL=/cgi-sys/defaultwebpage.cgi">',
    titled("没有找到站点", "您的请求在Web服务器中没有找到对应的站点！"),
    titled("Invalid Hostname"),
    "<p>There is no website configured at this address.</p>",
    "<p>Looks like this domain isn't connected to a website yet.</p>",
]
SUSPENDED = [
    titled("Account Suspended", "Contact your hosting provider"),
    "<p>This Account has been suspended. Contact the billing department.</p>",
    titled("Bandwidth Limit Exceeded"),
    "<p>Sorry, this store is currently unavailable.</p>",
    "<p>该网站已被暂停</p>",
    "<p>您的域名已过期，请续费</p>",
    "<p>Аккаунт временно заблокирован</p>",
    "<p>홈페이지 서비스가 정지되었습니다</p>",
    "<p>This domain has expired. Is this your domain? Renew it now.</p>",
    "<script>location='/cgi-sys/suspendedpage.cgi'</script>",
]
WALLS = [
    titled("Just a moment..."),
    titled("Attention Required! | Cloudflare", "Sorry, you have been blocked"),
    titled("DDoS-Guard", "Checking your browser before accessing invented.example"),
    titled("Sucuri WebSite Firewall - Access Denied"),
    titled("Access Denied - Sucuri Website Firewall"),
    titled("Making sure you&#39;re not a bot!"),
    titled("Vercel Security Checkpoint", "We're verifying your browser"),
    titled("invented.example", "Please enable JS and disable any ad blocker"),
    "<script src='https://geo.captcha-delivery.com/captcha/x.js'></script>",
    "<script>window.gokuProps = {}</script><script src='https://x.token.awswaf.com/challenge.js'></script>",
    "<meta http-equiv=refresh content='0;/.well-known/sgcaptcha/?r=%2F'>",
    titled("Human Verification", "Confirm you are human"),
    titled("Security Check", "Please complete the CAPTCHA to continue"),
    titled("安全验证"),
    "<iframe src='/_Incapsula_Resource?x=1'></iframe>Request unsuccessful. Incapsula incident ID: 1",
]
SERVERS = [
    titled("Welcome to nginx!", "If you see this page, the web server is successfully installed"),
    titled("Apache2 Debian Default Page: It works"),
    titled("Welcome page", "The owner of this web site has not put up any web pages yet."),
    titled("Caddy works!", "Your web server is working."),
    titled("Apache Tomcat", "It works !"),
    titled("IIS Windows Server"),
    titled("Test Page for the HTTP Server on AlmaLinux"),
    titled("Web Server's Default Page", "Plesk"),
    titled("Default Web Site Page", "cPanel"),
    titled("恭喜，站点创建成功！"),
    titled("Blog", "Welcome to WordPress. This is your first post. Edit or delete it."),
    "<p>Hello, world!</p>",
]
LISTINGS = [
    titled("Index of /", "Parent Directory"),
    titled("Directory listing for /"),
    titled("Directory Listing For [/]"),
    "<title>invented.example - /</title><pre><a href=/>[To Parent Directory]</a></pre>",
]
NOT_FOUND = [
    titled("Page not found - Invented Ltd"),
    titled("404"),
    titled("Error 404 (Not Found)!!1"),
    titled("Invented Ltd", "") + "<h2>Oops! That page can’t be found.</h2>",
    "<h1>The page you are looking for could not be found.</h1>",
    "<h1>The requested URL was not found on this server.</h1>",
    titled("Seite nicht gefunden – Erfundene GmbH"),
    titled("页面不存在"),
    "<p>페이지를 찾을 수 없습니다.</p>",
    "<h1>404 Страница не найдена</h1>",
]
BUILDING = [
    titled("Coming Soon"),
    titled("Invented Ltd – Under Construction"),
    titled("Maintenance", "We'll be back"),
    "<p>Briefly unavailable for scheduled maintenance. Check back in a minute.</p>",
    titled("网站维护中"),
    "<p>홈페이지 준비 중입니다</p>",
    "<p>Сайт находится в разработке</p>",
    "<h1>Hier entsteht in Kürze eine neue Webseite</h1>",
]
SHELLS = [
    '<div id="root"></div><script src=/static/js/main.js></script>',
    "<body><noscript>You need to enable JavaScript to run this app.</noscript><div class=x></div>"
    "<script src=a.js></script>",
    "<body><app-root></app-root><script src=runtime.js></script>",
    '<title>Invented Ltd</title><div id="__next"></div><script src=/_next/a.js></script>',
    "<body><script src=flutter_bootstrap.js async></script></body>",
    "<body><div class=loader><span></span></div><div id=q-app>Loading…</div><script src=x.js></script>",
    "<body><script>document.write(unescape('%3Cp%3E'))</script></body>",
]
CLASSES = {
    PageClass.SEIZED: SEIZED,
    PageClass.PARKED: PARKED,
    PageClass.REGISTRAR_DEFAULT: REGISTRAR,
    PageClass.CATCH_ALL: CATCH_ALL,
    PageClass.SUSPENDED: SUSPENDED,
    PageClass.BOT_WALL: WALLS,
    PageClass.SERVER_DEFAULT: SERVERS,
    PageClass.DIRECTORY_LISTING: LISTINGS,
    PageClass.SOFT_404: NOT_FOUND,
    PageClass.UNDER_CONSTRUCTION: BUILDING,
    PageClass.SCRIPT_SHELL: SHELLS,
}


@pytest.mark.parametrize(("kind", "html"), [(kind, html) for kind, all_ in CLASSES.items() for html in all_])
def test_a_notice_has_its_class(kind: PageClass, html: str) -> None:
    assert classify(page(html), 200) is kind


@pytest.mark.parametrize("html", NOT_FOUND)
def test_a_page_that_was_not_found_and_says_so_by_its_status_is_an_error(html: str) -> None:
    assert classify(page(html), 404) is PageClass.ERROR


def firm(title: str, text: str) -> str:
    menu = "<nav><a href=/>Home</a><a href=/about>About</a><a href=/contact>Contact</a></nav>"
    return (
        f"<title>{title}</title><body>{menu}<h1>{title}</h1><p>{text}</p><footer>12 Invented Street</footer>"
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Domain Seizure Lawyers",
            "Has your domain been seized by the FBI? Our attorneys contest warrants in court.",
        ),
        ("Seized & Sons", "We buy seized cars from the police at auction."),
        (
            "Invented Law",
            "We tell clients why the website was seized by law enforcement and what a court can do.",
        ),
        ("Asset Defence", "When this domain was seized by the FBI, our clients called us."),
        ("Parking Solutions", "Parking for offices. Your car is parked free. Garages for sale and to let."),
        ("Parked Ltd", "We manage parking lots. The lot is for sale."),
        ("Domain Brokers Ltd", "We help you sell domains. Every domain finds its buyer with us."),
        (
            "What is a CAPTCHA?",
            "A CAPTCHA asks visitors to confirm that they are human. We explain how to solve it.",
        ),
        ("Human Verification Services", "Our verifiers call each applicant and check passports."),
        ("Just a Moment Cafe", "Coffee and cake. Please wait to be seated."),
        ("Please Wait Records", "A label for slow music."),
        ("Bot Verification Tools Ltd", "Our software tests bots before release."),
        ("Nginx consultants", "We tune nginx, Apache and Caddy. Caddy works well with containers."),
        ("Index of Prices", "The index of consumer prices, explained every month."),
        ("Lost and Not Found", "A shop for curious things."),
        ("404 Main Street", "Flats to let."),
        ("Error-free Accounting", "We find every error 404 others miss."),
        ("Construction Ltd", "Three bridges are under construction. A fourth is coming soon."),
        ("Maintenance Services", "We do building maintenance and repair."),
        ("Suspended Ceilings", "Ceilings suspended from steel. This site in Oslo is finished."),
        ("Hosting Ltd", "We host websites. Contact your hosting provider, that is us, at any time."),
        ("Registrar News", "Domains registered with us are renewed each year."),
        ("Invented Ltd – Just another WordPress site", "We build bridges of steel and stone."),
        ("Hello World", "A school of languages for children."),
        ("Domain Suspended Ceilings", "Ceilings for every room."),
        ("域名服务", "我们提供域名注册、域名转让和续费服务，域名过期也可以找回，网站暂停后可以恢复。"),
        (
            "Хостинг",
            "Если ваш сайт заблокирован, мы поможем. Наша компания работает с клиентами много лет, "
            "и мы знаем, что делать, когда домен истёк или хостинг отключён.",
        ),
        ("软件开发公司", "本公司提供网站建设、域名注册和服务器维护服务，欢迎联系我们。"),
        ("Студия", "Разработка сайтов, регистрация доменов и поддержка."),
        ("개발 회사", "홈페이지 제작과 도메인 등록, 서버 점검 서비스를 제공합니다."),
    ],
)
def test_a_firm_that_writes_about_such_things_is_content(title: str, text: str) -> None:
    assert classify(page(firm(title, text)), 200) is PageClass.CONTENT


def test_a_designed_coming_soon_page_is_its_owners_work() -> None:
    boxes = "".join(f"<div class='box b{each}'><i></i><p>Part {each}</p></div>" for each in range(12))
    html = f"<link rel=stylesheet href=a.css><title>Coming Soon</title><h1>Coming soon</h1>{boxes}"
    assert classify(page(html), 200) is PageClass.CONTENT


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<img src=/logo.png><script src=/ga.js></script>", id="a picture and a counter"),
        pytest.param(
            "<div id=root><h1>We build bridges</h1><p>"
            + "Bridges of steel. " * 9
            + "</div><script></script>",
            id="rendered by its server",
        ),
        pytest.param("<iframe src=https://other.example/></iframe><script src=a.js></script>", id="a frame"),
        pytest.param("<form action=/login><input></form><script src=a.js></script>", id="a form"),
        pytest.param(
            "<div id=app>" + "<section><i></i></section>" * 20 + "</div><script src=a.js></script>",
            id="markup",
        ),
        pytest.param("<h1>Invented Ltd</h1><p>Call us.</p><script src=a.js></script>", id="few words"),
    ],
)
def test_what_shows_something_without_scripts_is_no_shell(html: str) -> None:
    assert classify(page(html), 200) is PageClass.CONTENT


def test_a_reader_of_a_long_page_about_walls_is_not_stopped_by_one() -> None:
    text = (
        "The page said: verify you are human. Enable JavaScript and cookies to continue. "
        + "We explain. " * 120
    )
    assert classify(page(firm("How bot walls work", text)), 200) is PageClass.CONTENT


def test_an_unnamed_shell_sent_as_an_error_is_an_error() -> None:
    assert classify(page(SHELLS[0]), 503) is PageClass.ERROR


def test_a_shell_of_many_scripts_is_no_template_but_its_accounts_are_read() -> None:
    scripts = "".join(f"<script src=/chunk{each}.js></script>" for each in range(30))
    html = f"<div id=root></div>{scripts}<script>gtag('config', 'G-ABCD123456')</script>"
    shell = Page("https://invented.example/", html)
    values = take(Subject("invented.example", MappingProxyType({}), (shell,))).values
    assert classify(shell, 200) in OWNERS
    assert "dom_template" not in values
    assert values["tracker"]
