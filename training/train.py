"""Train the translator, in one go or in several calls.

    python -m training.train --prepared work/prepared --out work/run --total-minutes 25

The learning rate follows the share of the whole run that is done, by the clock or by steps, so
that a run ends well on a machine of any speed. A call continues where the last one stopped;
give it the same `--total-minutes` (or `--total-steps`).
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from training import checkpoint, store
from training.batches import Batch, Feeder, Position, Sampler
from training.convert import load_exported
from training.losses import loss
from training.model import Average, build, has_bf16, take_over
from training.schedule import Clock, Meter, TooSlow, rate
from training.settings import Settings, Train, load
from training.vocabulary import Vocabulary
from training.watch import Watch


def optimisers_for(model: Any, plan: Train) -> list[torch.optim.Optimizer]:
    """What changes the weights: Muon the matrices inside the layers, AdamW all else.

    Muon (Keller Jordan, 2024; its steps scaled to the size of AdamW's as in arXiv 2502.16982)
    is for hidden matrices only, not for embeddings, biases and norms. With `plan.muon` off,
    AdamW does everything. Only matrices inside the layers are pulled towards zero.
    They are dealt out to as many optimisers as there are threads.
    """
    trained = [
        (name, weights) for name, weights in model.named_parameters() if weights.requires_grad
    ]
    matrices = [w for name, w in trained if w.dim() == 2 and "shared" not in name]
    others = [w for name, w in trained if w.dim() < 2 or "shared" in name]
    adam: dict[str, Any] = {"lr": 0.0, "betas": (0.9, 0.98), "eps": 1e-8, "fused": True}
    rest = torch.optim.AdamW(others, weight_decay=0.0, **adam)
    if not plan.muon:
        return [torch.optim.AdamW(matrices, weight_decay=plan.weight_decay, **adam), rest]
    inner: list[torch.optim.Optimizer] = []
    for thread in range(plan.threads):
        muon = torch.optim.Muon(
            matrices[thread :: plan.threads],
            lr=0.0,
            weight_decay=plan.weight_decay,
            adjust_lr_fn="match_rms_adamw",
        )
        if matrices and not has_bf16(matrices[0].device):
            muon.register_step_pre_hook(_wide)
            muon.register_step_post_hook(_as_before)
        inner.append(muon)
    return [*inner, rest]


class _Wide(torch.Tensor):
    """A gradient that Muon does not round to bfloat16."""

    def bfloat16(self, *_: Any, **__: Any) -> torch.Tensor:
        """The same in float32: without instructions for bfloat16 a step took 20 s longer."""
        return self.float()


def _wide(optimiser: torch.optim.Optimizer, *_: Any) -> None:
    for group in optimiser.param_groups:
        for weights in group["params"]:
            if weights.grad is not None:
                weights.grad = weights.grad.as_subclass(_Wide)


def _as_before(optimiser: torch.optim.Optimizer, *_: Any) -> None:
    for state in optimiser.state.values():
        state["momentum_buffer"] = state["momentum_buffer"].as_subclass(torch.Tensor)


def change(optimiser: torch.optim.Optimizer) -> None:
    """Change the weights by their gradients, which are then forgotten."""
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)


class Run:
    """A training run between its first step and its last, over several calls."""

    def __init__(self, settings: Settings, prepared: Path, out: Path, clock: Clock) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        if not has_bf16(self.device):
            settings = replace(settings, train=replace(settings.train, bf16=False))
        if self.device.type != "cpu":
            settings = replace(settings, train=replace(settings.train, threads=1))
        self.settings, self.plan, self.out, self.clock = settings, settings.train, out, clock
        torch.manual_seed(self.plan.seed)
        torch.set_float32_matmul_precision("high")
        # cuDNN plans anew for every shape, and batches have many.
        torch.backends.cuda.enable_cudnn_sdp(False)
        words = Vocabulary(prepared / "joint.spm")
        corpora = store.read_folder(prepared / "train") + store.read_folder(out / "back")
        self.sampler = Sampler(corpora, settings, words)
        self.watch = Watch(prepared, settings, words)
        self.model: Any = build(settings.shape, words).to(self.device)
        self.model.train()
        if self.plan.compile:
            self.model.model.encoder.compile(dynamic=True)
            self.model.model.decoder.compile(dynamic=True)
        self.optimisers = optimisers_for(self.model, self.plan)
        self.pool = ThreadPoolExecutor(self.plan.threads)
        self.average = Average(self.model, self.plan.ema)
        self.position = Position()
        self.step, self.tokens, self.filled = 0, 0, 0.0
        self.logged = 0  # the step up to which losses are in the log
        self.loss_sum = torch.zeros((), device=self.device)
        self.stopping = False

    def restore(self) -> bool:
        """Continue from the checkpoint, if there is one."""
        state = checkpoint.load(self.out, self.device)
        if state is None:
            return False
        if len(state["optimisers"]) != len(self.optimisers):
            raise ValueError(f"{self.out} was begun with another number of threads")
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        for mean, saved in zip(self.average.mean, state["average"], strict=True):
            mean.copy_(saved)
        checkpoint.restore_generators(state["generators"])
        self.position = Position(**state["position"])
        counts = state["counts"]
        self.step, self.tokens = int(counts["step"]), int(counts["tokens"])
        self.logged = self.step
        self.clock.spent_before = counts["seconds"]
        return True

    def warm_start(self, folder: Path) -> None:
        """Begin with the weights of an exported model, perhaps a narrower one, instead of random
        ones."""
        take_over(self.model, load_exported(folder))
        self.average = Average(self.model, self.plan.ema)

    def save(self) -> None:
        """Write a checkpoint."""
        counts = {"step": self.step, "tokens": self.tokens, "seconds": self.clock.spent}
        checkpoint.save(self.out, self.model, self.optimisers, self.average, self.position, counts)

    def learn(self, feeder: Feeder, progress: float) -> int:
        """One step; returns the number of target tokens. Nothing here waits for the GPU."""
        batch = feeder.next().to(self.device)
        parts = batch.split(self.plan.threads) if self.plan.threads > 1 else [batch]
        shares = [part.target_tokens / batch.target_tokens for part in parts]
        self.loss_sum += sum(self.pool.map(self.slope, parts, shares, range(len(parts))))
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.plan.clip)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate(progress, self.plan)
        list(self.pool.map(change, self.optimisers))
        self.average.update(self.step)
        self.step += 1
        self.tokens += batch.target_tokens
        self.position, self.filled = feeder.position, batch.filled
        return batch.target_tokens

    def slope(self, batch: Batch, share: float, part: int) -> torch.Tensor:
        """Add the gradients of a part of a batch, which is so large a share of it; its loss.

        The pieces that are drawn follow from step and part, whichever thread comes first.
        """
        random = torch.Generator(self.device)
        random.manual_seed((self.plan.seed * 1_000_003 + self.step) * self.plan.threads + part)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.plan.bf16):
            value = share * loss(self.model, batch, self.plan.smoothing, self.plan.drawn, random)
        torch.autograd.backward(value)
        return value.detach()

    def note(self, **values: Any) -> None:
        """Write a line to the log and to the terminal."""
        record = {
            "step": self.step,
            "progress": round(self.clock.progress(self.step), 4),
            "seconds": round(self.clock.spent, 1),
            "tokens": self.tokens,
            **values,
        }
        checkpoint.append(self.out / "log.jsonl", record)
        print("  ".join(f"{key} {value}" for key, value in record.items()), flush=True)

    def log(self, meter: Meter) -> None:
        """Note the mean loss since last time. Reading it waits for the GPU: not every step."""
        if self.step == self.logged:
            return
        mean = float(self.loss_sum) / (self.step - self.logged)
        self.loss_sum.zero_()
        self.logged = self.step
        if mean != mean:
            raise RuntimeError(f"step {self.step}: the loss is not a number; lower train.rate")
        self.note(
            loss=round(mean, 4),
            rate=round(rate(self.clock.progress(self.step), self.plan), 7),
            speed=meter.read(),
            filled=round(self.filled, 3),
            final=self.position.final,
        )

    def evaluate(self) -> None:
        """Score the averaged weights."""
        started = time.monotonic()
        with self.average.used():
            scores = self.watch.scores(self.model)
        if scores:
            self.note(**scores, eval_seconds=round(time.monotonic() - started, 1))

    def feeder(self) -> Feeder:
        """Batches from the present position on."""
        return Feeder(self.sampler, self.position, pin=self.device.type == "cuda")

    def final_phase(self, feeder: Feeder) -> Feeder:
        """Give up the present pool and go on with the corpora of the last phase."""
        position = feeder.close()
        cursors = self.sampler.after_pool(position)
        self.position = Position(position.pool + 1, 0, final=True, cursors=cursors)
        return self.feeder()

    def loop(self, stop_at: int) -> None:
        """Steps until the run, or this call's share of it, is over."""
        feeder, meter = self.feeder(), Meter(self.plan)
        cores = torch.get_num_threads()
        if self.plan.threads > 1:
            torch.set_num_threads(1)
        has_final = self.sampler.shares(final=True).sum() > 0
        evaluated = saved = time.monotonic()
        try:
            while not self.stopping and not self.clock.call_is_over():
                progress = self.clock.progress(self.step)
                if progress >= 1 or 0 < stop_at <= self.step:
                    break
                if has_final and not self.position.final and progress >= 1 - self.plan.decay:
                    feeder = self.final_phase(feeder)
                meter.tokens += self.learn(feeder, progress)
                if self.step % self.plan.log_every == 0:
                    self.log(meter)
                if time.monotonic() - evaluated > self.plan.eval_every:
                    with meter.pause():
                        self.evaluate()
                    evaluated = time.monotonic()
                if time.monotonic() - saved > self.plan.save_every:
                    with meter.pause():
                        self.save()
                    saved = time.monotonic()
            self.log(meter)
        finally:
            torch.set_num_threads(cores)
            feeder.close()

    def stop(self, *_: Any) -> None:
        """Finish the step, save, and leave: what a signal asks for."""
        self.stopping = True


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, default=Path("training/configs/full.toml"))
    parser.add_argument("--prepared", type=Path, default=Path("work/prepared"))
    parser.add_argument("--out", type=Path, default=Path("work/run"))
    total = parser.add_mutually_exclusive_group(required=True)
    total.add_argument("--total-minutes", type=float, default=0.0, help="length of the whole run")
    total.add_argument("--total-steps", type=int, default=0, help="the same in steps")
    parser.add_argument("--minutes", type=float, default=0.0, help="length of this call")
    parser.add_argument("--stop-at", type=int, default=0, help="end this call after this step")
    parser.add_argument("--init", type=Path, help="begin with the weights of this model folder")
    parser.add_argument("--min-speed", type=float, help="instead of the settings' min_speed")
    return parser.parse_args()


def main() -> None:
    options = parse()
    os.environ.setdefault("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True")
    settings = load(options.config)
    if options.min_speed is not None:
        settings = replace(settings, train=replace(settings.train, min_speed=options.min_speed))
    options.out.mkdir(parents=True, exist_ok=True)
    clock = Clock(options.total_steps, options.total_minutes, options.minutes)
    run = Run(settings, options.prepared, options.out, clock)
    if not run.restore() and options.init:
        run.warm_start(options.init)
    signal.signal(signal.SIGTERM, run.stop)
    signal.signal(signal.SIGINT, run.stop)
    clock.start(clock.spent_before)
    print(f"{run.model.num_parameters():,} parameters on {run.device}, from step {run.step}")
    try:
        run.loop(options.stop_at)
    except TooSlow as error:
        sys.exit(str(error))
    run.save()
    if not run.stopping:
        run.evaluate()


if __name__ == "__main__":
    main()
