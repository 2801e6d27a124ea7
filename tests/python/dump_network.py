"""Dumps PyTorch networks of its own, as users of the original repositories would, for Unpaired to compare.

    python3 tests/python/dump_network.py GOLDENS README FOLDER

Each network of dump_models.py loads the golden checkpoint of its system; the function dump is taken from the guide in README
itself. FOLDER gets NAME.json (float64) of every network, single.json (UNIT in float32), and NAME.parts.json of some, in whose
network one weight was changed: that layer must be named. The last line is 'N passed, N failed'. Needs PyTorch; nothing else.
"""

import json
import os
import re
import sys

import torch

import dump_models as models


def picture(*shape):
    """Fixed numbers in [-1, 1]."""
    count = 1
    for side in shape:
        count *= side
    return torch.linspace(0, 40, count, dtype=torch.float64).sin().view(*shape)


class Dumps:
    def __init__(self, goldens, readme, folder):
        self.goldens, self.folder, self.names, self.count = goldens, folder, {}, 0
        with open(readme, encoding="utf-8") as file:
            code = re.search(r"```python\n(import json.*?)```", file.read(), re.DOTALL).group(1)
        exec(code, self.names)  # the guide's own lines

    def config(self, path):
        with open(os.path.join(self.goldens, path), encoding="utf-8") as file:
            return json.load(file)["config"]

    def run(self, name, model, system, config, checkpoint, key, *inputs, call=None, changed=None, strict=True):
        """Loads the state under the key, dumps, and dumps again with one weight changed."""
        path = os.path.abspath(os.path.join(self.goldens, checkpoint))
        state, prefix = torch.load(path, map_location="cpu"), ""
        for step in filter(None, key.split("/")):
            if step in state and not torch.is_tensor(state[step]):
                state = state[step]
            else:
                prefix += step + "."
        state = {n[len(prefix):]: t for n, t in state.items() if n.startswith(prefix)}
        missing, _ = model.load_state_dict(state, strict=strict)
        assert not missing, missing
        dump = lambda to: self.names["dump"](
            os.path.join(self.folder, to), model, system, config, path, key, *inputs, call=call)
        model.double()
        dump(name)
        self.count += 1
        if changed:
            with torch.no_grad():
                model.get_parameter(changed).view(-1)[0] += 0.1
            dump(name + ".parts")
            self.count += 1


def main(arguments):
    if len(arguments) != 3:
        print(__doc__)
        return 2
    dumps = Dumps(*arguments)

    config = dumps.config("unit/nets.json")
    unit, x = models.UnitGenerator(config["input_dim_a"], config["gen"]), picture(1, 3, 32, 24)
    dumps.run("unit", unit, "unit", config, "unit/ckpt/gen_00000002.pt", "a", x, changed="dec.model.2.conv.weight")
    unit = models.UnitGenerator(config["input_dim_a"], config["gen"])
    path = os.path.abspath(os.path.join(dumps.goldens, "unit/ckpt/gen_00000002.pt"))
    unit.load_state_dict(torch.load(path, map_location="cpu")["a"])
    dumps.names["dump"](os.path.join(dumps.folder, "single"), unit, "unit", config, path, "a", x.float())

    config = dumps.config("tunit/generator.json")
    dumps.run("tunit", models.TunitGenerator(config), "tunit", {}, "tunit/model_1.ckpt", "G_EMA_state_dict",
              picture(2, 3, 32, 32), picture(2, config["sty_dim"]), changed="decoder.model.2.conv.weight")
    dumps.run("tunit-guide", models.TunitGuide(config), "tunit", {}, "tunit/model_4568.ckpt", "C_EMA_state_dict",
              picture(2, 3, 32, 32), changed="features.4.weight")

    config = dumps.config("coco-funit/coco-funit.json")
    coco = models.CocoFunitGenerator(config["gen"])
    dumps.run("coco-funit", coco, "coco-funit", config, "coco-funit/epoch_00001_iteration_000000003_checkpoint.pt",
              "net_G/module.averaged_model.generator", picture(2, 3, 32, 32), picture(2, 3, 40, 32),
              call=lambda a, b: coco.decode(coco.content_encoder(a), coco.style_encoder(b)),
              changed="content_encoder.model.2.layers.conv.weight")

    config = dumps.config("dunit/drit_concat.json")
    pictures = picture(1, 3, 24, 32), picture(1, 3, 24, 32).flip(3)
    dumps.run("drit-content", models.DritContent(config["base"]), "dunit", {}, "dunit/drit_concat.pth", "enc_c", *pictures,
              changed="convB.2.model.1.weight")
    painter = models.DritPainter(config["base"], nz=8)
    dumps.run("drit-painter", painter, "dunit", {}, "dunit/drit_concat.pth", "gen", picture(1, 4 * config["base"], 6, 8),
              picture(1, 8), call=painter.forward_b, changed="decB3.0.model.0.weight")

    config = dumps.config("detector/fasterrcnn_resnet_tiny.json")
    dumps.run("detector", models.FirstStage(config), "detector", config, "detector/fasterrcnn_resnet_tiny.pt", "",
              (picture(3, 48, 64) + 1) / 2, (picture(3, 60, 45) + 1) / 2, strict=False,
              changed="backbone.fpn.layer_blocks.2.0.weight")
    print(f"{dumps.count + 1} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
