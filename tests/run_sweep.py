"""Compiles many single convolutions, and compares each with the double-precision interpreter.

    run_sweep.py CNNC CC TARGET COUNT SEED [-- OPTION...]   networks SEED .. SEED + COUNT - 1, with options for cnnc

TARGET may have a CPU model (avx2:zen3); native is that of this machine. Options are, say, --weights-type f16. The networks are those of
random/convolutions.py, several convolutions each. Of each convolution:
- the relative error, as the root of the summed squares over the layer, is at most two millionths, see ALLOWED;
- with whole numbers a direct form gives what the interpreter gives, bit for bit;
- it gives the same bits in 1, 2, 3 and 5 parts that run at once, with an arena full of other rubbish, and with all
  memory at the other side of its guard pages (run_random.py).

Of every other network the layers have random plans (--plan), of any form and tile that can be.

The end is a table of the forms that computed the layers, how many each, and the largest error; a failure is shown as in
run_random.py.
"""
import json
import mmap
import random
import re
import subprocess
import sys

import numpy as np

import run_random
from run_random import RUBBISH, Together, Wrong, call

import convolutions  # noqa: E402 - run_random adds its folder to the path

# What a layer may have, and what with --winograd fast, which takes more points: the larger the constants of the
# transforms, the more they round.
ALLOWED, ALLOWED_FAST = 2e-6, 4e-6
# A direct sum of more products may have an error that grows with the root of their number.
TERMS = 3000
MOST_FORMS = 256

# What a plan file may state of a form, and numbers that may be too large.
KNOBS = {
    "direct": {"rows": 5, "cols": 28, "q": 4, "chunk": 4, "sweep": 40},
    "depthwise": {"cols": 30},
    "grouped": {},
    "planar": {"channels": 28, "q": 4},
    "dot": {"cols": 30},
    "pairs": {"pixels": 28, "q": 4, "chunk": 4, "sweep": 40},
    "winograd_lanes": {},
    "winograd_planar": {},
    "phases": {"q": 4, "band": 40},
    "winograd": {"tile_h": 6, "tile_w": 6, "columns": 6, "q": 4, "bands": 12, "chunk": 4},
}


def form_of(algorithm):
    """Winograd with its points, another form without the sizes of its tile."""
    form, *more = algorithm.split(", ")
    return form if form.startswith("Winograd") else ", ".join([form.split()[0], *more])


class Sweep(run_random.Maker):
    def __init__(self, cnnc, cc, cpu, folder, precompiled, more):
        super().__init__(cnnc, cc, cpu.split(":")[0], folder, precompiled)
        self.cpu, self.more = cpu, more
        # Of each form how many layers and the largest error, in memory that the processes which run the networks share.
        self.forms, self.found = [], np.frombuffer(mmap.mmap(-1, 16 * MOST_FORMS)).reshape(2, MOST_FORMS)

    def path(self, net, suffix):
        return self.folder / f"net{net.seed}{suffix}"

    def source(self, net):
        """The arguments that say which network: the same for the interpreter and the compiler."""
        weights = ["--weights", self.path(net, ".npz")] if net.whole else ["--seed", net.seed]
        return [self.cnnc, self.path(net, ".lua"), *weights]

    def interpret(self, net):
        self.path(net, ".lua").write_text(net.lua())
        picture = run_random.picture_of(net)
        if net.whole:
            picture, parameters = net.values()
            np.savez(self.path(net, ".npz"), **{name: value for name, value in parameters.items()
                                                if f'"{name.split(".")[0]}"' in net.lua()})
        np.save(self.path(net, ".x.npy"), picture)
        # The interpreter computes with weights as they are rounded to their type, if they are.
        after = [*self.more, "--after", "narrow"] if "--weights-type" in self.more else []
        call(*self.source(net), *after, "--input", self.path(net, ".x.npy"), "-o", self.path(net, ".y.npy"))

    def random_plan(self, net, options):
        """Writes a plan file: of random lines those that cnnc takes."""
        numbers = random.Random(net.seed)
        lines = [f"target {self.report(net)['target']}:{self.report(net)['cpu']}\n"]
        for shape in sorted({layer["shape"] for layer in self.report(net)["layers"] if layer["shape"]}):
            form = numbers.choice([*KNOBS, "direct", "winograd"] + ["pairs"] * 9 * shape.startswith("conv 1x1"))
            names = numbers.sample(list(KNOBS[form]), numbers.randint(0, min(3, len(KNOBS[form]))))
            knobs = "".join(f" {name}={numbers.randint(1, KNOBS[form][name])}" for name in names)
            lines.append(f"{shape} | {form}{knobs}\n")
        plan = self.path(net, ".plan")
        plan.write_text("".join(lines))
        words = [*self.source(net), *options, "--plan", plan, "-o", self.path(net, ".json")]
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
        refused = {int(number) for number in re.findall(rf"^{re.escape(str(plan))}:(\d+):", done.stderr, re.M)}
        plan.write_text("".join(line for i, line in enumerate(lines, 1) if i not in refused))
        return ["--plan", plan]

    def compile(self, net):
        c, level = self.path(net, ".c"), "-O1" if net.seed % 3 else "-O3"
        options = ["--target", self.cpu, *self.more]
        call(*self.source(net), *options, "-o", c.with_suffix(".json"))
        if net.seed % 2 == 0:
            options += self.random_plan(net, options)
            call(*self.source(net), *options, "-o", c.with_suffix(".json"))
        call(*self.source(net), *options, "-o", c)
        for algorithm in self.algorithms(net).values():
            if form_of(algorithm) not in self.forms:
                self.forms.append(form_of(algorithm))
        words = self.precompiled / f"words{level}.h"
        call(self.cc, *self.flags(level), "-include", words, "-c", c, "-o", c.with_suffix(".o"))

    def report(self, net):
        return json.loads(self.path(net, ".json").read_text())

    def algorithms(self, net):
        return {name: layer["algorithm"] for layer in self.report(net)["layers"] if layer["operator"] == "conv"
                for name in layer["name"].split(" + ")}         # of several that run as one

    def check(self, net, library):
        x, right = np.load(self.path(net, ".x.npy")), np.load(self.path(net, ".y.npy")).ravel()
        compiled = run_random.Compiled(library, f"net{net.seed}", self.folder)
        first = compiled.run(x, True, RUBBISH[0], 1, Together(1))
        if len(first) != len(right):
            raise Wrong(f"{len(first)} output values, not {len(right)}")
        at, algorithms, wrong = 0, self.algorithms(net), []
        for name, i in sorted(net.outputs.items()):
            end = at + net.size(i)
            text = self.compare(net, i, first[at:end], right[at:end], algorithms)
            if text:
                wrong.append(f"output {name}: {text}")
            at = end
        if wrong:
            raise Wrong("; ".join(wrong))
        ways = [("", False, fill, 1, Together(1)) for fill in RUBBISH[1:]]
        ways += [("at once", parts == 3, RUBBISH[0], parts, Together(parts)) for parts in run_random.PARTS]
        run_random.check_again(compiled, x, first, ways)

    def compare(self, net, i, mine, right, algorithms):
        """What is wrong with an output, or nothing."""
        layers = net.convolutions(i)
        if not layers:
            return ""                          # in a network that was reduced
        forms = [form_of(algorithms[net.conv_name(k)]) for k in layers]
        terms = net.nodes[layers[-1]].terms
        # A few values may all be small by chance.
        usual = net.usual(terms) * len(right) ** 0.5
        error = np.linalg.norm(mine - right) / max(np.linalg.norm(right), usual / 2)
        error = error if np.isfinite(error) else np.inf
        found = self.found[:, self.forms.index(forms[-1])]
        found[:] = found[0] + 1, max(found[1], error)
        allowed = ALLOWED_FAST if "fast" in self.more else ALLOWED
        if not all(form.startswith("Winograd") for form in forms):
            allowed *= max(1, terms / TERMS) ** 0.5
        if not error <= allowed:
            return f"{algorithms[net.conv_name(layers[-1])]} has an error of {error:.3g}"
        exact = net.whole and all(form in ("direct", "depthwise", "grouped", "planar", "dot") for form in forms)
        if exact and (mine.astype(np.float32) != right.astype(np.float32)).any():
            return f"{algorithms[net.conv_name(layers[-1])]} is not exact, error {error:.3g}"
        return ""

    def end(self):
        for form, count, error in sorted(zip(self.forms, *self.found)):
            print(f"{form:24} {count:6.0f} layers, largest error {error:.2g}")


def native(cnnc):
    done = subprocess.run([cnnc, "--list-targets"], capture_output=True, text=True, check=True)
    return re.search(r"^native +here (\S+)", done.stdout, re.M)[1]


def main(maker=Sweep, network=convolutions.network, usage=__doc__):
    arguments, more = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, more = arguments[:at], arguments[at + 1:]
    if len(arguments) != 5:
        sys.exit(usage)
    cnnc, cc, target, count, seed = *arguments[:3], int(arguments[3]), int(arguments[4])
    cpu = native(cnnc) if target == "native" else target
    return run_random.check_all(lambda folder, words: maker(cnnc, cc, cpu, folder, words, more), network,
                                cpu.split(":")[0], count, seed)


if __name__ == "__main__":
    sys.exit(main())
