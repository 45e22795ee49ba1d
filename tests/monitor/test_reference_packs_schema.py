"""Is a pack that breaks its schema, or reaches outside its folder, refused with one clear sentence?"""

import json
from pathlib import Path

import pytest

from crawler.errors import ConfigError
from monitor.references.packs import digest_of, read
from tests.monitor._asked import asking

HEAD = """schema = 1
[pack]
name = "fox"
source = "an invented team"
date = "2026-03-02"
tlp = "green"
"""
REFERENCE = """
[[reference]]
domain = "added-front.example"
"""
BASELINE = """
[[reference.baseline]]
date = "2016-05-01T00:00:00Z"
kinds = ["dns"]
source = "an invented export"
pages = 0
"""
LOOK = {
    "domain": "added-front.example",
    "kind": "dns",
    "observed_at": "2016-05-01T00:00:00Z",
    "outcome": "observed",
    "reason": "",
    "payload": {"A": ["192.0.2.7"]},
    "captures": [],
}


def pack(folder: Path, *looks: object, head: str = HEAD, baseline: str = BASELINE, more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "looks.json").write_text(json.dumps({"domain": "added-front.example", "looks": looks}))
    sha = digest_of(folder / "looks.json")
    file = f'\n[[reference.file]]\nkind = "looks"\nfile = "looks.json"\nsha256 = "{sha}"\n'
    (folder / "pack.toml").write_text(head + REFERENCE + more + baseline + file)
    return folder


@pytest.fixture
def ask(tmp_path, capsys):
    run = asking(tmp_path / "home", capsys)
    run("init")
    return run


def test_a_whole_pack_is_imported_listed_and_exported_again(ask, tmp_path):
    assert ask("reference", "import", pack(tmp_path / "pack", LOOK)) == (
        0,
        "added-front.example: facts of 2016-05-01\n",
        f"{tmp_path / 'pack'}: 1 references\n",
    )
    rows = map(json.loads, ask("reference", "list", "--json")[1].splitlines())
    row = next(each for each in rows if each["domain"] == "added-front.example")
    assert (row["pack"], row["source"], row["has"]["dns"]) == ("fox", "an invented team", ["2016-05-01"])
    assert row["tlp"] == "green"
    assert "an invented team [TLP:GREEN]\n" in ask("reference", "list")[1]
    code, out, err = ask("reference", "export", tmp_path / "again", "--pack", "fox", "--date", "2026-03-02")
    assert (code, out, err) == (0, f"{tmp_path / 'again'}: 1 references, 1 baselines\n", "")
    assert (tmp_path / "again" / "pack.toml").read_text().splitlines()[:7] == [
        "schema = 1",
        "",
        "[pack]",
        'name = "references"',
        'source = "as each reference says"',
        'date = "2026-03-02"',
        'tlp = "amber"',
    ]
    assert ask("reference", "export", tmp_path / "other", "--pack", "nobody")[::2] == (
        2,
        "brassplate: 'nobody' is neither a reference nor a pack; 'brassplate reference list' shows both\n",
    )


def test_what_is_no_pack_needs_the_name_of_its_reference(ask, tmp_path):
    (tmp_path / "a.warc").touch()
    assert ask("reference", "import", tmp_path / "a.warc")[::2] == (
        2,
        "brassplate: nothing says of which reference the files tell; name it with --domain\n",
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("schema = 1", "schema = 2", "pack.toml has schema 2; this version reads schema 1"),
        ("schema = 1\n", "", "pack.toml has no schema; write it as docs/packs.md shows"),
        ("schema = 1", 'schema = "1"', "pack.toml has a schema that is no number"),
        (
            'name = "fox"',
            'name = "fox"\ncolour = "red"',
            "[pack] has the unknown key 'colour'; it may have name,",
        ),
        ('name = "fox"', "name = 5", "[pack] has a name that is no text"),
        ('tlp = "green"\n', "", "[pack] has no tlp"),
        ('tlp = "green"', 'tlp = "purple"', "[pack] has tlp 'purple'; it is one of clear, green, amber"),
        (
            'date = "2026-03-02"',
            'date = "soon"',
            "[pack] has the date 'soon'; write a day such as 2026-01-31",
        ),
        ("added-front.example", "not a name", "reference 1 has no domain ("),
        (
            'kinds = ["dns"]',
            'kinds = ["mood"]',
            "a baseline of reference added-front.example is of the kind 'mood'",
        ),
        ("2016-05-01T00:00:00Z", "2016-05-01", "has the date '2016-05-01'; write 2016-05-01T00:00:00Z"),
        ("pages = 0", "pages = true", "has a pages that is no number"),
        ("pages = 0", "pages = -1", "has -1 pages"),
        (
            "pages = 0",
            'pages = 0\nwho = "x"',
            "a baseline of reference added-front.example has the unknown key 'who'",
        ),
        ('"looks.json"', '"gone.json"', "the file gone.json of reference added-front.example is missing"),
        ('"looks.json"', '"../looks.json"', "is named '../looks.json'; name a file inside the pack's folder"),
        ('"looks.json"', '"/etc/hosts"', "is named '/etc/hosts'; name a file inside the pack's folder"),
        ('"looks.json"', '"a/../../looks.json"', "name a file inside the pack's folder"),
        ('"looks.json"', '"C:\\\\looks.json"', "name a file inside the pack's folder"),
        ("sha256:", "sha256:0", "looks.json has other bytes than its sha256 says; get the pack again"),
        ('kind = "looks"', 'kind = "code"', "a file of reference added-front.example is of the kind 'code'"),
        ("schema = 1", "schema = ", "is no TOML ("),
    ],
)
def test_a_pack_that_breaks_the_schema_says_where(tmp_path, old, new, told):
    folder = pack(tmp_path / "pack", LOOK)
    text = (folder / "pack.toml").read_text()
    assert old in text
    (folder / "pack.toml").write_text(text.replace(old, new))
    with pytest.raises(ConfigError) as refused:
        read(folder)
    assert told in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = pack(tmp_path / "pack", LOOK)
    (folder / "looks.json").rename(tmp_path / "outside.json")
    (folder / "looks.json").symlink_to(tmp_path / "outside.json")
    with pytest.raises(ConfigError, match="leads out of the pack by a link; put the file itself there"):
        read(folder)


def test_a_reference_that_stands_twice_is_refused(tmp_path):
    folder = pack(tmp_path / "pack", LOOK, more=REFERENCE)
    with pytest.raises(ConfigError, match=r"added-front\.example stands twice in pack\.toml"):
        read(folder)


@pytest.mark.parametrize(
    "odd",
    [
        5,
        {},
        LOOK | {"kind": "mood"},
        LOOK | {"outcome": "absent"},
        LOOK | {"payload": "x"},
        LOOK | {"captures": ["../x"]},
        LOOK | {"observed_at": "2017-01-01T00:00:00Z"},
        LOOK | {"domain": "honest-firm.example"},
        LOOK | {"payload": {"A": True}},
        LOOK | {"payload": {"errors": "x"}},
        LOOK | {"kind": "registration", "payload": {"nameservers": 5}},
        LOOK | {"kind": "tls", "payload": {"names": [5]}},
        LOOK | {"kind": "site", "payload": {"pages": "x"}},
        LOOK | {"kind": "site", "payload": {"pages": []}},
    ],
)
def test_a_look_that_is_not_one_stops_the_import_before_anything_is_kept(ask, tmp_path, odd):
    code, out, err = ask("reference", "import", pack(tmp_path / "pack", LOOK, odd))
    assert (code, out) == (2, "")
    assert "look 2 of added-front.example " in err
    assert "added-front" not in ask("reference", "list")[1]


def test_a_site_of_which_the_pack_lacks_the_bytes_is_left_out_and_the_rest_is_kept(ask, tmp_path):
    body = "sha256:" + "1" * 64
    page = {
        "url": "https://a.example/",
        "role": "home",
        "status": 200,
        "body": body,
        "media_type": "text/html",
    }
    site = {
        "url": "https://a.example/",
        "status": 200,
        "title": "",
        "assets": [],
        "redirects": [],
        "notes": [],
    }
    site |= {"pages": [page], "favicon": None, "server": {"server": "x"}, "headers": [["server", "x"]]}
    look = LOOK | {"kind": "site", "payload": site, "captures": [body]}
    code, out, err = ask("reference", "import", pack(tmp_path / "pack", LOOK, look))
    assert (code, out) == (0, "added-front.example: facts of 2016-05-01\n")
    assert "the site of 2016-05-01 of added-front.example names a body that the pack does not hold" in err


def test_deep_or_damaged_looks_are_one_sentence(ask, tmp_path):
    folder = pack(tmp_path / "pack", LOOK)
    sha = digest_of(folder / "looks.json")
    (folder / "looks.json").write_text("[" * 200_000)
    text = (folder / "pack.toml").read_text().replace(sha, digest_of(folder / "looks.json"))
    (folder / "pack.toml").write_text(text)
    code, _, err = ask("reference", "import", folder)
    assert (code, err) == (
        2,
        "brassplate: looks.json of added-front.example is no JSON; export the pack again\n",
    )
