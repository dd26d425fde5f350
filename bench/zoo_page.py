"""docs/zoo.md out of what bench/zoo.py measured and tests/zoo/figures_*.json states: the table, VGG-16, the notes.

    page(machine, results, figures)     machine: cpu, compiler, date, peak; results: {"vgg16": {"macs": ...}, ...}
"""
import re

FAMILIES = {
    "LeNet-5": "lenet5", "AlexNet": "alexnet", "ZFNet": "zfnet", "NiN": "nin_", "VGG": "vgg",
    "Inception": "googlenet|inception_(v|resnet)", "Lessons": "lesson_|inception_(naive|bottleneck)",
    "ResNet": r"(resnet|plain)\d+( |$)", "ResNet, CIFAR-10": r"(resnet|plain)\d+_cifar",
    "Pre-activation": "resnetv2|preact", "Wide ResNet": "wide_|wrn_", "ResNeXt": "resnext",
    "Stochastic depth": r"resnet\d+_stochastic", "FractalNet": "fractalnet", "DenseNet": "densenet",
    "SqueezeNet": "squeezenet",
}

COLUMNS = ("network", "parameters", "MACs, million", "weights, MB", "arena, kB", "its lower bound, kB", "C, kB",
           "C, lines", "object code, kB", "cnnc, s", "C compiler, s", "error", "latency, ms", "top-1, %",
           "source of top-1")

HEAD = """# The networks of archs/, measured

Every network that comes with cnnc, compiled for one machine: what it costs, how exact it is, and how accurate its
authors found it. `./dev zoo` wrote this page and its plots; `./dev zoo --latency` measures the latencies again.

{cpu}, of which one core does {peak:.0f} GFLOP/s at most (a multiply-accumulate is two); target {target};
{compiler}; {date}.

![top-1 accuracy against multiply-accumulates](zoo-accuracy.svg)

![latency against multiply-accumulates](zoo-latency.svg)

- **parameters, MACs**: trainable ones, and multiply-accumulates for one picture; `./dev test` holds both to the
  published figures.
- **weights**: the file that the network reads, packed for the target. **arena**: all memory for activations;
  **its lower bound**: the largest set of tensors that are alive at the same time, which no plan can beat.
- **object code**: `text` of the compiled C, without weights. **cnnc**: from Lua to C and packed weights, which are
  pseudo-random here. **C compiler**: at -O3.
- **error**: the largest difference from PyTorch in float64, as a share of the largest output.
- **latency**: the shortest run (`--bench`, two seconds or more), one picture, one thread.
- **top-1**: as published, on ImageNet's validation set or CIFAR-10's test set; not measured here.

MB and kB are decimal. What follows a network's name is its `-D`.

"""

VGG = """
## VGG-16: the memory of activations

Textbooks count the outputs of all layers for one picture: "24M * 4 bytes ~= 93MB / image" in the notes of Stanford's
CS231n, 96 MB on its slides, some 100 MB by tradition. The rows of that table add up to less. The picture and the
outputs of all layers are {outputs:.1f} million numbers, {outputs_mb:.1f} MB in float32; if the outputs of ReLU are kept
apart from those of the layers before it, they are {both:.1f} million, {both_mb:.1f} MB. The tradition lies between.

Training has to keep them all. An answer needs less, since a tensor may go as soon as its last reader has run: cnnc's
arena for VGG-16 has **{arena:.1f} MB** (lower bound {bound:.1f} MB), borders included, beside {weights:.1f} MB of
weights.
"""


def family_of(name):
    return next(family for family, pattern in FAMILIES.items() if re.match(pattern, name))


def three_digits(value):
    """12345.6 -> 12,346; 12.3456 -> 12.3; 0.0123456 -> 0.0123"""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def row(name, result, figure):
    cells = [name, f"{result['parameters']:,}", three_digits(result["macs"] / 1e6),
             three_digits(result["weight_bytes"] / 1e6), three_digits(result["arena_bytes"] / 1e3),
             three_digits(result["arena_lower_bound"] / 1e3), three_digits(result["c_bytes"] / 1e3),
             f"{result['c_lines']:,}", three_digits(result["code_bytes"] / 1e3), f"{result['cnnc_seconds']:.2f}",
             f"{result['cc_seconds']:.1f}", f"{result['error']:.1e}", three_digits(result["latency_ms"]),
             f"{figure['top1']:.2f}" if "top1" in figure else "", figure.get("top1_source", "")]
    return "| " + " | ".join(cells) + " |"


def table(results, figures):
    lines = ["| " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * (len(COLUMNS) - 2) + " --- |"]
    for family in FAMILIES:
        members = [name for name in results if family_of(name) == family]
        if members:
            lines.append(f"| **{family}** |" + " |" * (len(COLUMNS) - 1))
            lines += [row(name, results[name], figures[name]) for name in members]
    return "\n".join(lines) + "\n"


def vgg(result):
    outputs, both = result["outputs"] / 1e6, (result["outputs"] + result["rectified"]) / 1e6
    return VGG.format(outputs=outputs, outputs_mb=4 * outputs, both=both, both_mb=4 * both,
                      arena=result["arena_bytes"] / 1e6, bound=result["arena_lower_bound"] / 1e6,
                      weights=result["weight_bytes"] / 1e6)


def count(name, figure):
    here, published = figure["parameters"], figure.get("published_parameters", figure["parameters"])
    return f"{name} has {here:,}" + (f", published {published:,}" if published != here else "")


def notes(results, figures):
    """A line for each note; networks that share one share the line."""
    holders = {}
    for name in results:
        if "note" in figures[name]:
            note = figures[name]["note"]
            holders.setdefault(note[0].upper() + note[1:].rstrip("."), []).append(name)
    lines = ["", "## Where counts differ from the papers", "", "Parameters:", ""]
    for note, names in holders.items():
        counts = "; ".join(count(name, figures[name]) for name in names)
        lines.append(f"- {note}: {counts}." if len(names) > 1 else f"- {counts}. {note}.")
    return "\n".join(lines) + "\n"


def page(machine, results, figures):
    targets = sorted({f"{result['target']}:{result['cpu']}" for result in results.values()})
    text = HEAD.format(**machine, target=", ".join(targets)) + table(results, figures)
    if "vgg16" in results:
        text += vgg(results["vgg16"])
    return text + notes(results, figures)
