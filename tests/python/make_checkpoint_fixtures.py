"""Makes the small files of tests/goldens/checkpoints with PyTorch, so that the tests need none.

    python3 tests/python/make_checkpoint_fixtures.py tests/goldens/checkpoints

Made with PyTorch 1.13 of Debian 12. Values are formulas, so that the tests can tell what each tensor must hold:
element i of a tensor counts up from a start in steps of 1, in the order of its storage.
"""

import collections
import os
import pickle
import sys
import zipfile

import torch


def types():
    names = ["float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "complex64"]
    tree = {name: torch.arange(6).reshape(2, 3).to(getattr(torch, name)) for name in names}
    tree["bool"] = torch.tensor([True, False, True])
    tree["scalar"] = torch.tensor(3.5)
    tree["empty"] = torch.zeros(0, 4)
    return tree


def views():
    base = torch.arange(24, dtype=torch.float32)
    square = base[:16].reshape(4, 4)
    return {
        "base": base,
        "transposed": square.t(),
        "column": square[:, 2],
        "every_other": base[1::2],
        "tail": base[20:],
        "expanded": base[5:6].expand(3),
        "channels_last": torch.arange(24.0).reshape(1, 2, 3, 4).to(memory_format=torch.channels_last),
    }


def tree():
    weight = torch.nn.Parameter(torch.arange(4.0))
    optimizer = {
        "state": {0: {"step": 7, "exp_avg": torch.ones(4)}, 12345678901: {"step": torch.tensor(8.0)}},
        "param_groups": [{"lr": 1e-4, "betas": (0.5, 0.999), "params": [0, 12345678901], "amsgrad": False}],
    }
    ordered = collections.OrderedDict([("z.weight", weight.detach()), ("a.weight", weight.detach())])
    ordered._metadata = collections.OrderedDict([("", {"version": 1})])
    return {
        "gen": ordered,
        "optimizer": optimizer,
        "parameter": weight,
        "iteration": 10**12,
        "big": 2**70,
        "negative": -5,
        "name": "Straße",
        "none": None,
        "flags": [True, False],
        "nested": {"a": {"b": {"c": (1, (2, [3]))}}},
        "size": torch.Size([1, 2]),
        "device": torch.device("cuda", 1),
        "dtype": torch.float16,
        "set": {1, 2},
        (1, "tuple"): "key",
        3: "three",
    }


class Evil:
    def __reduce__(self):
        return (os.system, ("echo executed",))


def rezip(source, target, compression, change=lambda name, data: data):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", compression) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), change(name, old.read(name)), compression)


def big_endian(name, data):
    if "/data/" in name:
        return b"".join(data[i:i + 4][::-1] for i in range(0, len(data), 4))
    return data


def main(folder):
    def path(name):
        return os.path.join(folder, name)

    torch.save(types(), path("types.pt"))
    torch.save(types(), path("types_legacy.pt"), _use_new_zipfile_serialization=False)
    torch.save(views(), path("views.pt"))
    torch.save(views(), path("views_legacy.pt"), _use_new_zipfile_serialization=False)
    torch.save(tree(), path("tree.pt"))
    torch.save(tree(), path("tree_legacy.pt"), _use_new_zipfile_serialization=False)
    torch.save(tree(), path("tree_protocol4.pt"), pickle_protocol=4)
    torch.save({"a": torch.zeros(3, 1000), "b": torch.arange(5.0)}, path("zeros.pt"))
    rezip(path("zeros.pt"), path("deflated.pt"), zipfile.ZIP_DEFLATED)
    os.remove(path("zeros.pt"))
    torch.save({"x": torch.arange(5.0)}, path("little.pt"))
    rezip(path("little.pt"), path("big_endian.pt"), zipfile.ZIP_STORED, big_endian)
    os.remove(path("little.pt"))
    with zipfile.ZipFile(path("big_endian.pt"), "a") as archive:
        archive.writestr(zipfile.ZipInfo("little/byteorder"), "big")
    torch.save({"weights": torch.ones(2), "hook": Evil()}, path("evil.pt"))
    torch.save({"weights": torch.ones(2), "hook": Evil()}, path("evil_legacy.pt"), _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Sequential(torch.nn.Linear(2, 3)), path("whole_model.pt"))
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 3)), path("torchscript.pt"))
    with open(path("plain.pickle"), "wb") as file:
        pickle.dump({"a": 1}, file, protocol=2)


if __name__ == "__main__":
    main(sys.argv[1])
