"""`summarize schema`: the JSON Schema of what `--format json` prints."""

from __future__ import annotations

import json

from summarize.result import Run


def schema() -> None:
    """Print the JSON Schema of the json format; its $defs describe a line of jsonl."""
    print(json.dumps(Run.model_json_schema(by_alias=True), indent=2, ensure_ascii=False))
