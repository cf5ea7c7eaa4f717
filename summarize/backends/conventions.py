"""How each family of encoder-decoders is called: text to ids and back.

Knows nothing about weights, batches or decoding. The ids are put together here and not by
the tokenizers' own calls, because those let text act: "</s>" or "de_DE" in an article is a
control token to them, in T5 and mBART even with `split_special_tokens` (transformers 5.23).
Sources: the models' cards, and models/*/tokenization_*.py in transformers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from summarize.backends.hints import Lexicon, lexicon_path
from summarize.errors import ModelError
from summarize.registry import Family, Model

_NLLB = dict(
    pair.split(":")
    for pair in """
    ar:arb_Arab bg:bul_Cyrl bs:bos_Latn ca:cat_Latn cs:ces_Latn cy:cym_Latn da:dan_Latn
    de:deu_Latn el:ell_Grek en:eng_Latn es:spa_Latn et:est_Latn eu:eus_Latn fa:pes_Arab
    fi:fin_Latn fr:fra_Latn ga:gle_Latn gl:glg_Latn he:heb_Hebr hi:hin_Deva hr:hrv_Latn
    hu:hun_Latn id:ind_Latn is:isl_Latn it:ita_Latn ja:jpn_Jpan ko:kor_Hang lb:ltz_Latn
    lt:lit_Latn lv:lvs_Latn mk:mkd_Cyrl mt:mlt_Latn nl:nld_Latn no:nob_Latn pl:pol_Latn
    pt:por_Latn ro:ron_Latn ru:rus_Cyrl sk:slk_Latn sl:slv_Latn sq:als_Latn sr:srp_Cyrl
    sv:swe_Latn th:tha_Thai tr:tur_Latn uk:ukr_Cyrl vi:vie_Latn zh:zho_Hans
    """.split()
)
_MBART = {
    code[:2]: code
    for code in """
    ar_AR cs_CZ de_DE en_XX es_XX et_EE fi_FI fr_XX gu_IN hi_IN it_IT ja_XX kk_KZ ko_KR
    lt_LT lv_LV my_MM ne_NP nl_XX ro_RO ru_RU si_LK tr_TR vi_VN zh_CN af_ZA az_AZ bn_IN
    fa_IR he_IL hr_HR id_ID ka_GE km_KH mk_MK ml_IN mn_MN mr_IN pl_PL ps_AF pt_XX sv_SE
    sw_KE ta_IN te_IN th_TH tl_XX uk_UA ur_PK xh_ZA gl_ES sl_SI
    """.split()
}


def _nllb_language(code: str) -> str:
    """ "deu_Latn" for "de"; a language that is not in the table is named in full."""
    return _NLLB.get(code, code)


def _mbart_language(code: str) -> str:
    """ "de_DE" for "de"."""
    return _MBART.get(code, code)


@dataclass(frozen=True, slots=True)
class Convention:
    """`language` gives a translator's token for a language: the source's stands in front of
    the text and the target's is forced as the first token of the output. Families without it
    are told the target by the model's `prefix`, or know just one."""

    architectures: frozenset[str]  # `model_type` in config.json
    tokenizer: str  # class in transformers
    language: Callable[[str], str] | None = None
    needs: str | None = None  # a file without which the ids come out wrong


CONVENTIONS = {
    Family.MARIAN: Convention(frozenset({"marian"}), "MarianTokenizer"),
    Family.FSMT: Convention(frozenset({"fsmt"}), "FSMTTokenizer"),
    Family.M2M100: Convention(frozenset({"m2m_100"}), "M2M100Tokenizer", "__{}__".format),
    # Made from the .model file alone, the language codes would be one off, or missing.
    Family.NLLB: Convention(
        frozenset({"m2m_100"}), "NllbTokenizer", _nllb_language, needs="tokenizer.json"
    ),
    Family.MBART50: Convention(frozenset({"mbart"}), "MBart50Tokenizer", _mbart_language),
    Family.T5: Convention(frozenset({"t5", "mt5", "umt5"}), "AutoTokenizer"),
    Family.LONGT5: Convention(frozenset({"longt5"}), "AutoTokenizer"),
    Family.BART: Convention(frozenset({"bart"}), "AutoTokenizer"),
    Family.PEGASUS: Convention(frozenset({"pegasus", "pegasus_x"}), "AutoTokenizer"),
    Family.LED: Convention(frozenset({"led"}), "AutoTokenizer"),
}

# Vocabulary entries that steer a model. Bytes, "<0xE2>", are text.
_CONTROL = re.compile(
    r"▁?(?:<(?!0x)[^<>\s]+>|>>[^<>\s]+<<|__[a-z]{2,3}__|[a-z]{2}_[A-Z]{2}|[a-z]{3}_[A-Z][a-z]{3})"
)
# The same within a text, up to where a blank takes their meaning away.
_ACTING = re.compile(
    r"<(?=[^<>\s]{1,40}>)|>(?=>[^<>\s]{1,40}<<)|_(?=_[a-z]{2,3}__)"
    r"|(?<![A-Za-z])[a-z]{2,3}_(?=[A-Z][A-Za-z])"
)


# ›So‹ and ‹so›, which most vocabularies lack.
_SINGLE_QUOTES = re.compile(r"›(\w[^‹›]*)‹|‹(\w[^‹›]*)›")
# Half a character, as JSON may contain: no tokenizer in Rust or C++ takes it.
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Route:
    """What is done to a text, and surrounds its ids, on its way from one language into another."""

    head: tuple[int, ...]
    tail: tuple[int, ...]
    forced: int | None  # id of the output's first token
    lexicon: Lexicon | None = None  # of a model that reads hints

    def wrap(self, body: Sequence[int]) -> list[int]:
        return [*self.head, *body, *self.tail]

    def told(self, terms: Mapping[str, str]) -> Route:
        """The same where a model that reads hints is told what becomes of some words."""
        return replace(self, lexicon=self.lexicon.told(terms)) if self.lexicon and terms else self


class Codec:
    """One checkpoint's tokenizer, used by its family's convention."""

    def __init__(self, model: Model, tokenizer: Any, location: Path) -> None:
        self._name = model.name
        self._location = location
        self._lexicons: dict[Path, Lexicon] = {}
        self._prefix = model.prefix
        self._convention = CONVENTIONS[model.family]
        self._tokenizer = tokenizer
        self.pad: int = tokenizer.pad_token_id
        self._unknown: int | None = tokenizer.unk_token_id

    @cached_property
    def control(self) -> frozenset[int]:
        """The ids that text must never become, and that never become text."""
        vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        found = {index for piece, index in vocabulary.items() if _CONTROL.fullmatch(piece)}
        found.update(self._tokenizer.all_special_ids)
        # M2M100 keeps its languages apart from its vocabulary.
        found.update(getattr(self._tokenizer, "id_to_lang_token", ()))
        return frozenset(found - {self._unknown})

    def route(self, source: str, target: str) -> Route:
        """Raises ModelError if the checkpoint does not know a language or its prefix."""
        tokenizer, name = self._tokenizer, self._convention.language
        end = (
            tokenizer.eos_token_id if tokenizer.eos_token_id is not None else tokenizer.sep_token_id
        )
        if name is not None:
            return Route((self._token(name(source)),), (end,), self._token(name(target)))
        head = self.prefix(target)
        if self._unknown in head:
            raise ModelError(
                f"{self._name} does not know the prefix “{self._prefix[target].strip()}”",
                "mend it in models.toml",
            )
        return Route(tuple(head), (end,), None, self._lexicon(source, target))

    def _lexicon(self, source: str, target: str) -> Lexicon | None:
        """The hints for one direction; most models read none."""
        path = lexicon_path(self._location, source, target)
        if path not in self._lexicons and path.is_file():
            try:
                self._lexicons[path] = Lexicon.read(path, source)
            except ValueError as error:
                raise ModelError(
                    f"{self._name} does not work: {error}", "install or download it again"
                ) from error
        return self._lexicons.get(path)

    @cached_property
    def frame(self) -> tuple[int, ...]:
        """What the tokenizer puts around a text that is summarised; the end is the last."""
        return tuple(self._tokenizer("", add_special_tokens=True)["input_ids"])

    @cached_property
    def line_break(self) -> int | None:
        """The token that some models write between sentences."""
        found: int | None = self._tokenizer.get_vocab().get("<n>")
        return found

    def prefix(self, language: str) -> list[int]:
        """The ids of what the entry wants in front of a text, for an output in `language`."""
        prefix = self._prefix.get(language, "").strip()
        if not prefix:
            return []
        ids: list[int] = self._tokenizer(prefix, add_special_tokens=False)["input_ids"]
        return ids

    def _token(self, token: str) -> int:
        index: int | None = self._tokenizer.convert_tokens_to_ids(token)
        if index is None or index == self._unknown:
            raise ModelError(
                f"{self._name} does not know the language “{token}”",
                "take it out of the model's pairs in models.toml",
            )
        return index

    def row(self, text: str, route: Route) -> list[int]:
        """The ids that a model is given to translate a text."""
        text = _SINGLE_QUOTES.sub(r"‘\1\2’", text)
        return route.wrap(self.body(route.lexicon.hinted(text) if route.lexicon else text))

    def body(self, text: str) -> list[int]:
        """The ids of a text alone; what would be a control token becomes words or unknown."""
        text = _SURROGATE.sub("�", text.strip())
        # Marian takes all between ">>" at the start and "<<" for a tag, and drops it.
        tagged = text.startswith(">>") and hasattr(self._tokenizer, "remove_language_code")
        ids = self._ids("> " + text[1:] if tagged else text)
        if not self.control.isdisjoint(ids):
            ids = self._ids(_ACTING.sub(r"\g<0> ", text))
        if self._unknown is None:
            return [index for index in ids if index not in self.control]
        # What is left are look-alikes ("＜/s＞"), and T5's class, which takes 2 for the id
        # of <unk> also where that is </s>, as in MADLAD.
        return [self._unknown if index in self.control else index for index in ids]

    def _ids(self, text: str) -> list[int]:
        encoded = self._tokenizer(text, add_special_tokens=False, split_special_tokens=True)
        ids: list[int] = encoded["input_ids"]
        return ids

    def text(self, ids: Sequence[int]) -> str:
        """The text of a model's output, without control tokens and "▁" for blanks."""
        kept = [index for index in ids if index not in self.control and index != self._unknown]
        decoded: str = self._tokenizer.decode(kept, clean_up_tokenization_spaces=False)
        return " ".join(decoded.replace("▁", " ").split())


def load_codec(model: Model, location: Path) -> Codec:
    """The codec of the checkpoint in a local folder; raises what transformers raises."""
    import transformers

    convention = CONVENTIONS[model.family]
    if convention.needs and not (location / convention.needs).is_file():
        raise OSError(f"{convention.needs} is missing")
    tokenizer = getattr(transformers, convention.tokenizer).from_pretrained(
        location, local_files_only=True, trust_remote_code=False
    )
    return Codec(model, tokenizer, location)
