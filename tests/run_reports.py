#!/usr/bin/env python3
"""run_reports.py CNNC - the reports say what is true: --report, net.json, net.dot and net.svg.

Totals are compared with sums over the layers, with published parameter counts and with MACs that are counted here from the
papers' tables. Lives of tensors are found again from the JSON alone: no two that live together may overlap, and their
largest sum is the lower bound of the arena. Names from a network file that means harm stay text in every format.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = "avx2"
SVG = "{http://www.w3.org/2000/svg}"
LONGEST_LINE = 190
KEYS = ["format", "network", "source", "target", "cpu", "parameters", "macs", "weight_bytes", "weight_type",
        "weight_error", "arena_bytes", "arena_lower_bound", "input", "outputs", "layers"]
LAYER_KEYS = ["name", "operator", "description", "fusion", "shape", "inputs", "operand", "input_shape", "output_shape",
              "receptive_field", "parameters", "macs", "algorithm", "predicted_ms", "from_plan", "runner_up",
              "weight_bytes", "weight_type", "weight_error", "buffer_bytes", "buffer_offset",
              "scratch_bytes", "scratch_offset", "in_place", "line", "file"]
HOSTILE = r'''
local cnn = require "cnn"
local x = cnn.image{3, 16, 16}
x = x:conv{16, kernel = 3, pad = 1, name = 'quote " back \\ slash \\n <b>&amp;</b> \' ]]> -->'}:relu()
local y = x:conv{16, kernel = 3, pad = 1, name = "line\nbreak\r\t\27[31m\1"}:relu()
y = y:conv{16, kernel = 3, pad = 1, name = "bytes \255\xc0\xaf\xed\xa0\x80\xef\xbf\xbf end"}
y = (y + x):relu()
y = y:conv{16, kernel = 1, name = "gr\u{f6}\u{df}e \u{202e}turned \u{9b}31m"}:relu()
return y:global_avgpool():flatten():linear{10, name = "\\N\\G$(x)`x`\\"}
'''
HOSTILE_NAMES = ['quote " back \\ slash \\n <b>&amp;</b> \' ]]> -->', "line\\nbreak\\x0d\\x09\\x1b[31m\\x01",
                 "bytes \\xff\\xc0\\xaf\\xed\\xa0\\x80\\xef\\xbf\\xbf end", "größe \\xe2\\x80\\xaeturned \\xc2\\x9b31m",
                 "\\N\\G$(x)`x`\\"]
# What one value of a layer sees of the picture: from the papers, or counted by hand along the longest way to it.
FIELDS = [
    ("lesson_three_3x3", [], {"conv1": [3, 3], "conv2": [5, 5], "conv3": [7, 7]}),
    ("lesson_7x7", [], {"conv": [7, 7]}),
    ("lenet5", [], {"input": [1, 1], "conv1": [5, 5], "avgpool1": [6, 6], "conv2": [14, 14], "avgpool2": [16, 16],
                    "flatten1": "all", "fc1": "all", "output": "all"}),
    ("vgg16", [], {"features.28": [196, 196], "maxpool5": [212, 212]}),
    ("resnet50", [], {"maxpool1": [11, 11], "layer1.2.conv3": [35, 35], "layer2.0.downsample.0": [35, 35],
                      "layer2.0.conv3": [43, 43], "layer2.3.conv3": [91, 91], "layer3.5.conv3": [267, 267],
                      "layer4.2.conv3": [427, 427], "global_avgpool1": "all", "fc": "all"}),
    ("resnet50", ["-D", "stride=v1"], {"layer2.3.conv3": [99, 99], "layer4.2.conv3": [483, 483]}),
]
SIGHTS = r'''
local cnn = require "cnn"
local x = cnn.image{3, 64, 48}
local tall = x:conv{4, kernel = {5, 1}, pad = {2, 0}, name = "tall"}
local wide = x:conv{4, kernel = {1, 3}, pad = {0, 4}, dilation = {1, 4}, name = "wide"}
local both = cnn.concat{tall, wide, name = "both"}
local few = both:subsample{8, stride = {4, 2}, name = "few"}
local deep = few:conv{8, kernel = 3, pad = 1, groups = 8, name = "deep"}
local sum = (deep + few):relu()
local parts = sum:adaptive_avgpool{4, name = "parts"}
local one = parts:adaptive_avgpool{1, name = "one"}
return {output = one:conv{4, kernel = 1, name = "last"}, side = parts:conv{4, kernel = {4, 1}, name = "column"}}
'''
SIGHTS_SEEN = {"tall": [5, 1], "wide": [1, 9], "both": [5, 9], "few": [5, 9], "deep": [13, 13], "parts": [25, 23],
               "one": "all", "last": "all", "column": [73, 23]}
# Networks in which the largest buffer first, at the lowest free offset, takes 10 to 30 % more than the bound.
HARD_TO_PLAN = ["preact_resnet110_cifar", "resnetv2_50", "resnext101_32x8d", "wrn_28_10_cifar", "wrn_40_4_cifar"]
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print("FAILED:", what, flush=True)
    return condition


class Compiler:
    def __init__(self, cnnc, directory):
        self.cnnc, self.directory = pathlib.Path(cnnc).resolve(), pathlib.Path(directory)

    def run(self, network, *arguments, cwd=ROOT, **environment):
        command = [self.cnnc, network, "--target", TARGET, *arguments]
        result = subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=False)
        check(result.returncode == 0, f"{network} {arguments}: status {result.returncode}, {result.stderr.decode(errors='replace')}")
        return result.stdout

    def report(self, network, suffix, **how):
        """The bytes of one report: of the table, or of a file with that suffix."""
        if suffix == "table":
            return self.run(network, "--report", **how)
        path = self.directory / f"report.{suffix}"
        path.unlink(missing_ok=True)
        self.run(network, "-o", path, **how)
        return path.read_bytes() if path.exists() else b""


# ---- multiply-accumulates from the papers ------------------------------------------------------------------------------
def conv_macs(size, channels, out, kernel):
    return size * size * channels * out * kernel * kernel


def resnet34_macs():
    total = conv_macs(112, 3, 64, 7) + 512 * 1000
    channels, size = 64, 56
    for stage, blocks in enumerate([3, 4, 6, 3]):
        out = 64 << stage
        for block in range(blocks):
            if stage and not block:
                size //= 2
                total += conv_macs(size, channels, out, 1)
            total += conv_macs(size, channels, out, 3) + conv_macs(size, out, out, 3)
            channels = out
    return total


def squeezenet_macs():
    total, channels = conv_macs(109, 3, 96, 7) + conv_macs(13, 512, 1000, 1), 96
    for size, squeeze, expand in [(54, 16, 64), (54, 16, 64), (54, 32, 128), (27, 32, 128), (27, 48, 192), (27, 48, 192),
                                  (27, 64, 256), (13, 64, 256)]:
        total += conv_macs(size, channels, squeeze, 1) + conv_macs(size, squeeze, expand, 1) + conv_macs(size, squeeze, expand, 3)
        channels = 2 * expand
    return total


def lenet_macs():
    return conv_macs(28, 1, 6, 5) + conv_macs(10, 6, 16, 5) + 400 * 120 + 120 * 84 + 84 * 10


ARCHS = {"resnet34": (21797672, resnet34_macs()), "squeezenet1_0": (1248424, squeezenet_macs()), "lenet5": (61706, lenet_macs())}


# ---- the JSON ----------------------------------------------------------------------------------------------------------
def sources(layer):
    return layer["inputs"] + ([layer["operand"]] if layer["operand"] else [])


def tensors(layers):
    """[first layer, last layer, offset, end] of each piece of the arena; what is in place is one with its inputs."""
    place = {}
    for i, layer in enumerate(layers):
        if layer["operator"] != "output":
            place[layer["name"]] = i
    group = list(range(len(layers)))
    for i, layer in enumerate(layers):
        if layer["in_place"]:
            joined = {group[place[name]] for name in layer["inputs"]}
            group = [group[i] if g in joined else g for g in group]
    found = {}
    for i, layer in enumerate(layers):
        if layer["buffer_offset"] is not None:
            begin, end = layer["buffer_offset"], layer["buffer_offset"] + layer["buffer_bytes"]
            t = found.setdefault(group[i], [i, i, begin, end])
            found[group[i]] = [t[0], i, min(t[2], begin), max(t[3], end)]
        for name in sources(layer):
            if group[place[name]] in found:
                found[group[place[name]]][1] = max(i, found[group[place[name]]][1])
    scratch = [[i, i, layer["scratch_offset"], layer["scratch_offset"] + layer["scratch_bytes"]]
               for i, layer in enumerate(layers) if layer["scratch_offset"] is not None]
    return list(found.values()) + scratch


def check_memory(name, report):
    """Only for networks without a concat that was copied: a part of it may lie in the buffer of another one."""
    pieces = tensors(report["layers"])
    for i, (first, last, begin, end) in enumerate(pieces):
        check(end <= report["arena_bytes"], f"{name}: a tensor ends beyond the arena")
        for other in pieces[:i]:
            together = first <= other[1] and other[0] <= last
            check(not together or end <= other[2] or other[3] <= begin, f"{name}: layers {first} and {other[0]} overlap")
    live = [sum((end - begin + 63) // 64 * 64 for first, last, begin, end in pieces if first <= i <= last)
            for i in range(len(report["layers"]))]
    check(max(live) == report["arena_lower_bound"], f"{name}: lower bound {report['arena_lower_bound']}, not {max(live)}")
    check(report["arena_lower_bound"] <= report["arena_bytes"], f"{name}: the arena is below its bound")


def check_sums(name, report):
    layers = report["layers"]
    for key in ["parameters", "macs", "weight_bytes"]:
        check(sum(layer[key] for layer in layers) == report[key], f"{name}: the layers' {key} do not add up")
    names = [layer["name"] for layer in layers if layer["operator"] != "output"]
    check(len(set(names)) == len(names), f"{name}: a name is there twice")
    for layer in layers:
        check(list(layer) == LAYER_KEYS, f"{name}: keys of {layer['name']}: {list(layer)}")
        check(all(source in names for source in sources(layer)), f"{name}: {layer['name']} reads what is not there")


def read_json(name, data):
    check(data.endswith(b"\n}\n") and data.isascii(), f"{name}: the JSON is not ASCII that ends with a newline")
    report = json.loads(data)
    check(list(report) == KEYS and report["format"] == 1, f"{name}: keys {list(report)}")
    check_sums(name, report)
    return report


def check_arena(name, report):
    check(report["arena_bytes"] <= 1.05 * report["arena_lower_bound"], f"{name}: the arena is more than 5 % above its bound")


def check_arch(name, report):
    layers = report["layers"]
    parameters, macs = ARCHS[name]
    check(report["parameters"] == parameters, f"{name}: {report['parameters']} parameters")
    check(report["macs"] == macs, f"{name}: {report['macs']} MACs, not {macs}")
    check_arena(name, report)
    check([report["network"], report["source"], report["target"]] == [name, name + ".lua", TARGET], f"{name}: wrong head")
    left = {layer["operator"] for layer in layers} & {"batchnorm", "scale_shift", "relu", "tanh", "add", "dropout", "mul"}
    check(not left, f"{name}: {left} cost a pass of their own")
    by_name = {layer["name"]: layer for layer in layers}
    for layer in layers:
        if layer["operator"] != "concat":
            continue
        check(layer["in_place"], f"{name}: {layer['name']} is copied")
        at = layer["buffer_offset"]
        for part in layer["inputs"]:
            check(by_name[part]["buffer_offset"] == at, f"{name}: {part} is not in its place in {layer['name']}")
            at += by_name[part]["buffer_bytes"]
        check(at == layer["buffer_offset"] + layer["buffer_bytes"], f"{name}: {layer['name']} is not its parts")
    check_memory(name, report)


def check_resnet34(report):
    layers = report["layers"]
    check(sum(layer["operand"] is not None for layer in layers) == 16, "resnet34: not 16 residual sums")
    check(sum(layer["operator"] == "conv" for layer in layers) == 36, "resnet34: not 36 convolutions")
    check(report["input"]["shape"] == [3, 224, 224] and report["outputs"] == [{"name": "output", "shape": [1000]}],
          "resnet34: wrong shapes")
    preprocess = report["input"]["preprocess"]
    check(preprocess["resize"] == 256 and preprocess["crop"] == [224, 224] and preprocess["mean"] == [0.485, 0.456, 0.406],
          f"resnet34: preprocess {preprocess}")
    second = next(layer for layer in layers if layer["name"] == "layer2.0.conv2")
    check(second["fusion"] == "+bias +add(layer2.0.downsample.0) +relu" and second["operand"] == "layer2.0.downsample.0" and
          second["parameters"] == 128 * 128 * 9 + 2 * 128 and second["output_shape"] == [128, 28, 28] and
          second["file"] == "resnet.lua" and second["line"] > 0, f"resnet34: {second}")


def check_prologues(report, compiler):
    """No pass over memory before a convolution: batch norm and relu are its prologue, and their parameters are its own."""
    layers = {layer["name"]: layer for layer in report["layers"]}
    read = [layers.get(name) for layer in report["layers"] if layer["operator"] == "conv" for name in sources(layer)]
    check(all(layer["operator"] != "scale_shift" for layer in read), "densenet121: a scale_shift before a convolution")
    conv = layers["features.denseblock1.denselayer2.conv1"]
    check(conv["fusion"] == "prologue scale_shift relu +bias +relu", f"densenet121: {conv['fusion']}")
    check(conv["parameters"] == 96 * 128 + 2 * 96 + 2 * 128, f"densenet121: {conv['parameters']} parameters")
    for cpu, threshold in [("zen5", True), ("skylake", False)]:
        table = compiler.run("archs/densenet121.lua", "--report", "--target", f"avx2:{cpu}").decode()
        check(("threshold" in table) == threshold, f"densenet121: thresholds for {cpu}")


def check_choices(compiler):
    """A prediction for each convolution, a runner-up that is slower where another form is possible, both in the table."""
    network = ROOT / "archs/resnet34.lua"
    layers = json.loads(compiler.report(network, "json"))["layers"]
    table = compiler.report(network, "table").decode()
    for layer in layers:
        name, second = layer["name"], layer["runner_up"]
        check((layer["predicted_ms"] is not None) == (layer["operator"] == "conv"), f"{name}: predicted_ms")
        check(second is not None or not layer["algorithm"].startswith("Winograd"), f"{name}: no runner-up")
        if second:
            check(second["predicted_ms"] >= layer["predicted_ms"] > 0, f"{name}: the runner-up is faster")
            row = rf"^{re.escape(name)} +{re.escape(layer['algorithm'])} .* ms  {re.escape(second['algorithm'])}  [\d.]+ ms$"
            check(re.search(row, table, re.MULTILINE), f"{name}: no runner-up in the table")
    total = sum(layer["predicted_ms"] or 0 for layer in layers)
    check(re.search(rf"^sum +{total:.3f} ms$", table, re.MULTILINE), f"resnet34: no sum of {total:.3f} ms")


# ---- drawings ----------------------------------------------------------------------------------------------------------
def edges_of(report):
    return [(source, layer["name"]) for layer in report["layers"] for source in dict.fromkeys(sources(layer))]


def box_of(element):
    return tuple(int(element.get(key)) for key in ["x", "y", "width", "height"])


def check_svg(name, data, report, names):
    root = xml.fromstring(data)
    width, height = int(root.get("width")), int(root.get("height"))
    groups = root.findall(SVG + "g")
    shown = [group.find(SVG + "text").text for group in groups]
    check(shown == names, f"{name}: the drawing has the names {shown}")
    boxes = [box_of(group.find(SVG + "rect")) for group in groups]
    for i, (x, y, w, h) in enumerate(boxes):
        check(x >= 0 and y >= 0 and x + w <= width and y + h <= height, f"{name}: box {i} is not in the picture")
        check(not any(x < a + c and a < x + w and y < b + d and b < y + h for a, b, c, d in boxes[:i]), f"{name}: box {i} covers one")
    paths = root.findall(SVG + "path")
    check(len(paths) == len(edges_of(report)), f"{name}: {len(paths)} lines in the drawing")
    for path in paths:
        x = [int(number) for number in re.findall(r"-?\d+", path.get("d"))]
        check(min(x) >= 0 and max(x) <= max(width, height), f"{name}: a line leaves the picture")
    allowed = {"svg", "title", "defs", "marker", "path", "style", "rect", "text", "g"}
    check({element.tag.replace(SVG, "") for element in root.iter()} <= allowed, f"{name}: unknown elements in the drawing")


def check_dot(name, data, report, names):
    lines = data.decode().split("\n")
    text = r'"(?:[^"\\]|\\.)*"'
    node, edge = re.compile(rf"  n\d+ \[label=({text})(, \w+={text})*\];"), re.compile(r"  n\d+ -> n\d+( \[style=dashed\])?;")
    check(re.fullmatch(rf"digraph {text} {{", lines[0]) and lines[-2:] == ["}", ""], f"{name}: the graph is not closed")
    nodes = [node.fullmatch(line) for line in lines[3:-2]]
    edges = [line for line in lines[3:-2] if edge.fullmatch(line)]
    nodes = [match for match in nodes if match]
    check(len(nodes) + len(edges) == len(lines) - 5, f"{name}: a line in the graph is neither a layer nor an edge")
    labels = [re.split(r"(?<!\\)(?:\\\\)*\\n", match[1][1:-1])[0] for match in nodes]
    check(len(nodes) == len(names), f"{name}: {len(nodes)} layers in the graph")
    for label, wanted in zip(labels, names):
        begin = wanted.rstrip("\\").replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
        check(label.startswith(begin), f"{name}: label {label}, not {wanted}")
    dashed = sum("dashed" in line for line in edges)
    check(dashed == sum(layer["operand"] is not None for layer in report["layers"]), f"{name}: {dashed} dashed edges")
    check(len(edges) == sum(len(sources(layer)) for layer in report["layers"]), f"{name}: {len(edges)} edges")


def field_text(layer):
    return "{}x{}".format(*layer["receptive_field"])


def check_table(name, data, report, names):
    lines = data.decode().split("\n")
    check(all(line == line.rstrip() for line in lines), f"{name}: blanks at the end of a line")
    check(not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", data), f"{name}: control characters in the table")
    if name in ARCHS:
        check(max(map(len, lines)) <= LONGEST_LINE, f"{name}: a line of {max(map(len, lines))} characters")
    head, rows = lines[0], lines[2:2 + len(names)]
    for row, wanted, layer in zip(rows, names, report["layers"]):
        check(row.startswith(wanted + "  "), f"{name}: row {row}")
        check(row[head.index("operator"):].startswith(layer["description"]), f"{name}: operator in {row}")
        field = row[head.index("field"):].split()[0]
        check(field in [field_text(layer), "all"], f"{name}: field in {row}")
        check(row[head.index("algorithm"):].startswith(layer["algorithm"]), f"{name}: algorithm in {row}")
        check(row[head.index("MACs") + 4] == " " and row[head.index("MACs") + 3] != " ", f"{name}: MACs in {row}")
    totals = "\n".join(lines[3 + len(names):])
    wanted = [f"{len(names)} layers", f"for {report['target']}:{report['cpu']}", report["source"]]
    wanted += [f"{report[key]:,}" for key in ["parameters", "macs", "weight_bytes", "arena_bytes", "arena_lower_bound"]]
    gap = 100 * (report["arena_bytes"] / report["arena_lower_bound"] - 1) if report["arena_lower_bound"] else 0
    for text in wanted + [f"{gap:.1f} %"]:
        check(text in totals, f"{name}: no {text} behind the table")


CHECKS = {"svg": check_svg, "dot": check_dot, "table": check_table}


# ---- all together ------------------------------------------------------------------------------------------------------
def check_reports(compiler, name, network, names=None):
    report = read_json(name, compiler.report(network, "json"))
    names = names or [layer["name"] for layer in report["layers"]]
    for suffix, look in CHECKS.items():
        look(name, compiler.report(network, suffix), report, names)
    return report


def check_repeats(compiler, network):
    """The same bytes again, from another directory, by another path and in another locale."""
    for suffix in ["json", "dot", "svg", "table"]:
        again = compiler.report(network, suffix, cwd="/", LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8", TZ="Asia/Tokyo")
        check(compiler.report(network.relative_to(ROOT), suffix) == again, f"{network.name}: another {suffix} the second time")


def check_fields(compiler, name, network, arguments, seen):
    """In the JSON, in the table and in the drawing."""
    path = compiler.directory / "fields.json"
    compiler.run(network, *arguments, "-o", path)
    report = json.loads(path.read_bytes())
    compiler.run(network, *arguments, "-o", path.with_suffix(".svg"))
    drawing = path.with_suffix(".svg").read_text()
    table = compiler.run(network, *arguments, "--report").decode().split("\n")
    layers = {layer["name"]: layer for layer in report["layers"]}
    for layer, field in seen.items():
        wanted = report["input"]["shape"][1:] if field == "all" else field
        check(layers[layer]["receptive_field"] == wanted, f"{name}: {layer} sees {layers[layer]['receptive_field']}")
        text = "all" if field == "all" else field_text(layers[layer])
        row = next(line for line in table if line.startswith(layer + " "))
        check(row[table[0].index("field"):].startswith(text + " "), f"{name}: not {text} in {row}")
        shown = re.search(rf"<title>{re.escape(layer)}: [^<]*, sees {text}\b", drawing)
        check(shown, f"{name}: {layer} in the drawing")


def check_all_fields(compiler):
    for name, arguments, seen in FIELDS:
        check_fields(compiler, name, ROOT / "archs" / f"{name}.lua", arguments, seen)
    network = compiler.directory / "sights.lua"
    network.write_text(SIGHTS)
    check_fields(compiler, "sights", network, [], SIGHTS_SEEN)


def check_auxiliary(compiler):
    """Classifiers in the middle of a network are outputs with names of their own, in every report."""
    for name, others in ("googlenet", ["aux1", "aux2"]), ("inception_v1", ["aux1", "aux2"]), ("inception_v3", ["aux"]):
        network, path = ROOT / "archs" / f"{name}.lua", compiler.directory / "auxiliary.json"
        files = {suffix: path.with_suffix(suffix) for suffix in (".json", ".svg", ".dot")}
        for file in files.values():
            compiler.run(network, "-D", "aux=true", "-o", file)
        report = read_json(name, path.read_bytes())
        wanted = ["output", *others]
        outputs = [{"name": output, "shape": [1000]} for output in wanted]
        check(report["outputs"] == outputs, f"{name}: {report['outputs']}")
        table = compiler.run(network, "-D", "aux=true", "--report").decode()
        groups = xml.fromstring(files[".svg"].read_text()).findall(SVG + "g")
        drawn = [group.find(SVG + "text").text for group in groups]
        for output in wanted:
            check(drawn.count(output) == 1, f"{name}: {output} in the drawing")
            check(f'[label="{output}\\noutput\\n1000"' in files[".dot"].read_text(), f"{name}: {output} in the graph")
            check(re.search(rf"^{output} +output +1000 +all ", table, re.M), f"{name}: {output} in the table")


def check_hostile(compiler):
    network = compiler.directory / "hostile.lua"
    network.write_text(HOSTILE)
    first, *named, last = HOSTILE_NAMES
    names = ["input", first, *named, "global_avgpool1", "flatten1", last, "output"]
    report = check_reports(compiler, "hostile", network, names)
    given = [layer["name"] for layer in report["layers"]]
    check(given[1] == first and given[2] == "line\nbreak\r\t\x1b[31m\x01", f"hostile: {given}")
    check(given[4] == "größe \u202eturned \x9b31m" and given[3] == named[1] and given[7] == last, f"hostile: {given}")
    check(report["layers"][3]["operand"] == first, "hostile: the operand")


def check_types(compiler):
    """With weights of 16 bits: half the bytes, the error of each layer with weights, a column of them in the table. A
    value with 11 significant bits, or 8, loses up to 2^-11 of it; the root of the mean square is 1 / sqrt 3 of that
    where all values are just above a power of two, half as much where they are below one."""
    network = ROOT / "archs/resnet34.lua"
    sizes, columns = {}, {}
    for kind, bits in (("f32", None), ("f16", 11), ("bf16", 8)):
        path = compiler.directory / "types.json"
        table = compiler.run(network, "--weights-type", kind, "--report", "-o", path).decode()
        report = read_json(kind, path.read_bytes())
        check(report["weight_type"] == kind and f"bytes, packed as {kind}" in table, f"{kind} is not in the report")
        layers = [layer for layer in report["layers"] if layer["operator"] in ("conv", "linear")]
        check(all(layer["weight_type"] == ("f32" if "along rows" in layer["algorithm"] else kind) for layer in layers),
              f"{kind}: not the type of all layers")
        check(all(layer["weight_type"] is layer["weight_error"] is None for layer in report["layers"] if layer not in layers),
              f"{kind}: layers without weights have a type")
        errors = [report["weight_error"], *(layer["weight_error"] for layer in layers)]
        usual = 2.0 ** -bits / 3 ** 0.5 if bits else 0
        check(all(0.5 * usual <= error <= usual for error in errors), f"{kind}: errors {min(errors)} to {max(errors)}")
        sizes[kind], columns[kind] = report["weight_bytes"], len(re.findall(r" error ", table.splitlines()[0]))
        listed = re.findall(r" \d\.\de-0\d  ", "\n".join(table.split("\n\n")[0].splitlines()[1:]))
        check(len(listed) == (len(layers) if bits else 0), f"{kind}: the table has {len(listed)} errors")
    check(columns == {"f32": 0, "f16": 1, "bf16": 1}, f"columns of errors: {columns}")
    check(sizes["f16"] == sizes["bf16"] < 0.505 * sizes["f32"], f"bytes {sizes}")


def main():
    with tempfile.TemporaryDirectory() as directory:
        compiler = Compiler(sys.argv[1], directory)
        for name in ARCHS:
            network = ROOT / "archs" / f"{name}.lua"
            report = check_reports(compiler, name, network)
            check_arch(name, report)
            if name == "resnet34":
                check_resnet34(report)
            check_repeats(compiler, network)
        for name in HARD_TO_PLAN:
            check_arena(name, read_json(name, compiler.report(ROOT / "archs" / f"{name}.lua", "json")))
        check_prologues(read_json("densenet121", compiler.report(ROOT / "archs/densenet121.lua", "json")), compiler)
        check_choices(compiler)
        check_all_fields(compiler)
        check_auxiliary(compiler)
        check_types(compiler)
        check_hostile(compiler)
        networks = sorted((ROOT / "tests" / "golden").glob("*.lua"))
        for network in networks:
            check_reports(compiler, network.stem, network)
    print(f"{len(ARCHS) + 1 + len(networks)} networks, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
