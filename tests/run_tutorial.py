"""Does what docs/tutorial.md says, in its order, in an empty folder: run_tutorial.py CNNC [--update]

A block of lua or c is a file, whose first line is a comment with its name. A block of sh is a transcript (see
transcript.py); `cnnc`, `cc` and `python3` are CNNC, $CC and this Python. There are no others. --update puts the answers
of today in the place of those that differ.
"""
import os
import pathlib
import re
import shutil
import sys
import tempfile

import transcript

ROOT = pathlib.Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs/tutorial.md"
BLOCK = re.compile(r"^```(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
NAME = re.compile(r"(?:--|//) ([\w.]+)\n")


def prepare(programs, cnnc):
    """The environment in which the three programs are found."""
    compiler = shutil.which(os.environ.get("CC", "cc"))      # its place, since a wrapper named cc would find itself
    for name, program in [("cnnc", cnnc), ("cc", compiler), ("python3", sys.executable)]:
        wrapper = programs / name
        wrapper.write_text(f'#!/bin/sh\nexec "{program}" "$@"\n')
        wrapper.chmod(0o755)
    return {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "REPOSITORY": str(ROOT), "CC": compiler}


def follow(block, folder, environment, update):
    """What is wrong with a block, in words, and the block as it would be right."""
    kind, text = block.groups()
    name = NAME.match(text)
    if kind in ("lua", "c") and name:
        (folder / name[1]).write_text(text)
        return [], block[0]
    if kind != "sh" or not text.startswith("$ "):
        return [f"a block of another kind: ```{kind}\n{text}"], block[0]
    wrong, answers = [], ""
    for command, expected in transcript.commands(text):
        found = transcript.answer(command, folder, environment)
        if not transcript.agrees(expected, found):
            wrong.append("\n".join([f"$ {command}", "wanted:", *expected, "found:", *found, ""]))
            expected = found if update else expected
        answers += "\n".join([f"$ {command}", *expected]) + "\n"
    return wrong, f"```sh\n{answers}```"


def main():
    if len(sys.argv) < 2 or sys.argv[2:] not in ([], ["--update"]):
        sys.exit(__doc__)
    cnnc = pathlib.Path(sys.argv[1]).resolve()
    text, wrong, renewed, place = TUTORIAL.read_text(), [], "", 0
    with tempfile.TemporaryDirectory() as name:
        folder, programs = pathlib.Path(name, "folder"), pathlib.Path(name, "programs")
        folder.mkdir()
        programs.mkdir()
        environment = prepare(programs, cnnc)
        for block in BLOCK.finditer(text):
            mistakes, right = follow(block, folder, environment, len(sys.argv) > 2)
            wrong += mistakes
            renewed += text[place:block.start()] + right
            place = block.end()
    if len(sys.argv) > 2:
        TUTORIAL.write_text(renewed + text[place:])
        wrong = []
    print(*wrong, sep="\n", end="")
    print(f"{len(BLOCK.findall(text))} blocks, {len(wrong)} differences")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
