"""From a training run to what others can load.

    python -m training.convert export --run work/run --out work/model     a Hugging Face folder
    python -m training.convert average work/model training/released work/mean   one of several
    python -m training.convert split work/model work/pieces               small files ...
    python -m training.convert join work/pieces work/model                ... and back
    python -m training.convert ctranslate2 work/model work/builtin        what the product ships

Only the last needs ctranslate2.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from summarize.backends.rounding import optimize
from training import checkpoint, hinting, pieces
from training.model import build, zero_pad
from training.settings import Settings, load
from training.vocabulary import EOS, Vocabulary

SENTENCEPIECE = "sentencepiece.model"


def export(settings: Settings, prepared: Path, run: Path, out: Path, half: bool = True) -> None:
    """Write the averaged weights of a run as an ordinary Marian checkpoint."""
    words = Vocabulary(prepared / "joint.spm")
    model = build(settings.shape, words)
    checkpoint.load_average(run, model)
    if bool(model.model.shared.weight[words.pad].any()):
        raise ValueError("the embedding of <pad> is not zero: CTranslate2 would disagree")
    zero_pad(model)
    describe_generation(model, words)
    out.mkdir(parents=True, exist_ok=True)
    (model.half() if half else model).save_pretrained(out)
    tokenizer(words, out).save_pretrained(out)
    hinting.copy(prepared, out, settings.sides)


def describe_generation(model: Any, words: Vocabulary) -> None:
    """How the model is to be used: beam 4, never produce `<pad>`."""
    import transformers

    library: Any = transformers
    model.generation_config = library.GenerationConfig(
        num_beams=4,
        max_length=model.config.max_position_embeddings,
        bad_words_ids=[[words.pad]],
        decoder_start_token_id=words.pad,
        pad_token_id=words.pad,
        eos_token_id=EOS,
    )


def tokenizer(words: Vocabulary, folder: Path) -> Any:
    """A MarianTokenizer made of the SentencePiece model; writes the files it reads."""
    import json

    from transformers import MarianTokenizer

    paths = {name: folder / f"{name}.spm" for name in ("source", "target")}
    for path in paths.values():
        shutil.copyfile(words.path, path)
    entries = folder / "vocab.json"
    entries.write_text(json.dumps(words.entries(), ensure_ascii=False), encoding="utf-8")
    return MarianTokenizer(
        source_spm=str(paths["source"]),
        target_spm=str(paths["target"]),
        vocab=str(entries),
        source_lang="de",
        target_lang="en",
        model_max_length=512,
    )


def load_exported(folder: Path, dtype: torch.dtype = torch.float32) -> Any:
    """The exported model; a missing weight is an error, not a warning."""
    import transformers

    marian: Any = transformers.MarianMTModel
    model, report = marian.from_pretrained(folder, dtype=dtype, output_loading_info=True)
    wrong = {key: report[key] for key in ("missing_keys", "unexpected_keys") if report[key]}
    if wrong:
        raise ValueError(f"{folder}: {wrong}")
    return model.eval()


def average(folders: Sequence[Path], out: Path) -> None:
    """Write the mean of the weights of exported models, as wide as the last of them.

    Of runs that began with the same weights, it is better than each (model soups, arXiv
    2203.05482). In one that is narrower, the units of the last that it lacks have nothing to say.
    """
    mean = load_exported(folders[-1])
    states = [load_exported(folder).state_dict() for folder in folders]
    for name, weights in mean.state_dict().items():
        parts = [widened(name, state[name], weights) for state in states]
        weights.copy_(torch.stack(parts).mean(0))
    shutil.copytree(folders[-1], out, dirs_exist_ok=True)
    mean.half().save_pretrained(out)


def widened(name: str, weights: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """Weights cut to the shape of others, or with the units of others whose outgoing weights are
    zero; ValueError if they are narrower elsewhere than between the two feed-forward matrices."""
    weights = weights[tuple(map(slice, like.shape))]
    if weights.shape == like.shape:
        return weights
    if "fc1" not in name and "fc2.weight" not in name:
        raise ValueError(f"{name}: {tuple(weights.shape)} does not fit {tuple(like.shape)}")
    whole = torch.zeros_like(like) if "fc2" in name else like.clone()
    whole[tuple(map(slice, weights.shape))] = weights
    return whole


def ctranslate2_folder(model: Path, out: Path, quantization: str = "int8") -> int:
    """Convert for CTranslate2, with the SentencePiece model beside it; size in bytes."""
    from ctranslate2.converters import TransformersConverter

    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    spec: Any = TransformersConverter(str(model))._load()
    spec.validate()
    optimize(spec, quantization)
    spec.save(str(out))
    shutil.copyfile(model / "source.spm", out / SENTENCEPIECE)
    hinting.copy(model, out)
    return sum(path.stat().st_size for path in out.iterdir())


def sizes(folder: Path) -> str:
    """A line for each file of a folder."""
    lines = [
        f"{path.stat().st_size / 1e6:9.2f} MB  {path.name}" for path in sorted(folder.iterdir())
    ]
    total = sum(path.stat().st_size for path in folder.iterdir())
    return "\n".join([*lines, f"{total / 1e6:9.2f} MB  in {folder}"])


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(dest="step", required=True)
    exporting = steps.add_parser("export")
    exporting.add_argument("--config", type=Path, default=Path("training/configs/full.toml"))
    exporting.add_argument("--prepared", type=Path, default=Path("work/prepared"))
    exporting.add_argument("--run", type=Path, default=Path("work/run"))
    exporting.add_argument("--out", type=Path, default=Path("work/model"))
    averaging = steps.add_parser("average")
    averaging.add_argument("models", type=Path, nargs="+")
    averaging.add_argument("out", type=Path)
    for name in ("split", "join", "ctranslate2"):
        step = steps.add_parser(name)
        step.add_argument("source", type=Path)
        step.add_argument("out", type=Path)
        if name == "ctranslate2":
            step.add_argument("--quantization", default="int8")
    return parser.parse_args()


def main() -> None:
    options = parse()
    if options.step == "export":
        export(load(options.config), options.prepared, options.run, options.out)
    elif options.step == "average":
        average(options.models, options.out)
    elif options.step == "split":
        pieces.split(options.source, options.out)
    elif options.step == "join":
        pieces.join(options.source, options.out)
    else:
        ctranslate2_folder(options.source, options.out, options.quantization)
    print(sizes(options.out))


if __name__ == "__main__":
    main()
