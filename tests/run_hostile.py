"""Runs cnnc on a network file that means harm: run_hostile.py CNNC FILE... (`made`: files too strange to be kept).

The first lines of a file say what has to happen:

  -- expect: TEXT            part of the first error; `success` if the file is harmless
  -- line: N                 the error's line, 0: it has none; otherwise the line that ends in `-- here`, if any
  -- file: NAME              the file of the error, if it is not this one; `cnnc` for an error without a place
  -- args: -D size=7         arguments of cnnc, with \\n for a newline
  -- setup: file NAME TEXT   beside the file: also `link NAME TARGET`, `folder NAME`, `fifo NAME`, `size NAME BYTES`,
                             `bytes NAME HEX`

In each case cnnc ends within 10 seconds of CPU time and 512 MB, says at most 101 errors in at most 1 MB, and leaves no
file behind.
"""
import os
import re
import resource
import subprocess
import sys
import tempfile

SECONDS, MEGABYTES, ERRORS, OUTPUT = 10, 512, 101, 1 << 20


def made():
    """Network files of up to a megabyte, and some that are not text: name -> (bytes, part of the first error)."""
    deep = 200000
    return {
        "parentheses": (b"return " + b"(" * deep + b"1" + b")" * deep, "C stack overflow"),
        "calls": (b"local f = print\nreturn " + b"f(" * deep + b")" * deep, "C stack overflow"),
        "tables": (b"return " + b"{" * deep + b"}" * deep, "C stack overflow"),
        "functions": (b"return " + b"function() return " * 40000, "C stack overflow"),
        "blocks": (b"do " * deep, "C stack overflow"),
        "powers": (b"return " + b"2^" * deep + b"2", "C stack overflow"),
        "minus": (b"return " + b"- " * deep + b"2", "C stack overflow"),
        "concats": (b"return " + b"''.." * deep + b"''", "C stack overflow"),
        "chain": (b"return print" + b".a" * deep, "attempt to index a function value"),
        "sums": (b"return 1" + b"+1" * deep, "the file returns a number, not a tensor"),
        "locals": (b"local a = 1\n" * 80000, "too many local variables (limit is 200)"),
        "upvalues": (b"".join(b"local a%d\n" % i for i in range(190)) + b"function f()\n"
                     + b"".join(b"local b%d\n" % i for i in range(190)) + b"return function() return "
                     + b", ".join(b"a%d, b%d" % (i, i) for i in range(190)) + b" end end", "too many registers"),
        "constants": (b"local t = {" + b",".join(b"%d.5" % i for i in range(100000)) + b"}\nreturn t[1]",
                      "the file returns a number, not a tensor"),
        "labels": (b"".join(b"::a%d::\n" % i for i in range(20000)), "C stack overflow"),
        "name": (b"return " + b"a" * 1000000, "the file returns nothing, not a tensor"),
        "string": (b"return '" + b"a" * 1000000, "unfinished string"),
        "comment": (b"--[[" + b"a" * 1000000, "unfinished long comment"),
        "too_large": (b"local a = 1\n" * 1000000, "12000000 bytes, but at most 1048576 are read"),
        "bytecode": (b"\x1bLua\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08" + b"\xff" * 200,
                     "attempt to load a binary chunk"),
        "nul": (b"local a\x00b = 1", "unexpected symbol"),
        "noise": (bytes(range(256)) * 100, "unexpected symbol"),
        "empty": (b"", "the file returns nothing, not a tensor"),
        "marks": (b"#!/usr/bin/lua\nreturn 1", "unexpected symbol near"),
    }


def directives(text):
    found = {"setup": [], "args": []}
    for line in text.splitlines():
        match = re.match(r"-- (expect|line|file|args|setup): (.*)", line)
        if not match:
            break
        key, value = match.groups()
        if key == "setup":
            found[key].append(value)
        elif key == "args":
            found[key] = [word.replace("\\n", "\n") for word in value.split(" ")]
        else:
            found[key] = value
    marked = [n for n, line in enumerate(text.splitlines(), 1) if line.endswith("-- here")]
    if marked:
        found["line"] = str(marked[0])
    return found


def set_up(folder, command):
    kind, name, *rest = command.split(" ", 2)
    path, rest = os.path.join(folder, name), rest[0] if rest else ""
    if kind == "link":
        os.symlink(rest, path)
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        os.mkdir(path)
    else:
        data = {"file": rest.encode(), "size": b"-" * int(rest) if kind == "size" else b"",
                "bytes": bytes.fromhex(rest) if kind == "bytes" else b""}[kind]
        with open(path, "wb") as file:
            file.write(data)


def listing(folder):
    return sorted(os.path.join(at, name) for at, folders, files in os.walk(folder) for name in folders + files)


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def problem(cnnc, name, data, wanted):
    """What is wrong with cnnc's answer, or None."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
        for command in wanted["setup"]:
            set_up(folder, command)
        before, began = listing(folder), cpu_seconds()
        try:
            run = subprocess.run([cnnc, *wanted["args"], "--target", "generic", name, "-o", "out.c"], cwd=folder,
                                 stdin=subprocess.DEVNULL, capture_output=True, timeout=12 * SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return "it does not end"
        seconds = cpu_seconds() - began
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        left = [path for path in listing(folder) if path not in before]
    said = run.stderr.decode("utf-8", "replace")
    instrumented = b"__asan_init" in open(cnnc, "rb").read()
    if "Sanitizer" in said or "runtime error" in said:
        return "a sanitizer: " + said[-2000:]
    if seconds > SECONDS or (memory > MEGABYTES and not instrumented):
        return f"{seconds:.1f} s, {memory} MB"
    if len(said) > OUTPUT or said.count(": error: ") > ERRORS:
        return f"{len(said)} bytes with {said.count(': error: ')} errors"
    if wanted["expect"] == "success":
        return None if run.returncode == 0 else f"status {run.returncode}: {said}"
    if run.returncode != 1:
        return f"status {run.returncode}: {said[:2000]}"
    if left:
        return f"it leaves {left}"
    first = re.search(r"^(.*?)(?::(\d+):(\d+))?: error: (.*)$", said, re.MULTILINE)
    if not first or wanted["expect"].replace("FILE", name) not in first.group(4):
        return said[:2000]
    line = first.group(2) or "0"
    right = first.group(1) == wanted.get("file", name) and line == wanted.get("line", line)
    return None if right else said[:2000]


def main():
    cnnc, failures = os.path.abspath(sys.argv[1]), 0
    cases = []
    for path in sys.argv[2:]:
        if path == "made":
            for name, (content, text) in made().items():
                cases.append((name + ".lua", content, {"setup": [], "args": [], "expect": text}))
        else:
            with open(path, "rb") as file:
                data = file.read()
            cases.append((os.path.basename(path), data, directives(data.decode("utf-8", "replace"))))
    for name, data, wanted in cases:
        wrong = problem(cnnc, name, data, wanted)
        if wrong:
            failures += 1
            print(f"{name}: wanted: {wanted['expect'][:200]}\n{wrong}\n")
    print(f"{len(cases) - failures} of {len(cases)} are as expected")
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
