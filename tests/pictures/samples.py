"""samples.py - pictures that tests make themselves, with NumPy and zlib only: a colourful scene, and encoders
for PNG, BMP and PNM that can also tell lies (a width that is not there, a wrong checksum).

    png(scene(30, 40))                          -> bytes of an RGB PNG
    png(rows, kind=3, depth=4, palette=[...])   -> a palette PNG with two pixels a byte
"""
import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def scene(height, width, seed=1):
    """[height][width][3] bytes: slopes, an edge and some noise, the same on every machine."""
    y, x = np.mgrid[0:height, 0:width]
    noise = (x * 7919 + y * 104729 + seed * 31 + (x * y) * 17) % 41
    red = (x * 255 // max(1, width - 1) + noise) % 256
    green = (y * 255 // max(1, height - 1) + 2 * noise) % 256
    blue = np.where((x - width // 2) ** 2 + (y - height // 2) ** 2 < (min(height, width) // 3) ** 2, 220,
                    30) + noise // 2
    return np.stack([red, green, blue], axis=2).astype(np.uint8)


def chunk(name, data, wrong_crc=False):
    crc = zlib.crc32(name + data) ^ (1 if wrong_crc else 0)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)


def pack_bits(row, depth):
    """One row of small numbers, most significant first."""
    per_byte = 8 // depth
    padded = np.concatenate([row, np.zeros(-len(row) % per_byte, row.dtype)]).reshape(-1, per_byte)
    return sum(padded[:, i].astype(np.uint16) << (8 - depth * (i + 1))
               for i in range(per_byte)).astype(np.uint8).tobytes()


def row_bytes(row, depth):
    if depth == 16:
        return row.astype(">u2").tobytes()
    return row.astype(np.uint8).tobytes() if depth == 8 else pack_bits(row.reshape(-1), depth)


ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def png(pixels, kind=2, depth=8, palette=None, interlaced=False, before=b"", header=None, data=None, wrong_crc=None):
    """kind: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. header, data: lies instead of the true ones."""
    height, width = pixels.shape[:2]
    passes = [pixels[y::dy, x::dx] for y, x, dy, dx in ADAM7] if interlaced else [pixels]
    raw = b"".join(b"\0" + row_bytes(row, depth) for part in passes if part.size for row in part)
    header = header or struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 1 if interlaced else 0)
    parts = [(b"IHDR", header)]
    if palette is not None:
        parts.append((b"PLTE", np.asarray(palette, np.uint8).tobytes()))
    parts += [(b"IDAT", zlib.compress(raw) if data is None else data), (b"IEND", b"")]
    chunks = [chunk(name, body, name == wrong_crc) for name, body in parts]
    return SIGNATURE + chunks[0] + before + b"".join(chunks[1:])


def bmp(pixels, bits=24, palette=None, top_down=False, header_size=40, compression=0, width=None, height=None,
        colours=None):
    """pixels: RGB for 24 and 32 bits, else palette indices. width, height, colours: lies instead of the true ones."""
    rows, columns = pixels.shape[:2]
    body = b""
    for row in pixels if top_down else pixels[::-1]:
        if bits == 24:
            line = row[:, ::-1].tobytes()
        elif bits == 32:
            line = np.concatenate([row[:, ::-1], np.full((columns, 1), 77, np.uint8)], axis=1).tobytes()
        else:
            line = pack_bits(row, bits) if bits < 8 else row.tobytes()
        body += line + b"\0" * (-len(line) % 4)
    table = b"".join(bytes([b, g, r, 0]) for r, g, b in (palette if palette is not None else []))
    masks = struct.pack("<III", 0xff0000, 0xff00, 0xff) if compression == 3 and header_size == 40 else b""
    extra = struct.pack("<IIII", 0xff0000, 0xff00, 0xff, 0) + b"\0" * (header_size - 56) if header_size > 40 else b""
    begin = 14 + header_size + len(masks) + len(table)
    info = struct.pack("<IiiHHIIiiII", header_size, columns if width is None else width,
                       (-rows if top_down else rows) if height is None else height, 1, bits, compression, len(body),
                       2835, 2835,
                       len(table) // 4 if colours is None else colours, 0)
    return b"BM" + struct.pack("<IHHI", begin + len(body), 0, 0, begin) + info + extra + masks + table + body


def pnm(pixels, most=255, decimal=False):
    grey = pixels.ndim == 2
    kind = {(True, False): 5, (False, False): 6, (True, True): 2, (False, True): 3}[grey, decimal]
    head = b"P%d # a comment\n%d %d\n%d\n" % (kind, pixels.shape[1], pixels.shape[0], most)
    if decimal:
        return head + b" ".join(b"%d" % value for value in pixels.reshape(-1)) + b"\n"
    return head + (pixels.astype(">u2") if most > 255 else pixels.astype(np.uint8)).tobytes()


def good_pictures():
    """Name -> bytes: one of each kind, small. What Pillow makes of them is in references.json."""
    rgb = scene(30, 40)
    grey = rgb[:, :, 0]
    alpha = np.concatenate([rgb, grey[:, :, None]], axis=2)
    wide = rgb.astype(np.uint16) * 251 + 13
    colours = scene(1, 256, seed=5)[0]
    spread = lambda count: (grey.astype(int) * count // 256).astype(np.uint8)
    trns = chunk(b"tRNS", b"\0\1\0\2\0\3")
    pictures = {
        "rgb.png": png(rgb),
        "rgb-interlaced.png": png(rgb, interlaced=True),
        "rgb-trns.png": png(rgb, before=trns),
        "rgb-gamma-text.png": png(rgb, before=chunk(b"gAMA", struct.pack(">I", 30000)) + chunk(b"tEXt", b"a\0b")),
        "rgb16.png": png(wide, depth=16),
        "rgba.png": png(alpha, kind=6),
        "rgba16-interlaced.png": png(alpha.astype(np.uint16) * 257, kind=6, depth=16, interlaced=True),
        "grey.png": png(grey, kind=0),
        "grey-alpha.png": png(alpha[:, :, 2:], kind=4),
        "rgb.bmp": bmp(rgb),
        "rgb-top-down.bmp": bmp(rgb, top_down=True),
        "rgb32.bmp": bmp(rgb, bits=32),
        "rgb32-v5.bmp": bmp(rgb, bits=32, header_size=124, compression=3),
        "rgb.ppm": pnm(rgb),
        "rgb-decimal.ppm": pnm(rgb, decimal=True),
        "rgb-16.ppm": pnm(wide, most=65535),
        "rgb-100.ppm": pnm(rgb // 3, most=100),
        "grey.pgm": pnm(grey),
        "grey-decimal.pgm": pnm(grey, decimal=True),
    }
    for depth in 1, 2, 4:
        pictures[f"grey{depth}.png"] = png(spread(1 << depth), kind=0, depth=depth)
    for depth in 1, 2, 4, 8:
        count = 1 << depth
        pictures[f"palette{depth}.png"] = png(spread(count), kind=3, depth=depth, palette=colours[:count])
    for depth in 1, 4, 8:
        count = 1 << depth
        pictures[f"palette{depth}.bmp"] = bmp(spread(count), bits=depth, palette=colours[:count].tolist())
    return pictures
