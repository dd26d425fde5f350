#!/usr/bin/env python3
"""run_embed.py CNNC CC - generated C in the programs of others: tests/embed, built from it and generated files alone.

CC takes the C for target generic without a warning, as C99, and its header as C and as C++. Each target that this CPU
has is compiled as the first lines of its C say. Only NAME_... is visible to other files,
nothing of it can be written to, and only functions of the mathematical library are called. The programs' answers are
those of cnnc's double-precision interpreter; promises.c checks the header's promises, also under sanitizers.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
EMBED = ROOT / "tests/embed"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
LENET5 = [ROOT / "archs/lenet5.lua", "--weights", ROOT / "tests/lenet/lenet5.safetensors"]
EVERY = [EMBED / "every.lua"]
MEAN_OF_TANH = [EMBED / "mean_of_tanh.lua"]
# What the C of a network may call: of the mathematical library, or what a compiler makes of a loop that copies.
CALLED = re.compile(r"(exp|tanh|pow|log|sqrt)f?|Sleef_\w+|mem(cpy|set|move)|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail")
# Float against double, as a share of the largest value: see run_golden.py.
TOLERANCE = 2e-6


class Shop:
    """A folder to build in, and the count of what was right."""

    def __init__(self, cnnc, cc, folder):
        self.cnnc, self.cc, self.folder = pathlib.Path(cnnc).resolve(), cc, pathlib.Path(folder)
        self.passed = self.failed = 0

    def check(self, condition, what):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED:", what, flush=True)

    def run(self, *command, **options):
        """A command that must succeed; its standard output."""
        command = [str(word) for word in command]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, timeout=120, check=False, **options)
        self.check(done.returncode == 0, f"{' '.join(command)}\nstatus {done.returncode}\n"
                   + (done.stdout + done.stderr).decode(errors="replace")[:3000])
        return done.stdout

    def write(self, network, target, *options):
        """The C of a network; its flags as its first lines state them, for the compiler and for the linker."""
        name = network[0].stem
        self.run(self.cnnc, *network, "--target", target, "-o", f"{name}.c", *options)
        head = "\n".join((self.folder / f"{name}.c").read_text().splitlines()[:3])
        said = re.search(rf"\n// Compile: clang (.*) -c {name}\.c\n// Link: (.*)", head)
        self.check(said, f"{name}.c does not say how it is compiled and linked:\n{head}")
        return (said[1].split(), said[2].split()) if said else ([], [])

    def is_near(self, text, network, values, what):
        """Compares printed numbers with the output of the double-precision interpreter."""
        numpy.save(self.folder / "x.npy", values)
        self.run(self.cnnc, *network, "--input", "x.npy", "-o", "y.npy")
        wanted, found = numpy.load(self.folder / "y.npy"), numpy.array(text.split(), float)
        error = numpy.abs(found - wanted).max() / numpy.abs(wanted).max() if found.shape == wanted.shape else numpy.inf
        self.check(error <= TOLERANCE, f"{what}: the error is {error:.1e} of the largest value")


def ramp(*shape):
    """The picture of the programs."""
    return (numpy.arange(numpy.prod(shape)) % 17 / 16 - 0.5).astype(numpy.float32).reshape(shape)


# ---- what compilers say ----------------------------------------------------------------------------------------------
def check_warnings(shop):
    for network in [LENET5, EVERY, [ROOT / "archs/squeezenet1_0.lua"], [ROOT / "archs/resnet34.lua"]]:
        name = network[0].stem
        for math in ("builtin", "libm") if network is EVERY else ("libm",):
            shop.write(network, "generic", "--weights-as", "file", "--math", math)
            for level in ("-O0", "-O2"):
                shop.run(shop.cc, "-std=c99", *WARNINGS, level, "-c", f"{name}.c", "-o", "warnings.o")
        check_header(shop, name)
    for kind in ("f32", "f16", "bf16"):
        for network, where in ((LENET5, "inline"), (EVERY, "file")):
            shop.write(network, "generic", "--weights-as", where, "--weights-type", kind)
            shop.run(shop.cc, "-std=c99", *WARNINGS, "-fsyntax-only", f"{network[0].stem}.c")
    for target in ("avx2", "avx512"):
        for network, kind in ((LENET5, "f16"), (LENET5, "bf16"), (EVERY, "f32"), (MEAN_OF_TANH, "f32")):
            flags, _ = shop.write(network, target, "--weights-as", "file", "--weights-type", kind)
            shop.run(shop.cc, *flags, "-Wall", "-Wextra", "-Werror", "-c", f"{network[0].stem}.c", "-o", "warnings.o")


def check_header(shop, name):
    text = f'#include "{name}.h"\n#include "{name}.h"\nint size = {name.upper()}_ARENA_SIZE;\n'.encode()
    for language, standard in (("c", "c89"), ("c", "c99"), ("c", "c17"), ("c++", "c++98"), ("c++", "c++17")):
        shop.run(shop.cc, "-x", language, f"-std={standard}", *WARNINGS, "-I.", "-fsyntax-only", "-", input=text)


def check_operators(shop):
    """every.lua has every operator, so that no operator escapes these checks."""
    text = EVERY[0].read_text()
    listed = shop.run(shop.cnnc, "--list-ops").decode()
    names = re.findall(r"^(?:x:|cnn\.|.*, cnn\.|x )(\w+|\*)", listed, re.MULTILINE)
    written = {"add": " + ", "concat": " .. ", "*": " * "}
    missing = [name for name in names if written.get(name, name) not in text]
    shop.check(len(names) > 20 and not missing, f"every.lua lacks {missing} of {names}")


def check_symbols(shop, name):
    """Nothing visible but NAME_..., no memory that changes, no calls but of mathematics."""
    lines = shop.run("nm", f"{name}.o").decode().splitlines()
    symbols = [line.split()[-2:] for line in lines]
    visible = sorted(symbol for kind, symbol in symbols if kind.isupper() and kind != "U")
    shop.check(visible == [f"{name}_run", f"{name}_run_part"], f"{name}.o: visible are {visible}")
    changing = [symbol for kind, symbol in symbols if kind in "BbDdCcSsGg" and not symbol.startswith(".L")]
    shop.check(not changing, f"{name}.o: memory that changes: {changing}")
    strange = [symbol for kind, symbol in symbols if kind == "U" and not CALLED.fullmatch(symbol)]
    shop.check(not strange, f"{name}.o: calls {strange}")


# ---- programs --------------------------------------------------------------------------------------------------------
def check_programs(shop, target):
    every, libraries = shop.write(EVERY, target, "--weights-as", "file")
    lenet5, more = shop.write(LENET5, target, "--weights-as", "inline")
    libraries += more
    for name, flags in (("every", every), ("lenet5", lenet5)):
        shop.run(shop.cc, *flags, "-c", f"{name}.c")
        check_symbols(shop, name)

    shop.run(shop.cc, "-std=c11", *WARNINGS, "-I.", EMBED / "main.c", "lenet5.o", "-o", "embed_c", *libraries)
    shop.run(shop.cc, "-std=c++17", *WARNINGS, "-I.", "-x", "c++", EMBED / "main.cpp", "-x", "none", "every.o",
             "lenet5.o", "-o", "embed_cpp", "-lstdc++", *libraries)
    shop.run(shop.cc, "-std=c11", "-D_GNU_SOURCE", *WARNINGS, "-I.", EMBED / "promises.c", "every.o", "-o", "promises",
             *libraries, "-lpthread")
    lines = shop.run("./embed_cpp", "every.weights").splitlines()
    shop.is_near(b" ".join(lines[:10]), LENET5, ramp(1, 32, 32), f"main.cpp, lenet5 for {target}")
    shop.is_near(b" ".join(lines[10:]), EVERY, ramp(3, 15, 13), f"main.cpp, every for {target}")
    best = max(range(min(10, len(lines))), key=lambda i: float(lines[i]), default=0)
    wanted = b"%d  score %s\n" % (best, b"".join(lines[best:best + 1]))
    answer = shop.run("./embed_c", input=ramp(1, 32, 32).tobytes())
    shop.check(answer == wanted, f"main.c for {target} answers {answer}, not {wanted}")
    shop.run("./promises", "every.weights")
    check_sanitizers(shop, every, libraries)


def check_sanitizers(shop, flags, libraries):
    """The promises again, the network compiled in, where the compiler has these sanitizers."""
    probe = [shop.cc, "-x", "c", "-", "-o", "probe"]
    for sanitizer in ("address,undefined", "thread"):
        option = f"-fsanitize={sanitizer}"
        if subprocess.run([*probe, option], cwd=shop.folder, input=b"int main(void) { return 0; }", capture_output=True,
                          check=False).returncode:
            print(f"note: {shop.cc} has no {option}")
            continue
        shop.run(shop.cc, *flags, "-O1", "-g1", option, "-fno-sanitize-recover=all", "-c", "every.c", "-o", "checked.o")
        shop.run(shop.cc, "-std=c11", "-D_GNU_SOURCE", "-O1", option, "-I.", EMBED / "promises.c", "checked.o",
                 "-o", "checked", *libraries, "-lpthread")
        shop.run("./checked", "every.weights")


def targets():
    """generic, and those whose CPU features /proc/cpuinfo has."""
    cpu = set(re.search(r"^flags\s*:(.*)", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)[1].split())
    for header in sorted((ROOT / "runtime/simd").glob("*.h")):
        needs = re.search(r"^//: .*?needs ([^;\n]*)", header.read_text(), re.MULTILINE)
        if not needs or cpu.issuperset(needs[1].split()):
            yield header.stem


def main():
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(sys.argv[1], sys.argv[2], folder)
        check_operators(shop)
        for target in targets():
            check_programs(shop, target)
        check_warnings(shop)
    print(f"{shop.passed} passed, {shop.failed} failed")
    return shop.failed > 0


if __name__ == "__main__":
    sys.exit(main())
