"""Imports run one way, and the light commands load nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT

# Each layer may import only from layers above it (and from itself).
LAYERS = [
    {
        "errors",
        "request",
        "offline",
        "formats",
        "formulas",
        "languages",
        "stopwords",
        "pdf_lines",
        "cluster",
        "",
    },
    {"document.words", "document.stemming"},
    {"source", "document.model", "document.decode", "document.sentences"},
    {"document.language", "document.structure", "document.archive"},
    {
        "document.table",
        "document.footnotes",
        "document.inline",
        "document.thread",
        "document.numbering",
        "document.quotations",
    },
    {"document.plain", "document.markdown", "document.html", "document.subtitles"},
    {"document.pdf", "document.docx", "document.epub", "document.mail"},
    {"document"},
    {"result", "markup"},
    {"checks"},
    {"registry"},
    {"store"},
    {"backends"},
    {"assembly", "choosing", "cues", "protection", "signatures"},
    {"pipeline"},
    {"batch", "cache"},
    {"evaluation"},
    {"render"},
    {"output"},
    {"distributed"},
    {"cli", "__main__"},
]
HEAVY = (
    "torch",
    "transformers",
    "ctranslate2",
    "trafilatura",
    "numpy",
    "py3langid",
    "ray",
    "pyarrow",
)


def layer(module: str) -> int:
    """The index of the layer that `module` (without "summarize.") belongs to."""
    parts = module.split(".")
    for size in range(len(parts), 0, -1):
        for index, names in enumerate(LAYERS):
            if ".".join(parts[:size]) in names:
                return index
    raise AssertionError(f"{module} belongs to no layer: add it to LAYERS")


def imported() -> list[tuple[str, str]]:
    """(module, module it imports) for all of our own code."""
    pairs = []
    for path in sorted((ROOT / "summarize").rglob("*.py")):
        parts = path.relative_to(ROOT / "summarize").with_suffix("").parts
        module = ".".join(part for part in parts if part != "__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("summarize"):
                base = (node.module or "").removeprefix("summarize").removeprefix(".")
                for alias in node.names:
                    submodule = ROOT / "summarize" / base.replace(".", "/") / alias.name
                    is_module = submodule.is_dir() or submodule.with_suffix(".py").exists()
                    pairs.append((module, ".".join(filter(None, [base, alias.name * is_module]))))
    return pairs


def test_imports_run_one_way() -> None:
    pairs = imported()
    assert ("pipeline", "backends") in pairs
    wrong = [(a, b) for a, b in pairs if layer(a) < layer(b)]
    assert not wrong


def modules_after(code: str) -> set[str]:
    code = f"{code}\nimport sys; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return set(done.stderr.split())


def loaded_by(*arguments: str) -> set[str]:
    modules = modules_after(
        "import sys; from summarize.cli import main\n"
        f"sys.argv = ['summarize', *{list(arguments)!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
    )
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["schema"], ["models", "list"]])
def test_light_commands_load_nothing_heavy(arguments: list[str]) -> None:
    assert not loaded_by(*arguments).intersection({*HEAVY, "sqlite3"})


def test_a_result_of_an_earlier_run_loads_no_summarizer() -> None:
    command = ["samples/stadtwerke.txt", "--profile", "builtin", "--lang", "de"]
    loaded_by(*command)
    again = loaded_by(*command)
    assert "sqlite3" in again
    assert not again.intersection({*HEAVY, "snowballstemmer", "Stemmer"})


@pytest.mark.parametrize(("language", "needed"), [("de", "sentencex"), ("en", "ctranslate2")])
def test_a_builtin_run_loads_no_framework(language: str, needed: str) -> None:
    command = ["samples/stadtwerke.txt", "--profile", "builtin", "--lang", language]
    loaded = loaded_by(*command, "--no-cache")
    assert needed in loaded
    assert not loaded.intersection({"torch", "transformers", "huggingface_hub", "trafilatura"})


def test_a_translator_is_loaded_without_what_reads_articles_and_checks_results() -> None:
    loaded = modules_after(
        "from summarize import registry\n"
        "from summarize.backends import Models\n"
        "Models().translator(registry.load().models['builtin-de-en'])\n"
    )
    assert "summarize.backends.ct2" in loaded
    others = {"document", "source", "result", "checks.pairs", "checks.review"}
    assert not loaded.intersection(f"summarize.{other}" for other in others)
