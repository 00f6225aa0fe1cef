from itertools import pairwise

from evals.furniture import BODY, HALVES, judge, main, read_pages


def test_the_marked_pages_are_many_and_exact() -> None:
    pages = [page for half in HALVES for page in read_pages(half)]
    assert len(pages) >= 150
    assert {page.language for page in pages} == {"en", "ru", "tr", "kk", "ky", "uz"}
    for page in pages:
        for one, other in pairwise(page.blocks):
            assert not page.text[one.end : other.start].strip()
        assert {block.kind for block in page.blocks} - {BODY}


def test_stories_are_kept_and_gates_met() -> None:
    body = [one for one in judge(read_pages("test")) if one.block.kind == BODY]
    assert sum(one.masked for one in body) <= 0.01 * sum(len(one.page.text) for one in body)
    assert main([]) == 0
