"""GoogLeNet and the Inception networks: torchvision's and timm's, the others written from their papers."""
import timm
import torch
import torchvision.models as tv
from torch import nn
from torch.nn import functional as F
from torchvision.models.googlenet import BasicConv2d


class WithAuxiliaries(nn.Module):
    """torchvision's network in evaluation, with the outputs that it has in training only: heads[name] is the head's
    module and the place whose result it takes."""
    def __init__(self, net, heads):
        super().__init__()
        for name, child in net.named_children():
            self.add_module(name, child)
        self.net, self.heads = [net], heads        # in a list: the names of parameters are to be the network's own

    def forward(self, x):
        seen, net = {}, self.net[0]

        def watch(name, head, place):
            return getattr(net, place).register_forward_hook(
                lambda module, x, y: seen.update({name: getattr(net, head)(y)}))

        hooks = [watch(name, head, place) for name, (head, place) in self.heads.items()]
        result = {"output": net.eval()(x)}
        for hook in hooks:
            hook.remove()
        return {**result, **seen}


def googlenet(auxiliary=False):
    net = tv.googlenet(weights=None, aux_logits=True, transform_input=False, init_weights=False)
    heads = {"aux1": ("aux1", "inception4a"), "aux2": ("aux2", "inception4d")}
    return WithAuxiliaries(net, heads) if auxiliary else net


def inception_v3(auxiliary=False):
    net = tv.inception_v3(weights=None, aux_logits=True, transform_input=False, init_weights=False)
    return WithAuxiliaries(net, {"aux": ("AuxLogits", "Mixed_6e")}) if auxiliary else net


# ---- Szegedy et al., "Going Deeper with Convolutions", table 1 -------------------------------------------------------
class Branches(nn.Module):
    """The results of several modules on one input, channel behind channel."""
    def __init__(self, **branches):
        super().__init__()
        for name, branch in branches.items():
            self.add_module(name, branch)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.children()], 1)


def plain(channels, out, kernel, stride=1):
    return nn.Conv2d(channels, out, kernel, stride, kernel // 2)


class Named(nn.Module):
    """Modules one behind the other; what has parameters is followed by a relu."""
    def __init__(self, **modules):
        super().__init__()
        for name, module in modules.items():
            self.add_module(name, module)

    def forward(self, x):
        for module in self.children():
            x = F.relu(module(x)) if isinstance(module, nn.Conv2d) else module(x)
        return x


class PaperModule(nn.Module):
    def __init__(self, channels, narrow, reduce3, wide3, reduce5, wide5, pooled):
        super().__init__()
        layers = {"1x1": (channels, narrow, 1), "3x3_reduce": (channels, reduce3, 1), "3x3": (reduce3, wide3, 3),
                  "5x5_reduce": (channels, reduce5, 1), "5x5": (reduce5, wide5, 5), "pool_proj": (channels, pooled, 1)}
        for name, layer in layers.items():
            self.add_module(name, plain(*layer))

    def forward(self, x):
        def go(name, y):
            return F.relu(getattr(self, name)(y))

        return torch.cat([go("1x1", x), go("3x3", go("3x3_reduce", x)), go("5x5", go("5x5_reduce", x)),
                          go("pool_proj", F.max_pool2d(x, 3, 1, 1))], 1)


class PaperHead(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv, self.fc, self.classifier = plain(channels, 128, 1), nn.Linear(2048, 1024), nn.Linear(1024, 1000)

    def forward(self, x):
        x = F.relu(self.conv(F.avg_pool2d(x, 5, 3, ceil_mode=True)))
        return self.classifier(F.relu(self.fc(x.flatten(1))))


TABLE_1 = {"3a": (192, 64, 96, 128, 16, 32, 32), "3b": (256, 128, 128, 192, 32, 96, 64),
           "4a": (480, 192, 96, 208, 16, 48, 64), "4b": (512, 160, 112, 224, 24, 64, 64),
           "4c": (512, 128, 128, 256, 24, 64, 64), "4d": (512, 112, 144, 288, 32, 64, 64),
           "4e": (528, 256, 160, 320, 32, 128, 128), "5a": (832, 256, 160, 320, 32, 128, 128),
           "5b": (832, 384, 192, 384, 48, 128, 128)}


class InceptionV1(nn.Module):
    def __init__(self, auxiliary=False):
        super().__init__()
        self.conv1 = Named(**{"7x7_s2": plain(3, 64, 7, 2)})
        self.conv2 = Named(**{"3x3_reduce": plain(64, 64, 1), "3x3": plain(64, 192, 3)})
        for name, widths in TABLE_1.items():
            self.add_module(f"inception_{name}", PaperModule(*widths))
        if auxiliary:
            self.loss1, self.loss2 = PaperHead(512), PaperHead(528)
        self.loss3 = Named(classifier=nn.Linear(1024, 1000))
        self.auxiliary = auxiliary

    def forward(self, x):
        def pool(x):
            return F.max_pool2d(x, 3, 2, ceil_mode=True)

        def norm(x):
            return F.local_response_norm(x, 5)

        result = {}
        x = pool(norm(self.conv2(norm(pool(self.conv1(x))))))
        for name in TABLE_1:
            x = getattr(self, f"inception_{name}")(x)
            if name in ("3b", "4e"):
                x = pool(x)
            if self.auxiliary and name in ("4a", "4d"):
                result["aux1" if name == "4a" else "aux2"] = getattr(self, "loss1" if name == "4a" else "loss2")(x)
        result["output"] = self.loss3(x.mean((2, 3)))
        return result if self.auxiliary else result["output"]


# ---- Ioffe and Szegedy, "Batch Normalization", figure 5 --------------------------------------------------------------
def one(channels, out):
    return BasicConv2d(channels, out, kernel_size=1)


def three(channels, out, stride=1):
    return BasicConv2d(channels, out, kernel_size=3, stride=stride, padding=1)


def bn_module(channels, narrow, reduce3, wide3, reduce33, wide33, pool, pooled):
    around = nn.AvgPool2d(3, 1, 1) if pool == "avg" else nn.MaxPool2d(3, 1, 1)
    return Branches(branch1=one(channels, narrow), branch2=nn.Sequential(one(channels, reduce3), three(reduce3, wide3)),
                    branch3=nn.Sequential(one(channels, reduce33), three(reduce33, wide33), three(wide33, wide33)),
                    branch4=nn.Sequential(around, one(channels, pooled)))


def bn_reduce(channels, reduce3, wide3, reduce33, wide33):
    return Branches(branch2=nn.Sequential(one(channels, reduce3), three(reduce3, wide3, 2)),
                    branch3=nn.Sequential(one(channels, reduce33), three(reduce33, wide33), three(wide33, wide33, 2)),
                    branch4=nn.MaxPool2d(3, 2, ceil_mode=True))


class InceptionV2(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = BasicConv2d(3, 64, kernel_size=7, stride=2, padding=3)
        self.conv2, self.conv3 = one(64, 64), three(64, 192)
        modules = {
            "3a": bn_module(192, 64, 64, 64, 64, 96, "avg", 32), "3b": bn_module(256, 64, 64, 96, 64, 96, "avg", 64),
            "3c": bn_reduce(320, 128, 160, 64, 96), "4a": bn_module(576, 224, 64, 96, 96, 128, "avg", 128),
            "4b": bn_module(576, 192, 96, 128, 96, 128, "avg", 128),
            "4c": bn_module(576, 160, 128, 160, 128, 160, "avg", 96),
            "4d": bn_module(576, 96, 128, 192, 160, 192, "avg", 96), "4e": bn_reduce(576, 128, 192, 192, 256),
            "5a": bn_module(1024, 352, 192, 320, 160, 224, "avg", 128),
            "5b": bn_module(1024, 352, 192, 320, 192, 224, "max", 128)}
        self.names = [f"inception{name}" for name in modules]
        for name, module in zip(self.names, modules.values()):
            self.add_module(name, module)
        self.fc = nn.Linear(1024, 1000)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 3, 2, ceil_mode=True)
        x = F.max_pool2d(self.conv3(self.conv2(x)), 3, 2, ceil_mode=True)
        for name in self.names:
            x = getattr(self, name)(x)
        return self.fc(x.mean((2, 3)))


# ---- Szegedy et al., "Inception-v4, Inception-ResNet", figures 10 to 14 ----------------------------------------------
def window(channels, out, kernel, stride=1):
    kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    pad = (0, 0) if stride > 1 else (kernel[0] // 2, kernel[1] // 2)
    return BasicConv2d(channels, out, kernel_size=kernel, stride=stride, padding=pad)


class Residual(nn.Module):
    def __init__(self, channels, scale, *branches):
        super().__init__()
        names, width = [], 0
        for i, branch in enumerate(branches):
            self.add_module(f"branch{i}", branch)
            names.append(f"branch{i}")
            width += (branch[-1] if isinstance(branch, nn.Sequential) else branch).conv.out_channels
        self.names, self.scale, self.conv2d = names, scale, nn.Conv2d(width, channels, 1)

    def forward(self, x):
        y = torch.cat([getattr(self, name)(x) for name in self.names], 1)
        return F.relu(x + self.scale * self.conv2d(y))


def residual_35():
    return Residual(256, 0.17, window(256, 32, 1), nn.Sequential(window(256, 32, 1), window(32, 32, 3)),
                    nn.Sequential(window(256, 32, 1), window(32, 32, 3), window(32, 32, 3)))


def residual_17():
    return Residual(896, 0.1, window(896, 128, 1), nn.Sequential(
        window(896, 128, 1), window(128, 128, (1, 7)), window(128, 128, (7, 1))))


def residual_8():
    return Residual(1792, 0.2, window(1792, 192, 1), nn.Sequential(
        window(1792, 192, 1), window(192, 192, (1, 3)), window(192, 192, (3, 1))))


class InceptionResNetV1(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv2d_1a = window(3, 32, 3, 2)
        self.conv2d_2a = BasicConv2d(32, 32, kernel_size=3)
        self.conv2d_2b = window(32, 64, 3)
        self.conv2d_3b = window(64, 80, 1)
        self.conv2d_4a = BasicConv2d(80, 192, kernel_size=3)
        self.conv2d_4b = window(192, 256, 3, 2)
        self.repeat = nn.Sequential(*[residual_35() for _ in range(5)])
        self.mixed_6a = Branches(
            branch0=window(256, 384, 3, 2),
            branch1=nn.Sequential(window(256, 192, 1), window(192, 192, 3), window(192, 256, 3, 2)),
            branch2=nn.MaxPool2d(3, 2))
        self.repeat_1 = nn.Sequential(*[residual_17() for _ in range(10)])
        self.mixed_7a = Branches(
            branch0=nn.Sequential(window(896, 256, 1), window(256, 384, 3, 2)),
            branch1=nn.Sequential(window(896, 256, 1), window(256, 256, 3, 2)),
            branch2=nn.Sequential(window(896, 256, 1), window(256, 256, 3), window(256, 256, 3, 2)),
            branch3=nn.MaxPool2d(3, 2))
        self.repeat_2 = nn.Sequential(*[residual_8() for _ in range(5)])
        self.classif = nn.Linear(1792, 1000)

    def forward(self, x):
        x = F.max_pool2d(self.conv2d_2b(self.conv2d_2a(self.conv2d_1a(x))), 3, 2)
        x = self.conv2d_4b(self.conv2d_4a(self.conv2d_3b(x)))
        x = self.repeat_2(self.mixed_7a(self.repeat_1(self.mixed_6a(self.repeat(x)))))
        return self.classif(x.mean((2, 3)))


SMALL, LARGE = (3, 224, 224), (3, 299, 299)
MODELS = {
    "googlenet": (googlenet, SMALL),
    "googlenet aux=true": (lambda: googlenet(True), SMALL),
    "inception_v1": (InceptionV1, SMALL),
    "inception_v1 aux=true": (lambda: InceptionV1(True), SMALL),
    "inception_v2": (InceptionV2, SMALL),
    "inception_v3": (inception_v3, LARGE),
    "inception_v3 aux=true": (lambda: inception_v3(True), LARGE),
    "inception_v4": (lambda: timm.create_model("inception_v4"), LARGE),
    "inception_resnet_v1": (InceptionResNetV1, LARGE),
    "inception_resnet_v2": (lambda: timm.create_model("inception_resnet_v2"), LARGE),
}

TORCHVISION = "torchvision's model zoo, IMAGENET1K_V1, one {0}x{0} crop"
PAPER_V4 = "arXiv:1602.07261, table 2, one crop"
V1_NOTE = "As Caffe's bvlc_googlenet. Table 1 of the paper rounds the counts of its rows, which sum up to 6.8 million."
V2_NOTE = ("By the paper's figure 5, whose modules 4a to 4d have 576 channels; the authors' code (TF-Slim) has the "
           "same modules behind a separable first convolution. Caffe's BN-Inception has more: in 4c and 4d it pools to "
           "128 channels, not 96.")
IR_V1_NOTE = "By the paper's figures 10 to 14; it states no count, and the authors published no model."
IR_V2_NOTE = ("As the authors' code: blocks of 320, 1088 and 2080 channels and Inception v3's stem, not those of the "
              "paper's figures.")
FIGURES = {
    "googlenet": {"published_parameters": 6624904, "top1": 69.778, "top1_source": TORCHVISION.format(224)},
    "googlenet aux=true": {"published_parameters": 13004888},
    "inception_v1": {"published_parameters": 6998552, "top1": 68.7,
                     "top1_source": "BVLC GoogLeNet in Caffe's model zoo, one crop", "note": V1_NOTE},
    "inception_v1 aux=true": {"published_parameters": 13378280},
    "inception_v2": {"top1": 74.8, "top1_source": "arXiv:1502.03167, figure 3, BN-x30, one crop", "note": V2_NOTE},
    "inception_v3": {"published_parameters": 23834568, "top1": 77.294, "top1_source": TORCHVISION.format(299)},
    "inception_v3 aux=true": {"published_parameters": 27161264},
    "inception_v4": {"published_parameters": 42679816, "top1": 80.0, "top1_source": PAPER_V4},
    "inception_resnet_v1": {"note": IR_V1_NOTE},
    "inception_resnet_v2": {"published_parameters": 55843464, "top1": 80.1, "top1_source": PAPER_V4,
                            "note": IR_V2_NOTE},
}
