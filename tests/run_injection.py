#!/usr/bin/env python3
"""run_injection.py CNNC CC - text that means harm stays text: in names of layers, labels, -D values, --name, file names, $CC.

A text that became code would change what the preprocessor leaves of the C (no comments are left, and the only strings are
in the executable): it has to be, character for character, that of an innocent build. The C compiles with -Wcomment,
-Wtrigraphs and -trigraphs; reports, drawings and dependency files are well-formed; executables print no control character;
and no command in a text was run. ONLY=check_files runs that check alone.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

import numpy

TEXTS = {
    "newline": "a\n#error code\nint stolen;", "carriage return": "a\r#error code\r\nint stolen;", "backslash": "a\\",
    "backslash before a newline": "a\\\n", "two backslashes": "a\\\\", "trigraph": "a??/", "trigraph before a newline": "a??/\n",
    "trigraph of a number sign": "\n??=error", "end of a comment": "a*/ int stolen; /*", "begin of a comment": "/*",
    "slash star slash": "/*/ int stolen; /*/", "line comment": "// a \\", "quotes": "a\", stolen, \"'", "octal": "\\0\\1\\x41",
    "digit behind an escape": "\x011", "UTF-8": "Größe 犬 \u202e\u2028", "not UTF-8": b"\xff\xc0\xaf\xed\xa0\x80",
    "long": "b" * 120, "format": "%s%n%d%1000000c", "shell": "$(touch stolen)`touch stolen`;touch stolen;|touch stolen&",
    "make": "$(shell touch stolen) a: b # c", "dash": "-rf", "option": "--help", "path": "../../etc/passwd", "blank": " ",
    "terminal": "\x1b]0;a\x07\x1b[31m\x7f", "markup": "<b>&amp;]]>--><script>", "dot": "\\N\\G\\l", "dots": "..", "keyword": "int",
}
NETWORK = """local cnn = require "cnn"
local text = cnn.param("text", "innocent")
local x = cnn.image{1, 8, 8, preprocess = {resize = 8, crop = 8, grey = true}, labels = {text, text .. "2"}}
x = cnn.scope(text, function(y) return y:conv{2, kernel = 3, name = text}:relu() end, x)
local y = x:maxpool{2, name = text .. " pool"}
y = y:flatten():linear{2, name = text .. " fc"}
return y
"""
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wcomment", "-Wtrigraphs", "-Werror"]
# The first byte of a control character, as a terminal understands it; U+0080 to U+009F are control characters as well.
CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")


class Lab:
    """A folder to work in, of which every file is known, and the count of what was right. Weights lie apart: values that are
    pseudo-random depend on names."""

    def __init__(self, cnnc, cc, folder):
        self.cnnc, self.cc, self.folder = os.path.abspath(cnnc), cc, folder
        self.compilers = [compiler for compiler in dict.fromkeys([cc, "gcc", "clang-19"]) if shutil.which(compiler)]
        self.passed = self.failed = 0

    def check(self, condition, what):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED:", what, flush=True)
        return condition

    def run(self, *command, status=0, **options):
        """A command that ends with this status; its standard output."""
        command = [os.fsencode(word) for word in command]
        environment = {**os.environ, "CC": options.pop("cc", self.cc)}
        done = subprocess.run(command, cwd=self.folder, capture_output=True, timeout=60, check=False, env=environment, **options)
        said = f"{b' '.join(command)!r}: status {done.returncode}, {done.stderr.decode(errors='replace')[:800]}"
        self.check(done.returncode == status, said)
        if command[0] == os.fsencode(self.cnnc):
            self.check(not CONTROL.search(done.stderr), f"control characters from {command!r}")
        return done.stdout

    def make(self, *options, network="net.lua", output="out.c", **how):
        return self.run(self.cnnc, "--target", "generic", "--weights-as", "file", *options, "-o", output, "--", network, **how)

    def read(self, name):
        path = os.path.join(os.fsencode(self.folder), os.fsencode(name))
        with open(path, "rb") as file:
            return file.read()

    def only(self, *known, keep="net.lua"):
        """Nothing is in the folder but these files, which are then removed, and the networks."""
        known = {os.fsencode(name) for name in known}
        found = set(os.listdir(os.fsencode(self.folder))) - {b"net.lua", os.fsencode(keep)}
        self.check(found == known, f"files {sorted(found ^ known)}")
        for name in found:
            os.unlink(os.path.join(os.fsencode(self.folder), name))


def check_code(lab, what, innocent, name=b"out.c"):
    path = b"./" + name
    lab.check(code_of(lab, name) == innocent, f"{what}: the code is not that of an innocent build")
    for cc in lab.compilers:
        lab.run(cc, "-std=c99", *WARNINGS, "-trigraphs", "-fsyntax-only", path)


def code_of(lab, name=b"out.c"):
    """What the preprocessor leaves, for each compiler; without the head of the weights, which depends on names."""
    codes = [lab.run(cc, "-std=c99", "-trigraphs", "-E", "-P", b"./" + name) for cc in lab.compilers]
    return [re.sub(rb"_head\[64\] = \{[^}]*\}|\s+", b" ", code) for code in codes]


def symbols_of(lab, *options):
    lab.make(*options, output="out.o")
    found = lab.run("nm", "-g", "out.o")
    lab.only("out.o", "out.h", "out.weights")
    return re.sub(rb"(?m)^\w* *", b"", found)


# ---- text in networks ------------------------------------------------------------------------------------------------
def is_dot(text):
    """A graph whose every line is a node, an edge or an attribute, with texts in quotes."""
    quoted = r'"(?:[^"\\\n]|\\.)*"'
    attributes = rf"\[\w+=(?:{quoted}|[\w.]+)(?:,? *\w+=(?:{quoted}|[\w.]+))*\]"
    line = rf"  (?:\w+(?: -> \w+)?(?: {attributes})?|\w+=(?:{quoted}|\w+));?"
    return re.fullmatch(rf"digraph {quoted} \{{\n(?:{line}\n)*\}}\n", text)


def check_reports(lab, what, *options):
    lab.make(*options, output="out.json")
    layers = json.loads(lab.read("out.json"))["layers"]
    lab.check(len(layers) == 6, f"{what}: {len(layers)} layers in the JSON")
    lab.make(*options, output="out.svg")
    elements = {element.tag.split("}")[1] for element in xml.fromstring(lab.read("out.svg")).iter()}
    allowed = {"svg", "title", "defs", "marker", "path", "style", "rect", "text", "g"}
    lab.check(elements <= allowed, f"{what}: elements {elements} in the drawing")
    lab.make(*options, output="out.dot")
    lab.check(is_dot(lab.read("out.dot").decode()), f"{what}: the graph is not well-formed")
    table = lab.run(lab.cnnc, "net.lua", "--target", "generic", "--report", "--dump", "memory", *options)
    lab.check(table.count(b"\n") == 21 and not CONTROL.search(table), f"{what}: the table is broken")
    lab.only("out.json", "out.svg", "out.dot")


def check_texts(lab):
    lab.make()
    innocent = code_of(lab)
    lab.only("out.c", "out.h", "out.weights")
    symbols = symbols_of(lab)
    for what, text in TEXTS.items():
        define = b"text=" + os.fsencode(text)
        lab.make("-D", define)
        check_code(lab, what, innocent)
        lab.only("out.c", "out.h", "out.weights")
        lab.check(symbols_of(lab, "-D", define) == symbols, f"{what}: other symbols")
        check_reports(lab, what, "-D", define)


# ---- text on the command line ----------------------------------------------------------------------------------------
def check_prefixes(lab):
    """Any --name ends as a prefix of letters, digits and _."""
    for what, text in TEXTS.items():
        text = os.fsencode(text)
        prefix = re.sub(rb"^(?![a-z])", b"n", re.sub(rb"[^a-z0-9_]", b"_", text.lower()))
        lab.make(b"--name=" + text)
        lab.check(b"int %s_run(const" % prefix in lab.read("out.h"), f"{what}: the prefix is not {prefix}")
        for cc in lab.compilers:
            lab.run(cc, "-std=c99", *WARNINGS, "-trigraphs", "-fsyntax-only", "out.c")
        lab.only("out.c", "out.h", "out.weights")


def check_rule(lab, what, rule):
    """A dependency file is one rule, whatever the files are called; make, where it is, does nothing else with it."""
    lines = rule.split(b"\n")
    lab.check(all(line.endswith(b" \\") for line in lines[:-2]) and lines[-1] == b"", f"{what}: more than one rule: {rule!r}")
    if shutil.which("make") and b"?" not in rule:
        lab.run("make", "-s", "-f", "-", "all", input=b"all:\n\t@echo made\n" + rule)


def check_files(lab):
    """The network and the output are called so."""
    for what, text in TEXTS.items():
        stem = os.fsencode(text).replace(b"/", b"|")[:200]
        if stem in (b"..", b" "):
            stem += b"a"
        network, name = stem + b".lua", b"--name=net"
        shutil.copy(os.path.join(lab.folder, "net.lua"), os.path.join(os.fsencode(lab.folder), network))
        lab.make(name)
        innocent = code_of(lab)
        lab.make(name, "-MD", network=network, output=stem + b".c")
        check_code(lab, f"file {what}", innocent, stem + b".c")
        check_rule(lab, f"file {what}", lab.read(stem + b".d"))
        lab.only("out.c", "out.h", network, stem + b".c", stem + b".h", stem + b".d", "out.weights", stem + b".weights")


def check_dashes(lab):
    """Names that begin with a dash are files where files stand, also for the C compiler."""
    shutil.copy(os.path.join(lab.folder, "net.lua"), os.path.join(lab.folder, "-o.lua"))
    for output, *beside in (["-c.o", "-c.h"], ["-a.a", "-a.h"], ["-x"], ["-j.json"], ["-MD.c", "-MD.h"]):
        lab.make(network="-o.lua", output=output)
        if output == "-x":
            lab.check(b"from -o.lua" in lab.run("./-x", "--info"), "-x --info does not name -o.lua")
            numpy.save(os.path.join(lab.folder, "-i.npy"), numpy.zeros((1, 8, 8), numpy.float32))
            lab.run("./-x", "--output", "-y.npy", "--", "-i.npy")
            beside = ["-i.npy", "-y.npy"]
        weights = [] if output == "-j.json" else [output.split(".")[0] + ".weights"]
        lab.only(output, *beside, *weights, keep="-o.lua")
    lab.only("-o.lua")


def check_compilers(lab):
    """$CC is words, not a command line for a shell."""
    for cc in ("touch stolen;", "$(touch stolen)", "`touch stolen`", "| touch stolen", "> stolen", "''", "\x1b[31m"):
        lab.make(cc=cc, output="out.o", status=1)
        lab.only()
    lab.make(cc=f"{lab.cc}  -g  -DA=1 ", output="out.o")
    lab.only("out.o", "out.h", "out.weights")


# ---- executables -----------------------------------------------------------------------------------------------------
def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, value in tensors.items():
        header[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [len(data), len(data) + value.nbytes]}
        data += value.tobytes()
    text = json.dumps(header).encode()
    pathlib.Path(path).write_bytes(len(text).to_bytes(8, "little") + text + data)


def check_programs(lab):
    """Classes, layers and files with every text at once; what is printed has no control characters."""
    text = "a\"\\\n#error */ ??/\n%s%n$(touch stolen)`touch stolen`\x1b[31m\x7f\r\u009b <b>&ö\\"
    shapes = {f"{text}.{text}.weight": (2, 1, 3, 3), f"{text}.{text}.bias": (2,), f"{text} fc.weight": (2, 18),
              f"{text} fc.bias": (2,)}
    tensors = {name: numpy.ones(shape, "<f4") for name, shape in shapes.items()}
    write_safetensors(os.path.join(lab.folder, "w.safetensors"), tensors)
    network = text.replace("/", "|") + ".lua"
    os.rename(os.path.join(lab.folder, "net.lua"), os.path.join(lab.folder, network))
    lab.make("-D", f"text={text}", "--weights", "w.safetensors", network=network, output="program")
    numpy.save(os.path.join(lab.folder, "x.npy"), numpy.zeros((1, 8, 8), numpy.float32))
    for command in (["--info"], ["--help"], ["--profile", "2"], ["x.npy"], ["--", "x.npy", "x.npy"]):
        said = lab.run("./program", *command)
        lab.check(said and not CONTROL.search(said), f"program {command}: control characters in {said!r}")
    said = lab.run("./program", "--top=1", "x.npy").decode()
    hexadecimal = {"\n": "\\n", "\r": "\\x0d", "\x1b": "\\x1b", "\x7f": "\\x7f", "\u009b": "\\xc2\\x9b"}
    shown = text.translate(str.maketrans(hexadecimal))
    lab.check(said == f"0.5000  0  {shown}\n", f"program: the class is {said!r}, not {shown!r}")
    os.rename(os.path.join(lab.folder, network), os.path.join(lab.folder, "net.lua"))
    lab.only("program", "program.weights", "x.npy", "w.safetensors")


def check_names_of_runtime(lab):
    """Networks that are called as files and functions of the runtime are."""
    for name in ("main", "glue", "cnnc"):
        lab.make(f"--name={name}", output="program")
        lab.run("./program", "--info")
        lab.only("program", "program.weights")


def main():
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(sys.argv[1], sys.argv[2], folder)
        (pathlib.Path(folder) / "net.lua").write_text(NETWORK)
        checks = [check_texts, check_prefixes, check_files, check_dashes, check_compilers, check_programs, check_names_of_runtime]
        checks = [check for check in checks if os.environ.get("ONLY", check.__name__) == check.__name__]
        for check in checks:
            check(lab)
            print(f"{check.__name__}: {lab.passed} passed, {lab.failed} failed", flush=True)
    print(f"{lab.passed} passed, {lab.failed} failed")
    return lab.failed > 0


if __name__ == "__main__":
    sys.exit(main())
