#!/usr/bin/env python3
"""run_runtime.py - the executable around a network: options, messages, tensors, threads, --bench and the rest.

    tests/runtime/run_runtime.py

Builds runtime/ with the fake network of fake_network.c under ASan and UBSan, and once more under TSan. Needs NumPy.
"""
import os
import pathlib
import re
import resource
import struct
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "pictures")]

import numpy as np

import build
import samples

check = build.Checks()
CLASSES = "shape=3,2,2 kind=logits classes=10 labels=1"


def npy(descr="<f4", shape="(3, 2, 2)", data=b"\0" * 48, fortran="False", version=(1, 0), header=None, length=None):
    """A .npy by hand, with room for lies."""
    header = ("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }" % (descr, fortran, shape)
              if header is None else header).encode("latin1")
    size = len(header) if length is None else length
    count = struct.pack("<H", size & 0xffff) if version[0] == 1 else struct.pack("<I", size)
    return b"\x93NUMPY" + bytes(version) + count + header + data


class Bench:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.fake = build.Program(directory, "fake")

    def write(self, name, data):
        path = self.directory / name
        path.write_bytes(data)
        return path

    def save(self, name, array):
        path = self.directory / name
        np.save(path, array)
        return path

    def expect(self, what, arguments, code, err="", out=None, fake=CLASSES, **options):
        """The whole of stderr, and of stdout where it is given; DIR stands for the directory."""
        result = self.fake.run(*arguments, FAKE=fake, **options)
        shown = result.err.replace(str(self.directory), "DIR")
        check(result.code == code and shown == err and (out is None
                                                        or result.out.replace(str(self.directory), "DIR") == out),
              what, f"exit {result.code}\n{shown}{result.out}")
        return result


# ---- options ---------------------------------------------------------------------------------------------------------
def check_usage(bench):
    help_hint = "  hint: fake --help lists the options\n"
    wrong = [
        ([], "no INPUT", help_hint), (["--bensh"], "unknown option --bensh", "  hint: did you mean --bench?\n"),
        (["--thread=2", "--quux"], "unknown option --quux", help_hint), (["-x"], "unknown option -x", help_hint),
        (["--info", "-xy"], "unknown option -x", help_hint), (["--t", "2"], "ambiguous option --t", help_hint),
        (["--threads"], "--threads needs a value", help_hint), (["--info=3"], "--info takes no value", help_hint),
        (["--threads", "0"], "--threads: '0' is no number from 1 to 256", ""),
        (["--threads", "257"], "--threads: '257' is no number from 1 to 256", ""),
        (["--threads", "-1"], "--threads: '-1' is no number from 1 to 256", ""),
        (["--threads", "2x"], "--threads: '2x' is no number from 1 to 256", ""),
        (["--top", "99999999999999999999"], "--top: '99999999999999999999' is no number from 1 to 1000000", ""),
        (["--bench", "0"], "--bench: '0' is no number from 1 to 1000000", ""),
        (["--bench", "--profile"], "only one of --bench, --profile, --info and --help can be done", help_hint),
        (["--bench", "a.png"], "'a.png' is left over: --bench, --profile and --info take no INPUT", help_hint),
        (["--info", "--output", "y.npy"], "--output needs an INPUT", help_hint),
        (["--output", "", "a.png"], "--output: the name is empty", help_hint),
        (["--weights", "w", "a.png"], "--weights: this program has its weights inside", help_hint),
        (["--wei\nghts\x1b[31m"], "unknown option --wei\\nghts\\x1b[31m", help_hint),
    ]
    for arguments, message, hint in wrong:
        bench.expect(f"usage {arguments}", arguments, 2, f"fake: error: {message}\n{hint}", "")
    result = bench.expect("--help", ["--help"], 0)
    check(all(f"--{word}" in result.out for word in "threads top output weights bench profile info help".split()),
          "--help")


def check_info(bench):
    out = """network     fake, from fake.lua
target      generic
parameters  21,797,672
MACs        3,000,000
weights     192 bytes as f32, in the program
arena       48 bytes
input       float32 [3, 2, 2]
picture     custom: crop 2x2, RGB, (pixel * 1 - mean) / std, mean 0 0 0, std 1 1 1
output      output [10], logits
output      ../mean [3], values
threads     N CPUs here
note        weights are pseudo-random (seed 0)
"""
    cpus = len(os.sched_getaffinity(0))
    out = out.replace("N CPUs", f"{cpus} CPU{'' if cpus == 1 else 's'}")
    bench.expect("--info", ["--info"], 0, "", out, fake=CLASSES + " random=1 mean=values")
    result = bench.expect("--info on another CPU", ["--info"], 0, fake=CLASSES + " needs=teleport")
    check("target      generic, needs teleport (this CPU lacks teleport)\n" in result.out,
          "--info names what is missing")
    bench.expect("a CPU without a feature", ["--bench", "3"], 1,
                 "fake: error: this CPU lacks teleport, which target generic needs\n"
                 "  hint: compile the network for another target: cnnc fake.lua --target native -o NET\n", "",
                 fake=CLASSES + " needs=teleport")


def check_bench(bench):
    form = r"min (\S+) ms  median (\S+) ms  p95 (\S+) ms\n"
    for arguments in ["--bench", "30"], ["--bench=1"], ["--bench", "5", "--threads", "2"], ["--threads=3", "--bench",
                                                                                            "7"]:
        result = bench.expect(f"{arguments}", arguments, 0)
        match = re.fullmatch(form, result.out)
        numbers = [float(number) for number in match.groups()] if match else [1, 0, 0]
        check(match and 0 < numbers[0] <= numbers[1] <= numbers[2] and
              all(len(re.sub(r"^0\.0*|\.", "", number)) >= 4 for number in match.groups()), "the line of --bench",
              result.out)
    for arguments in ["--profile", "9"], ["--profile=3", "--threads", "2"]:
        lines = bench.expect(f"{arguments}", arguments, 0).out.splitlines()
        check(len(lines) == 6 and
              re.fullmatch(r"\d threads?: FMA peak \d+\.\d GFLOP/s, memory \d+\.\d GB/s", lines[0]) and
              lines[1].split() == "ms GFLOP/s of peak GB/s of memory share layer what algorithm".split() and
              re.fullmatch(r" +\d+\.\d{3} +\d+\.\d +\d+% +\d+\.\d +\d+% +\d+\.\d%  block\.second  mean 3x3  direct 1x14x2",
                           lines[3]) and
              re.fullmatch(r" +\d+\.\d{3} +\d+\.\d%  last +check +-", lines[4]) and
              re.search(r"100\.0%  total +median of \d runs, \d thread", lines[5]), "the table of --profile",
              "\n".join(lines))


# ---- answers ---------------------------------------------------------------------------------------------------------
def check_answers(bench):
    logits = np.log(np.array([.04, .5, .2, .1, .05, .03, .03, .03, .01, .01, 1, 1], np.float32)).reshape(3, 2, 2)
    x = bench.save("x.npy", logits)
    bench.expect("the five best", [x], 0, "", "0.5000  1  one\n0.2000  2  two\n0.1000  3  three\\x1b[31m\n0.0500  4  four\n"
                 "0.0400  0  zero\n")
    bench.expect("ties go to the first", ["--top", "7", x], 0, "",
                 "0.5000  1\n0.2000  2\n0.1000  3\n0.0500  4\n0.0400  0\n0.0300  5\n"
                 "0.0300  6\n", fake="shape=3,2,2 kind=logits classes=10")
    result = bench.expect("a K beyond the classes", ["--top", "70", x], 0, fake="shape=3,2,2 kind=logits classes=3")
    check(result.out.count("\n") == 3, "a K beyond the classes prints all", result.out)
    bench.expect("pseudo-random weights name no class", ["--top=1", x], 0,
                 "fake: note: weights are pseudo-random (seed 0)\n",
                 "0.5000  1\n", fake=CLASSES + " random=1")
    p = bench.save("p.npy", np.exp(logits))
    bench.expect("probabilities as they are", ["--top=1", p], 0, "", "1.0000  10\n",
                 fake="shape=3,2,2 kind=probabilities classes=12")
    bench.expect("log probabilities", ["--top=1", x], 0, "", "0.5000  1\n", fake="shape=3,2,2 kind=log classes=10")
    nan = bench.save("nan.npy", np.full((3, 2, 2), np.nan, np.float32))
    bench.expect("NaN", ["--top=2", nan], 0, "", "nan  0  zero\nnan  1  one\n")
    batch = bench.save("batch.npy", np.stack([logits, -logits]))
    best = softmax(-logits.reshape(-1)[:10])[8]
    bench.expect("several inputs", ["--top=1", batch, x], 0, "", "DIR/batch.npy[0]:\n0.5000  1  one\nDIR/batch.npy[1]:\n"
                 f"{best:.4f}  8  eight\nDIR/x.npy:\n0.5000  1  one\n")
    bench.expect("values", [bench.save("v.npy", np.arange(12, dtype=np.float32).reshape(3, 2, 2))], 0, "",
                 "picture [3, 2, 2]: 0 1 2 3 4 ...\n", fake="shape=3,2,2")
    mean = logits.reshape(3, 4).mean(1)
    order, further = softmax(mean).argsort()[::-1], softmax(mean)
    named = "".join(f"{further[k]:.4f}  {k}  {['zero', 'one', 'two'][k]}\n" for k in order)
    bench.expect("two outputs of classes", ["--top=3", x], 0, "",
                 "0.5000  1  one\n0.2000  2  two\n0.1000  3  three\\x1b[31m\n../mean [3]:\n" + named,
                 fake=CLASSES + " mean=logits")
    shown = "../mean [3]: " + " ".join(f"{value:.5g}" for value in mean) + "\n"
    bench.expect("classes, then values", ["--top=1", x], 0, "", "0.5000  1  one\n" + shown,
                 fake=CLASSES + " mean=values")
    result = bench.expect("values twice", [x], 0, fake="shape=3,2,2 mean=values")
    check(re.fullmatch(r"picture \[3, 2, 2\]: .* \.\.\.\n" + re.escape(shown), result.out), "values twice", result.out)
    bench.expect("a bad input among good ones", ["--top=1", x, bench.directory / "none.png", x], 1,
                 "DIR/none.png: error: cannot read: No such file or directory\n",
                 "DIR/x.npy:\n0.5000  1  one\nDIR/x.npy:\n0.5000  1  one\n")
    full = open("/dev/full", "w")
    bench.expect("standard output is full", [x], 1,
                 "fake: error: cannot write to standard output: No space left on device\n", stdout=full)


def softmax(logits):
    e = np.exp(logits.astype(float) - logits.max())
    return e / e.sum()


def check_output(bench):
    numbers = np.random.default_rng(4)
    x = numbers.standard_normal((5, 3, 2, 2)).astype(np.float32)
    paths = [bench.save("a.npy", x[0]), bench.save("b.npy", x[1:2]), bench.save("c.npy", x[2:])]
    y, mean = bench.directory / "y.npy", bench.directory / "y..._mean.npy"
    bench.expect("--output", ["--output", y, *paths], 0, "", "", fake=CLASSES + " mean=values")
    main = np.load(y)
    check(main.dtype == np.float32 and main.shape == (5, 10) and (main == x.reshape(5, 12)[:, :10]).all(),
          "the main output")
    check(mean.exists() and np.load(mean).shape == (5, 3) and np.allclose(np.load(mean), x.mean((2, 3)), atol=1e-6),
          "a further output, whose name leads nowhere else", str(list(bench.directory.glob("*mean*"))))
    for threads in 2, 3, 7, 64:
        bench.expect(f"{threads} threads", ["--output", y, "--threads", threads, *paths], 0, "", "")
        check((np.load(y) == main).all(), f"the same bits from {threads} threads")
    for dtype in np.float16, np.float64:
        data = x.astype(dtype)
        bench.expect(f"{dtype.__name__}", ["--output", y, bench.save("d.npy", data)], 0, "", "", fake="shape=3,2,2")
        check((np.load(y) == data.astype(np.float32)).all(), f"{dtype.__name__} is read")
    halves = np.arange(65536, dtype=np.uint16).view(np.float16)[:65532].reshape(-1, 3, 2, 2)
    bench.expect("every float16", ["--output", y, bench.save("d.npy", halves)], 0, "", "", fake="shape=3,2,2")
    check(np.array_equal(np.load(y), halves.astype(np.float32), equal_nan=True), "every float16")
    picture = bench.write("p.png", samples.png(samples.scene(2, 2)))
    result = bench.expect("a picture is answered with --output too", ["--output", y, "--top=1", picture], 0)
    check(result.out.count("\n") == 1 and np.load(y).shape == (1, 10), "a picture is answered with --output too")
    before = y.read_bytes()
    bench.expect("nothing is written after an error", ["--output", y, paths[0], bench.directory / "none"], 1,
                 "DIR/none: error: cannot read: No such file or directory\n")
    check(y.read_bytes() == before, "nothing is written after an error")


def check_full_disk(bench):
    x, y = bench.save("x.npy", np.zeros((3, 2, 2), np.float32)), bench.directory / "full.npy"
    y.write_bytes(b"old")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    result = bench.fake.run("--output", y, x, FAKE=CLASSES, preexec_fn=limit, restore_signals=False)
    check(result.code == 1 and y.read_bytes() == b"old" and not list(bench.directory.glob("*.part")),
          "a full disk leaves the old file")
    bench.expect("a full device", ["--output", "/dev/full", x], 1,
                 "/dev/full: error: cannot write: No space left on device\n", fake="shape=3,2,2")
    bench.expect("a directory", ["--output", bench.directory, x], 1, "DIR: error: cannot write: it is a directory\n",
                 fake="shape=3,2,2")
    bench.expect("no such directory", ["--output", bench.directory / "no/y.npy", x], 1,
                 "DIR/no/y.npy: error: cannot write: No such file or directory\n", fake="shape=3,2,2")
    check(not list(bench.directory.glob("*.part")), "nothing half-written is left behind")


# ---- tensors ---------------------------------------------------------------------------------------------------------
def check_tensors(bench):
    shapes = "the network takes [3, 2, 2] or a batch [N, 3, 2, 2]"
    wrong = [
        (npy(shape="(3, 2, 3)", data=b"\0" * 72), f"shape [3, 2, 3], but {shapes}"),
        (npy(shape="()", data=b"\0" * 4), f"shape [], but {shapes}"),
        (npy(shape="(12,)"), f"shape [12], but {shapes}"), (npy(shape="(1, 1, 3, 2, 2)"),
                                                            f"shape [1, 1, 3, 2, 2], but {shapes}"),
        (npy(shape="(0, 3, 2, 2)", data=b""), f"shape [0, 3, 2, 2], but {shapes}"),
        (npy(shape="(4, 3, 2, 2)"), "48 bytes of data do not make the shape that the header says"),
        (npy(data=b"\0" * 47), "47 bytes of data do not make the shape that the header says"),
        (npy(data=b"\0" * 49), "49 bytes of data do not make the shape that the header says"),
        (npy(shape=f"({2**62}, 3, 2, 2)"), "48 bytes of data do not make the shape that the header says"),
        (npy(shape=f"({2**63 - 1}, 3, 2, 2)"), "48 bytes of data do not make the shape that the header says"),
        (npy(shape=f"({2**63}, 3, 2, 2)"), "malformed .npy header"),
        (npy(shape=f"({2**64 - 1}, 3, 2, 2)"), "malformed .npy header"),
        (npy(shape="(-1, 3, 2, 2)"), "malformed .npy header"), (npy(shape="(3, 2, 2"), "malformed .npy header"),
        (npy(shape="(3, 2, 2, 1, 1, 1, 1, 1, 1)"), "malformed .npy header"),
        (npy(shape="[3, 2, 2]"), "malformed .npy header"),
        (npy(descr="<i4"), "elements of type '<i4', but '<f4', '<f2' or '<f8' is needed\n  hint: save x.astype(\"<f4\")"),
        (npy(descr=">f4"), "elements of type '>f4', but '<f4', '<f2' or '<f8' is needed\n  hint: save x.astype(\"<f4\")"),
        (npy(descr="|O"), "elements of type '|O', but '<f4', '<f2' or '<f8' is needed\n  hint: save x.astype(\"<f4\")"),
        (npy(descr="<f4<f4<f4<f4"), "malformed .npy header"),
        (npy(descr="a\x1b[31m"), "elements of type 'a\\x1b[31m', but '<f4', '<f2' or '<f8' is needed\n  hint: save x.astype(\"<f4\")"),
        (npy(fortran="True"), "the array is in Fortran order\n  hint: save numpy.ascontiguousarray(x)"),
        (npy(fortran="Maybe"), "malformed .npy header"), (npy(version=(4, 0)),
                                                          ".npy format 4.0, known are 1.0, 2.0 and 3.0"),
        (npy(version=(1, 7)), ".npy format 1.7, known are 1.0, 2.0 and 3.0"), (npy(header=""), "malformed .npy header"),
        (npy(header="{'descr': '<f4', 'descr': '<f4', 'shape': (3, 2, 2), }"), "malformed .npy header"),
        (npy(header="{'descr': '<f4', 'fortran_order': False, }"), "malformed .npy header"),
        (npy(header="{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 2), 'x': 1}"), "malformed .npy header"),
        (npy(header="{" * 9000), "malformed .npy header"), (npy(header="{'shape': (3,\0 2, 2)"),
                                                            "malformed .npy header"),
        (npy(length=65535), "a .npy header of 65535 bytes, but at most 10000 are read"),
        (npy(length=2**32 - 1, version=(2, 0)), "a .npy header of 4294967295 bytes, but at most 10000 are read"),
        (npy(length=10000), "the .npy header is cut off"), (b"\x93NUMPY", "the .npy header is cut off"),
    ]
    for data, message in wrong:
        bench.expect(message, [bench.write("w.npy", data)], 1, f"DIR/w.npy: error: {message}\n", "")
    good = [npy(), npy(version=(2, 0)), npy(version=(3, 0)), npy(shape="(1, 3, 2, 2)"), npy(shape="(3,2,2,)"),
            npy(header='{"shape": (3, 2, 2), "fortran_order": False, "descr": "<f4"}   \n')]
    for data in good:
        bench.expect("a good .npy", [bench.write("w.npy", data)], 0, "", "picture [3, 2, 2]: 0 0 0 0 0 ...\n",
                     fake="shape=3,2,2")
    data = npy()
    cuts = [bench.write(f"cut{i}.npy", data[:i]) for i in range(len(data))]
    result = bench.fake.run(*cuts, FAKE=CLASSES)
    check(result.code == 1 and result.err.count(": error: ") == len(cuts) and not result.out,
          "a .npy cut off anywhere", result.err[-500:])
    mutants = [data[:i] + bytes([byte]) + data[i + 1:] for i in range(len(data) - 48)
               for byte in (0, 255, data[i] ^ 1, data[i] ^ 16)]
    paths = [bench.write(f"mutant{i}.npy", mutant) for i, mutant in enumerate(mutants)]
    result = bench.fake.run(*paths, FAKE="shape=3,2,2")
    check(result.code == 1 and result.err.count(": error: ") + result.out.count("picture [") == len(paths),
          "a .npy with a wrong byte",
          result.err[-500:])


def check_weights(bench):
    x, fake = bench.save("x.npy", np.zeros((3, 2, 2), np.float32)), "shape=3,2,2 weights=64"
    beside = bench.directory / "fake.weights"
    hint = "  hint: they belong beside the program, or are named with --weights FILE\n"
    beside.unlink(missing_ok=True)
    bench.expect("no weights", [x], 1,
                 f"DIR/fake.weights: error: cannot read the weights: No such file or directory\n{hint}", fake=fake)
    bench.expect("--info without weights", ["--info"], 0, fake=fake)
    beside.write_bytes(b"FAKE" + b"\0" * 60)
    bench.expect("weights beside the program", [x], 0, fake=fake)
    link = bench.directory / "sub" / "other"
    link.parent.mkdir()
    link.symlink_to(bench.fake.path)
    other = build.Program.__new__(build.Program)
    other.path = link
    check(other.run(x, FAKE=fake).code == 0, "weights beside what a link leads to")
    wrong = bench.write("w", b"NONE" + b"\0" * 60)
    bench.expect("weights of another network", ["--weights", wrong, x, x], 1,
                 "fake: error: weights of another network (code 7 of fake)\n", fake=fake)
    for size in 0, 63, 65:
        wrong.write_bytes(b"F" * size)
        bench.expect(f"{size} bytes of weights", ["--weights", wrong, x], 1,
                     f"DIR/w: error: {size} bytes, but fake for target generic "
                     "has 64 bytes of weights: this file belongs to another network\n", fake=fake)
    bench.expect("a directory of weights", ["--weights", bench.directory, x], 1, "DIR: error: not a regular file\n",
                 fake=fake)


def check_races(directory):
    """Threads beyond the CPUs, many small layers, under TSan."""
    program = build.Program(directory, "races", sanitize=False, flags=["-fsanitize=thread", "-g"])
    for threads in 2, 5:
        result = program.run("--bench", "300", "--threads", threads, FAKE=CLASSES)
        check(result.code == 0 and not result.err, f"{threads} threads without a race", result.err[:2000])


def main():
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(directory)
        check_usage(bench)
        check_info(bench)
        check_bench(bench)
        check_answers(bench)
        check_output(bench)
        check_full_disk(bench)
        check_tensors(bench)
        check_weights(bench)
        check_races(directory)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
