"""Writes the golden outputs: NAME.npy, float64, from PyTorch; and for the sweep over the operators NAME.lua, too.

    python3 generate.py [NAME...]       needs torch; all in a minute

Parameters and pictures are the documented pseudo-random ones (tests/pseudo.py, seed 0), so only these outputs need to
be kept. Several outputs lie one after another, in the order of their names. Whole networks are in models.py.
"""
import pathlib
import sys
import textwrap

import numpy as np
import torch

import models
from cases import CASES
from network import Value, image

HERE = pathlib.Path(__file__).parent


def wrapped(line):
    return "\n".join(textwrap.wrap(line, 120, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))


def write_case(name):
    shape, build = CASES[name]
    x = image(name, *shape)
    result = build(x)
    if isinstance(result, Value):
        returned, outputs = result.name, [result]
    else:
        returned = "{" + ", ".join(f"{key} = {value.name}" for key, value in result.items()) + "}"
        outputs = [result[key] for key in sorted(result)]
    lines = ["-- Made by generate.py, which says what it is for.", 'local cnn = require "cnn"', *x.net.lines,
             f"return {returned}"]
    (HERE / f"{name}.lua").write_text("\n".join(wrapped(line) for line in lines) + "\n")
    data = outputs[0].data[0] if len(outputs) == 1 else torch.cat([o.data.flatten() for o in outputs])
    np.save(HERE / f"{name}.npy", data.contiguous().numpy())
    return data


def main():
    for name in sys.argv[1:] or [*CASES, *models.MODELS]:
        if name in CASES:
            data = write_case(name)
        else:
            data = models.run(name)
            np.save(HERE / f"{name}.npy", data.numpy())
        print(f"{name:32} {'x'.join(map(str, data.shape)):>10}  largest {data.abs().max():.4g}")


if __name__ == "__main__":
    main()
