"""Numbers and dates are the same in German and English, however each writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.checks.numbers import quantities
from summarize.checks.quantity import Evidence, unexplained

GERMAN_MONTHS = """Januar Februar März April Mai Juni Juli August September Oktober November
Dezember""".split()
ENGLISH_MONTHS = """January February March April May June July August September October November
December""".split()


def strange(german: str, english: str) -> set[str]:
    """What only one of two sentences has."""
    before, after = quantities(german, "de"), quantities(english, "en")
    found = unexplained(before, Evidence(after)) + unexplained(after, Evidence(before))
    return {quantity.text for quantity in found}


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Es kostet 1.234,5 Euro.", "It costs 1,234.5 euros."),
        ("Es kostet 1 234,50 €.", "It costs €1,234.50."),
        ("Der Fonds hält 3,5 Mrd. Euro.", "The fund holds 3.5 billion euros."),
        ("Der Fonds hält 3,5 Mrd. Euro.", "The fund holds €3.5bn."),
        ("Der Fonds hält 3,5 Milliarden US-Dollar.", "The fund holds $3.5 bn."),
        ("Rund 250 Mio. Dollar fehlen.", "Some $250m is missing."),
        ("Rund 250.000 Dollar fehlen.", "Some $250k is missing."),
        ("Eine Billion Euro, genauer 1,2 Billionen.", "A trillion euros, or 1.2 trillion."),
        ("Zwei bis drei Millionen Vögel, 2 bis 3 Millionen.", "2 to 3 million birds."),
        ("Der Anteil stieg um 4,5 Prozent.", "The share rose by 4.5%."),
        ("Der Anteil stieg um 4,5 %.", "The share rose by 4.5 per cent."),
        ("ein 30-prozentiger Anteil", "a 30 percent share"),
        ("Am 12. Februar 2025 begann der Bau.", "Building began on February 12, 2025."),
        ("Am 12.02.2025 begann der Bau.", "Building began on 12 February 2025."),
        ("Am 12. Februar 2025 begann der Bau.", "Building began on 12/02/2025."),
        ("Am 12. Februar 2025 begann der Bau.", "Building began on 02/12/2025."),
        ("Am 25. Februar 2025 begann der Bau.", "Building began on 25/02/2025."),
        ("Am 25.2.25 begann der Bau.", "Building began on 2025-02-25."),
        ("Am 3. Mai", "On the 3rd of May"),
        ("Am Montagabend um 20 Uhr", "On Monday evening at 8 p.m."),
        ("Um 14.30 Uhr", "At 2:30 pm"),
        ("Um 14:30 Uhr", "At 14:30"),
        ("8.30–18.00 Uhr", "8:30 a.m.–6 p.m."),
        ("Um 14.30 Uhr", "At 2:30 in the afternoon"),
        ("Um 2:30 Uhr", "At 2:30"),
        ("Um 7 Uhr abends", "At 7 p.m."),
        ("Am Abend um sieben", "At 7 p.m."),
        ("Von 14 bis 16 Uhr", "From 2 to 4 p.m."),
        ("Um 12 Uhr", "At 12 p.m."),
        ("Um 24 Uhr", "At 12 a.m."),
        ("Um 14 Uhr", "At two o'clock"),
        ("Um 14.30 Uhr", "At half past two"),
        ("Um 13 Uhr gibt es Essen.", "Lunch is at 1."),
        ("Um 2 Uhr mittags", "At 2 p.m."),
        ("Es kamen 15 am Freitag und 20 am Samstag.", "15 came on Friday and 20 on Saturday."),
        ("Im Jahr 2015 am Meer", "By the sea in 2015"),
        ("siehe Abbildung 1.1.", "see Figure 1.1."),
        ("Um 0.15 Uhr", "At 12:15 am"),
        ("Sie siegten mit 3:1.", "They won 3-1."),
        ("in den 1980er Jahren", "in the 1980s"),
        ("in den 80er-Jahren", "in the eighties"),
        ("die Saison 2019/20", "the 2019/2020 season"),
        ("zwölf Boote", "12 boats"),
        ("die 3. Sitzung", "the third meeting"),
        ("nach dem 21. Tag", "after the twenty-first day"),
        ("im 20. Jahrhundert", "in the twentieth century"),
        ("Sie ist einundzwanzig.", "She is 21."),
        ("2 Dutzend Eier", "24 eggs"),
        ("anderthalb Stunden", "1.5 hours"),
        ("eine 19-Jährige", "a 19-year-old"),
        ("ein dreitägiges Fest", "a 3-day festival"),
        ("die Hälfte der Mitglieder", "50 percent of the members"),
        ("Der Wald ist 40 Hektar groß.", "The forest covers 99 acres."),
        ("Der Turm misst 30 Meter.", "The tower is 98 feet tall."),
        ("Das Werk leistet 12 MW.", "The plant has 12 megawatts."),
        ("8.000 Kilowattstunden", "8,000 kilowatt hours"),
        ("62 Gigawattstunden im Jahr", "62 gigawatt-hours a year"),
        ("9 MWh und 5 Prozent", "9 megawatt hours and 5 per cent"),
        ("Version 3.11.2 erschien am 4. Juni.", "Version 3.11.2 came out on June 4."),
        ("Die A380 flog 2 Jahre.", "The A380 flew for two years."),
        ("eine Fläche von 85 km²", "an area of 85 km2"),
        ("Der Mars ist rot.", "Mars is red."),
        ("auf 5 Millionen $", "to $5M"),
        ("Ein Ticket kostet 8 Franken 50.", "A ticket costs 8.50 francs."),
        ("Ein Ticket kostet 8,50 Franken.", "A ticket costs 8 francs 50."),
        ("von 3 Euro 50 auf 4 Euro 20", "from €3.50 to 4 euros 20"),
        ("3 Euro 50 für die Jause", "€3.50 for the snack"),
        ("Seit der Euro 2012", "Since Euro 2012"),
    ],
)
def test_the_same(german: str, english: str) -> None:
    assert not strange(german, english)


@pytest.mark.parametrize(
    ("german", "english", "found"),
    [
        ("Es kostet 1.234 Euro.", "It costs 1.234 euros.", {"1.234 Euro", "1.234 euros"}),
        ("Es kostet 1,5 Euro.", "It costs 15 euros.", {"1,5 Euro", "15 euros"}),
        ("Es fehlen 3,5 Mrd. Euro.", "It lacks €3.5m.", {"3,5 Mrd. Euro", "€3.5m"}),
        ("1,2 Billionen", "1.2 billion", {"1,2 Billionen", "1.2 billion"}),
        ("5,2 Pfund", "£5.2m", {"5,2 Pfund", "£5.2m"}),
        ("um 4,5 Prozent", "by 5.4 percent", {"4,5 Prozent", "5.4 percent"}),
        ("5 Euro", "5 dollars", {"5 Euro", "5 dollars"}),
        ("5 Jahre", "5 months", {"5 Jahre", "5 months"}),
        ("5 Kilowattstunden", "5 kilowatts", {"5 Kilowattstunden", "5 kilowatts"}),
        ("am 12. Februar", "on March 12", {"Februar", "March"}),
        ("am 25.02.2025", "on 25/03/2025", {"25.02.2025", "25/03/2025"}),
        ("am 12. Februar", "on February 13", {"12", "13"}),
        ("am Montag", "on Tuesday", {"Montag", "Tuesday"}),
        ("zwölf Boote", "13 boats", {"13"}),
        ("um 14.30 Uhr", "at 3:30 pm", {"14.30 Uhr", "3:30 pm"}),
        ("um 14.30 Uhr", "at 14.30 a.m.", {"14.30 Uhr", "14.30 a.m."}),
        ("um 7 Uhr", "at 7 p.m.", {"7 Uhr", "7 p.m."}),
        ("Am Abend starben 2 Menschen.", "In the evening 14 people died.", {"2", "14"}),
        ("Die 4 Weihnachtsmärkte", "The 16 Christmas markets", {"4", "16"}),
        ("in 5 Fällen benachteiligt", "put at a disadvantage in 17 cases", {"5", "17"}),
        ("Es waren 8,00.", "There were 8.08.", {"8.08"}),
        ("um 18 Uhr, sechs Nächte je Woche", "at 8 p.m., six nights a week", {"18 Uhr", "8 p.m."}),
        ("um 19 Uhr", "at 7 a.m.", {"19 Uhr", "7 a.m."}),
        ("um 0.30 Uhr", "at 0.30 p.m.", {"0.30 Uhr", "0.30 p.m."}),
        ("240 km/h (149 Meilen)", "250 km/h (149 miles)", {"240 km", "250 km"}),
        ("seit den 1970er Jahren", "since the 1270s", {"1970er", "1270s"}),
        ("Es kamen 300 Gäste.", "Guests came.", {"300"}),
        ("Es kostet 8 Franken 50.", "It costs 8 francs 60.", {"8 Franken 50", "8 francs 60"}),
        ("Für 8 Euro 50 Kilo", "8.50 euros", {"8 Euro", "Euro 50", "8.50 euros"}),
    ],
)
def test_not_the_same(german: str, english: str, found: set[str]) -> None:
    assert strange(german, english) == found


amounts = st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False)


def in_english(amount: Decimal) -> str:
    return f"{amount:,}"


def in_german(amount: Decimal) -> str:
    return in_english(amount).translate({ord(","): ".", ord("."): ","})


@given(amounts, st.sampled_from(["{} Euro", "{} €", "{} kg", "{}"]))
def test_any_number_in_both_conventions(amount: Decimal, form: str) -> None:
    german = f"Es waren {form.format(in_german(amount))} im Lager."
    english = f"There were {form.format(in_english(amount)).replace('Euro', 'euros')} in store."
    assert not strange(german, english)


@given(amounts, st.data())
def test_a_changed_digit_is_never_the_same(amount: Decimal, data: st.DataObject) -> None:
    written = in_english(amount)
    place = data.draw(st.sampled_from([i for i, c in enumerate(written) if c.isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != written[place]]))
    changed = written[:place] + digit + written[place + 1 :]
    assert strange(f"Es waren {in_german(amount)}.", f"There were {changed}.")


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_any_date_in_all_forms(day: date) -> None:
    german, english = GERMAN_MONTHS[day.month - 1], ENGLISH_MONTHS[day.month - 1]
    germans = [f"am {day.day}. {german} {day.year}", f"am {day:%d.%m.}{day.year}", f"am {day}"]
    forms = ["{m} {d}, {y}", "{d} {m} {y}", "{d:02}/{n:02}/{y}", "{n}/{d}/{y}"]
    values = {"m": english, "n": day.month, "d": day.day, "y": day.year}
    for one in germans:
        for form in forms:
            assert not strange(one, f"on {form.format(**values)}")


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.integers(1, 11))
def test_another_month_is_never_the_same(day: date, later: int) -> None:
    other = ENGLISH_MONTHS[(day.month - 1 + later) % 12]
    german = f"am {day.day}. {GERMAN_MONTHS[day.month - 1]} {day.year}"
    assert strange(german, f"on {other} {day.day}, {day.year}")


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(["de", "en", "fr"]))
def test_any_text_is_read_and_equals_itself(text: str, language: str) -> None:
    found = quantities(text, language)
    assert not unexplained(found, Evidence(found))


def test_a_language_without_rules_may_mean_either() -> None:
    found = quantities("1.234 personnes", "fr")
    assert found[0].values == {Decimal(1234), Decimal("1.234")}
