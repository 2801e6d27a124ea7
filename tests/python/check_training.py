"""Checks with PyTorch the training files that Unpaired wrote, and saves them again for Unpaired to go on with.

    python3 tests/python/check_training.py FOLDER

FOLDER/<system>/unpaired holds gen_*.pt, dis_*.pt and optimizer.pt of a short run, as the tests leave them where the
variable UNPAIRED_EXCHANGE says, and all.safetensors: the same tensors without pickle, with the names of each optimizer's
parameters in order. Networks and optimizers are built from these files, compared bit by bit, and saved by PyTorch to
FOLDER/<system>/pytorch. A line for each check, at last 'N passed, N failed'. Needs PyTorch; nothing else.
"""

import collections
import glob
import json
import math
import os
import struct
import sys

import torch

from check_checkpoints import differences, load, load_safetensors

STEPS = 2  # of the run that wrote the files


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def none(self, what, problems):
        """Counts a check that lists what is wrong."""
        self.passed += not problems
        self.failed += bool(problems)
        print(f"{'wrong' if problems else 'right'}: {what}")
        for problem in problems[:20]:
            print("  " + problem)


def only(pattern):
    paths = sorted(glob.glob(pattern))
    if len(paths) != 1:
        raise FileNotFoundError(f"expected one {pattern}, found {paths}")
    return paths[0]


def metadata(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length)).get("__metadata__", {})


def below(tensors, prefix):
    return {name[len(prefix):]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def check_networks(checks, what, path, expected, kind):
    """The state dicts of both domains against all.safetensors: names, order, types, shapes and bits."""
    pair = load(path, weights_only=True)
    checks.none(f"{what}: domains", [] if list(pair) == ["a", "b"] else [f"keys {list(pair)}"])
    for domain in ("a", "b"):
        own = below(expected, f"{kind}_{domain}.")
        problems = differences(own, {name: pair[domain][name] for name in own if name in pair[domain]})
        problems += [f"not expected: {name}" for name in pair[domain] if name not in own]
        checks.none(f"{what}: {domain}, {len(own)} tensors", problems)
    return pair


def check_adam(checks, what, stored, names, networks, expected, player):
    """Adam takes the stored state up, holds the same bits, and steps as its formula says."""
    parameters, seen = [], {}
    for name in names:
        kind_and_domain, key = name.split(".", 1)
        value = networks[kind_and_domain[:3]][kind_and_domain[4:]][key]
        seen[name] = torch.nn.Parameter(value.clone())
        parameters.append(seen[name])
    group = stored["param_groups"][0]
    adam = torch.optim.Adam(parameters, lr=1.0)
    adam.load_state_dict(stored)
    state = adam.state_dict()
    problems = []
    for i in range(len(names)):
        for moment in ("exp_avg", "exp_avg_sq"):
            problems += differences(
                expected[f"{player}.{i}.{moment}"], state["state"][i][moment], f"{names[i]} {moment}")
        if int(state["state"][i]["step"]) != STEPS:
            problems.append(f"{names[i]}: step {state['state'][i]['step']}")
    checks.none(f"{what}: moments of {len(names)} parameters", problems)
    now = state["param_groups"][0]
    same = {key: (group[key], now[key]) for key in ("lr", "betas", "eps", "weight_decay", "initial_lr", "params")}
    checks.none(f"{what}: options", [f"{k}: {a} became {b}" for k, (a, b) in same.items() if a != b])

    index = max(range(len(names)), key=lambda i: parameters[i].numel())
    before, moments = parameters[index].detach().double().clone(), state["state"][index]
    mean, square = moments["exp_avg"].double().clone(), moments["exp_avg_sq"].double().clone()
    saved = {key: value.clone() if torch.is_tensor(value) else value for key, value in moments.items()}
    parameters[index].grad = torch.ones_like(parameters[index])
    adam.step()
    (b1, b2), t = group["betas"], STEPS + 1
    gradient = 1 + group["weight_decay"] * before
    mean, square = b1 * mean + (1 - b1) * gradient, b2 * square + (1 - b2) * gradient ** 2
    step = group["lr"] / (1 - b1 ** t) * mean / (square.sqrt() / math.sqrt(1 - b2 ** t) + group["eps"])
    error = (parameters[index].detach().double() - (before - step)).abs().max().item()
    moved = (parameters[index].detach().double() - before).abs().max().item()
    checks.none(f"{what}: a step", [] if moved > 0 and error < 1e-6 else [f"error {error}, moved by {moved}"])
    state["state"][index] = saved  # what is saved is the state of before the step
    return state


def save_again(folder, paths, networks, optimizers):
    os.makedirs(folder)
    for kind in ("gen", "dis"):
        pair = {domain: collections.OrderedDict(networks[kind][domain].items()) for domain in ("a", "b")}
        torch.save(pair, os.path.join(folder, os.path.basename(paths[kind])))
    torch.save(optimizers, os.path.join(folder, "optimizer.pt"))


def check_system(checks, system, folder):
    written = os.path.join(folder, system, "unpaired")
    expected, names = (read(os.path.join(written, "all.safetensors")) for read in (load_safetensors, metadata))
    paths = {kind: only(os.path.join(written, f"{kind}_*.pt")) for kind in ("gen", "dis")}
    networks = {kind: check_networks(checks, f"{system} {os.path.basename(path)}", path, expected, kind)
                for kind, path in paths.items()}
    stored = load(os.path.join(written, "optimizer.pt"), weights_only=True)
    checks.none(f"{system} optimizer.pt: players", [] if list(stored) == ["gen", "dis"] else [f"keys {list(stored)}"])
    optimizers = {
        player: check_adam(checks, f"{system} optimizer.pt: {player}", stored[player], names[player].split(), networks,
                           expected, player)
        for player in ("gen", "dis")}
    save_again(os.path.join(folder, system, "pytorch"), paths, networks, optimizers)


def main(arguments):
    if len(arguments) != 1:
        print(__doc__)
        return 2
    checks = Checks()
    for system in ("munit", "unit"):
        check_system(checks, system, arguments[0])
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
