"""Random networks in which every output is one convolution of the picture: many layers for one compilation.

    net = network(seed)          # the same one for the same seed
    net.lua()                    # the text of its file
    net.smaller()                # the same network with fewer layers

Sizes from 1 to 70 pixels, 1 to 300 channels, kernels to 7, any stride, padding, dilation and groups; most kernels are
those that a form of their own computes (3x3, 1x7, …), and most groups have as many channels as one does (4, 8, …). One
network in four has fewer channels than a vector has lanes, which may then run along the rows. A convolution reads the
picture or a copy of it, which may be laid out otherwise; then may come a residual sum, a relu and, where the sizes are
even, a max pool of 2x2 windows. In a network of `stems` the picture has few channels and only convolutions read it, so
that it stays planar; kernels go to 12, most have a stride, many are 3x3, 7x7 or 11x11, and max pools follow. In a
network with `whole` numbers all values are whole and below 2^24, so that every order of summation gives the same bits.
"""
import re

import networks
import numpy as np

LAYERS = 5
MOST_PIXELS, MOST_CHANNELS, FEW_CHANNELS, MOST_MACS = 70, 300, 12, 30e6
COMMON = (1, 1, 3, 3, 3, 5, (1, 7), (7, 1), (1, 3), (3, 1), (1, 5), (5, 1), (3, 5), (5, 3))
STEMS = (3, 7, 7, 11)
# Kernels and strides: the pixels that are a stride apart, and parts of a long kernel, are convolved by themselves.
PHASES = ((4, 2), (4, 2), (5, 2), (6, 2), (6, 3), (7, 3), (8, 4), ((1, 4), (1, 2)), ((8, 1), (4, 1)), ((3, 4), 2),
          (7, 1), (7, 1), (9, 1), ((1, 9), 1), ((12, 1), 1), ((7, 3), 1), (9, 2))
GROUPS = (2, 4, 8, 32)
WIDTHS = (1, 2, 3, 4, 4, 5, 6, 8, 8, 12, 16, 16, 24, 32)      # channels of a group
PICTURE, WEIGHTS, BIAS = 4, 3, 20         # largest whole numbers


class Convolutions(networks.Network):
    def __init__(self, seed):
        super().__init__(seed)
        self.whole = self.chance(0.5)
        self.few = self.chance(0.25)
        self.stems = not self.few and self.chance(0.3)
        self.parameters = {}      # name -> shape

    def convolutions(self, i):
        """The nodes that node i depends on and that are convolutions; the last is the one that it is about."""
        before = [k for at in self.nodes[i].inputs for k in self.convolutions(at)]
        return sorted({*before, i} if ":conv" in self.nodes[i].text else {*before})

    def conv_name(self, i):
        return re.search(r'name = "(\w+)"', self.nodes[i].text)[1]

    def values(self):
        """Whole numbers: the picture, and all parameters by name."""
        numbers = np.random.default_rng(self.seed)
        picture = numbers.integers(-PICTURE, PICTURE + 1, self.shape(0))
        parameters = {}
        for name, shape in self.parameters.items():
            most = BIAS if name.endswith("bias") else WEIGHTS
            parameters[name] = numbers.integers(-most, most + 1, shape).astype(np.float32)
        return picture.astype(np.float32), parameters

    def usual(self, terms):
        """About the size of a sum of so many products."""
        return (terms * (PICTURE * (PICTURE + 1) * WEIGHTS * (WEIGHTS + 1)) / 9) ** 0.5 if self.whole else 0.8

    def some_channels(self, most=MOST_CHANNELS):
        if self.few and self.chance(0.8):
            return self.random.randint(1, FEW_CHANNELS)
        most = self.pick(most, min(most, 64), min(most, 16))
        unit = self.pick(1, 8, 32)
        return min(most, unit * self.random.randint(1, MOST_CHANNELS // unit))

    def extent(self):
        """Often a multiple of 4, which tiles of 4 outputs cover without smaller ones."""
        size = self.random.randint(1, MOST_PIXELS if self.stems else self.pick(16, MOST_PIXELS))
        return size // 4 * 4 or size if self.chance(0.3) else size

    def some_kernel(self):
        if not self.stems:
            return self.random.choice(COMMON) if self.chance(0.6) else self.pair(*range(1, 8))
        if self.chance(0.4):
            return self.random.choice(STEMS)
        return self.pair(*range(2, 13)) if self.chance(0.7) else (self.pick(1, 3, 5), self.random.randint(2, 12))

    def random_conv(self, i):
        """One that may not fit: None then."""
        c, h, w = self.shape(i)
        kernel = self.some_kernel()
        kh, kw = networks.both(kernel)
        same = self.chance(0.3)
        stride = dilation = groups = None
        pad = (kh // 2, kw // 2) if same else self.pad(self.pick(kh // 2, 6), self.pick(kw // 2, 6))
        if not same and not self.stems and self.chance(0.2):
            kernel, stride = self.random.choice(PHASES)
            kh, kw = networks.both(kernel)
        elif not same:
            stride = self.pair(1, 2, 2, 3, 4) if self.chance(0.8 if self.stems else 0.25) else None
            dilation = self.pair(1, 2, 3) if self.chance(0.1 if self.stems else 0.2) else None
        out = c if same and self.chance(0.5) else self.some_channels()
        if self.chance(0.06):
            out = self.random.randint(1, 4)           # sums along the lanes
        fitting = [g for g in GROUPS if c % g == 0] + [c // width for width in WIDTHS if c % width == 0 and c > width]
        if fitting and not self.few and not self.stems and self.chance(0.4):
            groups = self.random.choice(fitting)
            unit = groups * self.pick(1, 8 if groups <= 8 else 1)
            out = c if self.chance(0.7) else out // unit * unit or unit
        extent = networks.window_extent((h, w), kernel, stride, pad, dilation, False)
        terms = c // (groups or 1) * kh * kw
        if not extent or out * extent[0] * extent[1] * terms > MOST_MACS:
            return None
        bias = False if self.chance(0.3) else None
        text = "{0}:conv" + networks.options(out, kernel=kernel, stride=stride, pad=pad, dilation=dilation,
                                             groups=groups, bias=bias)
        name = self.name("conv")
        self.parameters[f"{name}.weight"] = (out, c // (groups or 1), kh, kw)
        if bias is None:
            self.parameters[f"{name}.bias"] = (out,)
        return self.add(networks.named(text, name), [i], (out, *extent), terms)

    def layer(self, copies):
        made = None
        while made is None:
            made = self.random_conv(self.random.choice(copies))
        like = [i for i in range(made) if self.shape(i) == self.shape(made)]
        if like and self.chance(0.6):
            a, b = (made, self.random.choice(like)) if self.chance(0.5) else (self.random.choice(like), made)
            made = self.add("{0} + {1}", [a, b], self.shape(made))
        if self.chance(0.4):
            made = self.add("{0}:relu()", [made], self.shape(made))
        c, h, w = self.shape(made)
        pooled = self.maxpool(made) if self.stems and self.chance(0.5) else None
        if not self.stems and h % 2 == w % 2 == 0 and self.chance(0.4):
            pooled = self.add("{0}:maxpool{{2}}", [made], (c, h // 2, w // 2))
        return made if pooled is None else pooled


def network(seed):
    net = Convolutions(seed)
    h = net.extent()
    channels = net.random.randint(1, 7) if net.stems else net.some_channels()
    shape = (channels, h, h if net.chance(0.4) else net.extent())
    net.add("cnn.image{{{}, {}, {}}}".format(*shape).replace("{", "{{").replace("}", "}}"), [], shape)
    copies = [0] if net.stems else [0, net.add("{0}:leaky_relu{{2}}", [0], shape)]
    for _ in range(LAYERS):
        made = net.layer(copies)
        net.outputs[f"layer{made:03}"] = made
    return net.without_unused()
