"""run_generated.py CNNC [--renew] - generated/ and docs/operators.md are what the compiler writes today, byte for byte,
and the README quotes what is there.

A change of the compiler thus shows as a diff that a person reads. `./dev golden` renews them (--renew).
"""
import difflib
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
NETWORKS = ("lenet5", "squeezenet1_0", "resnet34")
MOST_LINES = {"resnet34.c": 1500}


def written(cnnc):
    """Path below ROOT -> text."""
    texts = {"docs/operators.md": subprocess.check_output([cnnc, "--list-ops=markdown"], text=True)}
    with tempfile.TemporaryDirectory() as directory:
        for name in NETWORKS:
            # From the root and with a relative path: the C names its network file.
            subprocess.run([cnnc, f"archs/{name}.lua", "--target", "avx512", "--weights-as", "file",
                            "-o", f"{directory}/{name}.c"], check=True, cwd=ROOT, stderr=subprocess.DEVNULL)
            for suffix in ("c", "h"):
                texts[f"generated/{name}.{suffix}"] = pathlib.Path(directory, f"{name}.{suffix}").read_text()
    return texts


def main():
    texts, wrong = written(pathlib.Path(sys.argv[1]).resolve()), 0
    for path, text in texts.items():
        file = ROOT / path
        kept = file.read_text() if file.exists() else ""
        if sys.argv[2:] == ["--renew"]:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
            if text != kept:
                print(f"{path} is new")
        elif text != kept:
            diff = list(difflib.unified_diff(kept.splitlines(), text.splitlines(), path, "as written now", lineterm="", n=1))
            print(*diff[:40], "", sep="\n")
            wrong += 1
        if text.count("\n") > MOST_LINES.get(file.name, 1 << 30):
            print(f"{path} has {text.count(chr(10))} lines, more than {MOST_LINES[file.name]}")
            wrong += 1
    path, quote = re.search(r"From `(generated/\S+)`:\n\n```c\n(.+?)```", (ROOT / "README.md").read_text(), re.S).groups()
    if quote not in texts[path]:
        sys.exit(f"README.md quotes lines that {path} does not have")
    if wrong:
        sys.exit("If this is meant, renew them with ./dev golden")


if __name__ == "__main__":
    main()
