"""Networks that are written once and come out twice: as the Lua that cnnc compiles, and as PyTorch's values in float64.

    x = image("conv_3x3", 3, 9, 9)
    y = x.conv(8, 3, stride=2).relu()      # y.data is the result, y.net.lines is
                                           #   local x1 = x0:conv{8, kernel = 3, stride = 2, name = "conv1"}
                                           #   local x2 = x1:relu()

What an operator means is torch's; only padding that differs from side to side is applied by hand, as torch has none.
"""
import pathlib
import sys

import torch
from torch.nn import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import pseudo  # noqa: E402


def values(name, shape, kind, fan_in=None, scale=1.0):
    """The documented pseudo-random values of a parameter, in double."""
    return torch.from_numpy(pseudo.parameter(name, shape, kind, fan_in=fan_in, scale=scale)).double()


def input_values(c, h, w):
    return torch.from_numpy(pseudo.picture(c, h, w)).double()[None]


def lua(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "{" + ", ".join(lua(v) for v in value) + "}"
    return str(value)


def pair(value):
    return tuple(value) if isinstance(value, (list, tuple)) else (value, value)


def four(pad):
    """top, left, bottom, right of a pad as the network file has it."""
    pad = pair(pad)
    return pad if len(pad) == 4 else pad + pad


def padded(data, pad, value=0.0):
    top, left, bottom, right = four(pad)
    return F.pad(data, (left, right, top, bottom), value=value)


class Net:
    def __init__(self, name):
        self.name, self.lines, self.values, self.counts = name, [], 0, {}

    def add(self, expression, data):
        self.lines.append(f"local x{self.values} = {expression}")
        self.values += 1
        return Value(self, f"x{self.values - 1}", data)

    def layer(self, kind):
        """A name for a layer with parameters: conv1, conv2, ..."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}{self.counts[kind]}"


class Value:
    def __init__(self, net, name, data):
        self.net, self.name, self.data = net, name, data

    @property
    def channels(self):
        return self.data.shape[1]

    def apply(self, method, positional, options, data):
        arguments = [lua(v) for v in positional] + [
            f'{k} = "{v}"' if k == "name" else f"{k} = {lua(v)}" for k, v in options.items() if v is not None]
        call = "{" + ", ".join(arguments) + "}" if arguments else "()"
        return self.net.add(f"{self.name}:{method}{call}", data)

    def conv(self, out, kernel, stride=None, pad=None, dilation=None, groups=None, bias=None, table=None,
             init_scale=None):
        name, kernel_pair = self.net.layer("conv"), pair(kernel)
        inputs = self.channels // (groups or 1)
        most = max(map(len, table)) if table else inputs
        weight = values(f"{name}.weight", (out, inputs, *kernel_pair), "weight", most * kernel_pair[0] * kernel_pair[1],
                        init_scale or 1.0)
        if table:
            mask = torch.zeros(out, inputs, 1, 1, dtype=torch.float64)
            for k, row in enumerate(table):
                mask[k, row] = 1
            weight = weight * mask
        shift = None if bias is False else values(f"{name}.bias", (out,), "bias")
        data = F.conv2d(padded(self.data, pad or 0), weight, shift, pair(stride or 1), 0, pair(dilation or 1),
                        groups or 1)
        return self.apply("conv", [out], dict(kernel=kernel, stride=stride, pad=pad, dilation=dilation, groups=groups,
                                              bias=bias, table=table, init_scale=init_scale, name=name), data)

    def linear(self, out, bias=None):
        name = self.net.layer("linear")
        weight = values(f"{name}.weight", (out, self.channels), "weight", self.channels)
        shift = None if bias is False else values(f"{name}.bias", (out,), "bias")
        return self.apply("linear", [out], dict(bias=bias, name=name), F.linear(self.data, weight, shift))

    def rbf(self, out):
        name = self.net.layer("rbf")
        centres = values(f"{name}.weight", (out, self.channels), "weight", 6)
        data = ((self.data[:, None] - centres) ** 2).sum(2)
        return self.apply("rbf", [out], dict(name=name), data)

    def batchnorm(self, eps=None, init_scale=None):
        name, n = self.net.layer("batchnorm"), (self.channels,)
        data = F.batch_norm(self.data, values(f"{name}.running_mean", n, "mean"),
                            values(f"{name}.running_var", n, "var"),
                            values(f"{name}.weight", n, "gamma", scale=init_scale or 1.0),
                            values(f"{name}.bias", n, "beta"), eps=eps or 1e-5)
        return self.apply("batchnorm", [], dict(eps=eps, init_scale=init_scale, name=name), data)

    def scale_shift(self, init_scale=None):
        name, n = self.net.layer("scale_shift"), (self.channels,)
        shape = (1, -1) + (1,) * (self.data.dim() - 2)
        data = (self.data * values(f"{name}.weight", n, "gamma", scale=init_scale or 1.0).view(shape)
                + values(f"{name}.bias", n, "beta").view(shape))
        return self.apply("scale_shift", [], dict(init_scale=init_scale, name=name), data)

    def relu(self):
        return self.apply("relu", [], {}, F.relu(self.data))

    def leaky_relu(self, slope=None):
        data = F.leaky_relu(self.data, 0.01 if slope is None else slope)
        return self.apply("leaky_relu", [], dict(slope=slope), data)

    def relu6(self):
        return self.apply("relu6", [], {}, F.relu6(self.data))

    def sigmoid(self):
        return self.apply("sigmoid", [], {}, torch.sigmoid(self.data))

    def tanh(self):
        return self.apply("tanh", [], {}, torch.tanh(self.data))

    def softmax(self):
        return self.apply("softmax", [], {}, F.softmax(self.data, 1))

    def log_softmax(self):
        return self.apply("log_softmax", [], {}, F.log_softmax(self.data, 1))

    def lrn(self, size=None, alpha=None, beta=None, k=None):
        given = dict(size=size, alpha=alpha, beta=beta, k=k)
        initial = dict(size=5, alpha=1e-4, beta=0.75, k=1.0)
        data = F.local_response_norm(self.data, **{n: initial[n] if v is None else v for n, v in given.items()})
        return self.apply("lrn", [], given, data)

    def mul(self, value):
        return self.apply("mul", [value], {}, self.data * value)

    def __mul__(self, value):
        return self.net.add(f"{self.name} * {lua(value)}", self.data * value)

    def maxpool(self, kernel, stride=None, pad=None, dilation=None, ceil_mode=None):
        p = four(pad or 0)
        even = p[:2] == p[2:]
        data = self.data if even else padded(self.data, p, float("-inf"))
        data = F.max_pool2d(data, pair(kernel), pair(stride or kernel), p[:2] if even else 0, pair(dilation or 1),
                            bool(ceil_mode))
        options = dict(stride=stride, pad=pad, dilation=dilation, ceil_mode=ceil_mode)
        return self.apply("maxpool", [kernel], options, data)

    def avgpool(self, kernel, stride=None, pad=None, ceil_mode=None, count_include_pad=None):
        p = four(pad or 0)
        even = p[:2] == p[2:]
        data = self.data if even else padded(self.data, p)
        data = F.avg_pool2d(data, pair(kernel), pair(stride or kernel), p[:2] if even else 0, bool(ceil_mode),
                            count_include_pad is not False)
        options = dict(stride=stride, pad=pad, ceil_mode=ceil_mode, count_include_pad=count_include_pad)
        return self.apply("avgpool", [kernel], options, data)

    def adaptive_avgpool(self, size):
        return self.apply("adaptive_avgpool", [size], {}, F.adaptive_avg_pool2d(self.data, size))

    def global_avgpool(self):
        return self.apply("global_avgpool", [], {}, F.adaptive_avg_pool2d(self.data, 1))

    def flatten(self):
        return self.apply("flatten", [], {}, self.data.flatten(1))

    def dropout(self, p=None):
        return self.apply("dropout", [], dict(p=p), F.dropout(self.data, 0.5, training=False))

    def identity(self):
        return self.apply("identity", [], {}, self.data)

    def subsample(self, out, stride=None, before=None):
        down, across = pair(stride or 1)
        behind = out - self.channels - (before or 0)
        data = F.pad(self.data[:, :, ::down, ::across], (0, 0, 0, 0, before or 0, behind))
        return self.apply("subsample", [out], dict(stride=stride, before=before), data)

    def slice(self, out, before=None):
        first = before or 0
        return self.apply("slice", [out], dict(before=before), self.data[:, first:first + out])

    def __add__(self, other):
        return self.net.add(f"{self.name} + {other.name}", self.data + other.data)


def image(name, c, h, w):
    return Net(name).add(f"cnn.image{{{c}, {h}, {w}}}", input_values(c, h, w))


def concat(*parts):
    data = torch.cat([p.data for p in parts], 1)
    if len(parts) == 2:
        return parts[0].net.add(f"{parts[0].name} .. {parts[1].name}", data)
    return parts[0].net.add(f"cnn.concat{{{', '.join(p.name for p in parts)}}}", data)


def mean(*parts):
    data = torch.stack([p.data for p in parts]).mean(0)
    return parts[0].net.add(f"cnn.mean{{{', '.join(p.name for p in parts)}}}", data)
