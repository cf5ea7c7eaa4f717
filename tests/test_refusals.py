"""What chat models say instead of a summary or a translation, and what only sounds like it."""

from __future__ import annotations

import pytest

from summarize.checks.refusals import refused_summary, refused_translation

SENTENCE = "Die Polizei hat am Montag einen Mann festgenommen."
ARTICLE = f"{SENTENCE} „Ich kann nicht klagen“, sagte der Mann."


@pytest.mark.parametrize(
    "answer",
    [
        "I'm sorry, but I can't help with that.",
        "I’m afraid I can’t help you.",
        "I cannot summarize this text, as it describes violence.",
        "I can't create content that promotes violence.",
        "I cannot provide summaries of crimes.",
        "I'm sorry, but I can't do that.",
        "I'm sorry. I cannot fulfil the request.",
        "I’m unable to provide a summary of this article.",
        "I am not comfortable summarizing this article.",
        "I must respectfully decline to write about this.",
        "I am not allowed to translate this text.",
        "As an AI language model, I do not take sides in the matter.",
        "As an AI I cannot say.",
        "As an AI assistant developed by Example, I have no opinion.",
        "Es tut mir leid, aber ich kann diesen Text nicht zusammenfassen.",
        "Tut mir leid. Ich kann dazu keine Überschrift erstellen.",
        "Leider kann ich Ihre Anfrage nicht erfüllen.",
        "Ihre Anfrage kann ich leider nicht bearbeiten.",
        "Ich bin nicht in der Lage, diesen Inhalt zu übersetzen.",
        "Leider ist es mir nicht möglich, den Text zu übersetzen.",
        "Ich kann Ihnen dabei leider nicht helfen.",
        "Ich möchte diesen Text nicht übersetzen.",
        "Als KI kann ich dazu keine Aussage machen.",
        "Als KI-Modell habe ich keine Meinung.",
    ],
)
def test_a_refusal(answer: str) -> None:
    assert refused_translation(SENTENCE, answer)
    assert refused_summary(ARTICLE, answer)
    # The text's own words.
    assert not refused_summary(f"{ARTICLE} „{answer}“, schrieb das Programm.", answer)


@pytest.mark.parametrize(
    ("sentence", "translation"),
    [
        (
            "„Damit kann ich Ihnen nicht helfen“, sagte er.",
            "“I can’t help you with that,” he said.",
        ),
        ("Ihrem Antrag kann ich nicht entsprechen.", "I cannot comply with your request."),
        ("Ich kann zu diesem Text nichts sagen.", "I can’t provide any comment on this text."),
        ("Ich kann den 3. Band nicht übersetzen.", "I cannot translate the third volume."),
        ("As an AI, I have no opinion.", "Als KI habe ich keine Meinung."),
        ("I will not write about it.", "Ich werde darüber nicht schreiben."),
        ("We cannot help.", "Ich kann nicht helfen."),
        ("Humans are more creative than AI.", "Menschen sind kreativer als KI."),
        ("He has not read this text.", "Er hat diesen Text nicht gelesen."),
        ("Sie will nicht helfen.", "She will not help with this."),
    ],
)
def test_the_translation_of_a_refusal_is_none(sentence: str, translation: str) -> None:
    assert not refused_translation(sentence, translation)


@pytest.mark.parametrize(
    "summary",
    [
        "As an AI researcher, I see it differently.",
        "The minister said: “I cannot help you with that.”",
        "Der Minister sagte, er könne dabei nicht helfen. „Ich kann nicht zaubern.“",
        "Als Forscherin im Bereich KI sehe ich das anders.",
        "I am better than AI, and I know it.",
        "Ich bin mit diesem Artikel nicht einverstanden.",
    ],
)
def test_a_summary_may_deny_something(summary: str) -> None:
    assert not refused_summary(ARTICLE, summary)
