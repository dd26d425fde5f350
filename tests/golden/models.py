"""Whole networks in plain PyTorch, under the parameter names of torchvision (or of the repository that is named), with
the documented pseudo-random values. The last batch norm of a residual branch is damped by 1 / sqrt(blocks), as the
network files say with init_scale, so that activations keep their size through any depth.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

from network import input_values, values


class BasicBlock(nn.Module):
    def __init__(self, channels, out, stride, projection):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.stride, self.extra, self.changes = stride, out - channels, stride > 1 or channels != out
        if projection and self.changes:
            self.downsample = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def shortcut(self, x):
        if hasattr(self, "downsample"):
            return self.downsample(x)
        half = self.extra // 2
        return F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, half, half)) if self.changes else x

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.shortcut(x))


def stage(channels, out, blocks, stride, projection):
    rest = [BasicBlock(out, out, 1, projection) for _ in range(blocks - 1)]
    return nn.Sequential(BasicBlock(channels, out, stride, projection), *rest)


class ResNet34(nn.Module):
    """He et al., 2015; torchvision.models.resnet34."""
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1 = stage(64, 64, 3, 1, True)
        self.layer2 = stage(64, 128, 4, 2, True)
        self.layer3 = stage(128, 256, 6, 2, True)
        self.layer4 = stage(256, 512, 3, 2, True)
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


class ResNet20(nn.Module):
    """He et al., 2015, section 4.2, shortcuts A; names of akamaster/pytorch_resnet_cifar10."""
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = stage(16, 16, 3, 1, False)
        self.layer2 = stage(16, 32, 3, 2, False)
        self.layer3 = stage(32, 64, 3, 2, False)
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x))))))
        return self.linear(x.mean((2, 3)))


class Fire(nn.Module):
    def __init__(self, channels, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.expand1x1(x)), F.relu(self.expand3x3(x))], 1)


class SqueezeNet(nn.Module):
    """Iandola et al., 2016; torchvision.models.squeezenet1_0."""
    def __init__(self):
        super().__init__()
        pool = [nn.MaxPool2d(3, 2, ceil_mode=True) for _ in range(3)]
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 7, 2), nn.ReLU(), pool[0], Fire(96, 16, 64), Fire(128, 16, 64), Fire(128, 32, 128),
            pool[1], Fire(256, 32, 128), Fire(256, 48, 192), Fire(384, 48, 192), Fire(384, 64, 256),
            pool[2], Fire(512, 64, 256))
        self.classifier = nn.Sequential(nn.Dropout(), nn.Conv2d(512, 1000, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1))

    def forward(self, x):
        return self.classifier(self.features(x)).flatten(1)


class LeNet5(nn.Module):
    """LeCun et al., 1998, every map of C3 connected to all of S2; names of tests/lenet/train.py."""
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.conv2(x)), 2)
        return self.fc3(torch.tanh(self.fc2(torch.tanh(self.fc1(x.flatten(1))))))


# The class and the picture.
MODELS = {
    "resnet34": (ResNet34, (3, 224, 224)),
    "lenet5": (LeNet5, (1, 32, 32)),
    "squeezenet1_0": (SqueezeNet, (3, 224, 224)),
    "resnet20_cifar": (ResNet20, (3, 32, 32)),
}

KINDS = {"running_mean": "mean", "running_var": "var"}


def fill(net):
    """Gives every parameter its pseudo-random values."""
    blocks = sum(isinstance(module, BasicBlock) for module in net.modules())
    for module_name, module in net.named_modules():
        norm = isinstance(module, nn.BatchNorm2d)
        scale = 1 / math.sqrt(blocks) if module_name.endswith(".bn2") else 1.0
        for name, tensor in [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]:
            if name == "num_batches_tracked":
                continue
            kind = KINDS.get(name) or {"weight": "gamma", "bias": "beta"}[name] if norm else name
            fan_in = tensor[0].numel() if kind == "weight" else None
            with torch.no_grad():
                tensor.copy_(values(f"{module_name}.{name}", tuple(tensor.shape), kind, fan_in,
                                    scale if kind == "gamma" else 1.0))


def run(name):
    build, shape = MODELS[name]
    net = build().eval().double()
    fill(net)
    with torch.no_grad():
        return net(input_values(*shape))[0]
