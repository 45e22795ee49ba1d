"""Does the accuracy benchmark take any page set of its shape, broken pages too, and count its pairs right?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks._accuracy_evade import drop, rename, reorder
from tests.benchmarks.accuracy import area, recall
from tests.crawler._template_pages import page, template

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "accuracy.py"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    rows = [("one", "one", "customised", 1), ("one", "one", "rebranded", 1), ("one", "one", "upstream", 1)]
    rows += [("two", "two", "customised", 2), ("stock", "stock", "stock-template", 3)]
    rows += [("home", "home", "real-home", 4), ("late", "one", "customised", 1)]
    with (folder / "manifest.jsonl").open("w") as manifest:
        for place, (family, name, label, seed) in enumerate(rows):
            (folder / f"{place}.html").write_text(page(template(seed)))
            row = {"id": f"p{place}", "family": family, "template": name, "label": label, "site": f"s{place}"}
            manifest.write(json.dumps(row | {"file": f"pages/{place}.html"}) + "\n")
        manifest.write('not json\n["not a row"]\n{"file": "pages/missing.html"}\n')
    (folder / "5.html").write_bytes(b"\x00\xff<div" * 3_000)
    return tmp_path


def told(corpus: Path, *options: str) -> dict[tuple[str, str], dict[str, object]]:
    command = [sys.executable, str(SCRIPT), "--corpus", str(corpus), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=corpus)
    return {(row["comparer"], row["negatives"]): row for row in json.loads(done.stdout)["results"]}


def test_each_kind_of_pair_is_counted_once_and_other_generations_are_left_out(corpus: Path) -> None:
    found = told(corpus, "--comparer", "template", "--comparer", "dnstwist")
    assert len(found) == 6
    # s3 against the four pages of template one; the stock page against these and s3; the home against all.
    assert found["template", "other_template"]["pairs"] == [1, 4]
    assert found["template", "stock_template"]["pairs"] == [1, 5]
    assert found["template", "unrelated_home"]["pairs"] == [1, 6]
    assert found["template", "other_template"]["recall_at_0.1pct"] == 1.0


def test_pairs_that_nobody_can_decide_are_left_out_however_their_rows_name_them(corpus: Path) -> None:
    rows = ({"a": "p3", "b": "p0"}, {"pair": ["pages/3.html", "pages/1.html"]}, {"left": "s2", "right": "s3"})
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (corpus / "pages" / "ambiguous_pairs.jsonl").write_text(text)
    found = told(corpus, "--comparer", "tag_5grams")
    assert found["tag_5grams", "other_template"]["pairs"] == [1, 1]


def test_a_renamed_page_is_still_told_by_us_and_no_more_by_its_classes(corpus: Path) -> None:
    found = told(corpus, "--evade", "rename", "--comparer", "template", "--comparer", "class_id_jaccard")
    assert found["template", "other_template"]["recall_at_0.1pct"] == 1.0
    assert found["class_id_jaccard", "other_template"]["recall_at_0.1pct"] == 0.0


def test_recall_and_area_are_those_of_the_definition() -> None:
    assert recall([0.2, 0.5, 0.9], [0.1] * 98 + [0.4, 0.6], 0.01) == round(2 / 3, 5)
    assert recall([0.2, 0.5, 0.9], [0.1] * 98 + [0.4, 0.6], 0.0) == round(1 / 3, 5)
    assert area([0.5, 0.5], [0.1, 0.5]) == 0.75
    assert area([], [0.1]) is None


def test_an_evasion_changes_what_it_says_and_nothing_else() -> None:
    html = page(['<nav class="bar" id="top">a</nav>', '<main class="bar big">b</main>', "<footer>c</footer>"])
    style = "<style>.bar{color:red}#top{top:0}</style>"
    renamed = rename(html.replace("</head>", f"{style}</head>"), "s")
    names = {renamed.split('<nav class="')[1].split('"')[0], renamed.split('<main class="')[1].split(" ")[0]}
    assert len(names) == 1 and f".{names.pop()}{{color:red}}" in renamed
    assert "bar" not in renamed and "top{" not in renamed
    assert len(reorder(html, "s")) == len(html)
    assert sum(each in drop(html, "s") for each in ("<nav", "<main", "<footer")) == 2
