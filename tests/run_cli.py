#!/usr/bin/env python3
"""run_cli.py CNNC - the command line keeps its contract: which files each output makes, where messages go, exit statuses.

The compiler: every kind of output and option, the same bytes from another directory and in another locale, nothing half
written when the disk is full. The executables that it makes: tensors in and out, weights beside the program, the same bits
for any number of threads, the lines of --bench, --profile and --info. ONLY=check_disk_full runs that check alone.
"""
import errno
import json
import os
import pathlib
import pty
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
LENET5 = ROOT / "archs/lenet5.lua"
TWO = """local cnn = require "cnn"
local wide = cnn.param("wide", 8, {min = 1, max = 64})
local kind = cnn.param("kind", "a", {"a", "b"})
local last = require "last"
local x = cnn.image{3, 9, 7}:conv{wide, kernel = 3, pad = 1, name = "conv1"}:relu()
if kind == "b" then x = x:sigmoid() end
return {map = x:maxpool{2}, output = last(x)}
"""
LAST = """return function(x) return x:global_avgpool():flatten():linear{4, name = "fc"} end
"""
PASSES = ["dsl", "fold", "strides", "commute", "fuse", "join", "narrow", "layout", "schedule", "elide", "memory"]
TARGET = ["--target", "generic"]


class Done:
    """What a command did, with text for the messages of failures."""

    def __init__(self, words, code, out, err):
        self.code, self.out, self.err = code, out.decode(errors="replace"), err.decode(errors="replace")
        self.bytes = out
        self.text = f"{' '.join(words)[-200:]}: status {code}, {self.err[:400]!r}"


class Shop:
    def __init__(self, cnnc, folder):
        self.cnnc, self.folder = os.path.abspath(cnnc), pathlib.Path(folder)
        self.passed = self.failed = 0

    def check(self, condition, what):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED:", what, flush=True)

    def run(self, *words, status=0, cwd=None, environment=None, **options):
        words = [str(word) for word in words]
        environment = {**os.environ, "LC_ALL": "C", **(environment or {})}
        done = subprocess.run(words, cwd=cwd or self.folder, env=environment, timeout=60, check=False,
                              **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})
        done = Done(words, done.returncode, done.stdout or b"", done.stderr or b"")
        self.check(done.code in (status if isinstance(status, tuple) else (status,)), f"not status {status}: {done.text}")
        return done

    def make(self, *words, **how):
        return self.run(self.cnnc, *words, **how)

    def files(self, where="."):
        return sorted(path.name for path in (self.folder / where).iterdir())

    def room(self, name):
        """A new folder with the network two.lua."""
        room = self.folder / name
        room.mkdir()
        (room / "two.lua").write_text(TWO)
        (room / "last.lua").write_text(LAST)
        return room

    def made(self, room, *expected):
        """Beside the network, these files are there; they are removed."""
        found = set(os.listdir(room)) - {"two.lua", "last.lua"}
        self.check(found == set(expected), f"files in {room.name}: {sorted(found)}, not {sorted(expected)}")
        content = {name: (room / name).read_bytes() for name in found}
        for name in found:
            (room / name).unlink()
        return content


# ---- outputs ---------------------------------------------------------------------------------------------------------
def check_outputs(shop):
    room = shop.room("outputs")
    apart, inline = ["--weights-as", "file"], ["--weights-as", "inline"]
    expected = {
        ("a.c", *apart): ["a.c", "a.h", "a.weights"], ("a.c", *inline): ["a.c", "a.h"], ("a.c",): ["a.c", "a.h"],
        ("a.o", *apart): ["a.o", "a.h", "a.weights"], ("a.o",): ["a.o", "a.h"],
        ("a.a", *apart): ["a.a", "a.h", "a.weights"], ("a.a",): ["a.a", "a.h"],
        ("a", *apart): ["a", "a.weights"], ("a",): ["a"],
        ("a.json",): ["a.json"], ("a.dot",): ["a.dot"], ("a.svg",): ["a.svg"], ("a.b.c",): ["a.b.c", "a.b.h"],
    }
    begin = {".c": b"// two.c - ", ".h": b"/* two.h - ", ".weights": b"cnncW001", ".o": b"\x7fELF", ".a": b"!<arch>\n",
             "": b"\x7fELF", ".json": b"{", ".dot": b"digraph ", ".svg": b"<"}
    for (output, *options), names in expected.items():
        done = shop.make("two.lua", *TARGET, "-o", output, *options, cwd=room)
        shop.check(done.out == "", f"{output}: standard output has {done.out[:100]!r}")
        for name, content in shop.made(room, *names).items():
            suffix = pathlib.Path(name).suffix
            shop.check(content.startswith(begin[suffix]), f"{name} begins with {content[:16]}")
    done = shop.make("two.lua", *TARGET, "-o", "-", cwd=room)
    shop.make("two.lua", *TARGET, "-o", "two.c", "--weights-as", "inline", cwd=room)
    shop.check(shop.made(room, "two.c", "two.h")["two.c"] == done.bytes, "-o - is not what -o two.c writes")
    with open(room / "out.txt", "wb") as file:
        shop.make("two.lua", *TARGET, "-o", "-", cwd=room, stdout=file)
    shop.check(shop.made(room, "out.txt")["out.txt"] == done.bytes, "-o - into a file is not what it is in a pipe")


def check_names(shop):
    room = shop.room("names")
    for options, name in (([], "two"), (["--name", "Net.2"], "net_2"), (["--name", "9"], "n9")):
        shop.make("two.lua", *TARGET, "-o", "other.o", *options, cwd=room)
        header = (room / "other.h").read_text()
        shop.check(f"int {name}_run(" in header and f"#define {name.upper()}_ARENA_SIZE " in header, f"prefix {name}")
        symbols = re.findall(r" [A-TV-Z] (\w+)$", shop.run("nm", "other.o", cwd=room).out, re.MULTILINE)
        shop.check(sorted(symbols) == [f"{name}_run", f"{name}_run_part"], f"symbols for {name}: {symbols}")
        shop.made(room, "other.o", "other.h")
    for name in ("cnnc_engine", "cnnc_team"):
        shop.make("two.lua", *TARGET, "-o", "other.o", "--name", name, cwd=room)
        shop.made(room, "other.o", "other.h")
        done = shop.make("two.lua", *TARGET, "-o", "other", "--name", name, cwd=room, status=1)
        shop.check(name in done.err and "the runtime's" in done.err, f"--name {name}: {done.err!r}")
        shop.made(room)


def check_parameters(shop):
    def layers(*options):
        shop.make("two.lua", *TARGET, "-o", "a.json", *options, cwd=room)
        report = json.loads(shop.made(room, "a.json")["a.json"])
        return report["parameters"], [layer["fusion"] for layer in report["layers"]]

    room = shop.room("parameters")
    shop.check(layers()[0] == 8 * 28 + 4 * 9, "parameters without -D")
    shop.check(layers("-D", "wide=16", "-Dkind=b") == (16 * 28 + 4 * 17, layers("-Dkind=b")[1]), "-D wide=16 kind=b")
    shop.check(any("sigmoid" in fusion for fusion in layers("-D", "kind=b")[1]), "-D kind=b has no sigmoid")
    for wrong in ("wide=0", "wide=x", "kind=c", "unknown=1"):
        shop.make("two.lua", *TARGET, "-o", "a.json", "-D", wrong, cwd=room, status=1)
    shop.make("two.lua", *TARGET, "-o", "a.json", "-D", "wide", cwd=room, status=2)
    shop.made(room)


# ---- messages --------------------------------------------------------------------------------------------------------
def check_information(shop):
    for option in ("--help", "--list-ops", "--list-ops=markdown", "--list-targets", "--version"):
        done = shop.make(option)
        shop.check(done.out.endswith("\n") and done.err == "", f"{option} on standard output: {done.text}")
        with open("/dev/full", "wb") as full:
            done = shop.make(option, stdout=full, status=1)
        shop.check(done.err == "cnnc: error: cannot write to standard output: No space left on device\n", done.text)
    shop.check(re.fullmatch(r"cnnc \d+\.\d+\.\d+\n", shop.make("--version").out), "--version is not one line")
    targets = shop.make("--list-targets").out
    shop.check(all(re.search(rf"^{name} .*\n.*default \w+$", targets, re.MULTILINE) for name in ("generic", "avx2", "avx512")),
               f"--list-targets: {targets}")
    for words, status in ((["--nonsense"], 2), ([], 2), (["a.lua", "--target", "z80", "-o", "a.c"], 2),
                          (["none.lua", "-o", "a.c"], 1), ([LENET5, "-o", "a.xyz"], 2), ([LENET5], 2)):
        done = shop.make(*words, status=status)
        shop.check(done.out == "" and ": error: " in done.err, f"{words}: {done.text}")


def check_dumps(shop):
    room = shop.room("dumps")
    for name in PASSES:
        done = shop.make("two.lua", *TARGET, "--dump", name, cwd=room)
        lines = [line for line in done.err.splitlines() if not line.startswith("cnnc: note: ")]
        numbers = [int(line.split()[0]) for line in lines if re.match(r" *\d+ \w+  ", line)]
        count = 9 if name in ("dsl", "fold", "strides", "commute") else 8
        shop.check(len(lines) == count and numbers == list(range(count)) and done.out == "", f"--dump {name}: {done.err}")
    table = shop.make("two.lua", *TARGET, "--report", cwd=room)
    shop.check("conv1 " in table.out and "arena" in table.out and "conv1" not in table.err, f"--report: {table.text}")
    both = shop.make("two.lua", *TARGET, "--report", "-o", "a.c", cwd=room)
    shop.check(both.out == table.out, "--report differs beside -o")
    shop.made(room, "a.c", "a.h")


def check_notes(shop):
    """The target of `native` and pseudo-random weights are said on standard error; progress only on a terminal."""
    done = shop.make(LENET5, "-o", "a.c")
    shop.check(re.fullmatch(r"cnnc: note: target native is \w+:\w+\ncnnc: note: no --weights: .*seed 0.*\n", done.err), done.text)
    named = re.search(r"native is (\S+)", done.err)
    first = (shop.folder / "a.c").read_bytes()
    shop.make(LENET5, "-o", "a.c", "--target", named[1] if named else "generic")
    shop.check((shop.folder / "a.c").read_bytes() == first, "native and the target that it says give different bytes")
    done = shop.make(LENET5, *TARGET, "-o", "a", "--weights", ROOT / "tests/lenet/lenet5.safetensors")
    shop.check(done.err == "" and done.out == "", f"not silent: {done.text}")
    primary, secondary = pty.openpty()
    shop.make(LENET5, *TARGET, "-o", "a", stderr=secondary)
    os.close(secondary)
    shown = b""
    try:
        while piece := os.read(primary, 4096):
            shown += piece
    except OSError as error:
        shop.check(error.errno == errno.EIO, str(error))
    os.close(primary)
    shop.check("compiling lenet5 …\r".encode() in shown and shown.endswith(b"\x1b[K"), f"progress on a terminal: {shown}")
    for name in ("a", "a.c", "a.h"):
        (shop.folder / name).unlink()


def check_math(shop):
    """--math says where exp comes from, and the first lines which library that needs."""
    room = shop.room("math")
    word = {"sleef": "Sleef_", "libm": " expf(", "builtin": None}
    for target, default in (("generic", "libm"), ("avx2", "sleef")):
        code = {}
        for math in (None, "sleef", "builtin", "libm"):
            if (target, math) == ("generic", "sleef"):
                continue  # an error, see tests/errors
            options = ["--target", target, "-D", "kind=b", *(["--math", math] if math else [])]
            shop.make("two.lua", "-o", "a.c", *options, cwd=room)
            code[math] = shop.made(room, "a.c", "a.h")["a.c"].decode()
            called = {name for name, text in word.items() if text and text in code[math]}
            shop.check(called == {math or default} - {"builtin"}, f"--math {math} for {target} calls {called}")
            link = re.search(r"^// Link: (.*)", code[math], re.MULTILINE)[1].split()
            shop.check(("-lsleef" in link) == ("sleef" in called), f"--math {math} for {target}: link {link}")
        shop.check(code[None] == code[default], f"--math {default} is not the default for {target}")


# ---- dependencies ----------------------------------------------------------------------------------------------------
def rule(text):
    target, _, files = text.replace("\\\n", " ").partition(":")
    return target, files.split()


def check_dependencies(shop):
    room = shop.room("dependencies")
    size = {"conv1.weight": (8, 3, 3, 3), "conv1.bias": 8, "fc.weight": (4, 8), "fc.bias": 4}
    numpy.savez(room / "w.npz", **{name: numpy.ones(shape, numpy.float32) for name, shape in size.items()})
    options = ["two.lua", *TARGET, "--weights", "w.npz"]
    for flags, output, name in ((["-MD"], "a.c", "a.d"), (["-MF", "x.d"], "a.o", "x.d"), (["-MD", "-MF", "x.d"], "a.json", "x.d"),
                                (["-MD"], "a", "a.d"), (["-MFx.d"], "a.c", "x.d")):
        shop.make(*options, *flags, "-o", output, cwd=room)
        found = rule((room / name).read_text())
        shop.check(found == (output, ["two.lua", "last.lua", "w.npz"]) or found == (output, ["two.lua", "./last.lua", "w.npz"]),
                   f"{flags} -o {output}: {found}")
        for path in room.iterdir():
            if path.name not in ("two.lua", "last.lua", "w.npz"):
                path.unlink()


# ---- the same bytes --------------------------------------------------------------------------------------------------
def check_winograd(shop):
    """--winograd bounds the algorithms: sides of 56 pixels may be cut into tiles of 6 and 5, of 5 into 2 and 1."""
    room = shop.room("winograd")
    (room / "net.lua").write_text("""local cnn = require "cnn"
local side = cnn.param("side", 56)
return cnn.image{16, side, side}:conv{256, kernel = 1}:conv{256, kernel = 3, pad = 1, name = "last"}
""")

    def algorithm(side, *options):
        shop.make("net.lua", "--target", "avx512:zen5", "-D", f"side={side}", "-o", "a.json", *options, cwd=room)
        layers = json.loads((room / "a.json").read_text())["layers"]
        return next(layer["algorithm"] for layer in layers if layer["name"] == "last")

    for side, how, begin in ((56, None, "Winograd F(4,3),"), (56, "default", "Winograd F(4,3),"), (56, "off", "direct "),
                             (56, "fast", "Winograd F(6,3)"), (14, "fast", "Winograd F(4,3),"), (5, "off", "direct "),
                             (5, "default", "Winograd F(2,3),"), (5, "fast", "Winograd F(2,3)")):
        found = algorithm(side, *(["--winograd", how] if how else []))
        shop.check(found.startswith(begin), f"--winograd {how}, {side} pixels: {found}")


def check_stem(shop):
    """A stem pads its picture and pools where it goes along the rows; where Winograd is off three layers do that."""
    room = shop.room("stem")
    (room / "net.lua").write_text("""local cnn = require "cnn"
local x = cnn.image{3, 64, 64}:conv{64, kernel = 7, stride = 2, pad = 3, name = "conv"}:relu()
return x:maxpool{3, stride = 2, pad = 1, name = "pool"}
""")
    rows, pooled = "Winograd along rows F(4,4), ", "+bias +relu +maxpool 3x3 s2 p1"
    for how, right in (("off", ["copy", "direct ", "vectors", "+bias +relu"]),
                       ("default", ["in place", rows, "in the convolution", pooled])):
        shop.make("net.lua", "--target", "avx2:zen3", "--winograd", how, "-o", "a.json", cwd=room)
        layers = {layer["name"]: layer for layer in json.loads((room / "a.json").read_text())["layers"]}
        found = [layers[name]["algorithm"] for name in ("input", "conv", "pool")] + [layers["conv"]["fusion"]]
        shop.check(found[1].startswith(right[1]) and found[::2] + found[3:] == right[::2] + right[3:],
                   f"--winograd {how}: {found}")
        shape = "conv 7x7 s2 p3 | 3x64x64 -> 64x32x32 | +relu +maxpool 3x3 s2 p1"
        shop.check(layers["conv"]["shape"] == shape, f"--winograd {how}: {layers['conv']['shape']}")


def check_repeats(shop):
    def outputs(network, target, **how):
        for output in ("r.c", "r.json", "r.svg", "r.dot"):
            shop.make(network, "--target", target, "--weights-as", "file", "-o", shop.folder / "repeats" / output, **how)
        return shop.made(room, "r.c", "r.h", "r.weights", "r.json", "r.svg", "r.dot")

    room = shop.room("repeats")
    (shop.folder / "elsewhere").mkdir()
    for target in ("generic", "avx512"):
        first = outputs("two.lua", target, cwd=room)
        shop.check(outputs("two.lua", target, cwd=room) == first, f"{target}: other bytes in a second run")
        locale = {"LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Tokyo", "HOME": "/", "TERM": "dumb"}
        there = outputs(room / "two.lua", target, cwd=shop.folder / "elsewhere", environment=locale)
        shop.check(there == first, f"{target}: other bytes from elsewhere: {[n for n in first if first[n] != there[n]]}")


# ---- whole files or none ---------------------------------------------------------------------------------------------
def small_files(limit):
    """Every write beyond that many bytes of a file fails, as on a full disk."""
    def set_up():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return set_up


def check_disk_full(shop):
    room = shop.room("full")
    for output, beside in (("a.c", ["a.h", "a.weights", "a.d"]), ("a.o", ["a.h", "a.weights", "a.d"]), ("a", ["a.weights", "a.d"])):
        options = ["two.lua", *TARGET, "--weights-as", "file", "-MD", "-o", output]
        shop.make(*options, cwd=room)
        sizes = [os.path.getsize(room / name) for name in (output, *beside)]
        for name in (output, *beside):
            (room / name).write_text("old")
        for limit in sorted({0, 1, *(size - 1 for size in sizes)}):
            done = shop.make(*options, cwd=room, status=1, preexec_fn=small_files(limit), environment={"TMPDIR": str(shop.folder)})
            shop.check("error: " in done.err and done.err.count("cannot write") <= 1, f"{limit} bytes: {done.text}")
            changed = [name for name in (output, *beside) if (room / name).read_text(errors="replace") != "old"]
            shop.check(not changed, f"-o {output}, files of {limit} bytes: {changed} changed")
        shop.check(set(shop.made(room, output, *beside).values()) == {b"old"}, f"{output}: old files")
    shop.check(not [name for name in shop.files() if name.startswith("cnnc-")], f"temporary folders: {shop.files()}")


def check_kill(shop):
    """Whenever the compiler is killed, a file is the old one or a whole new one; what it left does not matter later."""
    room = shop.room("killed")
    words = [shop.cnnc, ROOT / "archs/squeezenet1_0.lua", *TARGET, "--weights-as", "file", "-o", "a.c"]
    begin = time.monotonic()
    shop.make(*words[1:], cwd=room)
    seconds, new = time.monotonic() - begin, shop.made(room, "a.c", "a.h", "a.weights")
    for attempt in range(20):
        for name in new:
            (room / name).write_bytes(b"old")
        with subprocess.Popen(words, cwd=room, stderr=subprocess.DEVNULL) as running:
            time.sleep(seconds * (0.5 + attempt / 40))
            running.kill()
        broken = [name for name in new if (room / name).read_bytes() not in (b"old", new[name])]
        shop.check(not broken, f"half-written: {broken}")

    def leave():
        (room / f"a.c.{os.getpid()}.part").write_bytes(b"left by a killed process")
    shop.make(*words[1:], cwd=room, preexec_fn=leave)
    shop.check((room / "a.c").read_bytes() == new["a.c"], "a.c is not the new one")


def check_no_place(shop):
    room = shop.room("places")
    (room / "a.h").mkdir()
    shop.make("two.lua", *TARGET, "-o", "a.c", cwd=room, status=1)
    shop.check(set(os.listdir(room)) == {"a.h", "two.lua", "last.lua"}, f"a.h is a folder: {os.listdir(room)}")
    (room / "a.h").rmdir()
    shop.make("two.lua", *TARGET, "-o", "none/a.c", cwd=room, status=1)
    done = shop.make("two.lua", *TARGET, "-o", "none/a", cwd=room, status=1, environment={"CC": "false"})
    shop.check("none/a: error: cannot write" in done.err and "failed" not in done.err, f"not said at once: {done.text}")
    shop.make("none.lua", *TARGET, "-o", "a.c", cwd=room, status=1)
    shop.make("two.lua", *TARGET, "-o", "a.o", cwd=room, status=1, environment={"CC": "false"})
    shop.make("two.lua", *TARGET, "-o", "a", cwd=room, status=1, environment={"CC": "/nonexistent/cc"})
    shop.make("two.lua", *TARGET, "-o", "a", cwd=room, status=1, environment={"TMPDIR": "/nonexistent"})
    shop.made(room)


# ---- the interpreter and executables ---------------------------------------------------------------------------------
def pictures(count):
    return numpy.random.default_rng(count).standard_normal((count, 3, 9, 7)).astype(numpy.float32)


def is_near(found, wanted):
    return found.shape == wanted.shape and numpy.abs(found - wanted).max() <= 2e-6 * numpy.abs(wanted).max()


def interpret(shop, room, picture, *options):
    """All outputs of one picture in double precision: output [4], then map [8][4][3]."""
    numpy.save(room / "x.npy", picture)
    shop.make("two.lua", *TARGET, "--input", "x.npy", "-o", "y.npy", *options, cwd=room)
    return numpy.load(room / "y.npy")


def check_interpreter(shop):
    room = shop.room("interpreter")
    first = interpret(shop, room, pictures(1))
    shop.check(first.dtype == numpy.float64 and first.shape == (4 + 8 * 4 * 3,), f"y.npy: {first.dtype} {first.shape}")
    for name in PASSES:
        after = interpret(shop, room, pictures(1)[0], "--after", name)
        shop.check(numpy.abs(after - first).max() < 1e-6 * numpy.abs(first).max(), f"--after {name} differs")
    numpy.save(room / "x.npy", pictures(2))
    (room / "y.npy").unlink()
    shop.make("two.lua", *TARGET, "--input", "x.npy", "-o", "y.npy", cwd=room, status=1)
    shop.make("two.lua", *TARGET, "--input", "none.npy", "-o", "y.npy", cwd=room, status=1)
    for words in (["-o", "y.npy"], ["--input", "x.npy", "-o", "a.c"], ["--after", "fold", "-o", "a.c"]):
        shop.make("two.lua", *TARGET, *words, cwd=room, status=2)
    shop.made(room, "x.npy")


def check_tensors(shop):
    """A batch and two single tensors, through any number of threads; with weights in a file the network is compiled in
    two files."""
    room = shop.room("tensors")
    shop.make("two.lua", *TARGET, "-o", "net", cwd=room)
    shop.make("two.lua", *TARGET, "--weights-as", "file", "-o", "halves", cwd=room)
    batch = pictures(5)
    numpy.save(room / "batch.npy", batch[:3])
    numpy.save(room / "four.npy", batch[3:4])
    numpy.save(room / "five.npy", batch[4])
    wanted = numpy.stack([interpret(shop, room, picture) for picture in batch])
    bits = set()
    for program, threads in (("./net", 1), ("./net", 2), ("./net", 3), ("./net", 5), ("./halves", 2)):
        shop.run(program, "--threads", threads, "--output", "out.npy", "batch.npy", "four.npy", "five.npy", cwd=room)
        out, maps = numpy.load(room / "out.npy"), numpy.load(room / "out.map.npy")
        shop.check(out.dtype == maps.dtype == numpy.float32 and maps.shape == (5, 8, 4, 3), f"out.map.npy is {maps.shape}")
        shop.check(is_near(out, wanted[:, :4]) and is_near(maps.reshape(5, -1), wanted[:, 4:]),
                   f"{program}, {threads} threads: wrong")
        bits.add(out.tobytes() + maps.tobytes())
    shop.check(len(bits) == 1, "the bits differ with the number of threads or of files")
    said = shop.run("./net", "--top", "2", "batch.npy", "five.npy", cwd=room).out
    names = (r"batch\.npy\[0\]", r"batch\.npy\[1\]", r"batch\.npy\[2\]", r"five\.npy")
    form = "".join(rf"{name}:\n(0\.\d{{4}}  [0-3]\n){{2}}map \[8, 4, 3\]:( -?[\d.e-]+){{5}} \.\.\.\n" for name in names)
    shop.check(re.fullmatch(form, said), f"classes: {said!r}")
    check_output_names(shop, room)
    check_statuses(shop, room)


def check_output_names(shop, room):
    """In --info, and in the header as macros."""
    said = shop.run("./net", "--info", cwd=room).out
    shop.check("output      output [4], logits\noutput      map [8, 4, 3], values\n" in said, f"--info: {said!r}")
    shop.make("two.lua", *TARGET, "-o", "named.c", cwd=room)
    header = (room / "named.h").read_text()
    macros = {"SIZE": 100, "OUTPUT_AT": 0, "OUTPUT_SIZE": 4, "MAP_AT": 4, "MAP_SIZE": 96}
    for name, value in macros.items():
        shop.check(re.search(rf"^#define TWO_OUTPUT_{name} +{value} ", header, re.M), f"named.h: {name}")
    macros = re.findall(r"^(#define \S+ +)\d", header, re.M)
    places = {len(macro) for macro in macros}
    shop.check(len(places) == 1, f"named.h: values begin at {places}")


def check_statuses(shop, room):
    for name in ("out.npy", "out.map.npy"):
        (room / name).write_text("old")
    numpy.save(room / "wrong.npy", numpy.zeros((3, 9, 8), numpy.float32))
    (room / "bad.png").write_bytes(b"no picture")
    for bad in ("wrong.npy", "none.npy", "bad.png", "."):
        done = shop.run("./net", "--output", "out.npy", "batch.npy", bad, cwd=room, status=1)
        shop.check(": error: " in done.err and done.err.count("\n") <= 3, done.text)
    done = shop.run("./net", "--output", "out.npy", "batch.npy", cwd=room, status=1, preexec_fn=small_files(100))
    for name in ("out.npy", "out.map.npy"):
        shop.check((room / name).read_text() == "old", f"{name} is not the old one: {done.text}")
    shop.check(not [name for name in os.listdir(room) if "part" in name], f"left behind: {os.listdir(room)}")
    with open("/dev/full", "wb") as full:
        shop.run("./net", "five.npy", cwd=room, status=1, stdout=full)
    for words in ([], ["--nonsense"], ["--threads", "0", "five.npy"], ["--top", "x", "five.npy"], ["--bench", "--info"],
                  ["--info", "five.npy"], ["--output"], ["--weights", "w", "five.npy"]):
        done = shop.run("./net", *words, cwd=room, status=2)
        shop.check(done.out == "" and ": error: " in done.err, f"{words}: {done.text}")


INFINITE = """local cnn = require "cnn"
local x = cnn.image{3, 5, 4}
x = x:conv{12, kernel = SIZE, pad = PAD}:sigmoid()
return x:conv{6, kernel = SIZE, pad = PAD}
"""


def check_infinite(shop):
    """An infinite input spoils no more than the definition says: pad lanes carry nothing into real ones."""
    room = shop.room("infinite")
    picture = pictures(1)[0, :, :5, :4].copy()
    picture[1, 2, 3] = numpy.inf
    numpy.save(room / "x.npy", picture)
    for size, pad in ((1, 0), (3, 1)):
        (room / "net.lua").write_text(INFINITE.replace("SIZE", str(size)).replace("PAD", str(pad)))
        shop.make("net.lua", "--input", "x.npy", "-o", "wanted.npy", cwd=room)
        shop.make("net.lua", "-o", "net", cwd=room)
        shop.run("./net", "--output", "y.npy", "x.npy", cwd=room)
        wanted, found = numpy.load(room / "wanted.npy").ravel(), numpy.load(room / "y.npy").ravel()
        shop.check(numpy.allclose(found, wanted, rtol=1e-4, atol=1e-5, equal_nan=True), f"{size}x{size}: {found}, not {wanted}")


def check_measures(shop):
    room = shop.room("measures")
    shop.make("two.lua", *TARGET, "-o", "net", cwd=room)
    for words in (["--bench", "5"], ["--bench=5"], ["--threads", "2", "--bench", "5"]):
        done = shop.run("./net", *words, cwd=room)
        found = re.fullmatch(r"min ([\d.]+) ms  median ([\d.]+) ms  p95 ([\d.]+) ms\n", done.out)
        shop.check(found and float(found[1]) <= float(found[2]) <= float(found[3]), f"{words}: {done.out!r}")
        shop.check(found and all(len(t.replace(".", "").lstrip("0")) == 4 for t in found.groups()), f"not four digits: {done.out!r}")
        shop.check("min" not in done.err, f"{words}: {done.err!r}")
    # Of one run the shares add up whatever disturbs it; the medians of several need not be of the same run.
    lines = shop.run("./net", "--profile", "1", cwd=room).out.splitlines()
    shop.check(re.fullmatch(r"1 thread: FMA peak [\d.]+ GFLOP/s, memory [\d.]+ GB/s", lines[0]), f"--profile: {lines[0]}")
    shop.check(lines[1].split() == "ms GFLOP/s of peak GB/s of memory share layer what algorithm".split(), f"--profile: {lines[1]}")
    share = sum(float(re.search(r"([\d.]+)%  \S", line)[1]) for line in lines[2:-1])
    shop.check(99 <= share <= 101 and any(" conv1 " in line for line in lines) and "100.0%" in lines[-1], f"--profile: {lines}")
    # A second thread stays unused where it costs more than it saves.
    for width, threads in ((100, "1 thread"), (800, "2 threads")):
        (room / "wide.lua").write_text('return require "cnn".image{700, 1, 1}:flatten():linear{%d}' % width)
        shop.make("wide.lua", *TARGET, "-o", "wide", cwd=room)
        head = shop.run("./wide", "--profile", "1", "--threads", "2", cwd=room).out.split(":")[0]
        shop.check(head == threads, f"a linear of {width}: {head}")
    info = shop.run("./net", "--info", cwd=room).out
    for word in ("two, from two.lua", "generic", "parameters  260", "MACs ", "weights ", "arena ", "map [8, 4, 3]"):
        shop.check(word in info, f"--info without {word}: {info}")
    shop.check(shop.run("./net", "--help", cwd=room).out.startswith("usage: net "), "--help of an executable")


def check_weights(shop):
    """-o a makes a and a.weights, wherever both are moved to and from wherever the program is started."""
    room, other = shop.room("weights"), shop.folder / "other"
    other.mkdir()
    numpy.save(other / "x.npy", pictures(1))
    shop.make("two.lua", *TARGET, "--weights-as", "inline", "-o", "inside", cwd=room)
    wanted = shop.run(room / "inside", "x.npy", cwd=other).out
    shop.make("two.lua", *TARGET, "--weights-as", "file", "-o", "a", cwd=room)
    for name in ("a", "a.weights"):
        shutil.move(room / name, other / name)
    (room / "link").symlink_to(other / "a")
    for cwd, words in ((other, ["./a", "x.npy"]), (room, ["../other/a", "../other/x.npy"]), (room, ["./link", "../other/x.npy"]),
                       ("/", [other / "a", other / "x.npy"])):
        shop.check(shop.run(*words, cwd=cwd).out == wanted, f"{words}: another answer")
    os.rename(other / "a.weights", other / "b.weights")
    done = shop.run("./a", "x.npy", cwd=other, status=1)
    shop.check("a.weights: error: " in done.err and "--weights FILE" in done.err, done.text)
    shop.check(shop.run("./a", "--weights", "b.weights", "x.npy", cwd=other).out == wanted, "--weights: another answer")
    right = (other / "b.weights").read_bytes()
    for wrong in (b"", right[:-1], right + b"\0", b"C" + right[1:], right[:8] + bytes([right[8] ^ 1]) + right[9:]):
        (other / "b.weights").write_bytes(wrong)
        shop.run("./a", "--weights=b.weights", "x.npy", cwd=other, status=1)


# ---- weights of 16 bits ----------------------------------------------------------------------------------------------
def bfloat16(values):
    """Rounded to the nearest upper half of a float, of two to the even one, by hand."""
    bits = values.view(numpy.uint32).astype(numpy.uint64)
    low, high = bits & 0xFFFF, bits >> numpy.uint64(16)
    high += (low > 0x8000) | ((low == 0x8000) & (high & 1 == 1))
    return (high << numpy.uint64(16)).astype(numpy.uint32).view(numpy.float32)


def check_weights_type(shop):
    """--weights-type rounds the weights as NumPy does, and leaves biases; no file is taken for one of another type."""
    room = shop.room("weights_type")
    shapes = {"conv1.weight": (8, 3, 3, 3), "conv1.bias": (8,), "fc.weight": (4, 8), "fc.bias": (4,)}
    random = numpy.random.default_rng(1)
    values = {name: random.uniform(-1, 1, shape).astype(numpy.float32) for name, shape in shapes.items()}
    numpy.savez(room / "w.npz", **values)
    numpy.save(room / "x.npy", random.uniform(-1, 1, (3, 9, 7)).astype(numpy.float32))
    rounding = {"f32": lambda v: v, "f16": lambda v: v.astype(numpy.float16).astype(numpy.float32), "bf16": bfloat16}
    for kind, rounded in rounding.items():
        numpy.savez(room / f"{kind}.npz", **{name: rounded(value) if name.endswith("weight") else value
                                             for name, value in values.items()})
        shop.make("two.lua", "--weights", "w.npz", "--weights-type", kind, "--input", "x.npy", "--after", "narrow", "-o",
                  "narrow.npy", cwd=room)
        shop.make("two.lua", "--weights", f"{kind}.npz", "--input", "x.npy", "--after", "fuse", "-o", "fuse.npy", cwd=room)
        shop.check((room / "narrow.npy").read_bytes() == (room / "fuse.npy").read_bytes(), f"{kind}: other rounding")
        # Winograd's form of so few channels would store floats.
        options = ["--weights", "w.npz", "--weights-type", kind, "--target", "avx2", "--winograd", "off"]
        shop.make("two.lua", *options, "--weights-as", "file", "-o", kind, cwd=room)
        shop.make("two.lua", *options, "--weights-as", "inline", "-o", f"{kind}.c", cwd=room)
        shop.make("two.lua", *options, "-o", f"{kind}.json", cwd=room)
        text = (room / f"{kind}.c").read_text()
        shop.check(("uint16_t" in text, f"as {kind}" in text) == (kind != "f32",) * 2, f"{kind}: not said in the C")
        shop.check(f" bytes as {kind}, " in shop.run(f"./{kind}", "--info", cwd=room).out, f"{kind}: not in --info")
        report = json.loads((room / f"{kind}.json").read_text())
        weights = [name for name in values if name.endswith("weight")]
        loss = sum(numpy.square(rounded(values[n]) - values[n], dtype=float).sum() for n in weights)
        error = (loss / sum(numpy.square(values[n], dtype=float).sum() for n in weights)) ** 0.5
        shop.check(report["weight_type"] == kind and abs(report["weight_error"] - error) <= 0.005 * error,
                   f"{kind}: the report has the type {report['weight_type']} and an error of {report['weight_error']}")
    sizes = [(room / f"{kind}.weights").stat().st_size for kind in rounding]
    shop.check(sizes[1] == sizes[2] < 0.7 * sizes[0], f"sizes {sizes}")
    for kind in rounding:
        for other in rounding:
            done = shop.run(f"./{kind}", "--weights", f"{other}.weights", "x.npy", cwd=room, status=int(kind != other))
            if {kind, other} == {"f16", "bf16"}:
                shop.check("another network, target, type or version" in done.err, f"{kind}, {other}: {done.text}")
    (room / "small.lua").write_text(TWO.replace("conv{wide,", "conv{wide, init_scale = 1e-6,"))
    for kind, noted in (("f16", True), ("bf16", False), ("f32", False)):
        done = shop.make("small.lua", *TARGET, "--weights-type", kind, "-o", "small.c", cwd=room)
        shop.check(("conv1 has weights that are too small for f16" in done.err) == noted, f"small, {kind}: {done.err}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(sys.argv[1], folder)
        checks = [check_outputs, check_names, check_parameters, check_information, check_dumps, check_notes, check_dependencies,
                  check_math, check_winograd, check_stem, check_repeats, check_disk_full, check_kill, check_no_place,
                  check_interpreter, check_tensors, check_infinite, check_measures, check_weights,
                  check_weights_type]
        checks = [check for check in checks if os.environ.get("ONLY", check.__name__) == check.__name__]
        for check in checks:
            check(shop)
            print(f"{check.__name__}: {shop.passed} passed, {shop.failed} failed", flush=True)
    print(f"{shop.passed} passed, {shop.failed} failed")
    return shop.failed > 0


if __name__ == "__main__":
    sys.exit(main())
