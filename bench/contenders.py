"""Those that are measured: cnnc's program, and the processes of the others (see peers.py).

Both take turns of N runs, and answer {"min": ..., "median": ..., "p95": ...} in ms. Each has its load time (from
nothing, or from having the library, to the first answer), its resident memory, and the distance of its answer from
PyTorch's in double precision, as a part of the largest number there.
"""
import json
import os
import pathlib
import re
import select
import subprocess
import sys
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
PATIENCE = 300          # seconds for a turn, or for loading


class Failure(Exception):
    pass


def output_of(*command, cpus=None):
    pin = (lambda: os.sched_setaffinity(0, cpus)) if cpus else None
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, preexec_fn=pin)
    if done.returncode:
        sys.exit(f"bench: failed: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def difference(directory, contender):
    answer, expected = (np.load(directory / f"{name}.npy").ravel() for name in (contender, "expected"))
    return float(abs(answer - expected).max() / abs(expected).max())


class Other:
    """A process that waits until it is asked."""

    def __init__(self, name, directory, threads, cpus, python):
        self.name = name
        self.errors = open(directory / f"{name}.log", "w+")
        self.process = subprocess.Popen(
            [python, ROOT / "bench/peers.py", name, directory, str(threads)], text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self.errors, preexec_fn=lambda: os.sched_setaffinity(0, cpus))
        ready = self.answer()
        self.version, self.load, self.resident = ready["version"], ready["load"], 0
        self.difference = difference(directory, name)

    def answer(self):
        """The next line of the process; libraries may print lines of their own before it."""
        while select.select([self.process.stdout], [], [], PATIENCE)[0]:
            line = self.process.stdout.readline()
            if line.startswith("{"):
                return json.loads(line)
            if not line:
                break
        self.close()
        self.errors.seek(0)
        lines = self.errors.read().strip().splitlines()
        raise Failure(lines[-1] if lines else "it ended, or did not answer in time")

    def turn(self, runs):
        print(runs, file=self.process.stdin, flush=True)
        times = self.answer()
        self.resident = max(self.resident, times["resident"])
        return times

    def close(self):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()


class Ours:
    """The executable that cnnc made, started anew for each turn."""
    name, version = "cnnc", None

    def __init__(self, directory, threads, cpus):
        self.program, self.cpus, self.threads = directory / "program", cpus, threads
        picture = ["--output", directory / "cnnc.npy", directory / "input.npy"]
        self.load = min(self.time(*picture) for _ in range(3))
        self.difference = difference(directory, "cnnc")
        self.typical = self.turn(3)["median"]
        self.resident = self.watch(self.runs_in(0.3, 3, 20000))

    def command(self, *words):
        return [str(word) for word in (self.program, "--threads", self.threads, *words)]

    def time(self, *words):
        start = time.perf_counter()
        output_of(*self.command(*words), cpus=self.cpus)
        return 1000 * (time.perf_counter() - start)

    def turn(self, runs):
        line = output_of(*self.command("--bench", runs), cpus=self.cpus)
        return {key: float(value) for key, value in re.findall(r"(min|median|p95) ([\d.]+) ms", line)}

    def runs_in(self, seconds, least, most):
        return int(min(max(1000 * seconds / self.typical, least), most))

    def watch(self, runs):
        """The largest resident set of a process that runs so often, in bytes."""
        process = subprocess.Popen(self.command("--bench", runs), stdout=subprocess.DEVNULL)
        most = 0
        while process.poll() is None:
            try:
                most = max(most, int(pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * 4096)
            except (OSError, IndexError):
                break
            time.sleep(0.002)
        process.wait()
        return most

    def close(self):
        pass
