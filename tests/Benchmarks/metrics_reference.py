"""The other side of MetricsBenchmark: the same metrics as plain NumPy and PyTorch compute them.

Reads one word a line ("statistics", "coverage", "lpips", "quit"); answers each with the seconds that it took and the
numbers that came out. Arrays come from the folder that the first argument names.
"""
import sys
import time

import numpy as np
import torch

folder, threads, neighbours = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.set_grad_enabled(False)
arrays = {}


def array(name):
    if name not in arrays:
        arrays[name] = np.load(f"{folder}/{name}.npy")
    return arrays[name]


def statistics():
    rows = array("rows")
    mean, covariance = rows.mean(axis=0), np.cov(rows, rowvar=False)
    return mean.sum(), np.trace(covariance), np.abs(covariance).sum()


def statistics_torch():
    rows = torch.from_numpy(array("rows"))
    mean, covariance = rows.mean(0), torch.cov(rows.t())
    return mean.sum().item(), covariance.trace().item(), covariance.abs().sum().item()


def distances(a, b):
    squared = (a * a).sum(1)[:, None] + (b * b).sum(1)[None] - 2 * a @ b.T
    return np.sqrt(np.maximum(squared, 0))


def coverage():
    real, made = array("real"), array("made")

    def reach(points):
        return np.partition(distances(points, points), neighbours, axis=1)[:, neighbours]

    real_reach, made_reach, between = reach(real), reach(made), distances(real, made)
    inside = between < real_reach[:, None]
    return (inside.any(0).mean(), (between < made_reach[None]).any(1).mean(),
            inside.sum(0).mean() / neighbours, (between.min(1) < real_reach).mean())


def coverage_torch():
    real, made = torch.from_numpy(array("real")), torch.from_numpy(array("made"))

    def reach(points):
        return torch.cdist(points, points).kthvalue(neighbours + 1, 1).values

    real_reach, made_reach, between = reach(real), reach(made), torch.cdist(real, made)
    inside = between < real_reach[:, None]
    return (inside.any(0).double().mean().item(), (between < made_reach[None]).any(1).double().mean().item(),
            inside.sum(0).double().mean().item() / neighbours, (between.amin(1) < real_reach).double().mean().item())


def lpips_torch():
    if "layers" not in arrays:
        arrays["layers"] = [(torch.from_numpy(array(f"weight{i}")).float(), torch.from_numpy(array(f"bias{i}")).float(),
                             torch.from_numpy(array(f"head{i}")).float()) for i in range(5)]
        arrays["pictures"] = [torch.from_numpy(array(name)).float() for name in ("x", "y")]
        arrays["shift"] = torch.tensor([-.030, -.088, -.188]).view(1, 3, 1, 1)
        arrays["scale"] = torch.tensor([.458, .448, .450]).view(1, 3, 1, 1)

    def taps(x):
        x = (x - arrays["shift"]) / arrays["scale"]
        for i, (weight, bias, _) in enumerate(arrays["layers"]):
            if i in (1, 2):
                x = torch.nn.functional.max_pool2d(x, 3, 2)
            x = torch.relu(torch.nn.functional.conv2d(x, weight, bias, stride=4 if i == 0 else 1, padding=(2, 2, 1, 1, 1)[i]))
            yield x / (torch.sqrt((x ** 2).sum(1, keepdim=True)) + 1e-10)

    total = 0
    for a, b, (_, _, head) in zip(taps(arrays["pictures"][0]), taps(arrays["pictures"][1]), arrays["layers"]):
        total = total + torch.nn.functional.conv2d((a - b) ** 2, head).mean((1, 2, 3))
    return total.mean().item(), total.max().item()


print(f"NumPy {np.__version__}, PyTorch {torch.__version__}, {torch.get_num_threads()} thread(s)", flush=True)
for line in sys.stdin:
    name = line.strip()
    if name == "quit":
        break
    started = time.perf_counter()
    numbers = globals()[name]()
    print(time.perf_counter() - started, *numbers, flush=True)
