"""Weights of a CTranslate2 model in 8 bits, as every processor multiplies them right."""

from __future__ import annotations

from typing import Any

# Of weights that use all 8 bits, two products, 2 x 255 x 127, are more than the 16 bits hold in
# which a processor with AVX2 and nothing newer adds them: it says something else, in silence. The
# built-in translator lost 0.7 BLEU by that, into German, and by the eighth bit nothing.
_LARGEST = 63.5


def optimize(spec: Any, quantization: str) -> None:
    """What a model specification's `optimize` does, but for matrices in 8 bits, row by row."""
    if quantization != "int8":
        spec.optimize(quantization=quantization)
        return
    import numpy as np
    from ctranslate2.specs.model_spec import NumpyVariable, visit_spec

    def change(layer: Any, name: str, value: Any) -> None:
        key = name.rpartition("/")[2]
        # A string is the name of the same matrix elsewhere.
        if isinstance(value, str) or value.is_scalar() or not hasattr(layer, f"{key}_scale"):
            return
        weight = value.to("float32").numpy()
        most = np.abs(weight).max(axis=1)
        scale = np.float32(_LARGEST) / np.where(most > 0, most, np.float32(1))
        setattr(layer, key, NumpyVariable(np.rint(weight * scale[:, None]).astype(np.int8)))
        setattr(layer, f"{key}_scale", NumpyVariable(scale))

    spec.optimize()  # finds matrices that are the same
    visit_spec(spec, change)
