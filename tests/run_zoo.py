"""Holds each network of archs/ to its figures and to PyTorch's float64 outputs, which zoo/generate.py wrote.

    run_zoo.py CNNC CC TARGET [NAME...] [--figures] [-O1] [--winograd=HOW]

NAME is as in zoo/figures_*.json: a network file, perhaps with its -D ("resnet50 stride=v1"); without one all are run.
Checked are parameters, multiply-accumulates, the shapes of the input and of all outputs, and (not with --figures) what
the compiled network answers, on an arena full of not-a-number. -O1, -O2: what CC is to do instead of -O3, to save time.
--winograd=HOW: for cnnc.
One line a network: its error as a share of the largest output. Status 77: this machine lacks what the target needs.
"""
import ctypes
import json
import pathlib
import re
import sys
import tempfile
import time

import numpy as np

import pseudo
from run_golden import MISSING, aligned, call, lacks

HERE = pathlib.Path(__file__).resolve().parent
ZOO, ARCHS = HERE / "zoo", HERE.parent / "archs"

# A rounding of a float is at most 6e-8 of the value; each of up to 200 layers adds some, which partly cancel.
ALLOWED = 1e-5


def file_name(name):
    return re.sub("[ =]", "_", name)


def all_figures():
    figures = {}
    for path in sorted(ZOO.glob("figures_*.json")):
        figures.update(json.loads(path.read_text()))
    return figures


class Sweep:
    def __init__(self, cnnc, cc, target, optimization, folder, more):
        self.cnnc, self.cc, self.optimization, self.folder = cnnc, cc, optimization, folder
        self.options = ["--target", target, "--weights-as", "file", *more]

    def cnnc_command(self, name, suffix):
        """Runs cnnc; the path of what it made."""
        network, *defines = name.split()
        result = self.folder / f"{network}{suffix}"
        options = [option for define in defines for option in ("-D", define)]
        call(self.cnnc, ARCHS / f"{network}.lua", *self.options, *options, "-o", result)
        return result

    def wrong_figures(self, name, figure):
        """What the report says otherwise than the figures."""
        report = json.loads(self.cnnc_command(name, ".json").read_text())
        is_and_should = {
            "parameters": (report["parameters"], figure["parameters"]),
            "MACs": (report["macs"], figure["macs"]),
            "input": (report["input"]["shape"], figure["input"]),
            "outputs": ({output["name"]: output["shape"] for output in report["outputs"]}, figure["outputs"]),
        }
        return [f"{what}: {is_}, not {should}" for what, (is_, should) in is_and_should.items() if is_ != should]

    def outputs(self, name, figure):
        """What the compiled network answers."""
        c = self.cnnc_command(name, ".c")
        text, header = c.read_text(), c.with_suffix(".h").read_text()
        flags = re.search(r"Compile: \S+ (.*) -c ", text)[1].replace("-O3", self.optimization).split()
        sleef = ["-lsleef"] if "Link: -lsleef" in text else []
        library = self.folder / f"{file_name(name)}.so"      # of one path the first would be loaded again
        call(self.cc, *flags, "-fPIC", "-shared", c, "-o", library, *sleef, "-lm")
        sizes = re.findall(rf"#define {c.stem.upper()}_((?:ARENA|WEIGHTS|OUTPUT)_SIZE) +(\d+)", header)
        size = {key: int(value) for key, value in sizes}
        weights, arena = aligned(size["WEIGHTS_SIZE"]), aligned(size["ARENA_SIZE"])
        weights[:] = np.fromfile(c.with_suffix(".weights"), np.uint8)
        x, y = pseudo.picture(*figure["input"]), np.full(size["OUTPUT_SIZE"], np.nan, np.float32)
        run = getattr(ctypes.CDLL(str(library)), f"{c.stem}_run")
        run.argtypes = [ctypes.c_void_p] * 4
        status = run(*(array.ctypes.data for array in (weights, arena, x, y)))
        if status:
            raise RuntimeError(f"{c.stem}_run returns {status}")
        return y

    def error(self, name, figure):
        expected = np.load(ZOO / f"{file_name(name)}.npy")
        result = self.outputs(name, figure).astype(np.float64)
        result = result[::pseudo.thinning(len(result))]
        if len(result) != len(expected) or not np.isfinite(result).all():
            return np.inf
        return np.abs(result - expected).max() / np.abs(expected).max()

    def check(self, name, figure, figures_only):
        """Whether all is right, and a text that says what is."""
        try:
            wrong = self.wrong_figures(name, figure)
            text = f"{figure['parameters']:>11} parameters {figure['macs']:>12} MACs"
            if not figures_only:
                error = self.error(name, figure)
                text += f"  error {error:.2g}"
                if not error <= ALLOWED:
                    wrong.append(f"at most {ALLOWED:g} is allowed")
        except RuntimeError as error:
            return False, str(error)
        finally:
            for path in self.folder.iterdir():
                path.unlink()
        return not wrong, "; ".join([text, *wrong])


def main():
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if len(arguments) < 3 or any(not re.fullmatch("--figures|-O[0-3]|--winograd=.*", option) for option in options):
        sys.exit(__doc__)
    cnnc, cc, target, *names = arguments
    missing = lacks(target)
    if missing and "--figures" not in options:
        print(f"this machine lacks {' '.join(missing)}, which {target} needs")
        return MISSING
    figures, failed = all_figures(), []
    names = names or list(figures)
    unknown = [name for name in names if name not in figures]
    if unknown:
        sys.exit(f"no such network in zoo/figures_*.json: {', '.join(unknown)}")
    optimization = next((option for option in options if option.startswith("-O")), "-O3")
    with tempfile.TemporaryDirectory() as folder:
        sweep = Sweep(pathlib.Path(cnnc).resolve(), cc, target, optimization, pathlib.Path(folder),
                      [option for option in options if option.startswith("--winograd")])
        for place, name in enumerate(names, 1):
            start = time.monotonic()
            good, text = sweep.check(name, figures[name], "--figures" in options)
            if not good:
                failed.append(name)
            print(f"{place:3}/{len(names)} {'ok    ' if good else 'FAILED'} {name:32} {text}"
                  f"  {time.monotonic() - start:.1f} s", flush=True)
    print(f"{len(names) - len(failed)} passed, {len(failed)} failed")
    if failed:
        print("failed:", *failed, sep="\n  ")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
