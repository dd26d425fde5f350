#!/usr/bin/env python3
"""run_plan.py CNNC ASAN - plan files: --plan does what the file says, and no file harms; --tune writes one that it takes,
and leaves nothing else. Without one, two threads can share each layer. ASAN is cnnc with sanitizers.

What is wrong with a plan is told in tests/errors/plan_*; that any form and tile that is taken computes the right values
is seen by run_sweep.py. ONLY=check_hostile runs that check alone.
"""
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

import numpy as np

from run_cli import Shop
from run_random import lacks
from run_sweep import KNOBS

TARGETS = ("generic:any", "avx2:zen3", "avx512:zen5")
NETWORK = """local cnn = require "cnn"
local x = cnn.image{3, 20, 20}:conv{24, kernel = 3, pad = 1, name = "conv1"}:relu()
x = x + x:conv{24, kernel = 3, pad = 1, name = "conv2"}:relu():conv{24, kernel = 3, pad = 1, name = "conv3"}
x = x:conv{24, kernel = 3, groups = 24, name = "conv4"}:conv{40, kernel = 1, name = "conv5"}
return x:global_avgpool():flatten():linear{10, name = "fc"}
"""
WITH_PROLOGUE = """local cnn = require "cnn"
local x = cnn.image{24, 8, 8}:maxpool{2}
return x:batchnorm{name = "norm"}:relu():conv{24, kernel = 1, name = "after"} .. x:conv{24, kernel = 1, name = "plain"}
"""
CHANGES = 120


def write_network(shop):
    (shop.folder / "net.lua").write_text(NETWORK)


def layers(shop, target, *options, network="net.lua"):
    """The convolutions, as the report has them."""
    shop.make(network, "--target", target, *options, "-o", "net.json")
    report = json.loads((shop.folder / "net.json").read_text())
    return [layer for layer in report["layers"] if layer["operator"] == "conv"]


def code(shop, target, *options, **how):
    return shop.make("net.lua", "--target", target, *options, "-o", "-", **how).bytes


def write_plan(shop, target, lines):
    (shop.folder / "a.plan").write_text(f"# a plan\ntarget {target}\n\n" + "".join(f"{line}\n" for line in lines))


def form_of(layer):
    """The form of a layer as a plan names it."""
    form = "phases" if "along rows" in layer["algorithm"] else layer["algorithm"].split()[0].lower()
    return "winograd_planar" if " down" in layer["algorithm"] else form


def check_applied(shop):
    """Layers that a plan names follow it, the others the cost model, and the reports say which."""
    for target in TARGETS:
        before = {layer["name"]: layer for layer in layers(shop, target)}
        shop.check(not any(layer["from_plan"] for layer in before.values()), f"{target}: from a plan, but there is none")
        shape = before["conv2"]["shape"].replace(" | ", "\t|  ")
        write_plan(shop, target, [f"{shape}|direct   cols=3 rows=2  # fast"])
        after = {layer["name"]: layer for layer in layers(shop, target, "--plan", "a.plan")}
        shop.check(after["conv2"]["algorithm"].startswith("direct 2x3x"), f"{target}: {after['conv2']['algorithm']}")
        shop.check([name for name, layer in after.items() if layer["from_plan"]] == ["conv2"], f"{target}: {after}")
        for name in set(after) - {"conv2"}:
            shop.check(after[name]["algorithm"] == before[name]["algorithm"], f"{target}: {name} is another one")
        table = shop.make("net.lua", "--target", target, "--plan", "a.plan", "--report").out
        shop.check(re.findall(r"^(\S+) .* from the plan$", table, re.M) == ["conv2"], f"{target}: {table}")


def check_prologues(shop):
    """A layer with a prologue has another shape than one without."""
    (shop.folder / "pre.lua").write_text(WITH_PROLOGUE)
    for layer in layers(shop, TARGETS[1], network="pre.lua"):
        write_plan(shop, TARGETS[1], [f"{layer['shape']} | direct cols=1 rows=1"])
        planned = layers(shop, TARGETS[1], "--plan", "a.plan", network="pre.lua")
        names = [each["name"] for each in planned if each["from_plan"]]
        shop.check(names == [layer["name"]], f"{layer['shape']} is {names}")


def check_same(shop):
    """The same plan gives the same bytes; what the cost model chose, written down, gives what there is without."""
    elsewhere = shop.folder / "elsewhere"
    elsewhere.mkdir()
    for target in TARGETS:
        own = layers(shop, target)
        write_plan(shop, target, sorted({f"{layer['shape']} | {form_of(layer)}" for layer in own}))
        shop.check(code(shop, target) == code(shop, target, "--plan", "a.plan"), f"{target}: the model's plan is another")
        write_plan(shop, target, sorted({f"{layer['shape']} | {form_of(layer)} q=1" for layer in own
                                         if "q" in KNOBS[form_of(layer)]}))
        planned = code(shop, target, "--plan", "a.plan")
        shop.check(planned != code(shop, target), f"{target}: a plan that changes nothing")
        again = shop.make("../net.lua", "--target", target, "--plan", "../a.plan", "-o", "-", cwd=elsewhere,
                          environment={"LC_ALL": "C.UTF-8"}).bytes
        shop.check(again == planned, f"{target}: other bytes from another folder")
        text = (shop.folder / "a.plan").read_bytes()
        (shop.folder / "a.plan").write_bytes(text.replace(b"\n", b"\r\n")[:-2])
        shop.check(code(shop, target, "--plan", "a.plan") == planned, f"{target}: lines that end as on Windows")


def check_forms(shop):
    """Each form can be named."""
    def hints(form):
        write_plan(shop, TARGETS[0], [f"conv 1x1 s1 | 24x1x1 -> 40x1x1 | {form}"])
        return shop.make("net.lua", "--target", TARGETS[0], "--plan", "a.plan", "-o", "net.json", status=(0, 1)).err
    forms = re.search("hint: there are (.*)", hints("none"))[1].split(", ")
    shop.check(set(KNOBS) == set(forms), f"run_sweep.py tries {list(KNOBS)} of {forms}")
    for form in forms:
        shop.check("no form" not in hints(form) and "parameter" not in hints(form), f"{form}: {hints(form)}")


def check_shared(shop):
    """What is one group of output blocks can be shared by two threads all the same: in bands, and in two sweeps."""
    (shop.folder / "shared.lua").write_text(
        'local cnn = require "cnn"\nlocal x = cnn.image{16, 32, 32}:conv{16, kernel = 3, pad = 1}:relu()\n'
        'return x:flatten():linear{128}\n')
    for target in ("avx512:emeraldrapids", "avx512:zen4", "avx512:zen5"):
        shop.make("shared.lua", "--target", target, "-o", "shared.c")
        text = (shop.folder / "shared.c").read_text()
        bands, by_bands = (int(number) for number in re.search(r"\.bands = (\d+),.* \.by_bands = (\d)", text).groups())
        q = int(re.search(r"\.out_blocks = 8, \.q = (\d+)", text)[1])
        shop.check(bands > 1 and by_bands, f"{target}: {bands} bands, by bands {by_bands}")
        shop.check(q <= 4, f"{target}: {q} of 8 blocks in a sweep")


def check_kernels(shop):
    """Even kernels, any stride and long kernels have Winograd's form, 4x4 pixels in registers; none with off."""
    kinds = {"kernel = 4, pad = 1": "Winograd F(4,4)", "kernel = 4, stride = 2, pad = 1": "Winograd by phases F(4,2)",
             "kernel = 6, stride = 3, pad = 2": "Winograd by phases F(4,2)", "kernel = 7, pad = 3": "Winograd by parts F(4,4)",
             "kernel = 9, pad = 4": "Winograd by parts F(4,3)"}
    for kernel, algorithm in kinds.items():
        (shop.folder / "kernel.lua").write_text(
            f'local cnn = require "cnn"\nreturn cnn.image{{128, 48, 48}}:conv{{128, {kernel}}}\n')
        for target in ("avx2:zen3", "avx512:emeraldrapids", "avx512:zen4", "avx512:zen5"):
            found = layers(shop, target, network="kernel.lua")[0]["algorithm"]
            shop.check(found.startswith(algorithm + ","), f"{target}, {kernel}: {found}")
            found = layers(shop, target, "--winograd", "off", network="kernel.lua")[0]["algorithm"]
            shop.check(found.startswith("direct"), f"{target}, {kernel}, off: {found}")
    (shop.folder / "kernel.lua").write_text(
        'local cnn = require "cnn"\nreturn cnn.image{512, 8, 8}:conv{512, kernel = 4, stride = 2, pad = 1}\n')
    found = layers(shop, "avx512:emeraldrapids", network="kernel.lua")[0]["algorithm"]
    shop.check(found.endswith("in registers"), f"4x4 pixels: {found}")


def check_pairs(shop):
    """CPUs that add beside their multiply-adds take a form of its own for 1x1, where weights are alike; none with off, none
    where some input channels have weights so small that their inputs are large, and no plan may ask for it then."""
    (shop.folder / "pairs.lua").write_text(
        'local cnn = require "cnn"\nreturn cnn.image{256, 14, 14}:conv{512, kernel = 1, bias = false, name = "conv"}\n')
    numbers = np.random.default_rng(1)
    weight = numbers.standard_normal((512, 256, 1, 1))
    scales = np.exp(1.5 * numbers.standard_normal((1, 256, 1, 1)))
    dead = np.where(numbers.random((1, 256, 1, 1)) < 0.2, 1e-9, 1)
    for kind, values in ("even", weight), ("uneven", weight * scales), ("partly dead", weight * dead):
        np.savez(shop.folder / f"{kind}.npz", **{"conv.weight": values.astype(np.float32)})
        for target in ("avx512:emeraldrapids", "avx512:zen4", "avx512:zen5"):
            for bound in "default", "off":
                options = ["--weights", f"{kind}.npz", "--winograd", bound]
                layer = layers(shop, target, *options, network="pairs.lua")[0]
                wanted = "pairs" if kind != "uneven" and bound == "default" and "zen" in target else "direct"
                shop.check(form_of(layer) == wanted, f"{target}, {kind} weights, {bound}: {layer['algorithm']}")
                write_plan(shop, target, [f"{layer['shape']} | pairs"])
                status = 0 if wanted == "pairs" else 1
                done = shop.make("pairs.lua", "--target", target, *options, "--plan", "a.plan", "-o", "net.json", status=status)
                shop.check(status == 0 or "a.plan:4:" in done.err, f"{target}, {kind} weights, {bound}: {done.err}")


def check_dependencies(shop):
    write_plan(shop, TARGETS[0], [])
    shop.make("net.lua", "--target", TARGETS[0], "--plan", "a.plan", "-MD", "-o", "net.c")
    rule = (shop.folder / "net.d").read_text()
    shop.check("a.plan" in rule.split(), f"the plan is no dependency: {rule}")


def check_large(shop):
    """Files that are no plan: too large, a byte 0, a line without end, a plan for twice all layers."""
    line = f"{layers(shop, TARGETS[0])[0]['shape']} | direct\n"
    for text, message in ((b"#" * (1 << 20) + b"#", ": error: "), (b"target generic:any\n\0", ":2:1: error: "),
                          (b"target generic:any # \0", ":1:22: error: "), (b"\0", ":1:1: error: "),
                          (b"target generic:any\n" + b"| " * 400000, ":2:800001: error: "),
                          (b"target generic:any\n" + b"a " * 400000 + b"| direct", ":2:1: error: "),
                          (b"target generic:any\n" + line.encode() * 10000, ":3:1: error: ")):
        (shop.folder / "a.plan").write_bytes(text)
        done = shop.make("net.lua", "--target", TARGETS[0], "--plan", "a.plan", "-o", "none.c", status=1)
        shop.check("a.plan" + message in done.err and len(done.err) < 20000, f"{text[:40]}: {done.err[:400]}")
    shop.check(not (shop.folder / "none.c").exists(), "an output in spite of errors")


def change(text, numbers):
    """The plan with something wrong, or right."""
    def number(match):
        return match[1] + numbers.choice(["0", "1", "1", "1", "2", "2", "3", "4", "65", "1000000", "2147483647", "4294967297"])
    kind = numbers.randint(0, 3)
    if kind == 0:
        return re.sub(r"(=)\d+", number, text, count=numbers.randint(1, 5))
    at = numbers.randrange(len(text))
    if kind == 1:
        return text[:at] + numbers.choice(["\0", "\n", "|", "#", " ", "=", "\xff", "9" * 30]) + text[at + 1:]
    if kind == 2:
        return text[:at] + text[at + numbers.randint(1, 20):]
    return text[:at] + text[at:at + numbers.randint(1, 90)] * numbers.randint(1, 9) + text[at:]


def check_hostile(shop):
    """Changed plans are taken or refused with their line, by a compiler with sanitizers."""
    numbers = random.Random(1)
    forms = {"depthwise": "depthwise cols=4", "direct": "direct rows=1 cols=1 q=1 chunk=1 sweep=1",
             "grouped": "grouped",
             "winograd": "winograd tile_h=4 tile_w=4 q=1 bands=3 chunk=1", "winograd_planar": "winograd_planar",
             "phases": "phases q=1 band=2"}
    lines = [f"{layer['shape']} | {forms[form_of(layer)]}" for layer in layers(shop, TARGETS[2])]
    taken = 0
    for _ in range(CHANGES):
        write_plan(shop, TARGETS[2], [line for line in lines if numbers.random() < 0.5])
        text = change((shop.folder / "a.plan").read_text(), numbers)
        (shop.folder / "a.plan").write_text(text, encoding="latin-1")
        words = ["net.lua", "--target", TARGETS[2], "--plan", "a.plan", "--winograd", "fast", "-o", "net.json"]
        done = shop.run(shop.asan, *words, status=(0, 1))
        shop.check(done.code == 0 or ("a.plan" in done.err and "Sanitizer" not in done.err), f"{text}\n{done.text}")
        taken += done.code == 0
    shop.check(CHANGES / 20 < taken < CHANGES, f"{taken} of {CHANGES} plans are taken")


# ---- --tune ----------------------------------------------------------------------------------------------------------
TUNED = """local cnn = require "cnn"
local x = cnn.image{2, 6, 6}:conv{3, kernel = 1, name = "conv1"}:relu()
return x + x:conv{3, kernel = 3, pad = 1, name = "conv2"}
"""


def make_room(shop, name):
    """A folder with a network, and one for the compiler's files."""
    room, work = shop.folder / name, shop.folder / f"{name}.work"
    room.mkdir()
    work.mkdir()
    (room / "tuned.lua").write_text(TUNED)
    return room, work


def left(room, work):
    return sorted(path.name for folder in (room, work) for path in folder.iterdir() if path.name != "tuned.lua")


def check_tune(shop):
    """The plan names all shapes in the network's order, and gives the same C again and again."""
    room, work = make_room(shop, "tune")
    done = shop.make("--tune", "tuned.lua", "--target", "generic", cwd=room, environment={"TMPDIR": str(work)})
    shop.check(left(room, work) == ["tuned.plan"], f"--tune leaves {left(room, work)}")
    shop.check(done.out == "" and len(re.findall("^cnnc: tuning: ", done.err, re.M)) == 4, f"progress: {done.text}")
    lines = (room / "tuned.plan").read_text().splitlines()
    shop.check(re.fullmatch("# cnnc --tune tuned.lua: .*", lines[0]) and lines[1] == "target generic:any", f"{lines}")
    shapes = [re.fullmatch(r"(.*?) +\| direct( \w+=\d+){5} +# \d+\.\d us(; .*)?", line) for line in lines[2:]]
    shop.check([match and match[1] for match in shapes] == ["conv 1x1 s1 | 2x6x6 -> 3x6x6 | +relu",
                                                            "conv 3x3 s1 p1 | 3x6x6 -> 3x6x6 | +add"], f"{lines}")
    options = ["tuned.lua", "--target", "generic", "--plan", "tuned.plan", "-o"]
    planned = shop.make(*options, "-", cwd=room).bytes
    shop.check(shop.make(*options, "-", cwd=room).bytes == planned, "other bytes for the same plan")
    shop.make(*options, "tuned.json", cwd=room)
    report = json.loads((room / "tuned.json").read_text())
    shop.check(all(layer["from_plan"] == (layer["operator"] == "conv") for layer in report["layers"]), f"{report}")
    for match in shapes:
        algorithm = "direct {}x{}x{}".format(*re.findall(r"(?:rows|cols|q)=(\d+)", match[0])[:3]) if match else "none"
        shop.check(algorithm in [layer["algorithm"] for layer in report["layers"]], f"{algorithm} is not what is made")
    linear = 'return require "cnn".image{2, 6, 6}:flatten():linear{2, name = "fc"}\n'
    (room / "tuned.lua").write_text(linear)
    done = shop.make("--tune", "tuned.lua", "--target", "generic", "-o", "-", cwd=room)
    shop.check(re.fullmatch("#.*\ntarget generic:any\n", done.out), f"a plan of no convolution: {done.text}")


def check_untunable(shop):
    """Without a compiler, a folder or such a CPU there is an error, and no file."""
    room, work = make_room(shop, "untunable")
    for options, environment, message in (
            (["--target", "generic"], {"CC": "/nonexistent/cc"}, "cannot start /nonexistent/cc"),
            (["--target", "generic"], {"CC": "false"}, "the C compiler failed"),
            (["--target", "generic"], {"TMPDIR": "/nonexistent"}, "cannot make a directory"),
            (["--target", "generic", "-o", "none/a.plan"], {}, "none/a.plan: error: cannot write")):
        done = shop.make("--tune", "tuned.lua", *options, cwd=room, status=1,
                         environment={"TMPDIR": str(work), **environment})
        shop.check(message in done.err and left(room, work) == [], f"{left(room, work)}: {done.text}")
    lacking = [target for target in ("avx2", "avx512") if lacks(target)]
    for target in lacking:
        done = shop.make("--tune", "tuned.lua", "--target", target, cwd=room, status=1)
        shop.check("--tune measures on this machine, which cannot run" in done.err, done.text)


def check_interrupted(shop):
    """Ctrl-C ends it and its compilers, at any time; no file is left. The same while an executable is made."""
    room, work = make_room(shop, "interrupted")
    environment = {**os.environ, "TMPDIR": str(work)}
    for number, wait, options in ((signal.SIGINT, 0.0, ["--tune"]), (signal.SIGTERM, 0.3, ["--tune"]),
                                  (signal.SIGINT, 0.8, ["--tune"]), (signal.SIGINT, 0.1, ["-o", "a"])):
        words = [shop.cnnc, "tuned.lua", "--target", "generic", *options]
        with subprocess.Popen(words, cwd=room, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as running:
            while not list(work.iterdir()) and running.poll() is None:
                time.sleep(0.01)
            time.sleep(wait)
            running.send_signal(number)
            text = running.communicate(timeout=60)[1]
        shop.check(running.returncode == -number, f"{options} {number}: status {running.returncode} {text}")
        shop.check(left(room, work) == [], f"{options} {number} leaves {left(room, work)}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(sys.argv[1], folder)
        shop.asan = os.path.abspath(sys.argv[2])
        write_network(shop)
        checks = [check_applied, check_prologues, check_same, check_forms, check_shared, check_kernels, check_pairs,
                  check_dependencies, check_large, check_hostile, check_tune, check_untunable, check_interrupted]
        checks = [check for check in checks if os.environ.get("ONLY", check.__name__) == check.__name__]
        for check in checks:
            check(shop)
            print(f"{check.__name__}: {shop.passed} passed, {shop.failed} failed", flush=True)
    return shop.failed > 0


if __name__ == "__main__":
    sys.exit(main())
