"""docs/benchmarks.md from what bench.py measured (results.json): one table for each thread count, then the rest.

    | ResNet-34 | **33.1** | 80.2 | 79.9 | 71.0 | 101.3 | 0.414 |
"""
import datetime
import math

LABELS = {"cnnc": "cnnc", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "ncnn": "ncnn", "torch": "PyTorch"}
TITLES = {"resnet34": "ResNet-34", "resnet18": "ResNet-18", "vgg16": "VGG-16", "resnet50": "ResNet-50",
          "resnet152": "ResNet-152", "wide_resnet50_2": "Wide ResNet-50-2", "resnext50_32x4d": "ResNeXt-50 32x4d",
          "googlenet": "GoogLeNet", "squeezenet1_0": "SqueezeNet 1.0", "densenet121": "DenseNet-121",
          "inception_v3": "Inception v3", "alexnet": "AlexNet", "lenet5": "LeNet-5"}
YARDSTICKS = ("onnxruntime", "openvino")        # the ratio is to the better of these
CALL = "call"
SMALL = 1.0             # ms: below this the cost of a call is stated


def table(data):
    """{(network, threads): {contender: measurement}}, in the order of measuring."""
    found = {}
    for row in data["measurements"]:
        found.setdefault((row["network"], row["threads"]), {})[row["contender"]] = row
    return found


def ratios(data):
    """Of cnnc's best time to the better of the yardsticks', and the same without what a call costs those."""
    rows, result = table(data), []
    for (network, threads), by in rows.items():
        others = [name for name in YARDSTICKS if name in by]
        if network == CALL or "cnnc" not in by or not others:
            continue
        ours, best = by["cnnc"]["min"], min(others, key=lambda name: by[name]["min"])
        entry = {"network": network, "threads": threads, "against": best, "ratio": ours / by[best]["min"]}
        calls = rows.get((CALL, threads), {})
        bare = [by[name]["min"] - calls[name]["min"] for name in others if name in calls]
        if bare and min(bare) > 0:
            entry["ratio_without_call"] = ours / min(bare)
        result.append(entry)
    return result


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values))


def digits(value):
    """Three significant digits or more: 0.0123, 1.23, 12.3, 123, 1234."""
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}" if value > 0 else "0"


def grid(head, rows):
    return ["| " + " | ".join(head) + " |", "| --- " + "| ---: " * (len(head) - 1) + "|",
            *("| " + " | ".join(row) + " |" for row in rows)]


def contenders(data):
    return [name for name in LABELS if any(row["contender"] == name for row in data["measurements"])]


def cells(by, names, show):
    return [show(by[name]) if name in by else "–" for name in names]


def times(data, threads):
    """The fastest of a row stands in bold."""
    names, lines, ratio = contenders(data), [], {}
    for entry in data["ratios"]:
        ratio[entry["network"], entry["threads"]] = entry["ratio"]
    for (network, count), by in table(data).items():
        if count != threads or network == CALL:
            continue
        best = min(row["min"] for row in by.values())
        shown = cells(by, names, lambda row: f"**{digits(row['min'])}**" if row["min"] == best else digits(row["min"]))
        mine = ratio.get((network, count))
        lines.append([TITLES[network], *shown, f"{mine:.3f}" if mine else "–"])
    every = [value for (_, count), value in ratio.items() if count == threads]
    if len(every) > 1:
        lines.append(["geometric mean", *[""] * len(names), f"{geometric_mean(every):.3f}"])
    return grid(["network", *(LABELS[name] for name in names), "ratio"], lines)


def spread_table(data, threads):
    names = contenders(data)
    lines = [[TITLES[network], *cells(by, names, lambda row: f"{digits(row['median'])}, {digits(row['p95'])}")]
             for (network, count), by in table(data).items() if count == threads and network != CALL]
    return grid(["network", *(LABELS[name] for name in names)], lines)


def load_table(data, threads):
    names, files = contenders(data), {entry["network"]: entry for entry in data["files"]}
    lines = []
    for (network, count), by in table(data).items():
        if count == threads and network != CALL:
            made = files[network]
            shown = cells(by, names, lambda row: f"{digits(row['load'])} ms, {row['resident'] / 1e6:.1f} MB")
            weights = f"{made['weights'] / 1e6:.1f} MB" if made["weights"] else "inside"
            lines.append([TITLES[network], *shown, f"{made['program'] / 1e3:.0f} KB", weights, f"{made['seconds']:.1f} s"])
    return grid(["network", *(LABELS[name] for name in names), "program", "weights", "made in"], lines)


def calls(data):
    """What a call costs, and the ratio of small networks without it."""
    rows, lines = table(data), []
    for (network, threads), by in rows.items():
        if network == CALL:
            costs = ", ".join(f"{LABELS[name]} {1000 * row['min']:.1f}" for name, row in by.items())
            lines.append(f"- a call alone, µs, {plural(threads)}: {costs}")
    for entry in data["ratios"]:
        by = rows[entry["network"], entry["threads"]]
        if by["cnnc"]["min"] < SMALL and "ratio_without_call" in entry:
            lines.append(f"- {TITLES[entry['network']]}, {plural(entry['threads'])}: ratio {entry['ratio']:.3f}, and "
                         f"{entry['ratio_without_call']:.3f} without the call")
    return lines


def plural(threads):
    return f"{threads} thread{'s' if threads > 1 else ''}"


def thread_counts(data):
    return sorted({row["threads"] for row in data["measurements"]})


def warned(data):
    return [f"- **Warning**: {text}." for text in data["warnings"]]


def left_out(data):
    seen = {}
    for entry in data["left_out"]:
        seen.setdefault((LABELS[entry["contender"]], entry["cause"]), []).append(TITLES.get(entry["network"], "a call"))
    return [f"- {label} is missing for {', '.join(dict.fromkeys(networks))}: {cause}"
            for (label, cause), networks in seen.items()]


def machine_line(data):
    here = data["machine"]
    return (f"{here['cpu']} (family, model, stepping {here['family_model_stepping']}), {here['cores']} cores, "
            f"{here['flags']}, {here['memory']}, Linux {here['kernel']}")


METHOD = """\
The same random weights and the same picture for all, fp32, batch 1, each in a process of its own, pinned to as many
cores as threads. In a round each in turn does the same number of runs, after two that do not count, while the others
wait. Times are in milliseconds: the best run of all rounds. **ratio** is cnnc's to the better of ONNX Runtime and
OpenVINO. cnnc is a program; the others run in Python with input and output bound beforehand where they can be, so the
memory of theirs includes Python. Every answer was compared with PyTorch's in double precision before the timing."""
NEVER = "NN-512 is not among them: it cannot be installed with pip. LeNet-5 was compiled with `--math builtin`."


def markdown(data):
    text = ["# Benchmarks", "", f"{machine_line(data)}; {datetime.date.today()}. Written by `./dev bench`.", "",
            *warned(data), *[""] * bool(data["warnings"]), METHOD, NEVER, "", *left_out(data),
            *[""] * bool(data["left_out"]), "![cnnc's time as a part of the better runtime's](benchmarks.svg)", ""]
    for threads in thread_counts(data):
        text += [f"## {plural(threads).capitalize()}", "", *times(data, threads), ""]
    if calls(data):
        text += ["## Small networks", "", "A relu of one number shows what a call costs:", "", *calls(data), ""]
    for threads in thread_counts(data):
        text += [f"## Median and 95th percentile, {plural(threads)}", "", "Of the rounds' medians and percentiles the "
                 "median, ms.", "", *spread_table(data, threads), ""]
    text += ["## Load time, resident memory, size", "", "From nothing (cnnc), or from having imported the library, to "
             "the first answer; 1 thread.", "", *load_table(data, thread_counts(data)[0]), "", "## Versions", ""]
    text += [f"- {LABELS[name]}: {version}" for name, version in data["versions"].items()]
    text += [f"- compiler: {data['compiler']}", ""]
    worst = {}
    for row in data["measurements"]:
        worst[row["contender"]] = max(worst.get(row["contender"], 0), row["difference"])
    text += ["Largest difference from PyTorch in double precision, as a part of the largest output: "
             + ", ".join(f"{LABELS[name]} {value:.1e}" for name, value in worst.items()) + "."]
    return "\n".join(text) + "\n"


def summary(data):
    text = []
    for threads in thread_counts(data):
        text += [plural(threads), *times(data, threads), ""]
    return "\n".join([*text, *calls(data), *warned(data), *left_out(data)])
