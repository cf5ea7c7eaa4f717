"""Models and profiles as tables, as lines and as JSON, for `summarize models list` and `show`."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from summarize import store
from summarize.backends import conversion
from summarize.registry import Model, Profile, Registry, Task

_WIDTH = 80
# Columns whose cells may take more than one line.
_WRAPPED = frozenset({"languages", "profiles", "good for"})
_SHOWN = {"name", "task", "repo", "path", "revision", "languages", "pairs", "licence"}
_SHOWN |= {"commercial", "download_mb", "memory_mb", "max_input_tokens"}


def print_tables(known: Registry) -> None:
    """All models, then all profiles; on stdout."""
    models = [_model_row(known, model) for model in known.models.values()]
    profiles = [_profile_row(known, profile) for profile in known.profiles.values()]
    heads = ("model", "task", "languages", "size", "licence", "here", "profiles")
    for head, rows in ((heads, models), (("profile", "size", "here", "good for"), profiles)):
        if head is not heads:
            print()
        if sys.stdout.isatty():
            _print_rich(head, rows)
        else:
            _print_plain(head, rows)


def as_data(known: Registry) -> dict[str, Any]:
    """What the tables show and more, for programs."""
    return {
        "cache": str(store.cache_folder()),
        "models": [model_data(known, model) for model in known.models.values()],
        "profiles": [profile_data(known, profile) for profile in known.profiles.values()],
    }


def model_data(known: Registry, model: Model) -> dict[str, Any]:
    here = store.is_installed(model)
    return {
        **model.model_dump(mode="json"),
        "profiles": _profiles(known, model),
        "installed": here,
        "commit": store.revision(model),
        "folder": str(store.location(model)) if here and has_files(model) else None,
        "size_on_disk": store.size_on_disk(model),
        "converted": str(folder) if (folder := _converted(model)) else None,
    }


def profile_data(known: Registry, profile: Profile) -> dict[str, Any]:
    return {
        **profile.model_dump(mode="json"),
        "download_mb": _download_mb(known, profile),
        "installed": all(map(store.is_installed, known.members(profile))),
    }


def model_lines(known: Registry, model: Model) -> list[tuple[str, str]]:
    """Everything about a model, as names and values."""
    lines = [
        ("task", f"{model.task} {_languages(model)}"),
        ("profiles", ", ".join(_profiles(known, model))),
        ("from", model.repo or str(model.path or "shipped with summarize")),
        ("revision", model.revision or ("the newest when it is pulled" if model.repo else "")),
        ("licence", model.terms),
        ("download", download(model)),
        ("memory", _readable(model.memory_mb)),
        ("input", f"{model.max_input_tokens} tokens at once" if has_files(model) else ""),
    ]
    # Fields that were added to models.toml need no line of code here.
    others = model.model_dump(mode="json", exclude_defaults=True, exclude=_SHOWN)
    lines += [(name.replace("_", " "), _plain(value)) for name, value in others.items()]
    return [(name, value) for name, value in [*lines, *_state(model)] if value]


def profile_lines(known: Registry, profile: Profile) -> list[tuple[str, str]]:
    """Everything about a profile, as names and values."""
    members = list(known.members(profile))
    lacking = [model for model in members if not store.is_installed(model)]
    lines = [
        ("good for", profile.about),
        ("summarizer", profile.summarizer),
        ("translators", ", ".join(profile.translators) or "none"),
        ("download", _readable(_download_mb(known, profile))),
        ("memory", _readable(sum(model.memory_mb for model in members))),
        ("licences", ", ".join(sorted({model.terms for model in members}))),
        ("here", "no, lacks " + ", ".join(model.name for model in lacking) if lacking else "yes"),
        ("get it", f"summarize models pull {profile.name}" if lacking else ""),
    ]
    return [(name, value) for name, value in lines if value]


def download(model: Model) -> str:
    """What a download takes; empty where there is none, or nobody knows."""
    return _readable(model.download_mb)


def has_files(model: Model) -> bool:
    return bool(model.repo or model.path)


def _state(model: Model) -> Iterable[tuple[str, str]]:
    if not has_files(model):
        return [("here", "yes")]
    if not store.is_installed(model):
        return [
            ("here", "no"),
            ("get it", f"summarize models pull {model.name}" * bool(model.repo)),
        ]
    size = store.readable(store.size_on_disk(model))
    return [
        ("here", f"yes, {size} in {store.location(model)}"),
        ("commit", store.revision(model) or ""),
        ("converted", f"for CTranslate2 in {folder}" if (folder := _converted(model)) else ""),
    ]


def _converted(model: Model) -> Path | None:
    """Where the model lies in the form that CTranslate2 runs, beside its own."""
    if not (has_files(model) and store.is_installed(model)):
        return None
    location = store.location(model)
    folder = conversion.converted(model, location)
    return folder if folder != location else None


def _model_row(known: Registry, model: Model) -> tuple[str, ...]:
    profiles = _profiles(known, model)
    return (
        model.name,
        model.task.value,
        _languages(model),
        download(model) or "-",
        model.licence,
        "yes" if store.is_installed(model) else "-",
        "all" if profiles == list(known.profiles) else " ".join(profiles),
    )


def _profile_row(known: Registry, profile: Profile) -> tuple[str, ...]:
    here = all(map(store.is_installed, known.members(profile)))
    return (
        profile.name,
        _readable(_download_mb(known, profile)) or "-",
        "yes" if here else "-",
        profile.about,
    )


def _print_rich(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    kept = _columns_that_fit(head, rows, console.width)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in kept:
        table.add_column(
            head[column],
            justify="right" if head[column] == "size" else "left",
            no_wrap=head[column] not in _WRAPPED,
            overflow="fold",
        )
    for row in rows:
        cells = (row[column] for column in kept)
        table.add_row(*(Text(cell, style="green" if cell == "yes" else "") for cell in cells))
    console.print(table)


def _columns_that_fit(
    head: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Sequence[int]:
    """Without what `show` tells as well, where a terminal is too narrow for all."""
    widths = []
    for column in zip(head, *rows, strict=True):
        words = [word for cell in column for word in cell.split()]
        widths.append(2 + max(map(len, words if column[0] in _WRAPPED else column)))
    kept = list(range(len(head)))
    for name in ("task", "profiles"):
        if name in head and sum(widths[column] for column in kept) - 2 > width:
            kept.remove(head.index(name))
    return kept


def _print_plain(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Aligned columns; a last column of prose goes on in the next line."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)][:-1]
    indent = sum(widths) + 2 * len(widths)
    for row in (head, *rows):
        cells = (
            cell.rjust(width) if name == "size" else cell.ljust(width)
            for name, cell, width in zip(head, row, widths, strict=False)
        )
        room = max(_WIDTH - indent, 12)
        first, *rest = textwrap.wrap(row[-1], room, break_long_words=False) or [""]
        print("  ".join([*cells, first]).rstrip())
        for line in rest:
            print(" " * indent + line)


def _languages(model: Model) -> str:
    """“de ↔ en” for a model that does both directions."""
    if model.task is Task.SUMMARIZE:
        return "any" if "*" in model.languages else ", ".join(model.languages)
    pairs = [tuple(pair.split("-", 1)) for pair in model.pairs]
    names = [
        f"{source} {'↔' if (target, source) in pairs else '→'} {target}"
        for source, target in pairs
        if not ((target, source) in pairs and source > target)
    ]
    return ", ".join(names) if len(names) <= 3 else f"{len(pairs)} pairs"


def _profiles(known: Registry, model: Model) -> list[str]:
    return [profile.name for profile in known.profiles.values() if model in known.members(profile)]


def _download_mb(known: Registry, profile: Profile) -> int:
    return sum(model.download_mb for model in known.members(profile))


def _readable(megabytes: int) -> str:
    """The number that models.toml gives; empty where it gives none."""
    return store.readable(megabytes * 10**6) if megabytes else ""


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value).strip()
