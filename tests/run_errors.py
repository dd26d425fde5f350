#!/usr/bin/env python3
"""Compares what cnnc says of wrong networks, weights and flags, byte for byte: run_errors.py CNNC [--update] [FILE...]

Each file in tests/errors is a case, by default all are run. NAME.lua is a network file, which is compiled with
`--target generic -o out.c`; NAME.args is none. Its first lines say what is done, its end what cnnc has to say:

  -- args: -D depth=7        arguments behind those; of NAME.args all arguments
  -- weights: NAME           --weights with a file that errors/weights.py makes
  -- made: NAME              such a file, which lies beside the network
  -- environment: CC=none    a variable of the environment
  -- status: 2               the exit status (default: 1)
  -- file: blocks/a.lua      a file beside the network; its lines follow, each as `-- | text`
  -- folder: NAME            a folder beside the network
  --[[ expect
  the whole of standard error, without `cnnc: note:` lines
  ]]

The expectation is no part of the network, the lines above it are. Beside each case lie net.lua, a right network, and
x.npy, a tensor for it. No file may be left behind. --update writes what cnnc says into the files.
"""
import os
import shlex
import subprocess
import sys
import tempfile

import numpy

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "errors")
sys.path.insert(0, HERE)
import weights  # pylint: disable=wrong-import-position

BEGIN, END = "--[[ expect\n", "]]\n"
NETWORK = """local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
"""


def read_case(path):
    """The network's text, the directives in order, and the expectation."""
    with open(path, encoding="utf-8", newline="") as file:
        network, begin, expected = file.read().partition(BEGIN)
    if begin:
        expected = expected[:expected.rindex(END)]
    directives = []
    for line in network.splitlines():
        if line.startswith("-- | ") or line == "-- |":
            directives[-1][2].append(line[5:])
        elif line.startswith("-- ") and ": " in line:
            key, value = line[3:].split(": ", 1)
            directives.append((key, value, []))
        else:
            break
    return network, directives, expected


def write(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def set_up(folder, name, network, directives):
    """Writes the files of a case; the arguments, the environment and the status."""
    is_network = name.endswith(".lua")
    arguments = [name, "--target", "generic", "-o", "out.c"] if is_network else []
    environment, status = dict(os.environ), 1
    write(folder, "net.lua", NETWORK.encode())
    numpy.save(os.path.join(folder, "x.npy"), numpy.zeros((3, 8, 8), numpy.float32))
    if is_network:
        write(folder, name, network.encode())
    for key, value, lines in directives:
        if key == "args":
            arguments += shlex.split(value)
        elif key in ("weights", "made"):
            file, data = getattr(weights, value)()
            write(folder, file, data)
            arguments += ["--weights", file] if key == "weights" else []
        elif key == "environment":
            environment.update([value.split("=", 1)])
        elif key == "status":
            status = int(value)
        elif key == "file":
            write(folder, value, "\n".join(lines + [""]).encode())
        elif key == "folder":
            os.makedirs(os.path.join(folder, value))
        else:
            raise ValueError(f"{name}: no directive {key}")
    return arguments, environment, status


def listing(folder):
    return sorted(os.path.join(at, name) for at, folders, files in os.walk(folder) for name in folders + files)


def run_case(cnnc, path, update):
    """What is wrong with cnnc's answer, or None."""
    network, directives, expected = read_case(path)
    with tempfile.TemporaryDirectory() as folder:
        arguments, environment, status = set_up(folder, os.path.basename(path), network, directives)
        before = listing(folder)
        run = subprocess.run([cnnc, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                             capture_output=True, timeout=60, check=False)
        left = [os.path.basename(file) for file in listing(folder) if file not in before]
    lines = run.stderr.decode("utf-8", "backslashreplace").splitlines(keepends=True)
    said = "".join(line for line in lines if not line.startswith("cnnc: note: "))
    if run.returncode != status or left:
        return f"status {run.returncode}, not {status}; files left: {left}\n{said[:4000]}"
    if update and said != expected:
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(network + BEGIN + said + END)
        return None
    return None if said == expected else f"wanted:\n{expected}\nfound:\n{said[:4000]}"


def main():
    arguments = sys.argv[2:]
    update = "--update" in arguments
    paths = [path for path in arguments if path != "--update"]
    if not paths:
        paths = [os.path.join(HERE, name) for name in sorted(os.listdir(HERE)) if name.endswith((".lua", ".args"))]
    failed = 0
    for path in paths:
        problem = run_case(os.path.abspath(sys.argv[1]), path, update)
        if problem:
            failed += 1
            print(f"{os.path.basename(path)}: {problem}\n")
    print(f"{len(paths) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
