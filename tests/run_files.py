"""run_files.py CNNC - weights in files that are right, broken, lying or hostile.

Makes the files itself. tests/files/tensors.c and tests/fuzz/weights_fuzz.c, compiled here with sanitizers, read some
thousand of them in one process; CNNC reads those that concern a whole network. A refused file gives status 1, a message
with its name and no output. Values, shapes and archives are compared with NumPy's, pseudo-random parameters with
pseudo.py.
"""

import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

import pseudo

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "files"))
from cases import all_cases, entry, npy, npz, safetensors, safetensors_bombs, safetensors_text  # noqa: E402
from sets import BAD, FOREIGN, GOOD, NETWORK, WEIGHTS  # noqa: E402

FUZZ_RUNS = 30000
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print("FAILED:", what, flush=True)


# ---- cases of tests/files/cases.py, many in one process --------------------------------------------------------------
def matching_seeds(folder):
    """Files that fit the network of weights_fuzz.c, or nearly."""
    weight, var = np.arange(8, dtype="<f4").reshape(2, 1, 2, 2), np.ones(2, "<f4")
    seeds = []
    for dtype, prefix, extra in itertools.product(
        ["<f4", "<f2", "<f8", "<i8"], ["", "module."], [{}, {"aux.w": var, "conv2.weight": var}]
    ):
        arrays = {prefix + "conv1.weight": weight.astype(dtype), prefix + "bn1.running_var": var, **extra}
        for suffix, data in [("safetensors", safetensors(arrays)), ("npz", npz(arrays))]:
            seeds.append(folder / f"seed-{len(seeds)}.{suffix}")
            seeds[-1].write_bytes(data)
    return [str(path) for path in seeds]


def check_cases(tensors, fuzz, folder):
    cases = [(folder / f"{i}-{name}", data, expected) for i, (name, data, expected) in enumerate(all_cases())]
    for path, data, _ in cases:
        path.write_bytes(data)
    paths = "".join(f"{path}\n" for path, _, _ in cases)
    done = subprocess.run([tensors, "check"], input=paths, capture_output=True, text=True, errors="replace")
    check(done.returncode == 0, f"tensors check ends with {done.returncode}: {done.stderr[-3000:]}")
    lines = [line for line in done.stderr.splitlines() if not line.startswith("  hint: ")]
    check(len(lines) == len(cases), f"{len(lines)} verdicts on {len(cases)} files")
    for (path, _, expected), line in zip(cases, lines):
        refused = re.match(re.escape(str(path)) + r"(\(.*\))?: error: ", line)
        right = (
            line == "ok" if expected == "ok" else refused and expected in line if expected else line == "ok" or refused
        )
        check(right, f"{path.name}: expected {expected}, got: {line}")
    small = [
        str(path) for path, data, _ in cases if len(data) < 10000 and not path.name.split("-")[1].startswith("cut")
    ]
    small += matching_seeds(folder) * 10
    done = subprocess.run([fuzz, str(FUZZ_RUNS)] + small, capture_output=True, text=True, errors="replace")
    check(done.returncode == 0, f"weights_fuzz ends with {done.returncode}: {done.stderr[-3000:]}")
    print(f"{len(cases)} broken and whole files read, {FUZZ_RUNS} changed ones", flush=True)


# ---- values ----------------------------------------------------------------------------------------------------------
def dump(tensors, path):
    out = path.with_suffix(".raw")
    done = subprocess.run([tensors, "dump", path, out], capture_output=True, text=True)
    check(done.returncode == 0, f"dump of {path.name}: {done.stderr}")
    return done.stdout.splitlines(), np.fromfile(out, "<f4")


def same(a, b):
    """Equal bits, any NaN being as good as another."""
    return (
        a.shape == b.shape
        and np.array_equal(
            np.where(np.isnan(a), np.float32(0), a).view("<u4"), np.where(np.isnan(b), np.float32(0), b).view("<u4")
        )
        and np.array_equal(np.isnan(a), np.isnan(b))
    )


def check_values(tensors, folder):
    halves = np.arange(65536, dtype="<u2")
    doubles = np.array(
        [0.0, -0.0, 1 / 3, -1e-45, 1e-46, 3.4028235e38, 3.4028236e38, 1e300, -np.inf, np.nan, 2**-149, 2**-150]
    )
    doubles = np.concatenate([doubles, np.random.default_rng(1).normal(size=1000)])
    with np.errstate(all="ignore"):
        cases = [
            ("F16", halves.tobytes(), halves.view("<f2").astype("<f4")),
            ("BF16", halves.tobytes(), (halves.astype("<u4") << 16).view("<f4")),
            ("F64", doubles.tobytes(), doubles.astype("<f4")),
        ]
    for dtype, values, expected in cases:
        for shift in range(4):  # nothing is aligned
            path = folder / f"{dtype}-{shift}.safetensors"
            header = json.dumps({"x": entry(dtype, expected.shape, 0, len(values))}).encode()
            path.write_bytes(safetensors_text(header + b" " * (shift - (8 + len(header)) % 4), values))
            check(same(dump(tensors, path)[1], expected), f"values of {dtype}")
    many = {
        f"layer{i}.{kind}": np.random.default_rng(i).normal(size=(i, 3, 3)).astype(dtype)
        for i, (kind, dtype) in enumerate(itertools.product(["w", "b"], ["<f2", "<f4", "<f8"]))
    }
    expected = np.concatenate([x.astype("<f4").ravel() for x in many.values()])
    listing = [f"{name} {x.dtype.str} {'x'.join(map(str, x.shape))}" for name, x in many.items()]
    for compressed in (False, True):
        path = folder / f"compressed-{compressed}.npz"
        path.write_bytes(npz(many, compressed))
        lines, values = dump(tensors, path)
        check(lines == listing and same(values, expected), f"npz, compressed {compressed}")
    for shape in [(), (5,), (2, 3), (1, 3, 4, 5), (1000000,)]:
        path = folder / "written.npy"
        subprocess.run([tensors, "npy", path, *map(str, shape)], check=True)
        count = int(np.prod(shape, dtype=int))
        check(path.read_bytes() == npy(np.arange(count, dtype="<f8").reshape(shape)), f"write_npy {shape}")


def check_pseudo(tensors, folder):
    path = folder / "pseudo.raw"
    for name, kind, shape, fan_in, scale, seed in [
        ("layer1.0.conv1.weight", "weight", (64, 64, 3, 3), 576, 1, 0),
        ("fc.weight", "weight", (1000, 512), 512, 0.3, 1),
        ("fc.bias", "bias", (1000,), 0, 1, 2**64 - 1),
        ("bn1.weight", "gamma", (64,), 0, 0.2, 12345),
        ("bn1.bias", "beta", (64,), 0, 0.2, 7),
        ("bn1.running_mean", "mean", (64,), 0, 1, 0),
        ("bn1.running_var", "var", (64,), 0, 0.2, 0),
        ("input", "weight", (3, 8, 9), 6, 1, 3),
    ]:
        done = subprocess.run(
            [tensors, "pseudo", path, str(seed), name, kind, str(fan_in), str(scale), *map(str, shape)],
            capture_output=True,
            text=True,
        )
        check(
            done.returncode == 0 and done.stderr == f"cnnc: note: no --weights: pseudo-random values (seed {seed})\n",
            f"note: {done}",
        )
        values = np.fromfile(path, "<f4").reshape(shape)
        check(same(values, pseudo.parameter(name, shape, kind, fan_in or None, scale, seed)), f"pseudo-random {name}")
        if name == "input":
            check(same(values, pseudo.picture(*shape, seed=seed)), "pseudo-random picture")


# ---- whole networks --------------------------------------------------------------------------------------------------
class Network:
    def __init__(self, cnnc, folder):
        self.cnnc, self.folder = cnnc, folder
        self.lua, self.out = folder / "net.lua", folder / "out"
        self.lua.write_text(NETWORK)
        self.out.mkdir()

    def compile(self, weights, data, *options):
        path = self.folder / weights
        if data is not None:
            path.write_bytes(data)
        command = [self.cnnc, self.lua, "--weights", path, "-o", self.out / "net.c", "--target", "generic", *options]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        made = {file.name: file.read_bytes() for file in self.out.iterdir()}
        for file in self.out.iterdir():
            file.unlink()
        return done.returncode, done.stderr.replace(str(path), "F").replace(str(self.lua), "N"), made

    def refuse(self, weights, data, message, whole=False):
        status, text, made = self.compile(weights, data)
        right = text == message if whole else message in text and text.startswith(("F", str(self.folder)))
        check(
            status == 1 and right and not made,
            f"{weights}: status {status}, wrote {sorted(made)}, says\n{text}instead of\n{message}",
        )


def memory_of(network, name, data):
    """Bytes that CNNC takes at most to refuse this."""
    path = network.folder / name
    path.write_bytes(data)
    with subprocess.Popen(
        [network.cnnc, network.lua, "--weights", path, "-o", network.out / "net.c"],
        stderr=subprocess.DEVNULL,
        env={**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=1"},
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    check(process.returncode == 1 and not any(network.out.iterdir()), f"{name}: status {process.returncode}")
    return usage.ru_maxrss << 10


def check_network(cnnc, folder):
    network = Network(cnnc, folder)
    code = {}
    for name, arrays in GOOD.items():
        for suffix, data in [
            ("safetensors", safetensors(arrays, {"format": "pt"})),
            ("npz", npz(arrays)),
            ("npz", npz(arrays, True)),
        ]:
            status, text, made = network.compile(f"w.{suffix}", data)
            check(status == 0 and text == "", f"{name}.{suffix}: status {status}: {text}")
            code.setdefault("code", made)
            check(made == code["code"], f"{name}.{suffix}: other code than from the plain weights")
    status, text, made = network.compile("unnamed", safetensors(WEIGHTS), "-MF", network.out / "net.d")
    check(
        status == 0 and str(folder / "unnamed").encode() in made.get("net.d", b""),
        f"format by its first bytes, dependency: {text}",
    )
    for name, (arrays, message) in BAD.items():
        network.refuse("w.safetensors", safetensors(arrays), message, whole=True)
        network.refuse("w.npz", npz(arrays), message.replace("is I64", "is <i8"), whole=True)
    for name, message in FOREIGN:
        network.refuse(name, b"\x80\x02", message)
    network.refuse("not-there.npz", None, "F: error: cannot read: No such file or directory\n", whole=True)
    network.refuse("empty.npz", b"", "F: error: npz: the file is empty\n", whole=True)
    network.refuse("broken.npz", b"PK", "not a whole zip archive")
    network.refuse("w\n\x1b.npz", b"PK", "w\\n\\x1b.npz: error: npz: not a whole zip archive")
    for size in range(0, len(safetensors(WEIGHTS)), 97):
        network.refuse("w.safetensors", safetensors(WEIGHTS)[:size], "F: error: safetensors: ")
    huge = network.folder / "huge.safetensors"  # a sparse file
    huge.write_bytes(safetensors_text({"a": entry("F16", (2**31,), 0, 2**32)}))
    os.truncate(huge, huge.stat().st_size + 2**32)
    network.refuse("huge.safetensors", None, "F: error: safetensors: a: more than 2147483647 values\n", whole=True)
    for number, (_, data, _) in enumerate(safetensors_bombs()):
        if len(data) > 100000:
            check(memory_of(network, f"bomb-{number}.safetensors", data) < 512 << 20, f"bomb {number}: memory")
    print(f"{3 * len(GOOD)} right and {2 * len(BAD)} wrong sets of weights for a network", flush=True)


# ---- the source ------------------------------------------------------------------------------------------------------
def check_source():
    """Numbers of a file are calculated with in checked.h only, and tensor_view alone makes a pointer to values."""
    source = {path.name: path.read_text() for path in (HERE.parent / "compiler").glob("*.c")}
    for name in ("safetensors.c", "npz.c", "npy.c"):
        text = re.sub(r"//.*|\".*?\"", "", source[name].split("Bytes write_npy")[0])
        wrong = re.findall(r".*\b(?:dim|offset|count|begin|end|info\.size|room)\b(?:\[\w+\])? (?:[*+]|<<) \w.*", text)
        check(not wrong, f"{name}: arithmetic outside checked.h: {wrong}")
    making = [name for name, text in source.items() for _ in re.findall(r"->data = file", text)]
    check(making == ["weights.c"], f"views are made in {making}")


def build(folder):
    libraries = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "jansson", "libzip"], capture_output=True, text=True, check=True
    )
    readers = [HERE.parent / "compiler" / f"{name}.c" for name in ("weights", "safetensors", "npz", "npy", "spelling")]
    flags = [
        "-std=c17",
        "-D_GNU_SOURCE",
        "-g",
        "-O1",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=undefined",
    ]
    for program, sources in [
        ("tensors", [HERE / "files/tensors.c", HERE.parent / "compiler/util.c"]),
        ("weights_fuzz", [HERE / "fuzz/weights_fuzz.c"]),
    ]:
        command = [
            os.environ.get("CC", "cc"),
            *flags,
            *sources,
            *readers,
            *libraries.stdout.split(),
            "-lm",
            "-o",
            folder / program,
        ]
        subprocess.run(command, check=True)
    return folder / "tensors", folder / "weights_fuzz"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tensors, fuzz = build(folder)
        for part in ("cases", "values", "network"):
            (folder / part).mkdir()
        check_source()
        check_values(tensors, folder / "values")
        check_pseudo(tensors, folder / "values")
        check_cases(tensors, fuzz, folder / "cases")
        check_network(pathlib.Path(sys.argv[1]).absolute(), folder / "network")
    print(f"{len(failures)} failures" if failures else "all as expected")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
