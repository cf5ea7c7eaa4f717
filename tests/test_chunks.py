"""Parts of an article: small enough, even, at borders, and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.backends.chunks import Part, pack


def words(text: str) -> int:
    return len(text.split())


def characters(text: str) -> int:
    return len(text)


def clumsy(text: str) -> int:
    """A tokenizer for which the whole takes more than its pieces."""
    return len(text.split()) + len(text) // 20


def lump(text: str) -> str:
    return "".join(text.split())


_SENTENCES = st.lists(
    st.one_of(
        st.text("ab, .;\n", min_size=1, max_size=60),
        st.sampled_from(["Der Rat stimmte zu. ", "Ja! ", "x" * 90 + " ", "Erst dies, dann das. "]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(
    blocks=st.lists(_SENTENCES, max_size=8),
    limit=st.integers(1, 80),
    count=st.sampled_from([words, characters, clumsy]),
)
def test_nothing_is_lost_and_nothing_is_too_long(
    blocks: list[list[str]], limit: int, count: object
) -> None:
    assert callable(count)
    parts = pack(blocks, limit, count)
    assert lump("".join(part.text for part in parts)) == lump("".join(map("".join, blocks)))
    assert all(count(part.text) <= limit or len(part.text) == 1 for part in parts)
    filled = [block for block in blocks if "".join(block).strip()]
    assert sum(part.sentences for part in parts) >= sum(map(len, filled))


@given(st.integers(1, 40), st.integers(5, 50))
def test_every_sentence_is_counted_once(sentences: int, limit: int) -> None:
    blocks = [[f"Satz Nummer {i} ist kurz. "] for i in range(sentences)]
    assert sum(part.sentences for part in pack(blocks, limit, words)) == sentences


def test_a_short_article_is_one_part() -> None:
    blocks = [["Eins zwei. ", "Drei."], ["Vier."]]
    assert pack(blocks, 100, words) == [Part("Eins zwei. Drei.\n\nVier.", 3)]
    assert pack([], 100, words) == []


def test_parts_end_at_paragraphs_where_these_fit() -> None:
    blocks = [["a a a. ", "b b b."], ["c c c."], ["d d d. ", "e e e."], ["f f f."]]
    assert [part.text for part in pack(blocks, 10, words)] == [
        "a a a. b b b.\n\nc c c.",
        "d d d. e e e.\n\nf f f.",
    ]


def test_a_long_paragraph_is_split_at_sentences() -> None:
    parts = pack([["a a a. ", "b b b. ", "c c c. ", "d d d."]], 6, words)
    assert [part.text for part in parts] == ["a a a. b b b.", "c c c. d d d."]


def test_a_long_sentence_is_split_at_clauses() -> None:
    sentence = "Er kam am Abend an, sah das alles; sie ging am Morgen, sagte nichts."
    parts = pack([[sentence]], 8, words)
    assert [part.text for part in parts] == [
        "Er kam am Abend an, sah das alles;",
        "sie ging am Morgen, sagte nichts.",
    ]
    assert [part.sentences for part in parts] == [1, 0]


@pytest.mark.parametrize("limit", [100, 130, 250])
def test_parts_are_even(limit: int) -> None:
    blocks = [[f"wort{i} " * 10] for i in range(30)]
    sizes = [words(part.text) for part in pack(blocks, limit, words)]
    assert len(sizes) == -(-300 // (limit // 10 * 10))
    assert max(sizes) - min(sizes) <= 20
