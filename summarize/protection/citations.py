"""Where a statute or a judgment is cited: "§ 862 Abs. 1 Satz 2 i. V. m. § 858 Abs. 1 BGB".

Such chains of abbreviations are no prose, and models scramble them. German ones get English
words in German order; English ones, but for "s." ("siehe"), and case numbers stay as they are.
What a translation has in other words, but complete and in order ("Section 862 (1) sentence 2"),
will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# English words of a citation, and the German ones that they stand for: before a number ...
_PARTS = {
    "para.": r"Abs(?:atz|\.)?",
    "subpara.": r"UAbs\.?|Unterabsatz",
    "sentence": r"Satz|S\.",
    "half-sentence": r"Halbsatz|Hs\.",
    "no.": r"Nr\.?|Nummer|Ziff(?:er|\.)|Z\.?",
    "lit.": r"lit\.?|Buchst(?:abe|\.)",
    "alt.": r"Alt\.|Alternative",
}
# ... and elsewhere.
_LINKS = {
    "in conjunction with": r"i\. ?V\. ?m\.|iVm\.?|in Verbindung mit",
    "and": r"und|sowie|u\.",
    "or": r"oder",
    "to": r"bis",
    "et seq.": r"ff?\.",
    "Article": r"Artikel",
    "GDPR": r"DS-?GVO",
}
_ENGLISH = _PARTS | _LINKS
_NUMBER = r"(?:\d+[a-z]?|[a-z]{1,2}|[IVX]+)(?!\w)"
_SEVERAL = rf"{_NUMBER}(?:(?:, ?| ?[-–] ?| (?:und|oder|bis|u\.) ){_NUMBER})*"
_LAW = r"[A-ZÄÖÜ][\w-]*[A-Z](?!\w)(?: [IVX]+(?!\w))?"
_PLACE = rf"(?:§§ ?{_SEVERAL}|(?:§ ?|(?<!\w)Art(?:\.|ikel) )\d+[a-z]?(?!\w))"
_PART = rf",? (?:{'|'.join(_PARTS.values())}) ?{_SEVERAL}"
_REFERENCE = rf"{_PLACE}(?: ff?\.)?(?:{_PART})*(?: {_LAW})?"
_LINK = rf",? (?:{_LINKS['in conjunction with']}|und|sowie|oder|u\.) |, "
# "12(3)(a)"; "[2022] EWCA Civ 1017"; "V ZR 110/23", "1 BvR 2656/18", "C-131/12".
_SECTION = r"(?:(?<![\w.])[Ss]\. )?(?<![\w.,(])\d+[A-Z]{0,2}(?:\((?:\d+[A-Z]?|[a-z]{1,4})\))+(?!\w)"
_REPORT = r"\[\d{4}\] (?:\d+ )?[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*)? \d+(?: \([A-Z][A-Za-z]+\))?"
_CASE = (
    r"(?<![\w.,-])(?:(?:[IVX]{1,5}|\d{1,3}) (?:[A-Z](?:[A-Za-z]{0,3}[A-Z])?|[A-Z]s|OWi)"
    r"(?: ?\([A-Za-z]+\))? \d{1,5}|[CTF]-\d{1,4})/\d\d(?![\d/])"
)
# What may stand between the numbers of a citation in other words.
_WORDS = r"""
sections? sec sub-?sections? (?:sub)?para(?:graph)?s? sentences? half-sentence clauses? nos? lit
numbers? letters? points? items? alt alternative art articles? in conjunction with and or to of
the et seq u?abs(?:atz)? unterabsatz satz halbsatz nr nummer ziffer buchst(?:abe)? artikel
verbindung mit und oder bis der des
"""
_BETWEEN = rf"(?:[\s().,§-]|(?<!\w)(?i:{'|'.join(_WORDS.split())})(?!\w)|{_LAW})*"
_BEFORE = r"(?:§|(?<!\w)(?i:sections?|sec\.|art\.|articles?|artikel|abschnitt|paragraphs?))\s?"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", "[ \u00a0\u202f]"))


_GERMAN = _compiled(rf"{_REFERENCE}(?:(?:{_LINK}){_REFERENCE})*")
_BARE = _compiled(_PLACE)  # "§ 5" is a number like any other
_TRANSLATED = {word: _compiled(rf"(?<!\w)(?:{german})(?!\w)") for word, german in _ENGLISH.items()}
_AS_IT_IS = {"de": _compiled(_CASE), "en": _compiled(f"{_SECTION}|{_REPORT}|{_CASE}")}
_S = re.compile(r"\A[Ss]\.")
_NUMBERS = re.compile(r"\d+[a-zA-Z]?|(?<!\w)[a-z](?!\w)")


def citations(sentence: str, languages: tuple[str, str]) -> Iterator[tuple[int, int, str]]:
    """Where a German or English sentence has some, and what they are in the other language."""
    source, target = languages
    if source in _AS_IT_IS:
        for match in _AS_IT_IS[source].finditer(sentence):
            yield *match.span(), _S.sub("Section", match[0])
    for match in _GERMAN.finditer(sentence) if source == "de" else ():
        if not _BARE.fullmatch(match[0]):
            yield *match.span(), _in_english(match[0]) if target == "en" else match[0]


def cited(citation: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text has all numbers of a citation in order, with other words between them."""
    before = _BEFORE if citation.startswith(("§", "Art", "Section")) else r"(?<![\w.,])"
    numbers = _BETWEEN.join(map(re.escape, _NUMBERS.findall(citation)))
    for match in re.finditer(rf"{before}{numbers}(?!\w)", text):
        yield match.span()


def _in_english(citation: str) -> str:
    for english, german in _TRANSLATED.items():
        citation = german.sub(english, citation)
    return citation
