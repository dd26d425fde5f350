"""Measures every network of archs/ on this machine: ./dev zoo [NAME...] [--latency]

NAME is as in tests/zoo/figures_*.json: a network file, perhaps with its -D ("resnet50 stride=v1"); without one all are
measured. Each is compiled for the native target; build/zoo/results.json gets, after each network, what the report says,
the time of cnnc and of the C compiler, the size of the C and of its object code, the error against float64 as a share
of the largest output, and the shortest of the runs of about two seconds on one thread. An interrupted sweep goes on
where it was; a network is measured again when cnnc or its Lua is newer than what is kept.

--latency measures only the latencies again, with the executables that are kept, and keeps the shorter; delete build/zoo
to forget. The weights, up to 600 MB a network, are not kept: cnnc makes them again. Once all are measured,
they become docs/zoo.md, docs/zoo-accuracy.svg and docs/zoo-latency.svg.
"""
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import numpy as np

import zoo_page
import zoo_plots

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))
import pseudo  # noqa: E402
from run_zoo import ALLOWED, all_figures, file_name  # noqa: E402

WORK, CNNC, GOLDEN = ROOT / "build/zoo", ROOT / "build/cnnc", ROOT / "tests/zoo"
RESULTS = WORK / "results.json"
CC = os.environ.get("CC", "clang")


def call(*command):
    """What the command prints; RuntimeError with all of it if it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd=WORK)
    if done.returncode:
        program = pathlib.Path(str(command[0])).name
        raise RuntimeError(f"{program} ends with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def timed(*command):
    start = time.monotonic()
    call(*command)
    return time.monotonic() - start


# ---- one network -----------------------------------------------------------------------------------------------------
class Network:
    def __init__(self, name, figure):
        self.name, self.figure, self.stem = name, figure, file_name(name)

    def path(self, suffix):
        return WORK / f"{self.stem}{suffix}"

    def cnnc(self, suffix):
        """The command that makes this file."""
        network, *defines = self.name.split()
        options = [option for define in defines for option in ("-D", define)]
        return (CNNC, ROOT / f"archs/{network}.lua", *options, "--name", self.stem, "--weights-as", "file",
                "-MF", self.path(".d"), "-o", self.path(suffix))

    def is_done(self, result):
        """Whether the result is younger than all that it depends on."""
        if not self.path("").exists() or not self.path(".d").exists():
            return False
        lua = re.findall(r"^  (.*\.lua)", self.path(".d").read_text(), re.MULTILINE)
        sources = [CNNC, *(path.replace("\\ ", " ") for path in lua)]
        return all(os.path.exists(path) and os.path.getmtime(path) < result["measured"] for path in sources)

    def measure(self):
        try:
            result = self.facts() | self.sizes()
            call(*self.cnnc(""))
            return result | {"error": self.error(), "latency_ms": self.latency(), "measured": time.time()}
        finally:
            for suffix in (".o", ".weights"):
                self.path(suffix).unlink(missing_ok=True)

    def facts(self):
        """What the report says; of the layers, the size of all outputs together, with ReLU in place and apart."""
        call(*self.cnnc(".json"))
        report = json.loads(self.path(".json").read_text())
        keys = ("parameters", "macs", "weight_bytes", "arena_bytes", "arena_lower_bound", "target", "cpu")
        layers = [layer for layer in report["layers"] if not layer["in_place"]]
        size = {layer["name"]: int(np.prod(layer["output_shape"])) for layer in layers}
        rectified = sum(size[layer["name"]] for layer in layers if "+relu" in layer["fusion"])
        return {key: report[key] for key in keys} | {"outputs": sum(size.values()), "rectified": rectified}

    def sizes(self):
        cnnc_seconds = timed(*self.cnnc(".c"))
        text = self.path(".c").read_text()
        flags = re.search(r"Compile: \S+ (.*) -c ", text)[1].split()
        cc_seconds = timed(CC, *flags, "-c", self.path(".c"), "-o", self.path(".o"))
        code = int(call("size", self.path(".o")).splitlines()[1].split()[0])
        return {"cnnc_seconds": cnnc_seconds, "cc_seconds": cc_seconds, "c_bytes": len(text.encode()),
                "c_lines": text.count("\n"), "code_bytes": code}

    def error(self):
        np.save(self.path(".in.npy"), pseudo.picture(*self.figure["input"]))
        call(self.path(""), "--output", self.path(".out.npy"), self.path(".in.npy"))
        others = sorted(set(self.figure["outputs"]) - {"output"})
        files = [self.path(".out.npy")] + [self.path(f".out.{other}.npy") for other in others]
        result = np.concatenate([np.load(file).ravel() for file in files]).astype(np.float64)
        for file in [*files, self.path(".in.npy")]:
            file.unlink()
        expected, result = np.load(GOLDEN / f"{self.stem}.npy"), result[::pseudo.thinning(len(result))]
        if len(result) != len(expected) or not np.isfinite(result).all():
            raise RuntimeError("the output is of another size or not finite")
        return float(np.abs(result - expected).max() / np.abs(expected).max())

    def latency(self):
        """The shortest run, in ms."""
        if not self.path(".weights").exists():
            call(*self.cnnc(".c"))
        return float(re.search(r"min ([\d.]+) ms", call(self.path(""), "--bench"))[1])

    def latency_again(self):
        milliseconds = self.latency()
        self.path(".weights").unlink()
        return milliseconds


# ---- all of them -----------------------------------------------------------------------------------------------------
def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return {"cpu": model[1] if model else os.uname().machine, "compiler": call(CC, "--version").splitlines()[0],
            "date": str(datetime.date.today()), "peak": fma_peak()}


def fma_peak():
    """GFLOP/s that a program's --profile finds one core can do; other programs may lower it, so main keeps the best."""
    call(CNNC, ROOT / "archs/lenet5.lua", "-o", WORK / "peak")
    return float(re.search(r"FMA peak ([\d.]+) GFLOP/s", call(WORK / "peak", "--profile", 1))[1])


def keep(kept):
    draft = RESULTS.with_suffix(".draft")
    draft.write_text(json.dumps(kept, indent=1))
    draft.replace(RESULTS)


def sweep(networks, kept, latency_only):
    """Measures what is not done yet; the names of those that failed."""
    failed, results, start = [], kept["networks"], time.monotonic()
    for place, network in enumerate(networks, 1):
        begin, result = time.monotonic(), results.get(network.name)
        done = result and network.is_done(result)
        try:
            if latency_only and done:
                result["latency_ms"] = min(result["latency_ms"], network.latency_again())
            elif not done:
                result = network.measure()
            results[network.name] = result
            keep(kept)
            text = f"{result['latency_ms']:8.2f} ms  error {result['error']:.1e}"
            if not result["error"] <= ALLOWED:
                text += f", more than {ALLOWED:g}"
                failed.append(network.name)
        except RuntimeError as error:
            text = f"FAILED: {error}"
            failed.append(network.name)
        now = time.monotonic()
        print(f"{place:3}/{len(networks)}  {network.name:34} {text}  "
              f"({'kept' if done and not latency_only else f'{now - begin:.1f} s'}; {(now - start) / 60:.1f} min)",
              file=sys.stderr, flush=True)
    return failed


def write(kept, figures):
    """The page and its plots, which show all networks or are left as they are."""
    missing = [name for name in figures if name not in kept["networks"]]
    if missing:
        print(f"zoo: docs/zoo.md is as it was: {len(missing)} networks are not measured yet", file=sys.stderr)
        return
    results = {name: kept["networks"][name] for name in figures}
    (ROOT / "docs/zoo.md").write_text(zoo_page.page(kept["machine"], results, figures))
    (ROOT / "docs/zoo-accuracy.svg").write_text(zoo_plots.accuracy(results, figures))
    (ROOT / "docs/zoo-latency.svg").write_text(zoo_plots.latency(results, figures, kept["machine"]["peak"]))


def main():
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    names = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    figures = all_figures()
    unknown = [name for name in names if name not in figures]
    if unknown:
        sys.exit(f"zoo: no such network in tests/zoo/figures_*.json: {', '.join(unknown)}")
    if set(options) - {"--latency"}:
        sys.exit(__doc__)
    WORK.mkdir(parents=True, exist_ok=True)
    kept = {"machine": machine(), "networks": {}}
    if RESULTS.exists():
        before = json.loads(RESULTS.read_text())
        if all(before["machine"][key] == kept["machine"][key] for key in ("cpu", "compiler")):
            kept["networks"] = before["networks"]
            kept["machine"]["peak"] = max(before["machine"]["peak"], kept["machine"]["peak"])
    networks = [Network(name, figures[name]) for name in names or figures]
    failed = sweep(networks, kept, "--latency" in options)
    keep(kept)
    write(kept, figures)
    if failed:
        sys.exit(f"zoo: failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
