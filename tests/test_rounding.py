"""Weights in 8 bits that no processor overflows on."""

from __future__ import annotations

from typing import Any

import numpy as np
from ctranslate2.specs.common_spec import LinearSpec

from summarize.backends.rounding import optimize


def layer(weight: Any) -> Any:
    spec: Any = LinearSpec()
    spec.weight = weight
    spec.validate()
    return spec


def test_two_products_fit_into_16_bits_and_nothing_else_is_lost() -> None:
    weight = np.random.default_rng(1).normal(size=(5, 40)).astype(np.float32)
    weight[3] = 0
    spec = layer(weight.copy())
    optimize(spec, "int8")
    small, scale = spec.weight.numpy(), spec.weight_scale.numpy()
    assert small.dtype == np.int8
    assert 2 * 255 * int(np.abs(small.astype(int)).max()) < 2**15
    # Half a step of the row's own size.
    assert (np.abs(small / scale[:, None] - weight) <= 0.5001 / scale[:, None]).all()
    assert np.abs(small).max(axis=1).tolist() == [64, 64, 64, 0, 64]


def test_other_types_are_left_to_ctranslate2() -> None:
    spec = layer(np.ones((2, 2), np.float32))
    optimize(spec, "float16")
    assert spec.weight.numpy().dtype == np.float16
