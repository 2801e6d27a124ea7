"""Loads one large checkpoint in Python and says how long it took and what memory: a side of CheckpointBenchmark.

    python3 checkpoint_reference.py zip|safetensors|safetensors-map|safetensors-package FILE SMALL

SMALL is loaded before, so that the code is warm. One line: seconds to load, seconds to add up all numbers, peak megabytes, peak
megabytes before, the sum, processor seconds to load, versions.
"""

import json
import sys
import time

import numpy
import torch


def status(name):
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in file if line.startswith(name))


def mapped(path, copy):
    """safetensors by numpy alone: a map of the file, and views of it or copies."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    data = numpy.memmap(path, mode="r", offset=8 + length)
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            view = data[start:end].view(numpy.float32).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(view.copy()) if copy else view
    return tensors


def load(kind, path):
    if kind == "zip":
        return torch.load(path, map_location="cpu")
    if kind == "safetensors-package":
        from safetensors.torch import load_file
        return load_file(path)
    return mapped(path, copy=kind == "safetensors")


def main(kind, path, small):
    torch.set_num_threads(1)
    load(kind, small)
    before = status("VmHWM")
    start, busy = time.perf_counter(), time.process_time()
    tensors = load(kind, path)
    loaded, busy = time.perf_counter(), time.process_time() - busy
    total = sum(float(tensor.sum()) for tensor in tensors.values())
    done = time.perf_counter()
    print(loaded - start, done - loaded, status("VmHWM"), before, total, busy,
          f"Python {sys.version.split()[0]}, PyTorch {torch.__version__}, NumPy {numpy.__version__}".replace(" ", "_"))


main(*sys.argv[1:])
