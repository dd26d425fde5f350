"""What a shell answered, to be answered so again: lines of `$ COMMAND`, each with all it prints below it.

    $ cnnc lenet5.lua -D sizes=28 -o -
    lenet5.lua: error: -D sizes=28: the network has no parameter "sizes"
      hint: did you mean "size"? There are preprocess and size

A line `...` stands for any lines, `...` in a line for any text. A command goes on behind a backslash at its line's end.
"""
import re
import subprocess


def commands(text):
    """(command, the lines below it) in order."""
    found, goes_on = [], False
    for line in text.splitlines():
        if goes_on:
            found[-1][0] += "\n" + line
        elif line.startswith("$ "):
            found.append([line[2:], []])
        elif found:
            found[-1][1].append(line)
        goes_on = (goes_on or line.startswith("$ ")) and line.endswith("\\")
    return [(command, lines) for command, lines in found]


def answer(command, folder, environment):
    """What it prints, of both kinds."""
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, text=True, errors="replace", check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout.splitlines()


def agrees(expected, found):
    pattern = "".join("(?:.*\n)*?" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*") + "\n"
                      for line in expected)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in found)) is not None


def differences(text, folder, environment):
    """For each command whose answer is another: a text that shows both."""
    wrong = []
    for command, expected in commands(text):
        found = answer(command, folder, environment)
        if not agrees(expected, found):
            wrong.append("\n".join([f"$ {command}", "wanted:", *expected, "found:", *found, ""]))
    return wrong


def renewed(text, folder, environment):
    """The text with today's answers."""
    return "".join("\n".join([f"$ {command}", *answer(command, folder, environment)]) + "\n"
                   for command, _ in commands(text))
