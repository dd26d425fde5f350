"""Compares every operator and some whole networks with PyTorch's float64 outputs, golden/NAME.npy.

    run_golden.py CNNC TARGET CC [NAME...]

TARGET reference runs cnnc's own interpreter, on the graph as the network file says it and as it is after fusion. Any
other compiles each network for that target, all of them into one library, and runs them on an arena full of
not-a-number: whoever reads what nobody wrote fails. A target that this machine lacks is emulated by simde where that is
installed; otherwise the status is 77. One line a network: its error as a share of the largest output, and what is allowed.
"""
import concurrent.futures
import ctypes
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

import pseudo

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN, ARCHS, SIMD = HERE / "golden", HERE.parent / "archs", HERE.parent / "runtime/simd"
SIMDE = pathlib.Path("/usr/include/simde")
MISSING = 77

# A rounding of a float is at most 2^-24 = 6e-8. An operator of these sizes sums up to 1100 products one by one, whose
# roundings partly cancel, in at most a handful of layers; exp, tanh and pow add up to 5 units of the last place.
OPERATOR = 2e-6
# Errors add up over the layers: ResNet-34 has 36, which sum up to 4608 products each.
NETWORK = 1e-5
# The interpreter computes in double too, but in another order of summation.
EXACT = 1e-9

# Of networks whose file leaves the picture to a module.
PICTURES = {"resnet34": (3, 224, 224), "resnet20_cifar": (3, 32, 32), "squeezenet1_0": (3, 224, 224)}


def network_file(name):
    path = GOLDEN / f"{name}.lua"
    return path if path.exists() else ARCHS / f"{name}.lua"


def picture_of(name):
    sizes = re.search(r"cnn\.image\{(\d+), (\d+), (\d+)", network_file(name).read_text())
    return pseudo.picture(*(map(int, sizes.groups()) if sizes else PICTURES[name]))


def call(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        program = pathlib.Path(str(command[0])).name
        raise RuntimeError(f"{program} ends with {done.returncode}\n{done.stdout}{done.stderr}")


class Report:
    def __init__(self):
        self.count, self.failed, self.worst = 0, [], 0.0

    def compare(self, name, result, allowed, remark=""):
        expected = np.load(GOLDEN / f"{name}.npy").ravel()
        result = np.asarray(result, np.float64).ravel()
        error = np.inf
        if len(result) == len(expected) and np.isfinite(result).all():
            error = np.abs(result - expected).max() / np.abs(expected).max()
        self.line(name, error <= allowed, f"{error:.2g}  (at most {allowed:g}) {remark}")
        self.worst = max(self.worst, error / allowed)

    def line(self, name, good, text):
        self.count += 1
        if not good:
            self.failed.append(name)
        print(f"{'ok    ' if good else 'FAILED'} {name:32} {text}", flush=True)

    def end(self):
        passed = self.count - len(self.failed)
        print(f"{passed} of {self.count} passed; the worst used {self.worst:.0%} of what is allowed")
        if self.failed:
            print("failed:", *self.failed)
        return bool(self.failed)


def allowed_of(name):
    return OPERATOR if (GOLDEN / f"{name}.lua").exists() else NETWORK


# ---- the interpreter -------------------------------------------------------------------------------------------------
def run_reference(cnnc, names, folder, report):
    def interpret(name, after):
        x, y = folder / f"{name}.npy", folder / f"{name}.{after}.npy"
        np.save(x, picture_of(name))
        call(cnnc, network_file(name), "--input", x, "--after", after, "-o", y)
        return np.load(y)

    for name in names:
        for after, allowed in (("dsl", EXACT), ("fuse", allowed_of(name))):
            try:
                report.compare(name, interpret(name, after), allowed, f"after {after}")
            except RuntimeError as error:
                report.line(name, False, str(error))


def header(target):
    """Where the target's words are; a CPU model may stand behind its name."""
    return SIMD / f"{target.split(':')[0]}.h"


# ---- compiled networks -----------------------------------------------------------------------------------------------
def lacks(target):
    """The CPU features that the target needs and this machine has not."""
    needs = re.search(r"^//: needs (.*)$", header(target).read_text(), re.M)
    flags = re.search(r"^flags\s*:(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return sorted(set(needs[1].split() if needs else []) - set(flags[1].split() if flags else []))


class Compiler:
    """Compiles with the flags that the head of the C states, `// Compile: clang -O3 FLAGS -c NAME.c`. The target's
    intrinsics are compiled once for all networks: reading them takes longer than the rest."""

    def __init__(self, cnnc, target, cc, folder, emulated):
        self.cnnc, self.target, self.cc, self.folder, self.emulated = cnnc, target, cc, folder, emulated
        self.math = ["--math", "builtin"] if emulated else []
        self.headers = folder / "headers.h"
        includes = re.findall(r"^#include .*", header(target).read_text(), re.M)
        if emulated:
            includes = [f'#include "{emulated}"']
        self.headers.write_text("\n".join(includes) + "\n")

    def flags(self, text):
        flags = [*re.search(r"Compile: \S+ (.*) -c ", text)[1].split(), "-fPIC"]
        if self.emulated:
            flags = [flag for flag in flags if not flag.startswith("-m")] + ["-march=x86-64-v3", "-Wno-psabi"]
        return flags

    def network(self, name):
        """Compiles one; whether it needs SLEEF."""
        c = self.folder / f"{name}.c"
        call(self.cnnc, network_file(name), "--target", self.target, *self.math, "-o", c)
        text = c.read_text()
        precompiled = self.folder / "headers.h.gch"
        if not precompiled.exists():
            call(self.cc, *self.flags(text), "-x", "c-header", self.headers, "-o", precompiled)
        call(self.cc, *self.flags(text), "-include", self.headers, "-c", c, "-o", c.with_suffix(".o"))
        return "Link: -lsleef" in text


def aligned(size):
    """size bytes at a multiple of 64; each float in them is not a number."""
    memory = np.full(max(size, 1) + 64, 0xFF, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start:start + max(size, 1)]


def run_compiled(library, name, folder):
    header = (folder / f"{name}.h").read_text()
    size = {key: int(value) for key, value in re.findall(rf"#define {name.upper()}_(\w+_SIZE) +(\d+)", header)}
    weights, arena = None, aligned(size["ARENA_SIZE"])
    if size["WEIGHTS_SIZE"]:
        weights = aligned(size["WEIGHTS_SIZE"])
        weights[:] = np.fromfile(folder / f"{name}.weights", np.uint8)
    x, y = picture_of(name), np.full(size["OUTPUT_SIZE"], np.nan, np.float32)
    run = getattr(library, f"{name}_run")
    run.argtypes = [ctypes.c_void_p] * 4
    status = run(*(None if array is None else array.ctypes.data for array in (weights, arena, x, y)))
    if status:
        raise RuntimeError(f"{name}_run returns {status}")
    return y


def run_target(cnnc, names, target, cc, folder, report, emulated):
    compiler, built, sleef = Compiler(cnnc, target, cc, folder, emulated), [], False

    def build(name):
        try:
            return compiler.network(name)
        except RuntimeError as error:
            return str(error)

    first, rest = names[:1], names[1:]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, result in zip(names, [*map(build, first), *pool.map(build, rest)]):
            if isinstance(result, str):
                report.line(name, False, result)
            else:
                sleef = sleef or result
                built.append(name)
    if not built:
        return
    so = folder / "golden.so"
    objects = [folder / f"{name}.o" for name in built]
    call(cc, "-shared", *objects, "-o", so, *(["-lsleef"] if sleef else []), "-lm")
    library = ctypes.CDLL(str(so))
    for name in built:
        try:
            report.compare(name, run_compiled(library, name, folder), allowed_of(name), "emulated" if emulated else "")
        except RuntimeError as error:
            report.line(name, False, str(error))


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    cnnc, target, cc = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]
    names, report = sys.argv[4:] or sorted(path.stem for path in GOLDEN.glob("*.npy")), Report()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if target == "reference":
            run_reference(cnnc, names, folder, report)
            return report.end()
        missing = lacks(target)
        emulation = GOLDEN / f"emulate_{header(target).name}"
        emulated = emulation if missing and SIMDE.exists() and emulation.exists() else None
        if missing and not emulated:
            print(f"this machine lacks {' '.join(missing)}, which {target} needs, and there is no simde to emulate it")
            return MISSING
        if missing:
            print(f"this machine lacks {' '.join(missing)}: {target} is emulated by simde, with --math builtin")
        run_target(cnnc, names, target, cc, folder, report, emulated)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
