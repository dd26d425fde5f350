"""ResNet and its relatives, DenseNet, SqueezeNet: torchvision's and timm's; FractalNet and what is for CIFAR-10 is
written from the papers. The last layer of each residual branch is damped by 1 / sqrt(branches), as in the files."""
import math

import timm
import torch
import torchvision.models as tv
from torch import nn
from torch.nn import functional as F
from torchvision.models.resnet import Bottleneck
from torchvision.models.squeezenet import Fire

IMAGENET, CIFAR = (3, 224, 224), (3, 32, 32)


def damped(layer, branches):
    """The factor on the last layer of a branch."""
    return lambda name: 1 / math.sqrt(branches) if name.endswith(f".{layer}.weight") else 1.0


# ---- torchvision's ResNet, and what its paper has besides ------------------------------------------------------------
def torchvision(name):
    return lambda: getattr(tv, name)(weights=None)


def blocks_of(net):
    return [block for layer in (net.layer1, net.layer2, net.layer3, net.layer4) for block in layer]


def stride_v1(name):
    def build():
        net = torchvision(name)()
        for block in blocks_of(net):
            block.conv1.stride, block.conv2.stride = block.conv2.stride, (1, 1)
        return net

    return build


class ZeroPad(nn.Module):
    """Option A: every stride-th pixel, channels of zeros in front and behind."""
    def __init__(self, before, behind, stride):
        super().__init__()
        self.before, self.behind, self.stride = before, behind, stride

    def forward(self, x):
        return F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, self.before, self.behind))


class NoShortcut(nn.Module):
    def forward(self, x):
        return x.new_zeros(())


def with_shortcuts(name, replace):
    """replace(channels, out, stride, downsample) is the shortcut of a block."""
    def build():
        net = torchvision(name)()
        for block in blocks_of(net):
            last = block.conv3 if isinstance(block, Bottleneck) else block.conv2
            block.downsample = replace(block.conv1.in_channels, last.out_channels, block.stride, block.downsample)
        return net

    return build


def option_a(channels, out, stride, downsample):
    return downsample and ZeroPad(0, out - channels, stride)


def option_c(channels, out, stride, _):
    return nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))


def plain(*_):
    return NoShortcut()


def resnext29(groups):
    def build():
        net = tv.ResNet(Bottleneck, [3, 3, 3, 1], num_classes=10, groups=groups, width_per_group=64)
        net.conv1, net.maxpool, net.layer4 = nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.Identity(), nn.Identity()
        net.fc = nn.Linear(1024, 10)
        return net

    return build


# ---- ResNet for CIFAR-10: He et al., 2015, section 4.2; Huang et al., 2016 -------------------------------------------
def three(channels, out, stride=1):
    return nn.Conv2d(channels, out, 3, stride, 1, bias=False)


def one(channels, out, stride=1):
    return nn.Conv2d(channels, out, 1, stride, bias=False)


def pad_channels(channels, out, stride):
    return ZeroPad((out - channels) // 2, (out - channels) // 2, stride) if channels != out else nn.Identity()


class CifarBlock(nn.Module):
    def __init__(self, channels, out, stride, kept):
        super().__init__()
        self.conv1, self.bn1 = three(channels, out, stride), nn.BatchNorm2d(out)
        self.conv2, self.bn2 = three(out, out), nn.BatchNorm2d(out)
        self.shortcut, self.kept = pad_channels(channels, out, stride), kept

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(self.kept * y + self.shortcut(x))


class PlainBlock(CifarBlock):
    def forward(self, x):
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


def stages(n, widths, make):
    """Three of n blocks: make(channels, out, stride, index of the block)."""
    result, channels = [], widths[0]
    for stage, out in enumerate(widths[1:]):
        blocks = []
        for i in range(n):
            blocks.append(make(channels, out, 2 if stage and not i else 1, stage * n + i))
            channels = out
        result.append(nn.Sequential(*blocks))
    return result


class CifarResNet(nn.Module):
    def __init__(self, depth, block=CifarBlock, last_kept=1.0):
        super().__init__()
        n = (depth - 2) // 6

        def make(channels, out, stride, index):
            return block(channels, out, stride, 1 - (index + 1) / (3 * n) * (1 - last_kept))

        self.conv1, self.bn1 = three(3, 16), nn.BatchNorm2d(16)
        self.layer1, self.layer2, self.layer3 = stages(n, (16, 16, 32, 64), make)
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x))))))
        return self.linear(x.mean((2, 3)))


# ---- pre-activation and wide: He et al., 2016; Zagoruyko and Komodakis, 2016 -----------------------------------------
class Preact(nn.Module):
    def __init__(self, channels, out, stride, index):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(channels), three(channels, out, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(out), three(out, out)
        self.shortcut, self.shared = pad_channels(channels, out, stride), index == 0 or channels != out

    def forward(self, x):
        y = F.relu(self.bn1(x))
        shortcut = self.shortcut(y if self.shared else x)
        return self.conv2(F.relu(self.bn2(self.conv1(y)))) + shortcut


class PreactBottleneck(nn.Module):
    def __init__(self, channels, out, stride, _):
        super().__init__()
        inner = out // 4
        self.bn1, self.conv1 = nn.BatchNorm2d(channels), one(channels, inner, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(inner), three(inner, inner)
        self.bn3, self.conv3 = nn.BatchNorm2d(inner), one(inner, out)
        if channels != out:
            self.shortcut = nn.Sequential(one(channels, out, stride))

    def forward(self, x):
        y = F.relu(self.bn1(x))
        x = self.shortcut(y) if hasattr(self, "shortcut") else x
        return self.conv3(F.relu(self.bn3(self.conv2(F.relu(self.bn2(self.conv1(y))))))) + x


class PreactResNet(nn.Module):
    def __init__(self, depth, bottleneck=False):
        super().__init__()
        n, widths = ((depth - 2) // 9, (16, 64, 128, 256)) if bottleneck else ((depth - 2) // 6, (16, 16, 32, 64))
        self.conv1 = three(3, 16)
        self.layer1, self.layer2, self.layer3 = stages(n, widths, PreactBottleneck if bottleneck else Preact)
        self.bn, self.linear = nn.BatchNorm2d(widths[-1]), nn.Linear(widths[-1], 10)

    def forward(self, x):
        x = F.relu(self.bn(self.layer3(self.layer2(self.layer1(self.conv1(x))))))
        return self.linear(x.mean((2, 3)))


class WideBlock(nn.Module):
    def __init__(self, channels, out, stride, _):
        super().__init__()
        self.bn0, self.conv0 = nn.BatchNorm2d(channels), three(channels, out, stride)
        self.bn1, self.conv1 = nn.BatchNorm2d(out), three(out, out)
        if channels != out:
            self.convdim = one(channels, out, stride)

    def forward(self, x):
        y = F.relu(self.bn0(x))
        x = self.convdim(y) if hasattr(self, "convdim") else x
        return self.conv1(F.relu(self.bn1(self.conv0(y)))) + x


class WideResNet(nn.Module):
    def __init__(self, depth, widen):
        super().__init__()
        self.conv0 = three(3, 16)
        groups = stages((depth - 4) // 6, (16, 16 * widen, 32 * widen, 64 * widen), WideBlock)
        for i, group in enumerate(groups):
            self.add_module(f"group{i}", nn.Sequential())
            for j, block in enumerate(group):
                getattr(self, f"group{i}").add_module(f"block{j}", block)
        self.bn, self.fc = nn.BatchNorm2d(64 * widen), nn.Linear(64 * widen, 10)

    def forward(self, x):
        x = F.relu(self.bn(self.group2(self.group1(self.group0(self.conv0(x))))))
        return self.fc(x.mean((2, 3)))


# ---- FractalNet: the schedule of gustavla/fractalnet, step by step ---------------------------------------------------
class FractalNet(nn.Module):
    def __init__(self, columns, widths, only=None):
        super().__init__()
        self.columns, self.widths, self.only = columns, widths, only
        for column in range(columns) if only is None else [only]:
            place, channels = 0, 3
            for out in widths:
                for i in range(2**column):
                    name = f"conv{column}_{place}"
                    self.add_module(name, three(channels, out))
                    self.add_module(f"batch_{name}", nn.BatchNorm2d(out))
                    place, channels = place + 1, out
        self.prediction0 = nn.Linear(widths[-1], 10)

    def layer(self, column, x):
        name = f"conv{column}_{self.place[column]}"
        self.place[column] += 1
        return F.relu(getattr(self, f"batch_{name}")(getattr(self, name)(x)))

    def block(self, x):
        """x for each column; in step s the columns c with s % 2^(C-1-c) == 0 have a layer that ends there."""
        steps, columns = 2**(self.columns - 1), [x] * self.columns
        for s in range(1, steps + 1):
            ending = [c for c in range(self.columns) if s % 2**(self.columns - 1 - c) == 0]
            for c in ending:
                columns[c] = self.layer(c, columns[c])
                if s == steps:
                    columns[c] = F.max_pool2d(columns[c], 2)
            joined = torch.stack([columns[c] for c in ending]).mean(0)
            for c in ending:
                columns[c] = joined
        return joined

    def forward(self, x):
        self.place = [0] * self.columns
        for _ in self.widths:
            if self.only is None:
                x = self.block(x)
            else:
                for _ in range(2**self.only):
                    x = self.layer(self.only, x)
                x = F.max_pool2d(x, 2)
        return self.prediction0(x.flatten(1))


# ---- DenseNet for CIFAR-10 -------------------------------------------------------------------------------------------
class BasicDenseLayer(nn.Module):
    def __init__(self, channels, growth):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(channels), three(channels, growth)

    def forward(self, x):
        return torch.cat([x, self.conv1(F.relu(self.norm1(x)))], 1)


class DenseLayer(nn.Module):
    def __init__(self, channels, growth):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(channels), one(channels, 4 * growth)
        self.norm2, self.conv2 = nn.BatchNorm2d(4 * growth), three(4 * growth, growth)

    def forward(self, x):
        return torch.cat([x, self.conv2(F.relu(self.norm2(self.conv1(F.relu(self.norm1(x))))))], 1)


class Transition(nn.Module):
    def __init__(self, channels, out):
        super().__init__()
        self.norm, self.conv = nn.BatchNorm2d(channels), one(channels, out)

    def forward(self, x):
        return F.avg_pool2d(self.conv(F.relu(self.norm(x))), 2)


class CifarDenseNet(nn.Module):
    def __init__(self, layers, growth, channels, layer, compression):
        super().__init__()
        self.features = nn.Sequential()
        self.features.add_module("conv0", three(3, channels))
        for block in range(1, 4):
            dense = nn.Sequential()
            for i in range(1, layers + 1):
                dense.add_module(f"denselayer{i}", layer(channels, growth))
                channels += growth
            self.features.add_module(f"denseblock{block}", dense)
            if block < 3:
                out = int(channels * compression)
                self.features.add_module(f"transition{block}", Transition(channels, out))
                channels = out
        self.features.add_module("norm_final", nn.BatchNorm2d(channels))
        self.classifier = nn.Linear(channels, 10)

    def forward(self, x):
        return self.classifier(F.relu(self.features(x)).mean((2, 3)))


# ---- SqueezeNet ------------------------------------------------------------------------------------------------------
class SqueezeNetBypass(tv.SqueezeNet):
    def forward(self, x):
        for layer in self.features:
            y = layer(x)
            x = x + y if isinstance(layer, Fire) and x.shape == y.shape else y
        return self.classifier(x).flatten(1)


RESNETS = {"resnet18": 8, "resnet34": 16, "resnet50": 16, "resnet101": 33, "resnet152": 50, "wide_resnet50_2": 16,
           "wide_resnet101_2": 33, "resnext50_32x4d": 16, "resnext101_32x8d": 33, "resnext101_64x4d": 33}


def last_norm(name):
    return damped("bn2" if name in ("resnet18", "resnet34") else "bn3", RESNETS[name])


MODELS = {name: (torchvision(name), IMAGENET, last_norm(name)) for name in RESNETS}
for _name in ("resnet50", "resnet101", "resnet152"):
    MODELS[f"{_name} stride=v1"] = (stride_v1(_name), IMAGENET, last_norm(_name))
for _name in ("resnet18", "resnet34", "resnet50"):
    MODELS[f"{_name} shortcut=A"] = (with_shortcuts(_name, option_a), IMAGENET, last_norm(_name))
    MODELS[f"{_name} shortcut=C"] = (with_shortcuts(_name, option_c), IMAGENET, last_norm(_name))
MODELS["plain18"] = (with_shortcuts("resnet18", plain), IMAGENET)
MODELS["plain34"] = (with_shortcuts("resnet34", plain), IMAGENET)
for _name, _branches in (("resnetv2_50", 16), ("resnetv2_101", 33), ("resnetv2_152", 50)):
    MODELS[_name] = (lambda name=_name: timm.create_model(name, pretrained=False), IMAGENET, damped("conv3", _branches))
for _name in ("densenet121", "densenet161", "densenet169", "densenet201", "squeezenet1_0", "squeezenet1_1"):
    MODELS[_name] = (torchvision(_name), IMAGENET)
MODELS["densenet264"] = (lambda: tv.DenseNet(32, (6, 12, 64, 48), 64), IMAGENET)
MODELS["squeezenet_bypass"] = (lambda: SqueezeNetBypass("1_0"), IMAGENET)

for _depth in (20, 32, 44, 56, 110, 1202):
    MODELS[f"resnet{_depth}_cifar"] = (lambda depth=_depth: CifarResNet(depth), CIFAR, damped("bn2", (_depth - 2) // 2))
MODELS["plain20_cifar"] = (lambda: CifarResNet(20, PlainBlock), CIFAR)
MODELS["plain56_cifar"] = (lambda: CifarResNet(56, PlainBlock), CIFAR)
MODELS["resnet110_stochastic_depth_cifar"] = (lambda: CifarResNet(110, last_kept=0.5), CIFAR, damped("bn2", 54))
MODELS["preact_resnet110_cifar"] = (lambda: PreactResNet(110), CIFAR, damped("conv2", 54))
MODELS["preact_resnet164_cifar"] = (lambda: PreactResNet(164, True), CIFAR, damped("conv3", 54))
MODELS["preact_resnet1001_cifar"] = (lambda: PreactResNet(1001, True), CIFAR, damped("conv3", 333))
for _depth, _widen in ((16, 8), (28, 10), (40, 4)):
    MODELS[f"wrn_{_depth}_{_widen}_cifar"] = (lambda depth=_depth, widen=_widen: WideResNet(depth, widen), CIFAR,
                                              damped("conv1", (_depth - 4) // 2))
MODELS["resnext29_8x64d_cifar"] = (resnext29(8), CIFAR, damped("bn3", 9))
MODELS["resnext29_16x64d_cifar"] = (resnext29(16), CIFAR, damped("bn3", 9))
WIDTHS_20, WIDTHS_40 = (64, 128, 256, 512, 512), (32, 64, 128, 256, 256)
MODELS["fractalnet20_cifar"] = (lambda: FractalNet(3, WIDTHS_20), CIFAR)
MODELS["fractalnet40_cifar"] = (lambda: FractalNet(4, WIDTHS_40), CIFAR)
MODELS["fractalnet20_cifar column=1"] = (lambda: FractalNet(3, WIDTHS_20, 0), CIFAR)
MODELS["fractalnet20_cifar column=3"] = (lambda: FractalNet(3, WIDTHS_20, 2), CIFAR)
MODELS["densenet_40_12_cifar"] = (lambda: CifarDenseNet(12, 12, 16, BasicDenseLayer, 1), CIFAR)
MODELS["densenet_bc_100_12_cifar"] = (lambda: CifarDenseNet(16, 12, 24, DenseLayer, 0.5), CIFAR)

# ---- what is published -----------------------------------------------------------------------------------------------
PARAMETERS = {
    "resnet18": 11689512, "resnet34": 21797672, "resnet50": 25557032, "resnet101": 44549160, "resnet152": 60192808,
    "wide_resnet50_2": 68883240, "wide_resnet101_2": 126886696, "resnext50_32x4d": 25028904,
    "resnext101_32x8d": 88791336, "resnext101_64x4d": 83455272, "resnetv2_50": 25549352, "resnetv2_101": 44541480,
    "densenet121": 7978856, "densenet161": 28681000, "densenet169": 14149480, "densenet201": 20013928,
    "squeezenet1_0": 1248424, "squeezenet1_1": 1235496, "squeezenet_bypass": 1248424}
FIGURES = {name: {"published_parameters": parameters} for name, parameters in PARAMETERS.items()}


def rounded(name, parameters, note):
    FIGURES[name] = {"published_parameters": parameters, "note": note}


ROUNDED = "the paper rounds"
for _name, _parameters in (
        ("resnet20_cifar", 270000), ("resnet32_cifar", 460000), ("resnet44_cifar", 660000), ("resnet56_cifar", 850000),
        ("resnet110_cifar", 1700000), ("resnet1202_cifar", 19400000), ("resnet110_stochastic_depth_cifar", 1700000),
        ("preact_resnet110_cifar", 1700000), ("preact_resnet164_cifar", 1700000), ("wrn_16_8_cifar", 11000000),
        ("wrn_28_10_cifar", 36500000), ("wrn_40_4_cifar", 8900000), ("resnext29_8x64d_cifar", 34400000),
        ("resnext29_16x64d_cifar", 68100000), ("densenet_40_12_cifar", 1000000),
        ("densenet_bc_100_12_cifar", 800000)):
    rounded(_name, _parameters, ROUNDED)
rounded("preact_resnet1001_cifar", 10200000,
        "the paper rounds, down; the authors' KaimingHe/resnet-1k-layers has these layers and so this number")
rounded("fractalnet20_cifar", 38600000,
        "derived: the paper's channels (64, 128, 256, 512, 512) in three columns of 3x3, as the authors' generator "
        "(gustavla/fractalnet) has them, make 33.7 million, and nothing in it explains 38.6; counted in this way, "
        "networks of 16, 32, 64, 128, 128 channels have 2.1 million in three columns and 4.8 in four, as in the paper")
rounded("fractalnet40_cifar", 22900000,
        "derived: four columns with the channels of FractalNet-20 would be 76 million, with half of them 19.0; no such "
        "plan of channels makes the paper's 22.9")
for _name, _paper in (("resnet50", 3.86), ("resnet101", 7.57), ("resnet152", 11.28)):
    FIGURES[f"{_name} stride=v1"] = {"note": f"the stride on the first 1x1, as in the paper; {_paper} billion MACs"}

# An error in per cent and where it stands.
CIFAR_ERRORS = {
    "resnet20_cifar": (8.75, "He et al., 2015, table 6"), "resnet32_cifar": (7.51, "He et al., 2015, table 6"),
    "resnet44_cifar": (7.17, "He et al., 2015, table 6"), "resnet56_cifar": (6.97, "He et al., 2015, table 6"),
    "resnet110_cifar": (6.43, "He et al., 2015, table 6"), "resnet1202_cifar": (7.93, "He et al., 2015, table 6"),
    "preact_resnet110_cifar": (6.37, "He et al., 2016, table 3"),
    "preact_resnet164_cifar": (5.46, "He et al., 2016, table 3"),
    "preact_resnet1001_cifar": (4.92, "He et al., 2016, table 3"),
    "wrn_16_8_cifar": (4.27, "Zagoruyko and Komodakis, 2016, table 5"),
    "wrn_28_10_cifar": (4.00, "Zagoruyko and Komodakis, 2016, table 5"),
    "wrn_40_4_cifar": (4.53, "Zagoruyko and Komodakis, 2016, table 5"),
    "resnext29_8x64d_cifar": (3.65, "Xie et al., 2016, table 7"),
    "resnext29_16x64d_cifar": (3.58, "Xie et al., 2016, table 7"),
    "resnet110_stochastic_depth_cifar": (5.23, "Huang et al., 2016, quoted in DenseNet's table 2"),
    "fractalnet20_cifar": (4.60, "Larsson et al., 2016, quoted in DenseNet's table 2"),
    "densenet_40_12_cifar": (5.24, "Huang et al., 2016, DenseNet's table 2"),
    "densenet_bc_100_12_cifar": (4.51, "Huang et al., 2016, DenseNet's table 2")}
IMAGENET_ERRORS = {
    "plain18": (27.94, "He et al., 2015, table 2, ten crops"), "plain34": (28.54, "He et al., 2015, table 2, ten crops"),
    "densenet264": (22.15, "Huang et al., 2016, table 3, one crop"),
    "squeezenet_bypass": (39.6, "Iandola et al., 2016, table 3")}
for _name, (_error, _source) in {**CIFAR_ERRORS, **IMAGENET_ERRORS}.items():
    FIGURES.setdefault(_name, {}).update(top1=round(100 - _error, 2), top1_source=_source)
for _name in PARAMETERS:
    if hasattr(tv, _name):
        _weights = tv.get_model_weights(_name).IMAGENET1K_V1
        FIGURES[_name].update(top1=_weights.meta["_metrics"]["ImageNet-1K"]["acc@1"],
                              top1_source="torchvision's model zoo, IMAGENET1K_V1, one 224x224 crop")
FIGURES["resnext101_64x4d"]["top1_source"] = (
    "torchvision's model zoo, IMAGENET1K_V1 (newer training recipe), one 224x224 crop")
