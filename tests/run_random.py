"""Compiles random networks and compares them with the double-precision interpreter.

    run_random.py CNNC CC TARGET COUNT SEED        networks SEED .. SEED + COUNT - 1; COUNT 1 shows that one

For each network (random/networks.py):
- the interpreter gives the same after the passes fold, strides, commute, fuse and join, which round weights to float,
  as before them;
- the compiled network gives what the interpreter gives, within what float can do; some have weights of 16 bits, and are
  compared with the interpreter after the pass that rounds these (narrow), within the same;
- it gives the same bits with an arena full of other rubbish, and in 2, 3 and 5 parts, as threads that meet at a barrier
  after each layer and one after the other in both orders: whoever reads what nobody wrote, or what another part still
  writes, is found out;
- input, output, arena and weights each end at a guard page, in another run they begin at one: whoever reaches beyond
  dies.

A failure is shown as its seed, what is wrong, and the network reduced to what fails still. A target that this machine
lacks is emulated by SIMDe, with --math builtin. The last line is `N passed, N failed`.
"""
import concurrent.futures
import ctypes
import functools
import mmap
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

import numpy as np

import pseudo

HERE = pathlib.Path(__file__).resolve().parent
SIMD = HERE.parent / "runtime/simd"
EMULATION, SIMDE = HERE / "golden/emulate_avx512.h", pathlib.Path("/usr/include/simde")
MISSING = 77
sys.path.insert(0, str(HERE / "random"))
import networks  # noqa: E402

# Of the largest value in the network: a rounding is 6e-8, a layer sums up to 300 products, whose roundings partly
# cancel, and there are up to a dozen layers. The error of a longer sum grows with the root of its length; that of lrn's
# pow, or of Winograd's algorithm for kernels of 5, comes on top.
ALLOWED, ALLOWED_MORE, TERMS = 2e-6, 6e-6, 300
RUBBISH = (0xFF, 0x7F, 0x00)           # not a number (sign and all bits set), not a number, zero
PARTS = (2, 3, 5)
BATCH = 25                             # networks in a shared library
MOST_REDUCTIONS = 40


class Wrong(Exception):
    pass


def call(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise Wrong(f"{pathlib.Path(str(command[0])).name} ends with {done.returncode}\n{done.stdout}{done.stderr}")


# ---- memory between guard pages --------------------------------------------------------------------------------------
libc = ctypes.CDLL(None, use_errno=True)
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


class Guarded:
    """`size` bytes that end (at_end) or begin at a page that cannot be touched."""

    def __init__(self, size, at_end, fill=0xFF):
        page = mmap.PAGESIZE
        room = -(-max(size, 1) // page) * page
        self.memory = mmap.mmap(-1, room + 2 * page)
        start = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))
        for guard in (start, start + page + room):
            if libc.mprotect(guard, page, 0):
                raise OSError(ctypes.get_errno(), "mprotect")
        self.bytes = np.frombuffer(self.memory, np.uint8, size, page + (room - size if at_end else 0))
        self.bytes[:] = fill

    def floats(self):
        return self.bytes.view(np.float32)

    def address(self):
        return self.bytes.ctypes.data


# ---- how the parts of a layer run ------------------------------------------------------------------------------------
class Together:
    """All at once; they meet at a barrier after each layer."""

    def __init__(self, parts):
        self.barrier = threading.Barrier(parts)

    def begin(self, part):
        pass

    def wait(self, part):
        self.barrier.wait(60)

    def end(self):
        pass


class InTurn:
    """One after the other in each layer, the first or the last part first: one that reads what another part of the same
    layer writes, or writes what it reads, gives another result in one of the two orders."""

    def __init__(self, parts, backwards):
        self.order, self.at, self.turn = list(range(parts))[::-1 if backwards else 1], 0, threading.Condition()

    def begin(self, part):
        with self.turn:
            self.turn.wait_for(lambda: self.order[self.at] == part, 60)

    def wait(self, part):
        self.end()
        self.begin(part)

    def end(self):
        with self.turn:
            self.at = (self.at + 1) % len(self.order)
            self.turn.notify_all()


# ---- a compiled network ----------------------------------------------------------------------------------------------
class Compiled:
    def __init__(self, library, name, folder):
        header = (folder / f"{name}.h").read_text()
        size = {key: int(value) for key, value in re.findall(rf"#define {name.upper()}_(\w+_SIZE) +(\d+)", header)}
        self.arena, self.part = size["ARENA_SIZE"], size["PART_SIZE"]
        self.outputs, self.inputs = size["OUTPUT_SIZE"], size["INPUT_SIZE"]
        self.weights = np.fromfile(folder / f"{name}.weights", np.uint8) if size["WEIGHTS_SIZE"] else None
        self.run_part = getattr(library, f"{name}_run_part")
        self.run_part.argtypes = [ctypes.c_void_p] * 4 + [ctypes.c_int] * 2 + [ctypes.c_void_p] * 2

    def run(self, x, at_end, rubbish, parts, way):
        arena = Guarded(self.arena + (parts - 1) * self.part, at_end, rubbish)
        output = Guarded(4 * self.outputs, at_end)
        picture, weights = Guarded(4 * self.inputs, at_end), None
        picture.floats()[:] = x.ravel()
        if self.weights is not None:
            weights = Guarded(-(-len(self.weights) // 64) * 64, at_end)
            weights.bytes[:len(self.weights)] = self.weights
        status = [None] * parts
        wait = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(lambda part: way.wait(part or 0))

        def work(part):
            way.begin(part)
            status[part] = self.run_part(weights.address() if weights else None, arena.address(), picture.address(),
                                         output.address(), part, parts, ctypes.cast(wait, ctypes.c_void_p), part)
            way.end()

        threads = [threading.Thread(target=work, args=(part,)) for part in range(1, parts)]
        for thread in threads:
            thread.start()
        work(0)
        for thread in threads:
            thread.join()
        if any(status):
            raise Wrong(f"run_part returns {status}")
        if not np.array_equal(picture.floats(), x.ravel()):
            raise Wrong("the input was changed")
        return output.floats().copy()


def check_outputs(net, result, values, allowed, rounded=None):
    """Each output against the interpreter's; values are those of all nodes, one behind the other in the order of nodes.
    The main output comes first, the others by name. rounded: the outputs with rounded weights."""
    start = np.cumsum([0, *(net.size(i) for i in range(len(net.nodes)))])
    largest = max(1e-3, np.abs(values).max())
    at = 0
    for name, i in sorted(net.outputs.items(), key=lambda output: (output[0] != "output", output[0])):
        mine, right = result[at:at + net.size(i)], values[start[i]:start[i] + net.size(i)]
        if rounded is not None:
            right = rounded[at:at + net.size(i)]
        at += net.size(i)
        error = np.abs(mine - right).max() / largest if np.isfinite(mine).all() else np.inf
        if not error <= allowed:
            raise Wrong(f"output {name}: error {error:.3g}, allowed {allowed:g}")
    if at != len(result):
        raise Wrong(f"{len(result)} output values, not {at}")


def check_compiled(net, library, folder, allowed):
    compiled, x = Compiled(library, f"net{net.seed}", folder), picture_of(net)
    first = compiled.run(x, True, RUBBISH[0], 1, Together(1))
    rounded = folder / f"net{net.seed}.narrow.npy"
    check_outputs(net, first, np.load(folder / f"net{net.seed}.all.npy"), allowed,
                  np.load(rounded) if type_of(net) else None)
    ways = [("", False, fill, 1, Together(1)) for fill in RUBBISH[1:]]
    ways += [("at once", parts == 3, RUBBISH[0], parts, Together(parts)) for parts in PARTS]
    ways += [("in turn", True, RUBBISH[0], 2, InTurn(2, True)), ("in turn", True, RUBBISH[0], 3, InTurn(3, False)),
             ("in turn", True, RUBBISH[0], 5, InTurn(5, True))]
    check_again(compiled, x, first, ways)


def check_again(compiled, x, first, ways):
    for how, at_end, rubbish, parts, way in ways:
        again = compiled.run(x, at_end, rubbish, parts, way)
        wrong = int((first.view(np.uint32) != again.view(np.uint32)).sum())
        if wrong:
            raise Wrong(f"{wrong} of {len(first)} values differ in {parts} parts {how}, arena full of {rubbish:#04x}")


# ---- making it -------------------------------------------------------------------------------------------------------
def picture_of(net):
    return pseudo.picture(*net.nodes[0].shape, seed=net.seed)


def type_of(net):
    """Options for the type of the weights: f32 for most."""
    return {1: ["--weights-type", "f16"], 3: ["--weights-type", "bf16"]}.get(net.seed % 5, [])


def allowed_of(net):
    longest = max(node.terms for node in net.nodes)
    more = any(re.search(r":lrn|kernel = ({{(\d, )?)?5", node.text) for node in net.nodes)
    allowed = ALLOWED_MORE if more else ALLOWED
    return allowed * max(1.0, longest / TERMS) ** 0.5


def lacks(target):
    """The CPU features that the target needs and this machine has not."""
    needs = re.search(r"^//: needs (.*)$", (SIMD / f"{target}.h").read_text(), re.M)
    flags = re.search(r"^flags\s*:(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return sorted(set(needs[1].split() if needs else []) - set(flags[1].split() if flags else []))


class Maker:
    """Compiles with the target's flags, but -O1 for two of three networks: compiling is what takes the time here.
    The target's intrinsics are read once for all networks, into a precompiled header."""

    def __init__(self, cnnc, cc, target, folder, precompiled):
        self.cnnc, self.cc, self.target, self.folder = pathlib.Path(cnnc).resolve(), cc, target, folder
        self.emulated, self.precompiled = bool(lacks(target)), precompiled
        for level in ("-O1", "-O3"):
            header = precompiled / f"words{level}.h"
            includes = re.findall(r"^#include .*", (SIMD / f"{target}.h").read_text(), re.M)
            header.write_text("\n".join([f'#include "{EMULATION}"'] if self.emulated else includes) + "\n")
            call(cc, *self.flags(level), "-x", "c-header", header, "-o", f"{header}.gch")

    def flags(self, level):
        flags = re.search(r"^//: cflags (.*)$", (SIMD / f"{self.target}.h").read_text(), re.M)[1].split()
        if self.emulated:
            flags = ["-march=x86-64-v3", "-Wno-psabi"]
        return [*flags, level, "-ffp-contract=off", "-fPIC"]

    def make(self, net):
        """The interpreter's values and the object file; an error as a text, or None."""
        try:
            self.interpret(net)
            self.compile(net)
        except Wrong as wrong:
            return str(wrong)
        return None

    def interpret(self, net):
        stem, seed = self.folder / f"net{net.seed}", ["--seed", net.seed]
        stem.with_suffix(".lua").write_text(net.lua())
        every = "return {" + ", ".join(f"n{i:03} = x[{i}]" for i in range(len(net.nodes))) + "}\n"
        all_nodes = stem.with_suffix(".all.lua")
        all_nodes.write_text("\n".join([*net.head(), every]))
        picture = stem.with_suffix(".x.npy")
        np.save(picture, picture_of(net))
        call(self.cnnc, all_nodes, *seed, "--input", picture, "-o", stem.with_suffix(".all.npy"))
        values = np.load(stem.with_suffix(".all.npy"))
        if len(values) != sum(net.size(i) for i in range(len(net.nodes))) or not np.isfinite(values).all():
            raise Wrong("the interpreter gives another number of values, or one that is not finite")
        for after in ("fold", "strides", "commute", "fuse", "join"):
            y = stem.with_suffix(f".{after}.npy")
            call(self.cnnc, stem.with_suffix(".lua"), *seed, "--input", picture, "--after", after, "-o", y)
            try:
                check_outputs(net, np.load(y), values, allowed_of(net))
            except Wrong as wrong:
                raise Wrong(f"interpreter after {after}: {wrong}") from None
        if type_of(net):
            call(self.cnnc, stem.with_suffix(".lua"), *seed, *type_of(net), "--input", picture, "--after", "narrow",
                 "-o", stem.with_suffix(".narrow.npy"))

    def compile(self, net):
        c = self.folder / f"net{net.seed}.c"
        where = ["--weights-as", "file"] if net.seed % 4 == 0 or net.profile is networks.PROFILES["deep"] else []
        math = ["--math", "builtin"] if self.emulated or net.seed % 4 == 1 else []
        call(self.cnnc, c.with_suffix(".lua"), "--seed", net.seed, "--target", self.target, *where, *math, *type_of(net),
             "-o", c)
        level = "-O1" if net.seed % 3 else "-O3"
        words = self.precompiled / f"words{level}.h"
        call(self.cc, *self.flags(level), "-include", words, "-c", c, "-o", c.with_suffix(".o"))

    def link(self, nets):
        so = self.folder / f"nets{nets[0].seed}_{len(nets)}_{len(list(self.folder.glob('*.so')))}.so"
        stems = [self.folder / f"net{net.seed}" for net in nets]
        sleef = ["-lsleef"] if any("Sleef_" in stem.with_suffix(".c").read_text() for stem in stems) else []
        call(self.cc, "-shared", *(stem.with_suffix(".o") for stem in stems), "-o", so, *sleef, "-lm")
        return so

    def check(self, net, library):
        check_compiled(net, library, self.folder, allowed_of(net))

    def end(self):
        """After all networks."""


# ---- running it ------------------------------------------------------------------------------------------------------
def in_child(maker, nets, so, start, pipe):
    """Runs nets[start:], and writes a line for each: what is wrong with it, or nothing."""
    library = ctypes.CDLL(str(so))
    with os.fdopen(pipe, "w") as to:
        for net in nets[start:]:
            text = ""
            try:
                maker.check(net, library)
            except Wrong as wrong:
                text = str(wrong)
            print(text.replace("\n", " "), file=to, flush=True)


def run_all(maker, nets, so):
    """What is wrong with each of the networks, "" for nothing. One that dies takes only its child process with it."""
    results = []
    while len(results) < len(nets):
        read_end, write_end = os.pipe()
        child = os.fork()
        if not child:
            os.close(read_end)
            in_child(maker, nets, so, len(results), write_end)
            os._exit(0)
        os.close(write_end)
        with os.fdopen(read_end) as lines:
            results += [line.rstrip("\n") for line in lines]
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            results.append(f"dies of signal {os.WTERMSIG(status)}: it reaches beyond a buffer?")
        elif status:
            results.append("the test itself failed")
    return results


def check_batch(maker, nets, pool):
    """(network, what is wrong) for each that is wrong."""
    errors = dict(zip([net.seed for net in nets], pool.map(maker.make, nets)))
    made = [net for net in nets if errors[net.seed] is None]
    if made:
        errors.update(zip([net.seed for net in made], run_all(maker, made, maker.link(made))))
    return [(net, errors[net.seed]) for net in nets if errors[net.seed]]


def kind_of(error):
    """An error without its figures: a smaller network fails in the same way, or it is another failure."""
    return re.sub(r"[-+]?\d[\w.+-]*", "", error)[:40]


def reduce(maker, net, error, pool):
    """The smallest network found that still fails like this one."""
    tries = 0
    progress = True
    while progress:
        progress = False
        for smaller in net.smaller():
            tries += 1
            if tries > MOST_REDUCTIONS:
                return net, error
            failures = check_batch(maker, [smaller], pool)
            if failures and kind_of(failures[0][1]) == kind_of(error):
                net, error = failures[0]
                progress = True
                break
    return net, error


def check_all(make_maker, network, target, count, seed):
    """network(seed) .. network(seed + count - 1), made by make_maker(folder, folder for precompiled headers). Gives the
    exit status."""
    missing = lacks(target)
    if missing and (target != "avx512" or not SIMDE.exists()):
        print(f"this machine lacks {' '.join(missing)}, which {target} needs, and cannot emulate it")
        return MISSING
    failed = []
    with tempfile.TemporaryDirectory() as words, tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        maker = make_maker(pathlib.Path(folder), pathlib.Path(words))
        for first in range(seed, seed + count, BATCH):
            nets = [network(s) for s in range(first, min(first + BATCH, seed + count))]
            if count == 1:
                print(nets[0].lua())
            for net, error in check_batch(maker, nets, pool):
                failed.append(net.seed)
                print(f"FAILED seed {net.seed}: {error}", flush=True)
                if len(failed) <= 5:
                    small, error = reduce(maker, net, error, pool)
                    print(f"reduced: {error}\n{small.lua()}", flush=True)
            for file in pathlib.Path(folder).iterdir():
                file.unlink()
        maker.end()
    print(f"{count - len(failed)} passed, {len(failed)} failed{' (emulated)' if missing else ''}")
    return bool(failed)


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    cnnc, cc, target, count, seed = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])
    make_maker = functools.partial(Maker, cnnc, cc, target)
    return check_all(make_maker, networks.network, target, count, seed)


if __name__ == "__main__":
    sys.exit(main())
