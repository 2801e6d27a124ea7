"""Small networks in PyTorch with the names of the original repositories, for dump_network.py to dump.

Written here from the names and shapes in the checkpoints and from the papers; each loads the checkpoint in the golden data strictly.
"""

from functools import reduce

import torch
from torch import nn
from torch.nn import functional as F


def holder(**parts):
    """A level in the names of weights."""
    module = nn.Module()
    for name, part in parts.items():
        module.add_module(name, part)
    return module


# --- UNIT, TUNIT -------------------------------------------------------------------------------------------------


class SampleNorm(nn.Module):
    """UNIT's layer norm: one mean and one unbiased deviation for each sample."""

    def __init__(self, width):
        super().__init__()
        self.gamma, self.beta = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))

    def forward(self, x):
        flat = x.flatten(1)
        mean, deviation = (v.view(-1, 1, 1, 1) for v in (flat.mean(1), flat.std(1)))
        return (x - mean) / (deviation + 1e-5) * self.gamma.view(1, -1, 1, 1) + self.beta.view(1, -1, 1, 1)


class AdaptiveNorm(nn.Module):
    """AdaIN whose shift and scale are set from outside; its buffers are never used."""

    def __init__(self, width):
        super().__init__()
        self.width, self.shift, self.scale = width, None, None
        self.register_buffer("running_mean", torch.zeros(width))
        self.register_buffer("running_var", torch.ones(width))

    def forward(self, x):
        return F.instance_norm(x) * self.scale[:, :, None, None] + self.shift[:, :, None, None]


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
    def __init__(self, width, norm=nn.InstanceNorm2d, share=1.0):
        super().__init__()
        self.share = share
        self.model = nn.Sequential(Block(width, width, 3, 1, 1, norm), Block(width, width, 3, 1, 1, norm, None))

    def forward(self, x):
        return x + self.share * self.model(x)


class Chain(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


class UnitGenerator(nn.Module):
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


class LinearBlock(nn.Module):
    def __init__(self, inputs, outputs, last=True):
        super().__init__()
        self.fc, self.last = nn.Linear(inputs, outputs), last

    def forward(self, x):
        y = self.fc(x)
        return torch.relu(y) if self.last else y


class TunitGenerator(nn.Module):
    """Takes the sizes from the configuration of the golden data."""

    def __init__(self, config):
        super().__init__()
        width, style, hidden = config["generator_nf"], config["sty_dim"], config["generator_nf_mlp"]
        depth = {32: 1}[config["img_size"]]
        blocks = lambda w, norm: Chain(*[Residual(w, norm, 0.1) for _ in range(config["generator_n_res"])])
        encoder, decoder = [Block(3, width, 7, 1, 3, nn.InstanceNorm2d)], []
        for _ in range(depth):
            encoder.append(Block(width, 2 * width, 4, 2, 1, nn.InstanceNorm2d))
            width *= 2
        encoder.append(blocks(width, nn.InstanceNorm2d))
        decoder.append(blocks(width, AdaptiveNorm))
        for _ in range(depth):
            decoder += [nn.Upsample(scale_factor=2), Block(width, width // 2, 5, 1, 2, AdaptiveNorm)]
            width //= 2
        decoder.append(Block(width, 3, 7, 1, 3, None, nn.Tanh))
        self.cnt_encoder, self.decoder = Chain(*encoder), Chain(*decoder)
        numbers = 2 * sum(norm.width for norm in self.norms())
        self.mlp = Chain(LinearBlock(style, hidden), LinearBlock(hidden, hidden), LinearBlock(hidden, numbers, False))

    def norms(self):
        return [m for m in self.decoder.modules() if isinstance(m, AdaptiveNorm)]

    def forward(self, x, style):
        content, numbers, at = self.cnt_encoder(x), self.mlp(style), 0
        for norm in self.norms():
            norm.shift, norm.scale = numbers[:, at:at + norm.width], numbers[:, at + norm.width:at + 2 * norm.width]
            at += 2 * norm.width
        return self.decoder(content)


class TunitGuide(nn.Module):
    def __init__(self, config):
        super().__init__()
        layers, channels = [], 3
        for width in config["guiding_net_widths"]:
            if width == "M":
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(True)]
                channels = width
        self.features = nn.Sequential(*layers)
        self.disc, self.cont = nn.Linear(channels, config["output_k"]), nn.Linear(channels, config["sty_dim"])

    def forward(self, x):
        y = self.features(x).mean([2, 3])
        return {"cont": self.cont(y), "disc": self.disc(y)}


# --- imaginaire: COCO-FUNIT --------------------------------------------------------------------------------------


class StyledNorm(nn.Module):
    def __init__(self, width, style):
        super().__init__()
        self.fc = Layer(style, 2 * width, last=None)

    def forward(self, x, style):
        scale, shift = self.fc(style)[:, :, None, None].chunk(2, 1)
        return F.instance_norm(x) * (1 + scale) + shift


class Layer(nn.Module):
    """Convolution, norm, activation; without a kernel a linear layer."""

    def __init__(self, inputs, outputs, kernel=0, stride=1, padding=0, norm=None, last="relu"):
        super().__init__()
        conv = nn.Conv2d(inputs, outputs, kernel, stride) if kernel else nn.Linear(inputs, outputs)
        self.layers = nn.ModuleDict({"conv": conv, **({"norm": norm} if norm else {})})
        self.padding, self.last = padding, last

    def forward(self, x, style=None):
        y = self.layers["conv"](F.pad(x, [self.padding] * 4, mode="reflect") if self.padding else x)
        if "norm" in self.layers:
            norm = self.layers["norm"]
            y = norm(y, style) if isinstance(norm, StyledNorm) else norm(y)
        return y if self.last is None else getattr(torch, self.last)(y)


class LayerResidual(nn.Module):
    def __init__(self, width, norm):
        super().__init__()
        self.conv_block_0, self.conv_block_1 = (Layer(width, width, 3, 1, 1, norm()) for _ in range(2))

    def forward(self, x, style=None):
        return x + self.conv_block_1(self.conv_block_0(x, style), style)


class LayerUp(nn.Module):
    def __init__(self, inputs, outputs, norm):
        super().__init__()
        self.conv_block_0 = Layer(inputs, outputs, 5, 1, 2, norm())
        self.conv_block_1 = Layer(outputs, outputs, 5, 1, 2, norm())
        self.conv_block_s = Layer(inputs, outputs, 1, 1, 0, norm())

    def forward(self, x, style):
        double = lambda y: F.interpolate(y, scale_factor=2)
        return self.conv_block_s(double(x), style) + self.conv_block_1(double(self.conv_block_0(x, style)), style)


class LayerDecoder(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.decoder = nn.ModuleList(layers)

    def forward(self, x, style):
        return reduce(lambda y, layer: layer(y, style), self.decoder, x)


class CocoFunitGenerator(nn.Module):
    def __init__(self, gen):
        super().__init__()
        width, code, hidden = gen["num_filters"], gen["style_dims"], gen["num_filters_mlp"]
        affine = lambda w: nn.InstanceNorm2d(w, affine=True)
        self.usb = nn.Parameter(torch.zeros(1, gen["usb_dims"]))
        style, content, w = [Layer(3, width, 7, 1, 3)], [Layer(3, width, 7, 1, 3, affine(width))], width
        for i in range(gen["num_downsamples_style"]):
            wider = 2 * w if i < 2 else w
            style.append(Layer(w, wider, 4, 2, 1))
            w = wider
        self.style_encoder = Chain(*style, nn.AdaptiveAvgPool2d(1), nn.Conv2d(w, code, 1))
        for _ in range(gen["num_downsamples_content"]):
            content.append(Layer(width, 2 * width, 4, 2, 1, affine(2 * width)))
            width *= 2
        content += [LayerResidual(width, lambda: affine(width)) for _ in range(gen["num_res_blocks"])]
        self.content_encoder, wide = Chain(*content), width
        decoder = [LayerResidual(width, lambda: StyledNorm(wide, hidden)) for _ in range(2)]
        for _ in range(gen["num_downsamples_content"]):
            half = width // 2
            decoder.append(LayerUp(width, half, lambda: StyledNorm(half, hidden)))
            width = half
        self.decoder = LayerDecoder(*decoder, Layer(width, 3, 7, 1, 3, last="tanh"))
        mlp = lambda *sizes: Chain(*[Layer(a, b) for a, b in zip(sizes, sizes[1:])])
        self.mlp = mlp(code, *[hidden] * (gen["num_mlp_blocks"] - 1))
        self.mlp_content, self.mlp_style = mlp(wide, hidden, code), mlp(code + gen["usb_dims"], hidden, code)

    def decode(self, content, style):
        known = self.mlp_content(content.mean([2, 3]))
        look = self.mlp_style(torch.cat([style.flatten(1), self.usb.repeat(len(style), 1)], 1))
        return self.decoder(content, self.mlp(look * known))


# --- DRIT --------------------------------------------------------------------------------------------------------


class InstanceResidual(nn.Module):
    def __init__(self, width):
        super().__init__()
        conv = lambda: [nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), nn.InstanceNorm2d(width)]
        self.model = nn.Sequential(*conv(), nn.ReLU(True), *conv())

    def forward(self, x):
        return x + self.model(x)


class DritContent(nn.Module):
    def __init__(self, base):
        super().__init__()
        self.conv_share = nn.Sequential(InstanceResidual(4 * base))
        self.convA, self.convB = self.branch(base), self.branch(base)

    @staticmethod
    def branch(base):
        down = lambda w: Chain(nn.ReflectionPad2d(1), nn.Conv2d(w, 2 * w, 3, 2), nn.InstanceNorm2d(2 * w), nn.ReLU(True))
        return nn.Sequential(Chain(nn.ReflectionPad2d(3), nn.Conv2d(3, base, 7), nn.LeakyReLU(0.01, True)),
                             down(base), down(2 * base), *[InstanceResidual(4 * base) for _ in range(3)])

    def forward(self, a, b):
        return self.conv_share(torch.cat([self.convA(a), self.convB(b)])).chunk(2)


class ChannelNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight, self.bias = (nn.Parameter(torch.zeros(width, 1, 1)) for _ in range(2))

    def forward(self, x):
        return F.layer_norm(x, x.shape[1:]) * self.weight + self.bias


class DritPainter(nn.Module):
    """The decoder for changes of texture, domain A and B."""

    def __init__(self, base, nz):
        super().__init__()
        up = lambda w: nn.Sequential(Chain(
            nn.ConvTranspose2d(w, w // 2, 3, 2, 1, 1), ChannelNorm(w // 2), nn.ReLU(True)))
        width = 4 * base + nz
        self.dec_share = nn.Sequential(InstanceResidual(4 * base))
        for side in "AB":
            first, second = width + nz, (width + nz) // 2 + nz
            for i, part in enumerate((nn.Sequential(*[InstanceResidual(width) for _ in range(3)]), up(first), up(second),
                                      nn.Sequential(nn.ConvTranspose2d(second // 2 + nz, 3, 1), nn.Tanh()))):
                self.add_module(f"dec{side}{i + 1}", part)

    def forward_b(self, x, z):
        wide = lambda y: torch.cat([y, z[:, :, None, None].expand(-1, -1, *y.shape[2:])], 1)
        return self.decB4(wide(self.decB3(wide(self.decB2(wide(self.decB1(wide(self.dec_share(x)))))))))


# --- torchvision: the first stage of Faster R-CNN ----------------------------------------------------------------


class FrozenNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        for name in ("weight", "bias", "running_mean", "running_var"):
            self.register_buffer(name, torch.ones(width))

    def forward(self, x):
        scale = self.weight * (self.running_var + 1e-5).rsqrt()
        return x * scale[:, None, None] + (self.bias - self.running_mean * scale)[:, None, None]


class Bottleneck(nn.Module):
    def __init__(self, inputs, planes, stride, shortcut):
        super().__init__()
        sizes = ((inputs, planes, 1, 1), (planes, planes, 3, stride), (planes, 4 * planes, 1, 1))
        for i, (a, b, kernel, step) in enumerate(sizes, 1):
            self.add_module(f"conv{i}", nn.Conv2d(a, b, kernel, step, kernel // 2, bias=False))
            self.add_module(f"bn{i}", FrozenNorm(b))
        if shortcut:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, 4 * planes, 1, stride, bias=False), FrozenNorm(4 * planes))

    def forward(self, x):
        y = torch.relu_(self.bn2(self.conv2(torch.relu_(self.bn1(self.conv1(x))))))
        y = self.bn3(self.conv3(y))
        return torch.relu_(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class FirstStage(nn.Module):
    """Body, pyramid and proposal head; what comes behind them is left out."""

    def __init__(self, config):
        super().__init__()
        width, out, inputs = config["base"], config["fpn"], config["base"]
        body = {"conv1": nn.Conv2d(3, width, 7, 2, 3, bias=False), "bn1": FrozenNorm(width)}
        for stage, count in enumerate(config["layers"]):
            blocks = []
            for i in range(count):
                blocks.append(Bottleneck(inputs, width << stage, 2 if stage and not i else 1, i == 0))
                inputs = 4 * (width << stage)
            body[f"layer{stage + 1}"] = nn.Sequential(*blocks)
        channels = [4 * (width << stage) for stage in range(4)]
        rows = lambda sizes, k: nn.ModuleList([nn.Sequential(nn.Conv2d(c, out, k, padding=k // 2)) for c in sizes])
        fpn = holder(inner_blocks=rows(channels, 1), layer_blocks=rows([out] * 4, 3))
        self.backbone = holder(body=holder(**body), fpn=fpn)
        anchors = len(config["aspect_ratios"][0])
        conv = nn.Sequential(nn.Sequential(nn.Conv2d(out, out, 3, padding=1), nn.ReLU()))
        self.rpn = holder(head=holder(
            conv=conv, cls_logits=nn.Conv2d(out, anchors, 1), bbox_pred=nn.Conv2d(out, 4 * anchors, 1)))
        self.sides = config["kw"]["min_size"], config["kw"]["max_size"]

    def prepare(self, pictures):
        mean, deviation = (torch.tensor(v, dtype=pictures[0].dtype)[:, None, None]
                           for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
        resized = []
        for picture in pictures:
            short, long = sorted(picture.shape[1:])
            scale = min(self.sides[0] / short, self.sides[1] / long)
            size = [int(side * scale) for side in picture.shape[1:]]
            resized.append(F.interpolate(
                ((picture - mean) / deviation)[None], size, mode="bilinear", align_corners=False)[0])
        height, width = (-(-max(p.shape[i] for p in resized) // 32) * 32 for i in (1, 2))
        return torch.stack([F.pad(p, [0, width - p.shape[2], 0, height - p.shape[1]]) for p in resized])

    def forward(self, *pictures):
        body, fpn, head = self.backbone.body, self.backbone.fpn, self.rpn.head
        x = F.max_pool2d(torch.relu_(body.bn1(body.conv1(self.prepare(pictures)))), 3, 2, 1)
        maps = []
        for stage in (body.layer1, body.layer2, body.layer3, body.layer4):
            x = stage(x)
            maps.append(x)
        above, results = None, []
        for i in (3, 2, 1, 0):
            side = fpn.inner_blocks[i](maps[i])
            above = side if above is None else side + F.interpolate(above, side.shape[2:])
            results.insert(0, fpn.layer_blocks[i](above))
        results.append(F.max_pool2d(results[-1], 1, 2))
        for level in results:
            hidden = head.conv(level)
            head.cls_logits(hidden), head.bbox_pred(hidden)
