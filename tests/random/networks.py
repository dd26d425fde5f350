"""Random networks that are valid by construction: every operator, branches, sums, concats of concats, several outputs.

    net = network(seed)          # the same one for the same seed
    net.lua()                    # the text of its file
    for smaller in net.smaller():  # the same network with less in it, to find what a failure needs

A network is a list of nodes; node 0 is the picture. Most sizes are small and odd: channels around the vector widths,
pictures from one pixel to a few tiles. See PROFILES for the others.
"""
import copy
import random

FEW, AROUND = (1, 3, 4, 5, 8, 12, 16), (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 20, 24, 31, 32, 33, 40)
MANY = (31, 64, 72, 96, 128, 130, 160)
MOST_VALUES = 12000          # of a tensor, in the first two profiles


class Profile:
    """share: of all networks. weights: how often each operator is tried; those that are not named: once."""

    def __init__(self, share, channels, extent, layers, macs, **weights):
        self.share, self.channels, self.extent = share, channels, extent
        self.layers, self.macs, self.weights = layers, macs, weights


PROFILES = {
    "mixed": Profile(0.42, AROUND, (1, 14), (2, 12), 400e3, conv=6, sum=3, concat=3, elementwise=2, dense=2),
    # Many tensors that share buffers, and little arithmetic.
    "places": Profile(0.22, FEW, (1, 4), (4, 16), 30e3, concat=6, dense=4, sum=3, flatten=2, residual=2, elementwise=2,
                      mean=2),
    # Threads share the rows, and a sweep covers only some of them.
    "tall": Profile(0.12, AROUND, (26, 64), (1, 4), 4e6, conv=8, maxpool=2, avgpool=2, flatten=0, linear=0,
                    rbf=0, global_avgpool=0),
    # Wide pictures of few channels: lanes run along the rows, and tensors that cannot lie so stand beside.
    "planar": Profile(0.16, (1, 2, 3, 4, 5, 6, 7, 8, 11, 13, 15), (6, 40), (2, 8), 1e6, conv=8, maxpool=3, avgpool=3,
                      elementwise=3, residual=2, sum=2, flatten=0, linear=0.5, rbf=0, global_avgpool=0),
    # Weights are larger than the caches: chunks of input channels, prefetching.
    "deep": Profile(0.08, MANY, (1, 6), (1, 4), 4e6, conv=8, linear=3, dense=0),
}
OPERATORS = ("conv", "linear", "rbf", "maxpool", "avgpool", "global_avgpool", "adaptive_avgpool", "flatten", "subsample",
             "elementwise", "across", "sum", "mean", "concat", "residual", "dense", "pooled", "slice", "siblings")


class Node:
    def __init__(self, text, inputs, shape, terms=1):
        self.text = text          # "{0}:relu()": {0} and {1} are the inputs
        self.inputs = inputs
        self.shape = shape        # (channels, height, width), or (values,) when flat
        self.terms = terms        # products that each value sums


def lua(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "{{" + ", ".join(map(lua, value)) + "}}"
    return str(value)


def options(positional=None, **named):
    fields = [] if positional is None else [lua(positional)]
    fields += [f"{key} = {lua(value)}" for key, value in named.items() if value is not None]
    return "{{" + ", ".join(fields) + "}}" if fields else "()"


class Network:
    def __init__(self, seed):
        self.seed = seed
        self.nodes = []
        self.outputs = {}         # name -> node
        self.random = random.Random(seed)
        self.profile = PROFILES[self.random.choices(list(PROFILES), [p.share for p in PROFILES.values()])[0]]

    # ---- the text ----------------------------------------------------------------------------------------------------
    def lines(self):
        for i, node in enumerate(self.nodes):
            text = node.text.format(*(f"x[{k}]" for k in node.inputs))
            yield f"x[{i}] = {text}"

    def head(self):
        return ['local cnn = require "cnn"', "local x = {}", *self.lines()]

    def lua(self):
        if list(self.outputs) == ["output"]:
            result = f"return x[{self.outputs['output']}]"
        else:
            result = "return {" + ", ".join(f"{name} = x[{i}]" for name, i in self.outputs.items()) + "}"
        return "\n".join([*self.head(), result, ""])

    def size(self, i):
        result = 1
        for extent in self.nodes[i].shape:
            result *= extent
        return result

    # ---- less of it --------------------------------------------------------------------------------------------------
    def without_unused(self):
        used, new = set(self.outputs.values()) | {0}, copy.copy(self)
        for i in range(len(self.nodes) - 1, -1, -1):
            if i in used:
                used |= set(self.nodes[i].inputs)
        place = {old: at for at, old in enumerate(sorted(used))}
        old = [self.nodes[i] for i in sorted(used)]
        new.nodes = [Node(node.text, [place[k] for k in node.inputs], node.shape, node.terms) for node in old]
        new.outputs = {name: place[i] for name, i in self.outputs.items()}
        return new

    def smaller(self):
        """Networks with fewer nodes: one output only, an inner node as the output, a node replaced by its input."""
        if len(self.outputs) > 1:
            for name, i in self.outputs.items():
                new = copy.copy(self)
                new.outputs = {"output": i}
                yield new.without_unused()
        elif len(self.nodes) > 2:
            for i in range(1, len(self.nodes) - 1):
                new = copy.copy(self)
                new.outputs = {"output": i}
                yield new.without_unused()
        for i in range(len(self.nodes) - 1, 0, -1):
            for k in self.nodes[i].inputs:
                if self.nodes[k].shape != self.nodes[i].shape:
                    continue
                new = copy.deepcopy(self)
                for node in new.nodes:
                    node.inputs = [k if at == i else at for at in node.inputs]
                new.outputs = {name: k if at == i else at for name, at in new.outputs.items()}
                yield new.without_unused()

    # ---- choices -----------------------------------------------------------------------------------------------------
    def chance(self, share):
        return self.random.random() < share

    def pick(self, *values):
        return self.random.choice(values)

    def channels(self):
        return self.random.choice(self.profile.channels)

    def add(self, text, inputs, shape, terms=1):
        self.nodes.append(Node(text, inputs, shape, terms))
        return len(self.nodes) - 1

    def shape(self, i):
        return self.nodes[i].shape

    def is_flat(self, i):
        return len(self.nodes[i].shape) == 1

    def some(self, wanted=lambda i: True):
        """A node, often one of the last, that is as wanted; None if there is none."""
        fitting = [i for i in range(len(self.nodes)) if wanted(i)]
        if not fitting:
            return None
        return fitting[-1] if self.chance(0.5) else self.random.choice(fitting)

    def name(self, kind):
        return f"{kind}{len(self.nodes)}"

    # ---- operators: each takes a node and gives a node, or None where it does not fit --------------------------------
    def pair(self, *values):
        a, b = self.random.choice(values), self.random.choice(values)
        return a if self.chance(0.6) else (a, b)

    def pad(self, most_h, most_w):
        four = [self.random.randint(0, most) for most in (most_h, most_w, most_h, most_w)]
        kind = self.random.random()
        if kind < 0.35 or not max(four):
            return None
        if kind < 0.7:
            return tuple(four)
        return min(four[:2]) if kind < 0.85 else tuple(four[:2])

    def conv(self, i, out=None, kernel=None, same=False):
        if self.is_flat(i):
            return None
        c, h, w = self.shape(i)
        out, kernel = out or self.channels(), kernel or self.pair(1, 1, 2, 3, 3, 3, 4, 5)
        stride = dilation = pad = None
        if same:
            kernel = self.pick(1, 3, 5)
            pad = kernel // 2 or None
        else:
            stride = self.pair(1, 2, 3) if self.chance(0.4) else None
            dilation = self.pair(1, 2, 3) if self.chance(0.2) else None
            pad = self.pad(3, 3)
        groups = table = None
        if self.chance(0.35):
            if not same and self.chance(0.4):
                out = c * self.pick(1, 1, 1, 2, 3)
            fitting = [g for g in range(2, c + 1) if c % g == 0 and out % g == 0]
            groups = (fitting[-1] if self.chance(0.4) else self.random.choice(fitting)) if fitting else None
        elif self.chance(0.08) and out <= 16:
            table = [sorted(self.random.sample(range(c), self.random.randint(1, c))) for _ in range(out)]
        extent = window_extent((h, w), kernel, stride, pad, dilation, False)
        kh, kw = both(kernel)
        if not extent or out * extent[0] * extent[1] * kh * kw * c // (groups or 1) > self.profile.macs:
            return None
        bias = False if self.chance(0.3) else None
        text = "{0}:conv" + options(out, kernel=kernel, stride=stride, pad=pad, dilation=dilation, groups=groups,
                                    bias=bias, table=table)
        return self.add(named(text, self.name("conv")), [i], (out, *extent), c // (groups or 1) * kh * kw)

    def pooled(self, i):
        """A convolution that a mean follows directly."""
        made = self.conv(i, kernel=self.pick(1, 1, 2, 3))
        kinds = (self.avgpool, self.avgpool, self.global_avgpool, self.adaptive_avgpool)
        return made if made is None else self.random.choice(kinds)(made)

    def linear(self, i, out=None):
        if not self.is_flat(i):
            i = self.flatten(i)
        out = out or self.channels()
        if out * self.size(i) > self.profile.macs:
            return None
        text = "{0}:linear" + options(out, bias=False if self.chance(0.3) else None)
        return self.add(named(text, self.name("linear")), [i], (out,), self.size(i))

    def rbf(self, i):
        """One in a network at most: squares of squares would leave the range of a float."""
        if any(":rbf" in node.text for node in self.nodes):
            return None
        if not self.is_flat(i):
            i = self.flatten(i)
        out = self.channels()
        if out * self.size(i) > self.profile.macs:
            return None
        return self.add(named("{0}:rbf" + options(out), self.name("rbf")), [i], (out,), self.size(i))

    def pool(self, i, kind):
        if self.is_flat(i):
            return None
        c, h, w = self.shape(i)
        kernel = self.pair(1, 2, 2, 3, 3, 4)
        kh, kw = both(kernel)
        stride = self.pair(1, 2, 2, 3, 5) if self.chance(0.7) else None
        dilation = self.pair(1, 2) if kind == "maxpool" and self.chance(0.2) and min(h, w) > 4 else None
        pad, ceil_mode = self.pad(kh // 2, kw // 2), True if self.chance(0.4) else None
        extent = window_extent((h, w), kernel, stride or kernel, pad, dilation, ceil_mode)
        if not extent:
            return None
        excluded = False if kind == "avgpool" and self.chance(0.5) else None
        text = f"{{0}}:{kind}" + options(kernel, stride=stride, pad=pad, dilation=dilation, ceil_mode=ceil_mode,
                                         count_include_pad=excluded)
        return self.add(text, [i], (c, *extent))

    def maxpool(self, i):
        return self.pool(i, "maxpool")

    def avgpool(self, i):
        return self.pool(i, "avgpool")

    def global_avgpool(self, i):
        return None if self.is_flat(i) else self.add("{0}:global_avgpool()", [i], (self.shape(i)[0], 1, 1))

    def adaptive_avgpool(self, i):
        """Smaller, larger, or the picture as it is."""
        if self.is_flat(i):
            return None
        c, h, w = self.shape(i)
        size = (h, w) if self.chance(0.1) else both(self.pair(1, 2, 3, 4, 5, 6, 7))
        return self.add("{0}:adaptive_avgpool" + options(size), [i], (c, *size))

    def flatten(self, i):
        return self.add("{0}:flatten()", [i], (self.size(i),))

    def subsample(self, i):
        if self.is_flat(i):
            return None
        c, h, w = self.shape(i)
        stride, before, behind = self.pair(1, 2, 3), self.pick(0, 0, 1, 5, 8), self.pick(0, 0, 1, 7, 8)
        sh, sw = both(stride)
        text = "{0}:subsample" + options(c + before + behind, stride=stride, before=before or None)
        return self.add(text, [i], (c + before + behind, (h - 1) // sh + 1, (w - 1) // sw + 1))

    def slice(self, i):
        """Whole blocks of channels, or not; the first, the last, all."""
        if self.is_flat(i):
            return None
        c, h, w = self.shape(i)
        before = self.pick(0, 1, 4, 8, 16, 32, self.random.randrange(c))
        if before >= c:
            return None
        out = min(self.pick(1, 4, 8, 16, c), c - before)
        return self.add("{0}:slice" + options(out, before=before or None), [i], (out, h, w))

    def siblings(self, i):
        """1x1 convolutions of one tensor, all but for some with the same steps, and what reads them."""
        if self.is_flat(i):
            return None
        after, ends = self.pick(":relu()", ":sigmoid()", ":leaky_relu{{0.25}}", ""), []
        for _ in range(self.random.randint(2, 4)):
            c, h, w = self.pick(*AROUND), *self.shape(i)[1:]
            made = named("{0}:conv" + options(c, kernel=1, bias=False if self.chance(0.2) else None), self.name("conv"))
            made = self.add(made + (after if self.chance(0.8) else ""), [i], (c, h, w))
            ends.append(self.conv(made, same=True) if self.chance(0.7) else made)
        ends = [k for k in ends if k is not None]
        text = "cnn.concat{{" + ", ".join(f"{{{k}}}" for k in range(len(ends))) + "}}"
        return self.add(text, ends, (sum(self.shape(k)[0] for k in ends), *self.shape(i)[1:])) if len(ends) > 1 else None

    def elementwise(self, i):
        slope, factor = self.pick(0.01, 0.25, -0.5, 2.5, 0), self.pick(0.5, 2, -1.5, 0.37, 3)
        text = self.pick("{0}:relu()", "{0}:relu()", f"{{0}}:leaky_relu{{{{{slope}}}}}", "{0}:relu6()", "{0}:sigmoid()",
                         "{0}:tanh()", f"{{0}} * {factor}", f"{factor} * {{0}}", f"{{0}} / {factor}", "{0}:dropout()",
                         "{0}:identity()", "{0}:batchnorm", "{0}:batchnorm", "{0}:scale_shift")
        if text.endswith(("batchnorm", "scale_shift")):
            text = named(text + "{{}}", self.name(text[4:]))
        return self.add(text, [i], self.shape(i))

    def across(self, i):
        kinds = ["softmax()", "log_softmax()"]
        if not self.is_flat(i):
            kinds += ["lrn" + options(size=self.random.randint(1, 9), alpha=self.pick(1e-4, 0.5, 2),
                                      beta=self.pick(0.5, 0.75, 1), k=self.pick(0.5, 1, 2))] * 2
        return self.add("{0}:" + self.random.choice(kinds), [i], self.shape(i))

    def like(self, i):
        """A tensor of the same shape as i: an older one, or one that is computed from it."""
        older = self.some(lambda k: self.shape(k) == self.shape(i) and (k != i or self.chance(0.1)))
        if older is not None and self.chance(0.6):
            return older
        if self.chance(0.3):
            return self.elementwise(i)
        made = self.linear(i, self.shape(i)[0]) if self.is_flat(i) else self.conv(i, self.shape(i)[0], same=True)
        return self.elementwise(i) if made is None else made

    def sum(self, i):
        other = self.like(i)
        a, b = (i, other) if self.chance(0.5) else (other, i)
        return self.add("{0} + {1}", [a, b], self.shape(i))

    def mean(self, i):
        parts = [i, *(self.like(i) for _ in range(self.random.randint(1, 3)))]
        self.random.shuffle(parts)
        text = "cnn.mean{{" + ", ".join(f"{{{k}}}" for k in range(len(parts))) + "}}"
        return self.add(text, parts, self.shape(i))

    def beside(self, i):
        """A tensor that may be concatenated with i."""
        def fits(k):
            return self.shape(k)[1:] == self.shape(i)[1:] and len(self.shape(k)) == len(self.shape(i))
        if self.chance(0.5):
            return self.some(lambda k: fits(k) and (k != i or self.chance(0.2)))
        return self.linear(i) if self.is_flat(i) else self.conv(i, same=True)

    def concat(self, i):
        parts = [i]
        for _ in range(self.random.randint(1, 3)):
            part = self.beside(i)
            parts += [] if part is None else [part]
        self.random.shuffle(parts)
        channels = sum(self.shape(k)[0] for k in parts)
        if len(parts) == 1 or channels * self.size(i) // self.shape(i)[0] > 20 * MOST_VALUES:
            return None
        if len(parts) == 2 and self.chance(0.6):
            text = "{0} .. {1}"
        else:
            text = "cnn.concat{{" + ", ".join(f"{{{k}}}" for k in range(len(parts))) + "}}"
        return self.add(text, parts, (channels, *self.shape(i)[1:]))

    def grow(self, operator):
        i = self.some(lambda i: self.size(i) <= MOST_VALUES or not i)
        made = operator(i)
        for _ in range(3):                       # what usually follows a layer
            if made is None or not self.chance(0.3):
                break
            made = self.elementwise(made)

    def residual(self, i):
        return self.sum(self.elementwise(i))

    def dense(self, i):
        for _ in range(self.random.randint(2, 4)):
            i = self.concat(i) if i is not None else None
        return i


def named(text, name):
    """The options with a name for the parameters."""
    inside = text.rindex("}}")
    comma = "" if text[:inside].endswith("{{") else ", "
    return f'{text[:inside]}{comma}name = "{name}"' + text[inside:]


def both(value):
    return tuple(value) if isinstance(value, (list, tuple)) else (value, value)


def four(pad):
    if pad is None:
        return 0, 0, 0, 0
    pad = both(pad)
    return pad if len(pad) == 4 else pad + pad


def window_extent(size, kernel, stride, pad, dilation, ceil_mode):
    """Height and width of what a moving window gives; None where it does not fit."""
    top, left, bottom, right = four(pad)
    result = []
    steps, gaps = both(stride or 1), both(dilation or 1)
    for extent, k, s, d, before, after in zip(size, both(kernel), steps, gaps, (top, left), (bottom, right)):
        room = extent + before + after - ((k - 1) * d + 1) + (s - 1 if ceil_mode else 0)
        count = room // s + 1
        if room >= 0 and ceil_mode and (count - 1) * s >= extent + before:
            count -= 1
        if room < 0 or count < 1:
            return None
        result.append(count)
    return tuple(result)


def network(seed):
    net = Network(seed)
    profile, c = net.profile, net.channels()
    if net.profile is PROFILES["tall"]:
        c = net.pick(1, 3, 8, 16, 40)
    h, w = net.random.randint(*profile.extent), net.random.randint(*profile.extent)
    net.add(f"cnn.image{{{{{c}, {h}, {w}}}}}", [], (c, h, w))
    weights = [profile.weights.get(name, 1) for name in OPERATORS]
    for _ in range(net.random.randint(*profile.layers)):
        net.grow(getattr(net, net.random.choices(OPERATORS, weights)[0]))
    net.outputs = {"output": len(net.nodes) - 1}
    if net.chance(0.3):
        for k in range(net.random.randint(1, 3)):
            net.outputs[f"more{k}"] = net.random.randrange(len(net.nodes))
    return net.without_unused()
