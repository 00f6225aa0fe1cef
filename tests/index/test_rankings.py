import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import IndexDamagedError
from index.dense import DenseIndex
from index.keywords import KeywordEntry, KeywordIndex, words
from index.names import name_forms


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_dense_search_is_exact(count: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(count, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = vectors.astype(np.float16).astype(np.float32)  # as the database has them
    dense = DenseIndex(8)
    dense.add(range(100, 100 + count), vectors)
    dense.remove([100])
    keys, scores = dense.search(vectors[-1], k)
    expected = sorted(range(1, count), key=lambda row: -float(vectors[row] @ vectors[-1]))[:k]
    assert len(keys) == len(expected)
    np.testing.assert_allclose(scores, [vectors[row] @ vectors[-1] for row in expected], atol=1e-5)
    if count > 1:
        np.testing.assert_allclose(dense.mean(), vectors[1:].mean(axis=0), atol=1e-5)


def test_dense_refuses_wrong_shapes(tmp_path: Path) -> None:
    dense = DenseIndex(8)
    with pytest.raises(ValueError, match=r"\(1, 9\), expected \(n, 8\)"):
        dense.add([1], np.zeros((1, 9), dtype=np.float32))
    assert len(dense.search(np.zeros(8, dtype=np.float32), 5)[0]) == 0
    dense.write(tmp_path / "dense")
    with pytest.raises(IndexDamagedError):
        DenseIndex.read(tmp_path / "dense", 9)


def test_words_are_stemmed_in_both_languages() -> None:
    assert words("The workers' RIGHTS") == words("the worker’s right")
    assert words("рабочих мигрантов") == words("рабочие мигранты")
    assert words("Oʻzbekiston") == words("O'zbekiston") == words("O‘zbekiston")
    assert words("?!…") == []


def test_keywords_rank_by_bm25(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path)
    texts = {1: "raid in Moscow", 2: "raid raid", 3: "a school in Osh"}
    index.update([], [KeywordEntry(key, key, text) for key, text in texts.items()])
    assert [key for key, _ in index.search(words("raid"), 10)] == [2, 1]
    assert index.search([], 10) == []
    assert index.idf("raid") == pytest.approx(math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)))
    index.update([2], [KeywordEntry(4, 4, "another raid")])
    assert {key for key, _ in KeywordIndex(tmp_path).search(words("raids"), 10)} == {1, 4}


@pytest.mark.parametrize(
    "spellings",
    [
        "Нарматова Нарматовой Нарматову Narmatova",
        "Строгино Строгине Strogino",
        "Екатеринбург Екатеринбурге Yekaterinburg Ekaterinburg",
        "Хасанов Хасановым Xasanov Khasanov Hasanov",
        "Жолдошев Zholdoshev Joldoshev",
        "Сәтжанов Satzhanov Sätjanov",
    ],
)
def test_a_name_has_one_form(spellings: str) -> None:
    assert len(set(name_forms(spellings))) == 1


def test_names_are_found_in_other_spellings(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path)
    texts = {1: "Consul Gulnura Narmatova spoke", 2: "Говорил Сәтжановтың көршісі", 3: "A school"}
    index.update([], [KeywordEntry(key, key, text) for key, text in texts.items()])
    for question, key in (("Нарматовой", 1), ("Narmatva", 1), ("Satzhanov", 2)):
        name = index.near_name(name_forms(question)[0])
        assert name is not None
        assert [found for found, _ in index.search([], 5, [name])] == [key]
        assert index.mass({}, [name], [1, 2, 3]) == pytest.approx({key: name.weight})
    assert index.near_name("obuhov") is None


def test_numbers_have_one_form() -> None:
    assert words("1,240 people") == words("1 240 people") == words("1\u202f240 people")
    assert words("in 1, 240") != words("in 1,240")


def test_many_vectors_lie_in_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.dense.FLAT_UP_TO", 2_000)
    monkeypatch.setattr("index.dense._LEAST_LISTS", 32)
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(40, 32))
    vectors = (centres[rng.integers(40, size=4_000)] + rng.normal(size=(4_000, 32))).astype("f4")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    dense = DenseIndex.made_for(32, len(vectors), lambda count: vectors[:count])
    dense.add(range(4_000), vectors)
    dense.write(tmp_path / "dense")
    written = DenseIndex.read(tmp_path / "dense", 32)
    written.remove(range(500))
    written.add([9_000], vectors[:1])
    written.write(tmp_path / "dense")
    opened = DenseIndex.read(tmp_path / "dense", 32)
    assert (opened.exact, len(opened)) == (False, 3_501)
    np.testing.assert_allclose(
        opened.mean(), np.vstack([vectors[500:], vectors[:1]]).mean(axis=0), atol=0.002
    )
    assert opened.search(vectors[0], 1)[0].tolist() == [9_000]
    shares = []
    for query in vectors[1_000:1_100]:
        best = np.argsort(-(vectors[500:] @ query))[:10] + 500
        shares.append(np.isin(best, opened.search(query, 20)[0]).mean())
    assert np.mean(shares) >= 0.98
    allowed = np.arange(600, 4_000, 7)
    for query in vectors[1_000:1_020]:
        best = allowed[np.argsort(-(vectors[allowed] @ query))[:10]]
        found = opened.search(query, 40, allowed)[0]
        assert np.isin(found, allowed).all()
        assert np.isin(best, found).all()
    assert len(opened.search(vectors[0], 10**6)[0]) == 3_501
    assert len(opened.search(vectors[0], 10**6, allowed)[0]) == len(allowed)
    assert opened.suits(3_000)
    assert not opened.suits(1_000)
    assert not opened.suits(10**6)


def test_lists_stay_as_they_are_for_a_few_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.dense.FLAT_UP_TO", 2_000)
    monkeypatch.setattr("index.dense._LEAST_LISTS", 32)
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(4_200, 32)).astype("f4")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    place, main = tmp_path / "dense", tmp_path / "dense" / "main.faiss"
    dense = DenseIndex.made_for(32, 4_000, lambda count: vectors[:count])
    dense.add(range(4_000), vectors[:4_000])
    dense.write(place)
    first = main.stat().st_mtime_ns
    expected = dict(enumerate(vectors[:4_000]))
    for key in range(4_000, 4_200):
        changed = DenseIndex.read(place, 32)
        removed = [key - 2, key - 4_000, 10**9]  # of the tail or merged, of the lists, unknown
        changed.remove(removed)
        changed.add([key], vectors[key : key + 1])
        changed.write(place)
        expected = {k: v for k, v in expected.items() if k not in removed} | {key: vectors[key]}
        if key == 4_030:
            assert main.stat().st_mtime_ns == first
        if key % 20:
            continue
        opened = DenseIndex.read(place, 32)
        assert len(opened) == len(expected)
        assert set(opened.search(vectors[key], 10**6)[0].tolist()) == expected.keys()
        assert opened.search(vectors[key], 1)[0].tolist() == [key]
        allowed = np.array(sorted(expected)[-300::3], dtype=np.int64)
        found, scores = opened.search(vectors[key], 10**6, allowed)
        assert sorted(found.tolist()) == allowed.tolist()
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
        mean = np.mean(list(expected.values()), axis=0)
        np.testing.assert_allclose(opened.mean(), mean, atol=0.01)
    assert main.stat().st_mtime_ns != first
