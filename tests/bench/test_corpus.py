"""The corpus of the benchmark: the same for everyone, and shaped like a newsroom."""

import hashlib
from collections import Counter

import corpus
import pytest
import yaml

COUNT = 400


@pytest.fixture(scope="module")
def chosen():
    """Give the first articles of the corpus."""
    return list(corpus.articles(COUNT))


def test_same_seed_gives_same_bytes(tmp_path, chosen):
    """Figures of two machines are figures of the same articles: names and bytes follow from the seed alone."""
    corpus.write(tmp_path, chosen[:20])
    written = sorted(path for path in tmp_path.rglob("*.md"))
    digest = hashlib.sha256()
    for path in written:
        digest.update(path.relative_to(tmp_path).as_posix().encode() + path.read_bytes())
    assert digest.hexdigest() == "ab68526b4eec2d4ba2eefed6f64b27d1901e24fb5316156af70fe86ef6349b0b"


def test_other_seed_gives_other_articles(chosen):
    """A seed is not ignored."""
    assert corpus.article(0, seed=1).body != chosen[0].body


def test_later_articles_leave_earlier_ones_alone(chosen):
    """A small corpus is the start of a larger one, so that articles can be added, newer or older."""
    assert list(corpus.articles(5, start=100)) == chosen[100:105]
    dates = [one.date for one in [*corpus.articles(3, start=-3), *chosen]]
    assert dates == sorted(dates)
    assert len({one.slug for one in [*corpus.articles(50, start=-50), *chosen]}) == COUNT + 50


@pytest.mark.parametrize("form", [corpus.Article.yaml, corpus.Article.metadata])
def test_files_have_two_to_twelve_kilobytes(chosen, form):
    """Each file has 2 to 12 kB, and they differ."""
    sizes = [len(form(one).encode()) for one in chosen]
    assert min(sizes) >= 2_000
    assert max(sizes) <= 12_000
    assert max(sizes) > 2 * min(sizes)


def test_tags_follow_zipf_and_grow_more_slowly_than_articles(chosen):
    """A few tags are on many articles and most on one or two; twice the articles bring fewer than twice the tags."""
    counts = sorted(Counter(tag for one in chosen for tag in one.tags).values(), reverse=True)
    assert 3 <= sum(counts) / COUNT <= 5
    assert counts[0] > COUNT / 20
    assert counts[0] > 2 * counts[9] > 4 * counts[99]
    assert sum(1 for count in counts if count == 1) > len(counts) / 2
    assert 1.2 * COUNT < len(counts) < 2.2 * COUNT
    half = {tag for one in chosen[: COUNT // 2] for tag in one.tags}
    assert len(counts) < 1.8 * len(half)


def test_no_two_tags_are_one_when_folded():
    """Distinct tags stay distinct for those who compare names without case, so that all build as many feeds."""
    names = [corpus._tag_name(rank) for rank in range(20_000)]
    assert len({name.casefold() for name in names}) == len(names)


def test_both_trees_tell_the_same(chosen):
    """The YAML front matter and Pelican's say the same of each article, above the same body."""
    for one in chosen:
        _, head, body = one.yaml().split("---\n", 2)
        told = yaml.safe_load(head)
        lines, _, plain = one.metadata().partition("\n\n")
        meta = dict(line.split(": ", 1) for line in lines.splitlines())
        assert body.lstrip("\n") == plain
        assert (meta["Title"], meta["Slug"], meta["Summary"]) == (told["title"], told["slug"], told["description"])
        assert meta["Tags"].split(", ") == told["tags"]
        assert meta["Authors"].split(", ") == told["authors"]
        assert [meta["Category"]] == told["categories"]
        assert told["date"].strftime("%Y-%m-%d %H:%M") == meta["Date"]


def test_text_is_french_markdown(chosen):
    """The corpus has headings, lists, links and quotations, and French typography with its no-break spaces."""
    text = "\n".join(one.body for one in chosen)
    for mark in ("\n## ", "\n- ", "\n1. **", "](https://", "](/dossier", "\n> «\u00a0", "\u202f;", "’"):
        assert mark in text
