"""Dumps a PyTorch network of its own, as a user of an original repository would, for Unpaired to compare.

    python3 tests/python/dump_network.py GOLDENS README FOLDER

A UNIT generator written here loads GOLDENS/unit/ckpt/gen_00000002.pt; the function dump is taken from the guide in README
itself. FOLDER gets agrees.json (float64), single.json (float32) and parts.json, whose network has one weight changed in
dec.model.2. The last line is 'N passed, N failed'. Needs PyTorch; nothing else.
"""

import json
import os
import re
import sys

import torch
from torch import nn


class SampleNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gamma, self.beta = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))

    def forward(self, x):
        flat = x.flatten(1)
        mean, deviation = (v.view(-1, 1, 1, 1) for v in (flat.mean(1), flat.std(1)))
        return (x - mean) / (deviation + 1e-5) * self.gamma.view(1, -1, 1, 1) + self.beta.view(1, -1, 1, 1)


class Block(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride, padding, norm, last=nn.ReLU):
        super().__init__()
        self.pad = nn.ReflectionPad2d(padding)
        if norm:
            self.norm = norm(outputs)
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride)
        self.last = last() if last else None

    def forward(self, x):
        y = self.conv(self.pad(x))
        y = self.norm(y) if hasattr(self, "norm") else y
        return self.last(y) if self.last else y


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.model = nn.Sequential(Block(width, width, 3, 1, 1, nn.InstanceNorm2d),
                                   Block(width, width, 3, 1, 1, nn.InstanceNorm2d, None))

    def forward(self, x):
        return x + self.model(x)


class Chain(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


class Generator(nn.Module):
    def __init__(self, channels, gen):
        super().__init__()
        width, depth, count = gen["dim"], gen["n_downsample"], gen["n_res"]
        encoder, decoder = [Block(channels, width, 7, 1, 3, nn.InstanceNorm2d)], []
        for _ in range(depth):
            encoder.append(Block(width, 2 * width, 4, 2, 1, nn.InstanceNorm2d))
            width *= 2
        encoder.append(Chain(*[Residual(width) for _ in range(count)]))
        decoder.append(Chain(*[Residual(width) for _ in range(count)]))
        for _ in range(depth):
            decoder += [nn.Upsample(scale_factor=2), Block(width, width // 2, 5, 1, 2, SampleNorm)]
            width //= 2
        decoder.append(Block(width, channels, 7, 1, 3, None, nn.Tanh))
        self.enc, self.dec = Chain(*encoder), Chain(*decoder)

    def forward(self, x):
        return self.dec(self.enc(x))


def main(arguments):
    if len(arguments) != 3:
        print(__doc__)
        return 2
    goldens, readme, folder = arguments
    with open(readme, encoding="utf-8") as file:
        code = re.search(r"```python\n(import json.*?)```", file.read(), re.DOTALL).group(1)
    names = {}
    exec(code, names)  # the guide's own lines
    with open(os.path.join(goldens, "unit", "nets.json"), encoding="utf-8") as file:
        config = json.load(file)["config"]
    checkpoint = os.path.abspath(os.path.join(goldens, "unit", "ckpt", "gen_00000002.pt"))
    model = Generator(config["input_dim_a"], config["gen"])
    model.load_state_dict(torch.load(checkpoint, map_location="cpu")["a"])
    x = torch.linspace(-1, 1, config["input_dim_a"] * 32 * 24).sin().view(1, config["input_dim_a"], 32, 24)
    for name, number in (("single", torch.float32), ("agrees", torch.float64)):
        names["dump"](os.path.join(folder, name), model.to(number), "unit", config, checkpoint, "a", x.to(number))
    with torch.no_grad():
        model.dec.model[2].conv.weight[0, 0, 0, 0] += 0.1
    names["dump"](os.path.join(folder, "parts"), model, "unit", config, checkpoint, "a", x.double())
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
