"""The two neural networks for speakers: shipped beside this file, checked by hash, run on the processor alone."""

from __future__ import annotations

import hashlib
from importlib import resources

import onnxruntime

from models.speech.registry import ModelDamaged, ModelMissing

SEGMENTATION = "seg3.onnx"
EMBEDDING = "campplus.onnx"

WEIGHT_SHA256 = {
    SEGMENTATION: "d96d6bad3e74b4b89d4ed7b3189f2a813815f2d70535e78ec86ad9c1b0516435",
    EMBEDDING: "5f5b7f81526603d7d841de5232061b784e166f72266aa9819daf3f1c6644659b",
}


def read_weights(name: str) -> bytes:
    """A weight file as we ship it.

    Raises ModelMissing when the file is not there and ModelDamaged when it is not the one we ship.
    """
    try:
        data = (resources.files("models") / "weights" / name).read_bytes()
    except FileNotFoundError as error:
        raise ModelMissing(f"The file {name} that tells voices apart is missing; install the program again.") from error
    if hashlib.sha256(data).hexdigest() != WEIGHT_SHA256[name]:
        raise ModelDamaged(f"The file {name} that tells voices apart is damaged; install the program again.")
    return data


def load_session(name: str, threads: int) -> onnxruntime.InferenceSession:
    """The network in the weight file ``name``, ready to run on ``threads`` threads.

    Raises ModelMissing and ModelDamaged as ``read_weights`` does.
    """
    data = read_weights(name)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle threads that spin would take the processor from the window.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
