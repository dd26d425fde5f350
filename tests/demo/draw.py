"""Draws the pictures of the demo: python3 draw.py writes digits/*.png and landscape.png beside itself.

A digit is one or more pen strokes, each a smooth curve through a few points (x to the right, y down, about 0 to 1). A
pixel is as white as the pen covers it. The landscape is painted back to front: sky, sun, hills, a house, a tree.
"""
import pathlib
import struct
import zlib

import numpy as np

HERE = pathlib.Path(__file__).parent

STROKES = {
    "0": [[(.55, .02), (.22, .16), (.10, .52), (.24, .90), (.52, .98), (.80, .80), (.88, .42), (.74, .10), (.50, .03)]],
    "1": [[(.32, .22), (.52, .03), (.53, .40), (.51, .98)]],
    "2": [[(.14, .26), (.30, .06), (.58, .03), (.76, .22), (.66, .46), (.40, .70), (.12, .94)],
          [(.12, .94), (.40, .90), (.66, .95), (.90, .92)]],
    "3": [[(.16, .12), (.44, .01), (.74, .12), (.70, .36), (.42, .47)],
          [(.42, .47), (.74, .55), (.82, .80), (.52, .99), (.14, .90)]],
    "4": [[(.28, .04), (.20, .30), (.16, .56), (.48, .58), (.86, .54)], [(.74, .08), (.70, .50), (.64, .99)]],
    "5": [[(.84, .04), (.56, .05), (.28, .07)], [(.28, .07), (.24, .26), (.20, .46)],
          [(.20, .46), (.50, .38), (.80, .54), (.78, .82), (.48, .98), (.14, .90)]],
    "6": [[(.70, .02), (.40, .18), (.20, .52), (.24, .86), (.50, .98), (.76, .84), (.72, .60), (.48, .53), (.24, .68)]],
    "7": [[(.12, .10), (.46, .07), (.84, .06)], [(.84, .06), (.64, .42), (.50, .70), (.42, .98)]],
    "8": [[(.72, .14), (.44, .02), (.22, .20), (.46, .44), (.72, .64), (.74, .88), (.46, .99), (.22, .84), (.36, .58),
           (.64, .38), (.74, .16)]],
    "9": [[(.74, .18), (.46, .03), (.22, .22), (.32, .46), (.60, .44), (.76, .18)],
          [(.76, .18), (.72, .56), (.58, .98)]],
}
STROKES["7 bar"] = STROKES["7"] + [[(.30, .50), (.54, .49), (.80, .46)]]
STROKES["4 closed"] = [[(.66, .02), (.40, .30), (.12, .62), (.46, .63), (.88, .61)],
                      [(.66, .02), (.66, .50), (.65, .99)]]

# name: (shape, picture height and width, height of the digit, its width, thickness of the pen, slant)
DIGITS = {
    "0": ("0", 28, 28, 18, 15, 2.6, 0.10),
    "1": ("1", 28, 28, 19, 14, 2.6, 0.12),
    "2": ("2", 28, 28, 18, 17, 2.4, 0.05),
    "3": ("3", 28, 28, 19, 15, 2.4, 0.08),
    "4": ("4", 28, 28, 19, 17, 2.5, 0.05),
    "5": ("5", 28, 28, 18, 17, 2.5, 0.10),
    "6": ("6", 28, 28, 19, 16, 2.6, 0.05),
    "7": ("7", 28, 28, 19, 15, 2.5, 0.05),
    "8": ("8", 28, 28, 19, 16, 2.3, 0.10),
    "9": ("9", 28, 28, 19, 16, 2.5, 0.05),
    "2-large": ("2", 140, 140, 92, 80, 13, -0.05),
    "4-closed": ("4 closed", 28, 28, 19, 16, 2.2, 0.0),
    "7-crossed": ("7 bar", 96, 128, 66, 52, 8, 0.12),
}


def write_png(path, pixels):
    """uint8 [h,w] grey or [h,w,3] colour."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if pixels.ndim == 2 else 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n"
    for kind, body in chunks:
        data += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    path.write_bytes(data)


def curve(points, steps=24):
    """A Catmull-Rom spline through the points."""
    p = np.array([points[0], *points, points[-1]], float)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:])
    ]
    return np.concatenate([*pieces, p[-1:]])


def digit(shape, height, width, tall, wide, pen, slant):
    dots = np.concatenate([curve(points) for points in STROKES[shape]]) - 0.5
    dots = np.stack([(dots[:, 0] * wide - slant * dots[:, 1] * tall) + width / 2, dots[:, 1] * tall + height / 2], 1)
    y, x = np.mgrid[0:height, 0:width] + 0.5
    for _ in range(2):  # the second time with the centre of the ink in the middle
        distance = np.hypot(x[..., None] - dots[:, 0], y[..., None] - dots[:, 1]).min(2)
        ink = np.clip((pen / 2 - distance) / (0.5 * pen) + 0.6, 0, 1)
        dots += np.array([width / 2 - (x * ink).sum() / ink.sum(), height / 2 - (y * ink).sum() / ink.sum()])
    return np.round(255 * ink).astype(np.uint8)


def landscape(height=240, width=320):
    y, x = np.mgrid[0:height, 0:width].astype(float)
    noise = np.random.default_rng(1).normal(0, 1, (height, width, 1))

    def colour(*rgb):
        return np.array(rgb, float)

    def paint(mask, rgb):
        nonlocal picture
        picture = picture + np.clip(mask, 0, 1)[..., None] * (rgb - picture)

    def hill(level, waves):
        edge = level + sum(size * np.sin(x * pace + phase) for size, pace, phase in waves)
        return y - edge

    picture = colour(74, 130, 196) + (y / 170)[..., None] * colour(140, 80, 10)
    sun = np.hypot(x - 236, y - 62)
    paint(0.5 * np.exp(-np.maximum(sun - 22, 0) / 30), colour(255, 236, 170))
    paint(22.5 - sun, colour(255, 244, 200))
    for cx, cy, size in ((70, 48, 15), (92, 42, 19), (114, 50, 14), (160, 84, 9), (174, 82, 12)):
        paint((1.2 - np.hypot((x - cx) / size, (y - cy) / (0.55 * size))) * 2, colour(248, 248, 252))
    for level, waves, near, far in (
        (150, ((14, 0.021, 0.4), (6, 0.063, 1.0)), (98, 124, 150), (124, 150, 168)),
        (172, ((12, 0.017, 2.6), (3, 0.071, 0.0)), (82, 128, 84), (112, 158, 96)),
        (198, ((8, 0.013, 4.4), (2, 0.091, 2.0)), (70, 122, 48), (120, 170, 66)),
    ):
        depth = hill(level, waves)
        shade = np.clip(depth / 50, 0, 1)[..., None]
        paint(depth + 0.5, colour(*far) + shade * (colour(*near) - colour(*far)) + 5 * noise)
    wall = np.minimum(26 - abs(x - 92), np.minimum(y - 158, 206 - y))
    paint(wall + 0.5, colour(222, 204, 172) + 3 * noise)
    roof = np.minimum(160 - y, (y - 132) * 1.25 - abs(x - 92) + 2)
    paint(roof + 0.5, colour(158, 62, 46) + 6 * noise)
    paint(np.minimum(6 - abs(x - 92), np.minimum(y - 178, 206 - y)) + 0.5, colour(94, 62, 40))
    for cx in (76, 108):
        paint(np.minimum(5 - abs(x - cx), 6 - abs(y - 174)) + 0.5, colour(84, 112, 140))
        outside = np.maximum(abs(x - cx) - 5, abs(y - 174) - 6) > 0
        paint(0.9 - np.minimum(abs(x - cx), abs(y - 174)) - 9 * outside, colour(240, 236, 226))
    paint(np.minimum(3.5 - abs(x - 250), np.minimum(y - 160, 212 - y)) + 0.5, colour(92, 64, 42))
    for cx, cy, size in ((250, 140, 26), (234, 156, 18), (268, 154, 19)):
        leaf = size - np.hypot(x - cx, y - cy)
        paint(leaf + 0.5, colour(40, 96, 42) + 0.9 * np.clip(leaf, 0, 30)[..., None] + 8 * noise)
    return np.clip(np.round(picture + 1.5 * noise), 0, 255).astype(np.uint8)


def main():
    (HERE / "digits").mkdir(exist_ok=True)
    for name, parts in DIGITS.items():
        write_png(HERE / f"digits/{name}.png", digit(*parts))
    write_png(HERE / "landscape.png", landscape())


if __name__ == "__main__":
    main()
