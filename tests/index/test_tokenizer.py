"""A tokenizer that reads its vocabulary piece by piece cuts as the whole one does."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as WholeTokenizer

from index import Settings, Tokenizer, open_tokenizer, reader_files, token_ids

HARD = [
    "",
    "   ",
    "\0",
    "<mask> a</s><unk>",
    "👩‍👩‍👧 x",
    "ﬁ ½ ①",
    "日本語のテキスト",
    "ааа" * 50,
    "▁▁ a▁b",
    "oʻzbek",
    "q̈́",
    "Қырғызстан Өзбекстан",
]


@pytest.fixture(scope="module")
def tokenizer(settings: Settings) -> Tokenizer:
    return open_tokenizer(reader_files(settings).tokenizer)


@pytest.fixture(scope="module")
def whole(settings: Settings) -> WholeTokenizer:
    return WholeTokenizer.from_file(str(reader_files(settings).tokenizer))


@pytest.mark.parametrize("text", HARD)
def test_hard_texts(tokenizer: Tokenizer, whole: WholeTokenizer, text: str) -> None:
    for special in (True, False):
        expected = whole.encode(text, add_special_tokens=special).ids
        assert token_ids(tokenizer, [text], special=special) == [expected]


@hypothesis_settings(deadline=None, max_examples=300)
@given(text=st.text(max_size=40))
def test_any_text(tokenizer: Tokenizer, whole: WholeTokenizer, text: str) -> None:
    assert token_ids(tokenizer, [text]) == [whole.encode(text).ids]
