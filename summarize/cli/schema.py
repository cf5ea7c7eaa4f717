"""`summarize schema`: the JSON Schema of what `--format json` prints."""

from __future__ import annotations

import json

import typer

from summarize.result import Run

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the json format; its $defs describe a line of jsonl."""
    described = Run.model_json_schema(by_alias=True, mode="serialization")
    print(json.dumps(described, indent=2, ensure_ascii=False))
