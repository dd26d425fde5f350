"""What became faster or slower: `cnnc-bench compare BEFORE.json AFTER.json`, both written by bench.py.

    resnet34          cnnc          1 thread    33.10 ->   31.02 ms   -6.3 %  faster   (noise 1.2 %)

A change counts when it is larger than the noise, which is how far the medians of the rounds' minima lie above the best
of them, in both files together, and never less than LEAST. The others' programs are the same in both files, unless
their versions differ: if they changed too, the machine did.
"""
import argparse
import json
import pathlib

import machine
import report

LEAST = 0.02            # two runs of one program differ by this on a quiet machine
FORMAT = 1


def read(path):
    try:
        data = json.loads(pathlib.Path(path).read_text())
        if data.get("format") == FORMAT and data["measurements"]:
            return data
        raise ValueError(f"no benchmark of format {FORMAT}")
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise SystemExit(f"cnnc-bench: {path}: {error}") from None


def by_key(data):
    return {(row["network"], row["contender"], row["threads"]): row for row in data["measurements"]}


def verdict(change, noise):
    return "faster" if change < -noise else "slower" if change > noise else "same"


def changes(before, after):
    """Of each measurement that both have: key, both times, the change as a part, the noise, and what to say."""
    old, new = by_key(before), by_key(after)
    for key in old:
        if key in new:
            change = new[key]["min"] / old[key]["min"] - 1
            noise = max(LEAST, machine.spread(old[key]) + machine.spread(new[key]))
            yield key, old[key]["min"], new[key]["min"], change, noise, verdict(change, noise)


def differing(before, after):
    """What makes the two files hard to compare."""
    for key in ("cpu", "cores", "flags", "kernel"):
        if before["machine"][key] != after["machine"][key]:
            yield f"{key}: {before['machine'][key]} before, {after['machine'][key]} after"
    for name in before["versions"].keys() & after["versions"].keys():
        if before["versions"][name] != after["versions"][name]:
            yield f"{report.LABELS[name]}: {before['versions'][name]} before, {after['versions'][name]} after"
    if before["compiler"] != after["compiler"]:
        yield f"compiler: {before['compiler']} before, {after['compiler']} after"
    for when, data in (("before", before), ("after", after)):
        yield from (f"{when}: {text}" for text in data["warnings"])


def lines(before, after):
    found = list(changes(before, after))
    if not found:
        return ["The files have no measurement in common."]
    text = [f"note: {difference}" for difference in sorted(differing(before, after))]
    for (network, name, threads), old, new, change, noise, said in found:
        text.append(f"{network:16}  {report.LABELS[name]:12}  {report.plural(threads):9}  {report.digits(old):>7} -> "
                    f"{report.digits(new):>7} ms  {100 * change:+6.1f} %  {said:6}  (noise {100 * noise:.1f} %)")
    ours = [row for row in found if row[0][1] == "cnnc"]
    theirs = [row for row in found if row[0][1] != "cnnc" and row[0][0] != report.CALL]
    for label, rows in (("cnnc", ours), ("the others", theirs)):
        if rows:
            count = {word: sum(row[5] == word for row in rows) for word in ("faster", "slower", "same")}
            mean = report.geometric_mean([1 + row[3] for row in rows]) - 1
            text.append(f"{label}: {100 * mean:+.1f} % in the geometric mean; "
                        + ", ".join(f"{number} {word}" for word, number in count.items()))
    if theirs and abs(mean) > LEAST:
        text.append("The others changed too: judge by the ratios, or measure again.")
    return text


def main(words):
    parser = argparse.ArgumentParser(prog="cnnc-bench compare", description=__doc__.split("\n")[0])
    parser.add_argument("before", type=read, metavar="BEFORE.json")
    parser.add_argument("after", type=read, metavar="AFTER.json")
    options = parser.parse_args(words)
    print("\n".join(lines(options.before, options.after)))
