"""The network behind the sentence reader, for making its file only: the program itself needs none of this.

A BERT encoder (Devlin and others 2019) in plain torch functions over named arrays, and its way into a file that
CTranslate2 reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.converters import utils
from ctranslate2.specs import TransformerEncoderSpec, common_spec, transformer_spec
from safetensors.torch import load_file
from torch.nn import functional

HIDDEN, HEADS, LAYERS, PLACES = 384, 12, 6, 160
N_MARKS = 14
_DROPOUT = 0.1
_INNER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "o": "attention.output.dense",
    "n1": "attention.output.LayerNorm",
    "f": "intermediate.dense",
    "g": "output.dense",
    "n2": "output.LayerNorm",
}
Arrays = dict[str, Any]


def begun(weights: Path, kept: Sequence[int], n_codes: int) -> Arrays:
    """The first layers of a published encoder with the kept pieces of its vocabulary, and three new heads."""
    told = load_file(weights)
    net: Arrays = {
        "word": told["embeddings.word_embeddings.weight"][list(kept)],
        "place": told["embeddings.position_embeddings.weight"][:PLACES],
        "kind": told["embeddings.token_type_embeddings.weight"],
        "n.weight": told["embeddings.LayerNorm.weight"],
        "n.bias": told["embeddings.LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        for short, name in _INNER.items():
            for part in ("weight", "bias"):
                net[f"{layer}.{short}.{part}"] = told[f"encoder.layer.{layer}.{name}.{part}"].clone()
    for head, size in (("alone", n_codes), ("anywhere", n_codes), ("marks", N_MARKS)):
        layer = torch.nn.Linear(HIDDEN, size)
        net[f"{head}.weight"], net[f"{head}.bias"] = layer.weight.detach(), layer.bias.detach()
    return net


def learnt_parts(net: Arrays) -> tuple[list[Any], list[Any]]:
    """What is learnt of the body and of the heads. Pieces, places and kinds stay: most occur too seldom."""
    heads = [array for name, array in net.items() if name.startswith(("alone", "anywhere", "marks"))]
    body = [array for name, array in net.items() if name[0].isdigit() or name.startswith("n.")]
    for array in (*heads, *body):
        array.requires_grad_(True)
    return body, heads


def scores(net: Arrays, ids: Any, own: Any, lengths: Any, *, learning: bool) -> tuple[Any, Any, Any]:
    """Scores of the three heads. ``ids`` are padded rows of pieces, of which ``own`` are the text's own."""

    def linear(name: str, value: Any) -> Any:
        return functional.linear(value, net[f"{name}.weight"], net[f"{name}.bias"])

    def norm(name: str, value: Any) -> Any:
        return functional.layer_norm(value, (HIDDEN,), net[f"{name}.weight"], net[f"{name}.bias"], 1e-12)

    def dropped(value: Any) -> Any:
        return functional.dropout(value, _DROPOUT, learning)

    rows, longest = ids.shape
    place = torch.arange(longest)
    inside = place[None] < own[:, None]
    hidden = dropped(norm("n", net["word"][ids] + net["place"][place] + net["kind"][(~inside).long()]))
    seen = (place[None] < lengths[:, None])[:, None, None, :]
    for layer in range(LAYERS):
        asked, keys, values = (
            linear(f"{layer}.{name}", hidden).view(rows, longest, HEADS, -1).transpose(1, 2) for name in "qkv"
        )
        heard = functional.scaled_dot_product_attention(
            asked, keys, values, attn_mask=seen, dropout_p=_DROPOUT if learning else 0.0
        )
        heard = linear(f"{layer}.o", heard.transpose(1, 2).reshape(rows, longest, HIDDEN))
        hidden = norm(f"{layer}.n1", hidden + dropped(heard))
        hidden = norm(
            f"{layer}.n2", hidden + dropped(linear(f"{layer}.g", functional.gelu(linear(f"{layer}.f", hidden))))
        )
    weight = inside.float()[:, :, None]
    mean = dropped((hidden.float() * weight).sum(1) / weight.sum(1))
    return linear("alone", mean), linear("anywhere", mean), linear("marks", mean)


def as_arrays(net: Mapping[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    """The network as plain arrays."""
    return {name: array.detach().float().numpy() for name, array in net.items()}


def save(arrays: Mapping[str, np.ndarray[Any, Any]], pieces: Sequence[str], folder: Path) -> None:
    """Write the encoder in eight bits a weight, the vocabulary and both heads that are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = transformer_spec.TransformerEncoderModelSpec(_encoder_spec(arrays))
    spec.register_vocabulary(list(pieces))
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = 1e-12
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    (folder / "vocabulary.json").write_text(json.dumps(list(pieces)) + "\n", encoding="utf-8")
    np.savez(
        folder / "heads.npz",
        weights=np.vstack([arrays["alone.weight"], arrays["anywhere.weight"]]).T.astype(np.float16),
        bias=np.concatenate([arrays["alone.bias"], arrays["anywhere.bias"]]).astype(np.float16),
    )


def _encoder_spec(arrays: Mapping[str, np.ndarray[Any, Any]]) -> Any:
    spec = TransformerEncoderSpec(
        LAYERS,
        HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    spec.scale_embeddings = False
    spec.embeddings[0].weight, spec.embeddings[1].weight = arrays["word"], arrays["kind"]
    spec.position_encodings.encodings = arrays["place"]
    _norm(spec.layernorm_embedding, arrays, "n")
    for layer, part in enumerate(spec.layer):
        three = [common_spec.LinearSpec() for _ in "qkv"]
        for one, name in zip(three, "qkv", strict=True):
            _linear(one, arrays, f"{layer}.{name}")
        utils.fuse_linear(part.self_attention.linear[0], three)
        _linear(part.self_attention.linear[1], arrays, f"{layer}.o")
        _norm(part.self_attention.layer_norm, arrays, f"{layer}.n1")
        _linear(part.ffn.linear_0, arrays, f"{layer}.f")
        _linear(part.ffn.linear_1, arrays, f"{layer}.g")
        _norm(part.ffn.layer_norm, arrays, f"{layer}.n2")
    return spec


def _linear(spec: Any, arrays: Mapping[str, np.ndarray[Any, Any]], name: str) -> None:
    spec.weight, spec.bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]


def _norm(spec: Any, arrays: Mapping[str, np.ndarray[Any, Any]], name: str) -> None:
    spec.gamma, spec.beta = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
