"""What cnnc says of wrong -D, for every file of archs/; a column of a FractalNet from all its weights.

    run_archs.py CNNC [--update]

tests/archs/*.txt have the commands and the whole of their answers (see transcript.py), and every file of archs/ occurs
in one of them. That a network was built shows in the complaint that the weights are missing: it comes next, and costs
nothing. --update writes today's answers.
"""
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np

import pseudo
import transcript

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent

NET = (4, 6)      # channels of the blocks
COLUMNS = 3


def missing_files(texts):
    """Files of archs/ that no command compiles."""
    named = set(re.findall(r"archs/(\w+\.lua) ", texts))
    return sorted(path.name for path in (ROOT / "archs").glob("*.lua") if path.name not in named)


def fractal_parameters():
    """(name, shape, kind, fan_in) of a whole small FractalNet."""
    for column in range(COLUMNS):
        for place in range(len(NET) << column):
            block, first = place >> column, place % (1 << column) == 0
            out = NET[block]
            wide = (3, *NET)[block] if first else out
            name = f"conv{column}_{place}"
            yield f"{name}.weight", (out, wide, 3, 3), "weight", 9 * wide
            for suffix, kind in [("weight", "gamma"), ("bias", "beta"), ("running_mean", "mean"), ("running_var", "var")]:
                yield f"batch_{name}.{suffix}", (out,), kind, None
    features = NET[-1] * (32 >> len(NET)) ** 2
    yield "prediction0.weight", (10, features), "weight", features
    yield "prediction0.bias", (10,), "bias", None


def check_columns(cnnc):
    """The pseudo-random values depend on name and shape alone: from a file of all there must come the same network."""
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copy(ROOT / "archs/fractalnet_cifar.lua", folder)
        net = ", ".join(map(str, NET))
        (folder / "net.lua").write_text(f'return require "fractalnet_cifar" {{columns = {COLUMNS}, {net}}}\n')
        file = io.BytesIO()
        np.savez(file, **{name: pseudo.parameter(name, shape, kind, fan_in)
                          for name, shape, kind, fan_in in fractal_parameters()})
        (folder / "all.npz").write_bytes(file.getvalue())
        for column in range(COLUMNS + 1):
            command = [cnnc, "net.lua", "-D", f"column={column}", "--target", "generic", "-o", "-"]
            without, with_file = (subprocess.run(command + weights, cwd=folder, capture_output=True, check=False)
                                  for weights in ([], ["--weights", "all.npz"]))
            if with_file.returncode or not with_file.stdout or with_file.stdout != without.stdout:
                wrong.append(f"column={column} with the file of all weights: {with_file.stderr.decode()}\n")
    return wrong


def main():
    if len(sys.argv) < 2 or sys.argv[2:] not in ([], ["--update"]):
        sys.exit(__doc__)
    cnnc = pathlib.Path(sys.argv[1]).resolve()
    texts, wrong = "", []
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(cnnc, pathlib.Path(folder, "cnnc"))
        environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        for path in sorted((HERE / "archs").glob("*.txt")):
            if len(sys.argv) > 2:
                path.write_text(transcript.renewed(path.read_text(), ROOT, environment))
            texts += path.read_text()
            wrong += [f"{path.name}: {text}" for text in transcript.differences(path.read_text(), ROOT, environment)]
    wrong += [f"{name}: no command compiles it" for name in missing_files(texts)] + check_columns(cnnc)
    print(*wrong, sep="\n", end="")
    print(f"{len(transcript.commands(texts))} commands, {len(wrong)} failures")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
