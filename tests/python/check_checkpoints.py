"""Checks with PyTorch that it reads what Unpaired writes, value by value.

    python3 tests/python/check_checkpoints.py ORIGINAL COPY [ORIGINAL COPY ...]
    python3 tests/python/check_checkpoints.py --copies GOLDENS FOLDER
    python3 tests/python/check_checkpoints.py --describe FILE ...

The second form pairs FOLDER/a~b.pt with GOLDENS/a/b.pt: the tests leave such copies where the variable
UNPAIRED_COPIES says.

ORIGINAL is a file of PyTorch, COPY the one that Unpaired wrote after reading it. COPY is loaded with weights_only=True
where PyTorch has it (1.13 and later; before 2.0 that mode cannot read floating-point numbers, not even PyTorch's own,
so such files are then loaded without it). A .safetensors COPY is compared with the flattened original, keys joined by dots.
The last line is 'N passed, N failed'; exit code 1 if anything differs. Needs PyTorch; nothing else.
"""

import inspect
import json
import os
import pickle
import struct
import sys

import torch

TYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
         "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool, "C64": torch.complex64}


def load(path, weights_only):
    arguments = {"map_location": "cpu"}
    if weights_only and "weights_only" in inspect.signature(torch.load).parameters:
        try:
            return torch.load(path, weights_only=True, **arguments)
        except pickle.UnpicklingError as error:
            if int(torch.__version__.split(".")[0]) >= 2 or "Unsupported operand 71" not in str(error):
                raise
    return torch.load(path, **arguments)


def load_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    start, result = 8 + length, {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        raw = bytearray(data[start + begin:start + end])
        dtype = TYPES[entry["dtype"]]
        flat = torch.frombuffer(raw, dtype=dtype) if raw else torch.zeros(0, dtype=dtype)
        result[name] = flat.reshape(entry["shape"])
    return result


def flatten(value, prefix=""):
    if isinstance(value, torch.Tensor):
        return {prefix: value}
    if isinstance(value, dict):
        parts = [flatten(v, f"{prefix}.{k}" if prefix else str(k)) for k, v in value.items()]
    elif isinstance(value, (list, tuple)):
        parts = [flatten(v, f"{prefix}.{i}" if prefix else str(i)) for i, v in enumerate(value)]
    else:
        parts = []
    return {k: v for part in parts for k, v in part.items()}


def differences(x, y, path=""):
    """All places where two trees differ. A tensor equals one with the same type, shape and bits."""
    if isinstance(x, torch.Tensor) and isinstance(y, torch.Tensor):
        if x.dtype != y.dtype or x.shape != y.shape:
            return [f"{path}: {x.dtype} {tuple(x.shape)} became {y.dtype} {tuple(y.shape)}"]
        same = x.contiguous().reshape(-1).view(torch.uint8) if x.numel() else x
        other = y.contiguous().reshape(-1).view(torch.uint8) if y.numel() else y
        return [] if torch.equal(same, other) else [f"{path}: values differ"]
    if isinstance(x, dict) and isinstance(y, dict):
        if list(x) != list(y):
            return [f"{path}: keys {list(x)} became {list(y)}"]
        return [d for k in x for d in differences(x[k], y[k], f"{path}/{k}")]
    if isinstance(x, (list, tuple)) and isinstance(y, (list, tuple)) and isinstance(x, list) == isinstance(y, list):
        if len(x) != len(y):
            return [f"{path}: {len(x)} items became {len(y)}"]
        return [d for i, (a, b) in enumerate(zip(x, y)) for d in differences(a, b, f"{path}/{i}")]
    return [] if type(x) is type(y) and x == y else [f"{path}: {x!r} became {y!r}"]


def main(arguments):
    if arguments and arguments[0] == "--describe":
        for path in arguments[1:]:
            for name, tensor in flatten(load(path, weights_only=True)).items():
                print(f"{path}: {name} {tuple(tensor.shape)} {tensor.dtype} sum {tensor.double().sum().item()!r}")
        return 0
    if len(arguments) == 3 and arguments[0] == "--copies":
        goldens, folder = arguments[1:]
        copies = sorted(os.listdir(folder))
        arguments = [p for c in copies for p in (os.path.join(goldens, *c.split("~")), os.path.join(folder, c))]
    if not arguments or len(arguments) % 2:
        print(__doc__)
        return 2
    wrong = 0
    for original, copy in zip(arguments[::2], arguments[1::2]):
        expected = load(original, weights_only=False)
        if copy.endswith(".safetensors"):
            expected, found = flatten(expected), load_safetensors(copy)
        else:
            found = load(copy, weights_only=True)
        problems = differences(expected, found)
        wrong += bool(problems)
        print(f"{'differs' if problems else 'same'}: {original} -> {copy} ({len(flatten(expected))} tensors)")
        for problem in problems[:20]:
            print("  " + problem)
    count = len(arguments) // 2
    print(f"{count - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
