#!/usr/bin/env python3
"""run_bench.py CNNC - the benchmark's own arithmetic and what it writes, without other runtimes and without timing.

From tests/bench/recorded.json: the ratios, docs/benchmarks.md, its chart, and `cnnc-bench compare` on changed copies. From
oneDNN's and a program's own lines: the table of layers. And LeNet-5 as a contender, so that bench/ reads what programs print.
"""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))

import charts           # noqa: E402
import compare          # noqa: E402
import contenders       # noqa: E402
import layers           # noqa: E402
import machine          # noqa: E402
import report           # noqa: E402

RECORDED = ROOT / "tests/bench/recorded.json"
ONEDNN = """[["conv1", 3, 64, 224, 7, 7, 2], ["a", 64, 64, 56, 3, 3, 1], ["b", 64, 64, 56, 3, 3, 1]]
onednn_verbose,v1,info,cpu,runtime:OpenMP,nthr:1
onednn_verbose,v1,primitive,exec,cpu,reorder,jit:uni,undef,src:f32::blocked:abcd::f0,,,64x3x7x7,0.5
onednn_verbose,v1,primitive,exec,cpu,convolution,jit:one,fwd,src,,alg,mb1_ic64oc64_ih56oh56kh3sh1dh0ph1_iw56ow56kw3sw1,7.0
onednn_verbose,v1,primitive,exec,cpu,eltwise,jit:x,fwd,data,,alg:eltwise_relu,1x64x56x56,0.5
onednn_verbose,v1,primitive,exec,cpu,convolution,jit:two,fwd,src,,alg,mb1_ic3oc64_ih224oh112kh7sh2dh0ph3_iw224ow112kw7sw2,6.0
onednn_verbose,v1,primitive,exec,cpu,convolution,jit:one,fwd,src,,alg,mb1_ic64oc64_ih56oh56kh3sh1dh0ph1_iw56ow56kw3sw1,9.0
"""
failures = []


def check(good, message):
    if not good:
        failures.append(message)
        print("FAILED: " + message)


def near(value, expected):
    return abs(value - expected) < 1e-9 * abs(expected)


def row(data, network, contender):
    return next(row for row in data["measurements"] if (row["network"], row["contender"]) == (network, contender))


def scale(found, factor):
    found["min"] *= factor
    found["rounds"] = [[factor * time for time in times] for times in found["rounds"]]


def check_ratios(data):
    squeezenet, lenet5 = data["ratios"]
    ours, theirs, call = (row(data, *key)["min"] for key in (("lenet5", "cnnc"), ("lenet5", "onnxruntime"),
                                                             ("call", "onnxruntime")))
    check(squeezenet["network"] == "squeezenet1_0" and lenet5["network"] == "lenet5", "ratios: the order")
    check(near(lenet5["ratio"], ours / theirs), "ratios: the ratio of LeNet-5")
    check(near(lenet5["ratio_without_call"], ours / (theirs - call)), "ratios: without the call")
    check(lenet5["against"] == "onnxruntime", "ratios: ncnn is no yardstick")


def check_markdown(data):
    text = report.markdown(data)
    for line in ("| network | cnnc | ONNX Runtime | ncnn | ratio |",
                 "| SqueezeNet 1.0 | **18.3** | 21.6 | 24.5 | 0.845 |",
                 "| LeNet-5 | **0.0149** | 0.0322 | 0.0752 | 0.462 |",
                 "| geometric mean |  |  |  | 0.625 |",
                 "- a call alone, µs, 1 thread: ONNX Runtime 4.8, ncnn 6.0",
                 "- LeNet-5, 1 thread: ratio 0.462, and 0.543 without the call",
                 "- PyTorch is missing for SqueezeNet 1.0: no such operator",
                 "- **Warning**: " + data["warnings"][0] + "."):
        check(line in text.splitlines(), f"markdown: no line '{line}' in\n{text}")
    tables = [line.count("|") for line in text.splitlines() if line.startswith("|")]
    check(len(tables) == 5 + 4 + 4, f"markdown: {len(tables)} lines of tables")
    check("NN-512" in text, "markdown: what is left out")
    del data["measurements"][-1]
    check("| LeNet-5 | **0.0149** | 0.0322 | – | 0.462 |" in report.markdown(data), "markdown: a hole in the table")


def check_chart(data):
    data["versions"]["cnnc"] = "<&>"
    tree = xml.etree.ElementTree.fromstring(charts.ratios(data))
    tags = [element.tag.split("}")[1] for element in tree]
    check(tags.count("rect") == 1 + 2 + 1, "chart: a ground, two bars and a legend")
    check(tags.count("circle") == 4 + 2, "chart: two marks a network and two in the legend")
    names = [element.text for element in tree if element.tag.endswith("text")]
    check("SqueezeNet 1.0" in names and "0.46" in names, f"chart: its words: {names}")
    width = float(tree.get("width"))
    check(all(float(element.get("cx", 0)) <= width for element in tree), "chart: a mark outside")


def cnnc_bench(*words):
    return subprocess.run([sys.executable, ROOT / "bench/cnnc-bench", *words], capture_output=True, text=True)


def check_compare(data, directory):
    after = copy.deepcopy(data)
    scale(row(after, "lenet5", "cnnc"), 0.5)
    scale(row(after, "squeezenet1_0", "cnnc"), 1.1)             # its rounds differ by 31 %
    scale(row(after, "lenet5", "ncnn"), 1.1)                    # its rounds do not
    after["versions"]["ncnn"] = "2"
    said = {key[:2]: words for key, *_, words in compare.changes(data, after)}
    check(said["lenet5", "cnnc"] == "faster", "compare: half the time is faster")
    check(said["squeezenet1_0", "cnnc"] == "same", "compare: 10 % is within the noise")
    check(said["lenet5", "ncnn"] == "slower", "compare: 10 % is beyond the noise")
    check(said["lenet5", "onnxruntime"] == "same", "compare: nothing changed")
    path = directory / "after.json"
    path.write_text(json.dumps(after))
    done = cnnc_bench("compare", RECORDED, path)
    check(done.returncode == 0 and "ncnn: 1.0.20261020 before, 2 after" in done.stdout, f"compare: {done}")
    check("1 faster, 0 slower, 1 same" in done.stdout, f"compare: the sum: {done.stdout}")
    path.write_text("{}")
    for bad in (path, directory / "nowhere.json"):
        done = cnnc_bench("compare", RECORDED, bad)
        check(done.returncode == 1 and bad.name in done.stderr and "Traceback" not in done.stderr, f"compare: {done}")
    check(cnnc_bench("resnet35").returncode == 2, "a network that is not there")


def check_warnings(data):
    steady = [dict(found, rounds=[[1, 1, 1], [1.01, 1, 1]]) for found in data["measurements"]]
    check(machine.warnings(0.1, (0, 0), (0, 1000), steady) == [], "a quiet machine")
    check(len(machine.warnings(2, (0, 0), (100, 1000), data["measurements"])) == 3, "a machine with three faults")


def check_layers():
    theirs = layers.read_onednn(ONEDNN)
    check(theirs == {"conv1": (6.0, "jit:two"), "a": (7.5, "jit:one"), "b": (9.0, "jit:one")}, f"layers: {theirs}")
    ours = {"a": (2.5, "90.0", "conv 3x3", "direct")}
    both, missing = layers.rows(ours, theirs)
    check(missing == ["conv1", "b"] and near(both[0]["ratio"], 2.5 / 7.5), "layers: what both have")
    check(len(layers.table(both)) == 3, "layers: the table")


def check_program(cnnc, directory):
    """LeNet-5 is made, answers as the reference does, and its --bench and --profile can be read."""
    weights = ["--weights", ROOT / "tests/lenet/lenet5.safetensors"]
    numpy.save(directory / "input.npy", numpy.random.default_rng(1).normal(size=(1, 1, 32, 32)).astype(numpy.float32))
    made = [[*weights, "-o", directory / "program"],
            [*weights, "--input", directory / "input.npy", "-o", directory / "expected.npy"]]
    for words in made:
        contenders.output_of(cnnc, ROOT / "archs/lenet5.lua", *words)
    ours = contenders.Ours(directory, 1, sorted(os.sched_getaffinity(0))[:1])
    times = ours.turn(3)
    check(set(times) == {"min", "median", "p95"} and min(times.values()) > 0, f"program: {times}")
    check(ours.difference < 1e-5 and ours.load > 0 and ours.resident > 0, f"program: {vars(ours)}")
    profile = layers.read_profile(contenders.output_of(directory / "program", "--profile", 3))
    check(list(profile) == ["conv1", "conv2"], f"program: its profile: {profile}")
    check(all(what.startswith("conv 5x5") and algorithm for _, _, what, algorithm in profile.values()), f"{profile}")


def main():
    data = json.loads(RECORDED.read_text())
    data["ratios"] = report.ratios(data)
    check_ratios(data)
    check_chart(copy.deepcopy(data))
    check_markdown(copy.deepcopy(data))
    check_warnings(data)
    check_layers()
    with tempfile.TemporaryDirectory() as directory:
        check_compare(data, pathlib.Path(directory))
        check_program(sys.argv[1], pathlib.Path(directory))
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
