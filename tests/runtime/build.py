"""build.py - compiles runtime/ with the fake network of fake_network.c into an executable, and runs it.

    fake = build.Program(directory, sanitize=True)
    fake.run("picture.png", FAKE="kind=identity")      -> Result(code, out, err)
"""
import collections
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RUNTIME = HERE.parent.parent / "runtime"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]
LIBRARIES = ["-lpng", "-ljpeg", "-lm", "-lpthread"]
Result = collections.namedtuple("Result", "code out err")


def compiler():
    for name in [os.environ.get("CC"), "clang-19", "clang", "gcc", "cc"]:
        if name and shutil.which(name):
            return name
    sys.exit("no C compiler found; set CC")


class Program:
    def __init__(self, directory, name="fake", sanitize=True, flags=(), network=HERE / "fake_network.c"):
        self.path = pathlib.Path(directory) / name
        sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g", "-O1"] if sanitize else ["-O2"]
        sources = sorted(RUNTIME.glob("*.c")) + [network]
        subprocess.run([compiler(), "-std=c17", "-D_GNU_SOURCE", f"-I{RUNTIME}", *WARNINGS, *sanitizers, *flags,
                        *sources,
                        "-o", self.path, *LIBRARIES], check=True)

    def run(self, *arguments, timeout=120, FAKE="", **options):
        environment = dict(os.environ, FAKE=FAKE, LC_ALL="C")
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen([self.path, *map(str, arguments)], stdout=options.pop("stdout", out), stderr=err,
                                       stdin=subprocess.DEVNULL, env=environment, **options)
            try:
                process.wait(timeout)
            finally:
                process.kill()
            texts = []
            for file in out, err:
                file.seek(0)
                texts.append(file.read().decode("utf-8", "surrogateescape"))
        return Result(process.returncode, *texts)


class Checks:
    """Counts what was checked; prints what failed; a test ends with sys.exit(checks.finish())."""

    def __init__(self):
        self.done = self.failed = 0

    def __call__(self, good, what, detail=""):
        self.done += 1
        if not good:
            self.failed += 1
            print(f"FAILED: {what}" + (f"\n  {detail}" if detail else ""))
        return good

    def finish(self):
        print(f"{self.done - self.failed} of {self.done} checks passed")
        return 1 if self.failed else 0
