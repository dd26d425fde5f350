"""LeNet-5, AlexNet, ZFNet, Network in Network, VGG: torchvision's, the others written from their papers."""
import torch
import torchvision.models as tv
from torch import nn
from torch.nn import functional as F

from models import LeNet5


# ---- LeNet-5 ---------------------------------------------------------------------------------------------------------
# Table I of the paper: a # where the map of S2 (row) feeds the map of C3 (column).
TABLE_1 = """
#...###..####.##
##...###..####.#
###...###..#.###
.###..####..#.##
..###..####.##.#
...###..####.###
""".split()


class TableConv(nn.Conv2d):
    """A convolution that sees what the table connects."""
    def __init__(self, table, kernel):
        super().__init__(len(table), len(table[0]), kernel)
        mask = torch.tensor([[row[k] == "#" for row in table] for k in range(len(table[0]))]).double()
        self.register_buffer("mask", mask[:, :, None, None])
        self.fan_in = int(mask.sum(1).max()) * kernel * kernel

    def forward(self, x):
        return F.conv2d(x, self.weight * self.mask, self.bias)

    def connections(self):
        return int(self.mask.sum()) * self.weight[0, 0].numel()

    def count_trainable(self):
        return self.connections() + self.bias.numel()

    def count_macs(self, y):
        return self.connections() * y[0, 0].numel()


class Subsampling(nn.Module):
    kinds = {"weight": "gamma", "bias": "beta"}

    def __init__(self, channels):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.zeros(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return F.avg_pool2d(x, 2) * self.weight[:, None, None] + self.bias[:, None, None]


class SquaredDistance(nn.Module):
    fan_in = 6

    def __init__(self, inputs, out):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out, inputs), requires_grad=False)

    def forward(self, x):
        return ((x[:, None] - self.weight) ** 2).sum(2)

    def count_macs(self, y):
        return self.weight.numel()


class LeNet1998(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.s2 = nn.Conv2d(1, 6, 5), Subsampling(6)
        self.c3, self.s4 = TableConv(TABLE_1, 5), Subsampling(16)
        self.c5, self.f6, self.rbf = nn.Conv2d(16, 120, 5), nn.Linear(120, 84), SquaredDistance(84, 10)

    def forward(self, x):
        for layer in (self.c1, self.s2, self.c3, self.s4, self.c5, nn.Flatten(), self.f6):
            x = layer(x) if isinstance(layer, nn.Flatten) else 1.7159 * torch.tanh(2 / 3 * layer(x))
        return -self.rbf(x)


# ---- AlexNet of 2012 and ZFNet ---------------------------------------------------------------------------------------
def norm(x):
    return F.local_response_norm(x, 5, alpha=5e-4, beta=0.75, k=2.0)


class FiveThree(nn.Module):
    """Five convolutions, three linear layers."""
    def __init__(self, convolutions):
        super().__init__()
        self.conv1, self.conv2, self.conv3, self.conv4, self.conv5 = convolutions
        self.fc6, self.fc7, self.fc8 = nn.Linear(9216, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000)

    def classify(self, x):
        x = F.relu(self.conv5(F.relu(self.conv4(F.relu(self.conv3(x))))))
        x = F.max_pool2d(x, 3, 2, ceil_mode=True).flatten(1)
        return self.fc8(F.relu(self.fc7(F.relu(self.fc6(x)))))


class AlexNet2012(FiveThree):
    def __init__(self):
        super().__init__([nn.Conv2d(3, 96, 11, 4), nn.Conv2d(96, 256, 5, 1, 2, groups=2), nn.Conv2d(256, 384, 3, 1, 1),
                          nn.Conv2d(384, 384, 3, 1, 1, groups=2), nn.Conv2d(384, 256, 3, 1, 1, groups=2)])

    def forward(self, x):
        x = F.max_pool2d(norm(F.relu(self.conv1(x))), 3, 2)
        return self.classify(F.max_pool2d(norm(F.relu(self.conv2(x))), 3, 2))


class ZFNet(FiveThree):
    def __init__(self):
        super().__init__([nn.Conv2d(3, 96, 7, 2, 1), nn.Conv2d(96, 256, 5, 2), nn.Conv2d(256, 384, 3, 1, 1),
                          nn.Conv2d(384, 384, 3, 1, 1), nn.Conv2d(384, 256, 3, 1, 1)])

    def forward(self, x):
        x = norm(F.max_pool2d(F.relu(self.conv1(x)), 3, 2, ceil_mode=True))
        return self.classify(norm(F.max_pool2d(F.relu(self.conv2(x)), 3, 2, ceil_mode=True)))


# ---- Network in Network ----------------------------------------------------------------------------------------------
class NetworkInNetwork(nn.Module):
    """layers: (name, convolution), or a pool."""
    def __init__(self, layers):
        super().__init__()
        self.order = []
        for layer in layers:
            if isinstance(layer, tuple):
                self.add_module(*layer)
            self.order.append(layer)

    def forward(self, x):
        for layer in self.order:
            x = F.relu(getattr(self, layer[0])(x)) if isinstance(layer, tuple) else layer(x)
        return x.mean((2, 3))


def average(x):
    return F.avg_pool2d(x, 3, 2, ceil_mode=True)


def largest(x):
    return F.max_pool2d(x, 3, 2, ceil_mode=True)


def nin_cifar10():
    return NetworkInNetwork([
        ("conv1", nn.Conv2d(3, 192, 5, 1, 2)), ("cccp1", nn.Conv2d(192, 160, 1)), ("cccp2", nn.Conv2d(160, 96, 1)),
        largest,
        ("conv2", nn.Conv2d(96, 192, 5, 1, 2)), ("cccp3", nn.Conv2d(192, 192, 1)), ("cccp4", nn.Conv2d(192, 192, 1)),
        average,
        ("conv3", nn.Conv2d(192, 192, 3, 1, 1)), ("cccp5", nn.Conv2d(192, 192, 1)), ("cccp6", nn.Conv2d(192, 10, 1))])


def nin_imagenet():
    return NetworkInNetwork([
        ("conv1", nn.Conv2d(3, 96, 11, 4)), ("cccp1", nn.Conv2d(96, 96, 1)), ("cccp2", nn.Conv2d(96, 96, 1)), largest,
        ("conv2", nn.Conv2d(96, 256, 5, 1, 2)), ("cccp3", nn.Conv2d(256, 256, 1)), ("cccp4", nn.Conv2d(256, 256, 1)),
        largest,
        ("conv3", nn.Conv2d(256, 384, 3, 1, 1)), ("cccp5", nn.Conv2d(384, 384, 1)), ("cccp6", nn.Conv2d(384, 384, 1)),
        largest,
        ("conv4-1024", nn.Conv2d(384, 1024, 3, 1, 1)), ("cccp7-1024", nn.Conv2d(1024, 1024, 1)),
        ("cccp8-1024", nn.Conv2d(1024, 1000, 1))])


# ---- the table -------------------------------------------------------------------------------------------------------
def torchvision(name):
    return lambda: getattr(tv, name)(weights=None)


IMAGENET = (3, 224, 224)
# Of torchvision's: parameters, and top-1 of IMAGENET1K_V1.
PUBLISHED = {"alexnet": (61100840, 56.522), "vgg11": (132863336, 69.02), "vgg13": (133047848, 69.928),
             "vgg16": (138357544, 71.592), "vgg19": (143667240, 72.376), "vgg11_bn": (132868840, 70.37),
             "vgg13_bn": (133053736, 71.586), "vgg16_bn": (138365992, 73.36), "vgg19_bn": (143678248, 74.218)}

MODELS = {
    "lenet5": (LeNet5, (1, 32, 32)),
    "lenet5_1998": (LeNet1998, (1, 32, 32)),
    "alexnet_2012": (AlexNet2012, (3, 227, 227)),
    "zfnet": (ZFNet, IMAGENET),
    "nin_cifar10": (nin_cifar10, (3, 32, 32)),
    "nin_imagenet": (nin_imagenet, IMAGENET),
    **{name: (torchvision(name), IMAGENET) for name in PUBLISHED},
}

FIGURES = {
    "lenet5": {"published_parameters": 61706},
    "lenet5_1998": {"published_parameters": 60000},
    "alexnet_2012": {"published_parameters": 60965224, "top1": 59.3,
                     "top1_source": "Krizhevsky et al., 2012, table 2, one CNN, ten crops, validation set",
                     "note": "The paper says 60 million."},
    "zfnet": {"published_parameters": 62357608, "top1": 61.6,
              "top1_source": "arXiv:1311.2901, table 2, one convnet as figure 3, ten crops, validation set",
              "note": "The paper states no count; figure 3 gives this one."},
    "nin_cifar10": {"published_parameters": 966986, "top1": 89.59,
                    "top1_source": "arXiv:1312.4400, table 1, without augmentation"},
    "nin_imagenet": {"published_parameters": 7595176, "top1": 59.36,
                     "top1_source": "NIN-Imagenet in Caffe's model zoo, one crop"},
    **{name: {"published_parameters": parameters, "top1": top1,
              "top1_source": "torchvision's model zoo, IMAGENET1K_V1, one 224x224 crop"}
       for name, (parameters, top1) in PUBLISHED.items()},
}
