"""The pseudo-random parameters that cnnc uses without --weights, and pictures made in the same way.

Bit for bit what compiler/weights.c documents: a value depends on the seed, the parameter's name, its shape and its
place, so that any program can make the same network. `parameter("conv1.weight", (64, 3, 7, 7), "weight", fan_in=147)`.
"""

import numpy as np

GOLDEN = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1


def uniform(name, shape, seed=0):
    """Doubles in [-1, 1) of this shape."""
    h = 0xCBF29CE484222325
    for byte in f"{name}:{'x'.join(map(str, shape))}".encode():
        h = (h ^ byte) * 0x100000001B3 & MASK
    start = h ^ (seed * GOLDEN & MASK)
    with np.errstate(over="ignore"):
        z = np.uint64(start) + np.arange(1, int(np.prod(shape, dtype=np.int64)) + 1, dtype=np.uint64) * np.uint64(
            GOLDEN
        )
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (2.0 * ((z >> np.uint64(40)) / 2.0**24) - 1.0).reshape(shape)


def parameter(name, shape, kind, fan_in=None, scale=1, seed=0):
    """kind: weight (needs fan_in, what one output sums), bias, gamma, beta, mean or var."""
    v = uniform(name, shape, seed)
    if kind == "weight":
        v = v * np.sqrt(6.0 / fan_in) * scale
    elif kind in ("gamma", "var"):
        v = (1.0 + 0.25 * v) * (scale if kind == "gamma" else 1)
    elif kind in ("bias", "beta", "mean"):
        v = 0.1 * v
    else:
        raise ValueError(kind)
    return v.astype(np.float32)


def picture(c, h, w, seed=0, name="input"):
    return uniform(name, (c, h, w), seed).astype(np.float32)


def thinning(count):
    """n, where one in n of so many values is kept, so that files stay small: an odd number; 1 up to 4000 values."""
    return 1 if count <= 4000 else count // 2000 | 1
