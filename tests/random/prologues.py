"""Random networks of pre-activation layers: each output is batch norm, relu and a convolution or a mean of one tensor.

    net = network(seed)          # the same one for the same seed
    net.lua()                    # the text of its file
    net.smaller()                # the same network with fewer layers
    net.values()                 # a picture and all parameters, as training leaves them: see KINDS

Most convolutions are 1x1, as in DenseNet and in bottlenecks; the others have padding, strides or larger windows.
"""
import re

import networks
import numpy as np

LAYERS = 4
CHANNELS, OUTPUTS = (12, 16, 24, 40, 64, 96, 160, 300), (3, 8, 16, 24, 40, 64, 96, 160, 300)
WINDOWS = ([dict(kernel=1)] * 4 + [dict(kernel=1, stride=2), dict(kernel=3, pad=1), dict(kernel=3, pad=1, stride=2)] +
           [dict(kernel=3), dict(kernel=(1, 7), pad=(0, 3)), dict(kernel=3, pad=(1, 0, 0, 2), dilation=2)])
POOLS = (dict(kernel=2, stride=2), dict(kernel=3, stride=1, pad=1), dict(kernel=(1, 4), stride=2, pad=(0, 1)),
         dict(kernel=3, stride=4, pad=(1, 0, 0, 1)))


def some(numbers, values, share, other):
    """values, of which a share is another number."""
    return np.where(numbers.random(values.shape) < share, other, values)


# Each gives gamma and beta of n channels.
KINDS = {
    "usual": lambda r, n: (r.uniform(0.1, 1.2, n), r.normal(-0.1, 0.3, n)),
    "zero": lambda r, n: (some(r, r.uniform(0.1, 1, n), 0.3, 0), r.normal(0, 0.3, n)),
    "tiny": lambda r, n: (some(r, r.uniform(0.1, 1, n), 0.4, 1e-8), r.normal(-0.2, 0.3, n)),
    "vanishing": lambda r, n: (some(r, r.uniform(0.1, 1, n), 0.4, 1e-30), r.normal(0, 0.3, n)),
    "negative": lambda r, n: (some(r, r.uniform(0.1, 1, n), 0.1, -0.4), r.normal(0, 0.3, n)),
    "negative and tiny": lambda r, n: (some(r, r.uniform(0.1, 1, n), 0.1, -1e-8), r.normal(0, 0.3, n)),
    "large": lambda r, n: (r.uniform(1e3, 1e5, n), r.normal(0, 1e4, n)),
    "large in some": lambda r, n: (some(r, r.uniform(0.1, 1, n), 0.05, 1e4), r.normal(0, 0.3, n)),
    "mostly dead": lambda r, n: (r.uniform(0.1, 1, n), r.normal(-2, 0.5, n)),
    "all dead": lambda r, n: (np.full(n, 1e-8), np.full(n, -0.5)),
}
# How many deviations the means lie from 0.
OFFSETS = (0.3, 1, 30)


class Prologues(networks.Network):
    def __init__(self, seed):
        super().__init__(seed)
        self.whole = True         # it has values of its own
        self.offset = self.pick(*OFFSETS)
        self.layers = {}          # layer's name -> (norm's name, kind, shape of the weights or of none, window)

    def layer_name(self, i):
        made = re.search(r'(conv|avgpool){.*name = "(\w+)"', self.nodes[i].text)
        return made and made[2]

    def values(self):
        """The statistics of each norm are those of its input, roughly, as they are of a trained network."""
        r = np.random.default_rng(self.seed)
        c = self.shape(0)[0]
        parameters, offset = {}, r.normal(0, self.offset, c)
        deviation = 10 ** r.uniform(-2, 2, c)
        for layer, (norm, kind, shape, _) in self.layers.items():
            gamma, beta = KINDS[kind](r, c)
            mean, var = offset * deviation, (deviation * r.uniform(0.8, 1.2, c)) ** 2
            named = {"weight": gamma, "bias": beta, "running_mean": mean, "running_var": var}
            parameters.update({f"{norm}.{name}": value.astype(np.float32) for name, value in named.items()})
            if shape:
                parameters[f"{layer}.weight"] = r.normal(0, (2 / np.prod(shape[1:])) ** 0.5, shape).astype(np.float32)
        picture = (r.normal(0, 1, self.shape(0)) + offset[:, None, None]) * deviation[:, None, None]
        return picture.astype(np.float32), parameters

    def layer(self):
        c, h, w = self.shape(0)
        pools, made = self.chance(0.2), None
        while made is None:
            window = self.random.choice(POOLS if pools else WINDOWS)
            extent = networks.window_extent((h, w), window["kernel"], window.get("stride"), window.get("pad"),
                                            window.get("dilation"), False)
            if extent:
                made = extent
        out, kernel = c if pools else self.random.choice(OUTPUTS), networks.both(window["kernel"])
        norm, layer = self.name("norm"), self.name("pool" if pools else "conv")
        options = networks.options(**window) if pools else networks.options(out, bias=False, **window)
        kind = "avgpool" if pools else "conv"
        text = f'{{0}}:batchnorm{{{{name = "{norm}"}}}}:relu():{kind}{networks.named(options, layer)}'
        shape = None if pools else (out, c, *kernel)
        self.layers[layer] = norm, self.random.choice(list(KINDS)), shape, window
        return self.add(text, [1], (out, *made), c * kernel[0] * kernel[1])


def network(seed):
    net = Prologues(seed)
    shape = (net.random.choice(CHANNELS), net.random.randint(1, 40), net.random.randint(1, 40))
    net.add("cnn.image{{{}, {}, {}}}".format(*shape).replace("{", "{{").replace("}", "}}"), [], shape)
    net.add("{0}:leaky_relu{{1}}", [0], shape)
    for _ in range(LAYERS):
        made = net.layer()
        net.outputs[f"layer{made:03}"] = made
    return net
