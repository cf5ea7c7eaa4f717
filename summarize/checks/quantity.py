"""A number, month or weekday of a text, and whether another text has the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from summarize.checks.units import CURRENCIES, converted

_ANY = "any"


class Of(StrEnum):
    """What a quantity counts: months and weekdays are told by their number, too."""

    NUMBER = "number"
    MONTH = "month"
    WEEKDAY = "weekday"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, month or weekday as it stands in a text, from `start` to `end`."""

    of: Of
    # What it may stand for: "03/04/2025" is in March or in April.
    values: frozenset[Decimal]
    text: str
    start: int
    end: int
    unit: str = ""
    # What "Mrd." in "3,5 Mrd." has multiplied it with.
    factor: int = 1
    # The unit of the next one, which may be its own: "2" in "2 bis 3 Euro".
    lent: str = ""
    # False where it may explain what stands in another text, and need not be there itself.
    firm: bool = True

    def also(self, values: Iterable[Decimal]) -> Quantity:
        """The same, which may stand for other values, too."""
        return replace(self, values=self.values.union(values))


class Evidence:
    """The quantities of a text, to look others up in."""

    def __init__(self, quantities: Iterable[Quantity]) -> None:
        self._units: dict[tuple[Of, Decimal], set[str]] = {}
        self._known = {""}
        for quantity in quantities:
            self._known.add(quantity.unit)
            # Of what is in words the unit is not looked for.
            unit = quantity.unit or quantity.lent or ("" if quantity.firm else _ANY)
            for value in quantity.values:
                self._units.setdefault((quantity.of, value), set()).add(unit)

    def has(self, quantity: Quantity, *, priced: bool = False) -> bool:
        """Whether a quantity of the same value, and of no other unit, is in the text.

        `priced` where an amount of money needs its currency.
        """
        fitting = {quantity.unit, _ANY}
        if not (priced and quantity.unit in CURRENCIES):
            fitting.add("")
        for value in quantity.values:
            units = self._units.get((quantity.of, value))
            if units and (not quantity.unit or not fitting.isdisjoint(units)):
                return True
        # A text that gives metres itself is not converted into metres.
        return quantity.unit not in self._known and any(
            converted(value, quantity.unit, other, unit)
            for value in quantity.values
            for (_, other), units in self._units.items()
            for unit in units
        )


def unexplained(
    claims: Iterable[Quantity], evidence: Evidence, *, priced: bool = False
) -> list[Quantity]:
    """The firm ones of `claims` that are not in the other text; with `priced`, nor the amounts
    of money that have no currency there."""
    return [claim for claim in claims if claim.firm and not evidence.has(claim, priced=priced)]


def repeated(claims: Iterable[Quantity], source: Iterable[Quantity]) -> list[Quantity]:
    """The numbers in digits of `claims` that stand there more often than in the source, which
    has them."""
    before = Counter(value for quantity in source for value in quantity.values)
    alone = [claim for claim in claims if claim.of is Of.NUMBER and claim.text.isdigit()]
    after = Counter(value for claim in alone for value in claim.values)

    def most(counts: Counter[Decimal], claim: Quantity) -> int:
        return max(counts[value] for value in claim.values)

    return [claim for claim in alone if 0 < most(before, claim) < most(after, claim)]
