"""The lessons: what a bottleneck saves."""
import torch
from torch import nn
from torch.nn import functional as F

CONV, NORM = nn.Conv2d, nn.BatchNorm2d


class Layers(nn.Module):
    """A module with these children; forward(net, x) says what is done with them."""
    def __init__(self, forward, **layers):
        super().__init__()
        for name, layer in layers.items():
            self.add_module(name, layer)
        self.run = forward

    def forward(self, x):
        return self.run(lambda name, y: getattr(self, name)(y), x)


def relu(go, name, x):
    return F.relu(go(name, x))


def pool(x):
    return F.max_pool2d(x, 3, 1, 1)


def naive():
    def forward(go, x):
        return torch.cat([*(relu(go, name, x) for name in ("1x1", "3x3", "5x5")), pool(x)], 1)

    return Layers(forward, **{"1x1": CONV(256, 128, 1), "3x3": CONV(256, 192, 3, 1, 1), "5x5": CONV(256, 96, 5, 1, 2)})


def bottleneck():
    def forward(go, x):
        three, five = relu(go, "3x3_reduce", x), relu(go, "5x5_reduce", x)
        return torch.cat([relu(go, "1x1", x), relu(go, "3x3", three), relu(go, "5x5", five),
                          relu(go, "pool_proj", pool(x))], 1)

    return Layers(forward, **{"1x1": CONV(256, 128, 1), "3x3_reduce": CONV(256, 64, 1), "3x3": CONV(64, 192, 3, 1, 1),
                              "5x5_reduce": CONV(256, 64, 1), "5x5": CONV(64, 96, 5, 1, 2),
                              "pool_proj": CONV(256, 64, 1)})


def row(*names):
    def forward(go, x):
        for name in names:
            x = relu(go, name, x)
        return x
    return forward


def residual(convolutions):
    def forward(go, x):
        y = x
        for i in range(1, convolutions + 1):
            y = go(f"bn{i}", go(f"conv{i}", y))
            y = F.relu(y) if i < convolutions else y
        return F.relu(x + y)
    return forward


def three():
    return Layers(row("conv1", "conv2", "conv3"), **{f"conv{i}": CONV(64, 64, 3, 1, 1, bias=False) for i in (1, 2, 3)})


def basic():
    return Layers(residual(2), **{f"conv{i}": CONV(256, 256, 3, 1, 1, bias=False) for i in (1, 2)},
                  **{f"bn{i}": NORM(256) for i in (1, 2)})


def residual_bottleneck():
    return Layers(residual(3), conv1=CONV(256, 64, 1, bias=False), bn1=NORM(64),
                  conv2=CONV(64, 64, 3, 1, 1, bias=False), bn2=NORM(64),
                  conv3=CONV(64, 256, 1, bias=False), bn3=NORM(256))


MODELS = {
    "inception_naive": (naive, (256, 28, 28)),
    "inception_bottleneck": (bottleneck, (256, 28, 28)),
    "lesson_5x5": (lambda: Layers(row("conv"), conv=CONV(192, 32, 5, 1, 2)), (192, 28, 28)),
    "lesson_5x5_reduced": (lambda: Layers(row("reduce", "conv"), reduce=CONV(192, 16, 1), conv=CONV(16, 32, 5, 1, 2)),
                           (192, 28, 28)),
    "lesson_7x7": (lambda: Layers(row("conv"), conv=CONV(64, 64, 7, 1, 3, bias=False)), (64, 56, 56)),
    "lesson_three_3x3": (three, (64, 56, 56)),
    "lesson_basic": (basic, (256, 28, 28)),
    "lesson_bottleneck": (residual_bottleneck, (256, 28, 28)),
}

FIGURES = {
    "inception_naive": {"published_macs": 854196224},
    "inception_bottleneck": {"published_macs": 271351808},
    "lesson_5x5": {"published_macs": 120422400},
    "lesson_5x5_reduced": {"published_macs": 12443648},
    "lesson_7x7": {"published_parameters": 49 * 64 * 64},
    "lesson_three_3x3": {"published_parameters": 27 * 64 * 64},
    "lesson_basic": {"published_macs": 2 * 9 * 256 * 256 * 28 * 28},
    "lesson_bottleneck": {"published_macs": (256 * 64 + 9 * 64 * 64 + 64 * 256) * 28 * 28},
}
