"""A translator around another one, that tries again where something was lost.

In this order, each for all sentences together that are still in doubt: what else the model
would write; stand-ins for what must be kept; the pieces around the user's terms; at last, wrong
hours, wrong units and a single wrong number are replaced. A translation gives way only to one that
the checks like better, so that a right one is never made worse by those that they like as much.
What is taken gets the quotation marks of its language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from summarize.backends import HasAlternatives, TakesTerms, Translated, Translator
from summarize.checks.pairs import beginning, findings, names_apart
from summarize.checks.plausible import passes_through
from summarize.checks.symbols import without_debris
from summarize.protection.clock import in_both_halves, well_formed, wrong_hours
from summarize.protection.dates import in_german_order
from summarize.protection.figures import corrected, lost, put_in
from summarize.protection.magnitudes import wrong_magnitudes
from summarize.protection.names import Shown, lacked, names_to_keep, spelt_alike
from summarize.protection.notation import in_other_convention, in_own_notation
from summarize.protection.plain import Plain, plain
from summarize.protection.quotes import with_own_quotes
from summarize.protection.stand_ins import STAND_INS, Masked, StandIn, mask
from summarize.protection.terms import (
    Form,
    Found,
    apart,
    joined,
    missing,
    pieces,
    places,
    unkept,
    wanted,
)
from summarize.protection.units import lost_currencies, wrong_units
from summarize.request import Term
from summarize.result import Finding, Sentence, Severity

# Tries again what is in doubt.
_Way = Callable[[Sequence["_Case"], tuple[str, str]], None]

# What a model can be told: words.
_TOLD = frozenset({Form.NAME, Form.WORD})
_REPAIRABLE = frozenset({"number", "date", "name", "negation", "hedge", "symbol"})


@dataclass(frozen=True, slots=True)
class ProtectedTranslator:
    """A translator whose translations keep terms, numbers and names."""

    translator: Translator
    terms: tuple[Term, ...] = ()
    # For some sentences, what else must stay: the code in them.
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Whether it translates the other way, too, which tells what words it knows.
    both_ways: bool = False
    # For some sentences, what their article shows of words that may be in them.
    shown: Mapping[str, Shown] = field(default_factory=dict)

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        """One translation per sentence, in order; a failed one keeps the original.

        `findings` of one tell which terms it lacks, and what was replaced in it.
        """
        languages = source, target
        given = [
            plain(s, self.kept.get(s, ()), languages, self._shown(s).abbreviations)
            for s in sentences
        ]
        made = iter(self._translated([one for one in given if one], languages))
        return [
            one.restored(next(made))
            if one
            else Translated(with_own_quotes(sentence, sentence, target))
            for sentence, one in zip(sentences, given, strict=True)
        ]

    def _translated(self, given: Sequence[Plain], languages: tuple[str, str]) -> list[Translated]:
        sentences = [one.text for one in given]
        found = [wanted(one.text, self.terms, one.kept, languages) for one in given]
        made = self._first(sentences, found, languages)
        names = names_to_keep(self.translator, sentences, made, languages, self.both_ways)
        named = [
            places(one.text, [*here, *self._shown(one.sentence).names])
            for one, here in zip(given, names, strict=True)
        ]
        cases = [
            _Case(*parts, languages) for parts in zip(sentences, found, named, made, strict=True)
        ]
        ways: list[_Way] = [
            self._others,
            *(partial(self._stood_in, s) for s in STAND_INS),
            self._around,
        ]
        for way in ways:
            if doubtful := [case for case in cases if case.doubtful]:
                way(doubtful, languages)
        return [case.result() for case in cases]

    def _shown(self, sentence: str) -> Shown:
        return self.shown.get(sentence, Shown())

    def _first(
        self, sentences: Sequence[str], found: Sequence[list[Found]], languages: tuple[str, str]
    ) -> list[Translated]:
        told = [{one.source: one.target for one in f if one.form in _TOLD} for f in found]
        if any(told) and isinstance(self.translator, TakesTerms):
            return self.translator.translate_with(sentences, told, *languages)
        return self.translator.translate(sentences, *languages)

    def _others(self, cases: Sequence[_Case], languages: tuple[str, str]) -> None:
        """What else the model would write."""
        if isinstance(self.translator, HasAlternatives):
            sentences = [case.sentence for case in cases]
            others = self.translator.alternatives(sentences, *languages)
            for case, texts in zip(cases, others, strict=True):
                for text in texts:
                    case.offer(text)

    def _stood_in(
        self, stand_in: StandIn, cases: Sequence[_Case], languages: tuple[str, str]
    ) -> None:
        """The sentences with stand-ins for what must be kept and what was lost."""
        masks = [(case, masked) for case in cases if (masked := case.masked(stand_in))]
        if not masks:
            return
        made = self.translator.translate([masked.text for _, masked in masks], *languages)
        for (case, masked), new in zip(masks, made, strict=True):
            if new.ok and (text := masked.lifted(new.text, languages[1])) is not None:
                case.offer(text)

    def _around(self, cases: Sequence[_Case], languages: tuple[str, str]) -> None:
        """The pieces around the terms of sentences that lack some."""
        lacking = [case for case in cases if case.lacks(case.text)]
        cut = [pieces(case.sentence, case.terms) for case in lacking]
        pool = list(dict.fromkeys(p.strip() for parts in cut for p in parts if p.strip()))
        made = self.translator.translate(pool, *languages) if pool else []
        table = {part: one.text for part, one in zip(pool, made, strict=True) if one.ok}
        for case, parts in zip(lacking, cut, strict=True):
            if all(part.strip() in table for part in parts if part.strip()):
                case.offer("".join(joined(parts, case.terms, table, languages[1])))


class _Case:
    """A sentence on its way to a translation that says the same."""

    def __init__(
        self,
        sentence: str,
        terms: list[Found],
        names: list[Found],
        made: Translated,
        languages: tuple[str, str],
    ) -> None:
        self.sentence = sentence
        self.terms = terms
        # The user knows better what becomes of a name.
        self._names = [name for name in names if not any(map(name.meets, terms))]
        self.text = made.text
        self._made = made
        self._languages = languages
        self._doubts = self._judge(made.text) if made.ok else (0, False, 0)

    @property
    def doubtful(self) -> bool:
        terms, _, warnings = self._doubts
        return bool(terms or warnings)

    def lacks(self, text: str) -> list[Found]:
        return list(missing(text, self.terms, self._languages[1]))

    def offer(self, text: str) -> bool:
        """Take a translation if it is better than the one there is."""
        doubts = self._judge(text)
        if better := doubts < self._doubts:
            self.text, self._doubts = text, doubts
        return better

    def masked(self, stand_in: StandIn) -> Masked | None:
        """The sentence with stand-ins; None where there is nothing they could stand for."""
        gone = [*lost(self.sentence, self.text, self._languages), *self._nameless(self.text)]
        if not gone and not self.lacks(self.text):
            return None
        return mask(self.sentence, apart([*self.terms, *gone]), stand_in)

    def result(self) -> Translated:
        if passes_through(self.sentence) and not self.terms:
            text = in_other_convention(self.text, self._languages)
            return replace(self._made, text=text)
        self._tidy()
        if not self.doubtful:
            return replace(self._made, text=self.text)
        notes = [*self._surely_right(), *self._right_number(), *self._bare()]
        return replace(
            self._made,
            text=self.text,
            findings=(*unkept(self.text, self.terms, self._languages[1]), *self._missing(), *notes),
        )

    def _surely_right(self) -> list[Finding]:
        """Replace hours, units and magnitudes that are wrong or lost, all of them, and say so."""
        text, notes = self.text, []
        wrong = [
            span
            for find in (wrong_hours, wrong_units, wrong_magnitudes, lost_currencies)
            for span in find(self.sentence, text, self._languages)
        ]
        for start, end, right in sorted(wrong, reverse=True):
            notes.append(put_in(right, text[start:end]))
            text = text[:start] + right + text[end:]
        return notes[::-1] if notes and self.offer(text) else []

    def _right_number(self) -> Iterator[Finding]:
        made = corrected(self.sentence, self.text, self._languages)
        if made and self.offer(made[0]):
            yield made[1]

    def _bare(self) -> Iterator[Finding]:
        """Take out the control characters that are left, and say so."""
        bare = without_debris(self.sentence, self.text)
        if bare != self.text:
            self.text = bare or self.sentence
            message = f"a sign was lost: “{beginning(self.text)}”"
            yield Finding(
                kind="symbol", severity=_WARNING, message=message, text=self.text, sentence=None
            )

    def _tidy(self) -> None:
        """Quotation marks, hours, dates and numbers of the language; names as in the sentence."""
        text = with_own_quotes(self.sentence, self.text, self._languages[1])
        text = spelt_alike(self.sentence, text, self._languages[1])
        text = well_formed(text, self._languages[1])
        text = in_both_halves(self.sentence, text, self._languages)
        text = in_german_order(self.sentence, text, self._languages)
        text = in_own_notation(self.sentence, text, self._languages)
        # A term that must be kept may have quotation marks of its own.
        if self._made.ok and text != self.text and self._judge(text) <= self._doubts:
            self.text = text

    def _nameless(self, text: str) -> list[Found]:
        """The names of which a translation has nothing that begins like them."""
        gone = lacked({name.source for name in self._names}, text, self._languages[0])
        return [name for name in self._names if name.source in gone]

    def _missing(self) -> Iterator[Finding]:
        told = {name.text for name in names_apart(self.sentence, self.text, self._languages)}
        for name in dict.fromkeys(name.source for name in self._nameless(self.text)):
            if name in told:  # whoever checks the translation finds that
                continue
            message = f"“{name}” is missing"
            yield Finding(kind="name", severity=_WARNING, message=message, text=name, sentence=None)

    def _judge(self, text: str) -> tuple[int, bool, int]:
        """What is wrong with it, the worst first: terms it lacks, is it none, and warnings."""
        pair = Sentence(source=self.sentence, text=text)
        found = [f.kind for f in findings(pair, self._languages, 0) if f.severity is _WARNING]
        repairable = [kind for kind in found if kind in _REPAIRABLE]
        debris = without_debris(self.sentence, text) != text
        warnings = len(repairable) + len(self._nameless(text)) + debris
        return len(self.lacks(text)), len(found) > len(repairable), warnings


_WARNING = Severity.WARNING
