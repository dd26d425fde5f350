"""cnnc and other runtimes on this machine, network by network: `./dev bench`, or bench/cnnc-bench after `./dev build`.

Everybody runs the same weights on the same picture, fp32, batch 1, pinned to as many cores as threads. For each network
the others' processes are started once; then come rounds, in which everybody in turn does the same number of runs while
the rest wait, so that a machine that changes its clock changes it for all. An answer that differs ends the matter
before anything is timed. Results go to build/bench/results.json; report.py and charts.py make docs/ from it.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

import charts
import layers
import machine
import report
from contenders import Failure, Other, Ours, output_of
from networks import CALL, NETWORKS

ROOT = pathlib.Path(__file__).resolve().parents[1]
WORK = ROOT / "build/bench"
PYTHON = WORK / "venv/bin/python"
PEERS = list(report.LABELS)[1:]
LEAST_ROUNDS, MOST_ROUNDS = 3, 9
LEAST_RUNS, MOST_RUNS = 5, 2000
TURN = 0.25                 # seconds that a turn of cnnc should take
TOLERANCE = 1e-4            # of the largest output: fp32 through 150 layers
FLAGS = {"lenet5": ["--math", "builtin"]}


def arguments(words):
    parser = argparse.ArgumentParser(prog="cnnc-bench", description="networks: " + " ".join(NETWORKS),
                                     usage="cnnc-bench [options] [NETWORK...]\n       cnnc-bench compare A.json B.json")
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help="default: all")
    parser.add_argument("--quick", action="store_true", help="4 minutes: 3 short rounds with ONNX Runtime and OpenVINO")
    parser.add_argument("--minutes", type=float, help="time to measure in (7; 3 with --quick); decides the rounds")
    parser.add_argument("--rounds", type=int, help="a fixed number of rounds instead")
    parser.add_argument("--threads", default="1,2", help="thread counts to measure (1,2)")
    parser.add_argument("--peers", help=f"of {','.join(PEERS)} (all)")
    parser.add_argument("--target", default="native", help="what cnnc compiles for (native)")
    parser.add_argument("--layers", metavar="NETWORK", choices=NETWORKS, help="a layer at a time against oneDNN")
    parser.add_argument("--out", type=pathlib.Path, help="results as JSON, with the documents beside it; "
                        "default: build/bench/results.json, and docs/ if every network was measured")
    options = parser.parse_args(words)
    for name in options.networks:
        if name not in NETWORKS:
            parser.error(f"no network '{name}': there are {' '.join(NETWORKS)}")
    options.peers = (options.peers or ("onnxruntime,openvino" if options.quick else ",".join(PEERS))).split(",")
    for name in options.peers:
        if name not in PEERS:
            parser.error(f"no peer '{name}': there are {' '.join(PEERS)}")
    options.threads = [int(count) for count in options.threads.split(",")]
    options.minutes = options.minutes or (3 if options.quick else 7)
    return options


# ---- what is needed ------------------------------------------------------------------------------------------------
def install():
    """The other runtimes, in a virtual environment that is made anew when requirements.txt changes."""
    stamp, wanted = WORK / "venv/requirements.txt", (ROOT / "bench/requirements.txt").read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Installing the other runtimes into build/bench/venv", flush=True)
    output_of("/usr/bin/python3", "-m", "venv", "--clear", WORK / "venv")
    output_of(PYTHON, "-m", "pip", "install", "-q", "-r", ROOT / "bench/requirements.txt")
    stamp.write_text(wanted)


def export(names):
    """The networks for everybody, unless they are there."""
    wanted = (ROOT / "bench/networks.py").read_text() + (ROOT / "bench/requirements.txt").read_text()
    stamps = [WORK / name / "made_by" for name in names]
    stale = [stamp for stamp in stamps if not stamp.exists() or stamp.read_text() != wanted]
    if stale:
        print(f"Exporting {len(stale)} networks from PyTorch", flush=True)
        done = subprocess.run([PYTHON, ROOT / "bench/networks.py", WORK, *(stamp.parent.name for stamp in stale)])
        if done.returncode:
            sys.exit("bench: the export failed")
    for stamp in stale:
        stamp.write_text(wanted)


def compile_network(name, target):
    """Makes build/bench/NAME/program; its size, its weights' and the seconds that it took."""
    directory, start = WORK / name, time.perf_counter()
    output_of(ROOT / "build/cnnc", ROOT / f"archs/{name}.lua", "--weights", directory / "weights.safetensors",
              "--target", target, *FLAGS.get(name, []), "-o", directory / "program")
    seconds, weights = time.perf_counter() - start, directory / "program.weights"
    return {"network": name, "program": (directory / "program").stat().st_size, "seconds": seconds,
            "weights": weights.stat().st_size if weights.exists() else 0}


# ---- measuring -------------------------------------------------------------------------------------------------------
class Session:
    """What was measured so far."""

    def __init__(self, options):
        self.options, self.cpus = options, machine.cores()
        self.rows, self.left_out, self.wrong, self.versions = [], [], [], {}

    def start(self, name, network, threads):
        """A contender whose answer is right, or None."""
        cpus, directory = self.cpus[:threads], WORK / network
        try:
            if name == "cnnc":
                contender = Ours(directory, threads, cpus)
            else:
                contender = Other(name, directory, threads, cpus, PYTHON)
                self.versions[name] = contender.version
        except Failure as failure:
            return self.leave_out(name, network, threads, str(failure))
        if not contender.difference <= TOLERANCE:
            contender.close()
            self.wrong += [name] if name == "cnnc" else []
            return self.leave_out(name, network, threads, f"its answer is wrong by {contender.difference:.1e}")
        return contender

    def leave_out(self, name, network, threads, cause):
        print(f"{network}: {report.LABELS[name]} is left out: {cause}", flush=True)
        self.left_out.append({"network": network, "contender": name, "threads": threads, "cause": cause})

    def measure(self, network, threads, deadline):
        """Rounds in turns: as many as asked for, else until the deadline."""
        names = (["cnnc"] if network != CALL else []) + self.options.peers
        running = [contender for contender in (self.start(name, network, threads) for name in names) if contender]
        ours = [contender for contender in running if contender.name == "cnnc"]
        runs = ours[0].runs_in(TURN, LEAST_RUNS, MOST_RUNS) if ours else MOST_RUNS
        if not running:
            return
        samples = {contender.name: [] for contender in running}
        least = self.options.rounds or LEAST_ROUNDS
        most = self.options.rounds or (LEAST_ROUNDS if self.options.quick or network == CALL else MOST_ROUNDS)
        count = 0
        while count < least or count < most and time.monotonic() < deadline:
            for contender in list(running):
                try:
                    times = contender.turn(runs)
                    samples[contender.name].append([times["min"], times["median"], times["p95"]])
                except Failure as failure:
                    running.remove(contender)
                    self.leave_out(contender.name, network, threads, str(failure))
            count += 1
        for contender in running:
            self.add(contender, network, threads, runs, samples[contender.name])
            contender.close()
        best = "  ".join(f"{contender.name} {min(samples[contender.name])[0]:.4g}" for contender in running)
        print(f"{network:16} {report.plural(threads)}, {count} x {runs} runs:  {best} ms", flush=True)

    def add(self, contender, network, threads, runs, rounds):
        low, median, high = zip(*rounds)
        self.rows.append({"network": network, "contender": contender.name, "threads": threads, "runs": runs,
                          "min": min(low), "median": statistics.median(median), "p95": statistics.median(high),
                          "load": contender.load, "resident": contender.resident, "difference": contender.difference,
                          "rounds": rounds})


def choose_compiler():
    """cnnc calls $CC: without it, what cnnc itself was built with."""
    cache = (ROOT / "build/CMakeCache.txt").read_text()
    os.environ.setdefault("CC", re.search(r"^CMAKE_C_COMPILER:\w+=(.*)", cache, re.M)[1])


def own_version(name):
    target = re.search(r"target\s+([\w:]+)", output_of(WORK / name / "program", "--info"))
    return output_of(ROOT / "build/cnnc", "--version").strip() + (f", target {target[1]}" if target else "")


def run(options):
    """Everything that was measured, as results.json has it."""
    networks = [name for name in NETWORKS if name in options.networks] if options.networks else list(NETWORKS)
    facts = machine.facts()
    if facts["load"] > machine.QUIET_LOAD:
        print(f"bench: warning: something else is running (load average {facts['load']:.1f})", file=sys.stderr)
    install()
    export([CALL, *networks])
    print("Compiling", flush=True)
    files = [compile_network(name, options.target) for name in networks]
    session, before = Session(options), machine.stolen()
    pairs = [(network, threads) for network in (CALL, *networks) for threads in options.threads
             if threads <= len(session.cpus)]
    start, share = time.monotonic(), 60 * options.minutes / len(pairs)
    for i, (network, threads) in enumerate(pairs):
        session.measure(network, threads, start + share * (i + 1))
    data = {"format": 1, "machine": facts, "compiler": output_of(os.environ["CC"], "--version").split("\n")[0],
            "versions": {"cnnc": own_version(networks[0]), **session.versions}, "quick": options.quick,
            "measurements": session.rows, "files": files, "left_out": session.left_out,
            "warnings": machine.warnings(facts["load"], before, machine.stolen(), session.rows)}
    data["ratios"] = report.ratios(data)
    return data, session.wrong, len(networks) == len(NETWORKS)


def run_layers(network, options):
    """Each convolution against oneDNN's, as a table and in build/bench/NETWORK/layers.json."""
    install()
    export([network])
    compile_network(network, options.target)
    cpus, data = machine.cores(), {"machine": machine.facts()}
    for threads in (count for count in options.threads if count <= len(cpus)):
        both, missing = layers.measure(network, threads, cpus[:threads], PYTHON, WORK / network, output_of)
        print("\n".join([f"{report.TITLES[network]}, {report.plural(threads)}", *layers.table(both)]))
        print(*(f"{key}: not a layer of its own in cnnc" for key in missing), sep="\n")
        data[str(threads)] = both
    (WORK / network / "layers.json").write_text(json.dumps(data, indent=1) + "\n")


def main(words):
    options = arguments(words)
    choose_compiler()
    WORK.mkdir(parents=True, exist_ok=True)
    if options.layers:
        return run_layers(options.layers, options)
    data, wrong, whole = run(options)
    out = options.out or WORK / "results.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(data, indent=1) + "\n")
    documents = ROOT / "docs" if whole and not options.quick and not options.out else out.parent
    (documents / "benchmarks.md").write_text(report.markdown(data))
    (documents / "benchmarks.svg").write_text(charts.ratios(data))
    print("\n" + report.summary(data))
    print(f"\nWritten: {out}, {documents / 'benchmarks.md'}, {documents / 'benchmarks.svg'}")
    if wrong:
        sys.exit("bench: cnnc's answers differ from PyTorch's")
