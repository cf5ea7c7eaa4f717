"""The README says what the program does."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from summarize import registry
from summarize.request import Length
from summarize.result import (
    Cue,
    Failure,
    Finding,
    Paragraph,
    Result,
    Sentence,
    Status,
    Summary,
    Support,
    Translation,
)
from tests.conftest import ROOT, Command

README = (ROOT / "README.md").read_text(encoding="utf-8")


def table(first_cell: str) -> list[list[str]]:
    """The cells of the README's table whose header begins with `first_cell`."""
    start = README.index(f"| {first_cell} |")
    rows = README[start:].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip(" `") for cell in row.strip("|").split("|")] for row in rows]


def test_the_first_command_prints_what_is_shown(summarize: Command) -> None:
    command = re.search(r"^pip install \. && summarize (\S+)$", README, re.MULTILINE)
    assert command
    shown = README[command.end() :].split("```")[2].strip("\n").splitlines()
    env = {"COLUMNS": "100"}
    printed = summarize(ROOT / command[1], "--format", "table", env=env).out.splitlines()
    # What the translator writes may differ in a word on another processor.
    border = next(line.index("English") for line in shown if "English" in line)
    seen = {line[:border].rstrip() for line in printed}
    for line in shown:
        if not (" … " in f"{line} " or re.search(r"\d s ", line) or line.startswith("╭")):
            assert line[:border].rstrip() in seen, line


def test_every_field_is_documented() -> None:
    documented = {row[0] for row in table("document")}
    assert fields(Result) <= documented
    shapes = [set(shape.split(", ")) for shape in re.findall(r"\{([\w, ]+)\}", README)]
    for model in (Summary, Translation, Paragraph, Sentence, Cue, Support, Finding, Failure):
        assert fields(model) in shapes, model


def fields(model: type[BaseModel]) -> set[str]:
    return {name for name, field in model.model_fields.items() if not field.exclude}


def test_every_status_and_length_is_documented() -> None:
    assert {row[0] for row in table("`status`")} == set(Status)
    assert {row[0]: row[1] for row in table("length")} == {
        length: f"{length.max_words} words" for length in Length
    }


def test_every_profile_is_documented_with_its_size() -> None:
    known = registry.load()
    rows = {row[0]: row for row in table("profile")}
    assert list(rows) == list(known.profiles)
    for name, profile in known.profiles.items():
        size = sum(model.download_mb for model in known.members(profile))
        assert rows[name][1] == (f"{size:,} MB" if size else "none")
        for model in known.members(profile):
            assert model.licence in rows[name][3] or not model.download_mb


@pytest.mark.parametrize("command", re.findall(r"^summarize .*?(?=#|\||$)", README, re.MULTILINE))
def test_every_option_in_an_example_exists(summarize: Command, command: str) -> None:
    known = summarize("--help").out
    for option in re.findall(r"--?[a-z-]+", command):
        assert option in known or "models" in command
