#!/usr/bin/env python3
"""run_pictures.py - pictures into tensors: Pillow's pixels, and no harm from hostile files.

    tests/run_pictures.py [--photos DIRECTORY]

Builds runtime/ with a network that is the identity, under ASan and UBSan, and looks at `--output`. What Pillow says is
in pictures/references.json. Needs NumPy only; with Pillow, random pictures and the photos in DIRECTORY are compared with
it as well.
"""
import argparse
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE / "runtime"), str(HERE / "pictures")]

import numpy as np

import build
import samples

REFERENCES = json.loads((HERE / "pictures" / "references.json").read_text())
check = build.Checks()


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


class Bench:
    """A directory, the sanitized program and the plain one."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.fake = build.Program(directory, "fake")
        self.plain = build.Program(directory, "plain", sanitize=False)

    def write(self, name, data):
        path = self.directory / name
        path.write_bytes(data)
        return path

    def tensor(self, path, fake):
        """What the network sees of a picture: float32 [c][h][w]."""
        out = self.directory / "out.npy"
        out.unlink(missing_ok=True)
        result = self.fake.run("--output", out, path, FAKE=fake)
        if not check(result.code == 0 and not result.err, f"{path.name} is read", result.err):
            return None
        return np.load(out)[0]

    def pixels(self, path, fake):
        """The same as bytes [h][w][c], for a network that leaves pixels as they are."""
        tensor = self.tensor(path, fake)
        return None if tensor is None else tensor.transpose(1, 2, 0).astype(np.uint8)


# ---- right pixels ----------------------------------------------------------------------------------------------------
def check_decoding(bench):
    pictures = samples.good_pictures()
    for path in (HERE / "pictures").glob("*.jpg"):
        pictures[path.name] = path.read_bytes()
    check(set(pictures) == set(REFERENCES["pixels"]), "every picture has a reference")
    for name, data in sorted(pictures.items()):
        path = bench.write(name, data)
        size = "61,83" if name == "420-odd.jpg" else "30,40"
        for channels, kind in (3, "pixels"), (1, "grey"):
            pixels = bench.pixels(path, f"shape={channels},{size} kind=identity")
            check(pixels is not None and digest(pixels) == REFERENCES[kind][name], f"{name}: {kind} as Pillow has them")


def check_sixteen_bit_grey(bench):
    """Pillow clips such a picture at 255; here, as in all other 16-bit pictures, the high byte counts."""
    grey = samples.scene(30, 40)[:, :, 0].astype(np.uint16) * 256 + 200
    for name, data in ("grey16.png", samples.png(grey, kind=0, depth=16)), ("grey16.pgm",
                                                                            samples.pnm(grey, most=65535)):
        pixels = bench.pixels(bench.write(name, data), "shape=1,30,40")
        expected = grey >> 8 if name.endswith("png") else np.rint(grey / 257).astype(int)
        check(pixels is not None and (pixels[:, :, 0] == expected).all(), f"{name}: scaled to 8 bits")


def check_resizing(bench):
    for key, expected in REFERENCES["resize"].items():
        size, resize, crop = key.split()
        height, width = map(int, size.split("x"))
        crop = crop.replace("x", ",")
        path = bench.write("scene.png", samples.png(samples.scene(height, width)))
        pixels = bench.pixels(path, f"shape=3,{crop} resize={resize}")
        check(pixels is not None and digest(pixels) == expected, f"{key}: resized and cropped as Pillow does")


def check_normalising(bench):
    rgb = samples.scene(30, 40)
    path = bench.write("rgb.png", samples.png(rgb))
    mean, std = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
    expected = ((rgb.astype(np.float32) / np.float32(255) - mean) / std).transpose(2, 0, 1)
    tensor = bench.tensor(path, "shape=3,30,40 preprocess=torchvision")
    check(tensor is not None and (tensor == expected).all(), "torchvision's numbers, to the bit")
    tensor = bench.tensor(path, "shape=3,30,40 bgr=1")
    check(tensor is not None and (tensor == rgb.transpose(2, 0, 1)[::-1]).all(), "BGR")
    tensor = bench.tensor(path, "shape=3,34,44 crop=30,40 pad=2")
    check(tensor is not None and (tensor == np.pad(rgb.transpose(2, 0, 1), ((0, 0), (2, 2), (2, 2)))).all(),
          "a zero border")
    result = bench.fake.run(path, FAKE="shape=3,30,40 preprocess=none")
    check(result.code == 1 and "takes no pictures, only .npy tensors [3, 30, 40]" in result.err,
          "a network of tensors only")


def check_against_pillow(bench, photos):
    try:
        import make_references
        from PIL import Image
    except ImportError as error:
        print(f"not compared with Pillow itself: {error}")
        return
    numbers = np.random.default_rng(1)
    for _ in range(100):
        height, width, resize, crop_h, crop_w = (int(n) for n in numbers.integers(1, 300, 5))
        scene = samples.scene(height, width)
        expected = np.asarray(make_references.prepare(Image.fromarray(scene), resize, crop_h, crop_w))
        pixels = bench.pixels(bench.write("random.png", samples.png(scene)),
                              f"shape=3,{crop_h},{crop_w} resize={resize}")
        check(pixels is not None and (pixels == expected).all(),
              f"{height}x{width} {resize} {crop_h}x{crop_w} as Pillow")
    for path in sorted(photos.glob("*.png")) if photos else []:
        expected = np.asarray(make_references.prepare(Image.open(path).convert("RGB"), 256, 224, 224))
        pixels = bench.pixels(path, "shape=3,224,224 resize=256")
        check(pixels is not None and (pixels == expected).all(), f"{path.name} as Pillow")


# ---- hostile files ---------------------------------------------------------------------------------------------------
SMALL = "shape=3,4,4 resize=4"


def answer_all(bench, pictures, what, must_fail=True, program=None):
    """Many files through one process: each is answered by one line of output or one error."""
    paths = [bench.write(f"{what}.{i}".replace(" ", "-"), data) for i, data in enumerate(pictures)]
    for start in range(0, len(paths), 400):
        group = paths[start:start + 400]
        result = (program or bench.fake).run(*group, FAKE=SMALL)
        errors = {line.split(": error: ")[0] for line in result.err.splitlines() if ": error: " in line}
        check(result.code in ((1,) if must_fail else (0, 1)) and "Sanitizer" not in result.err
              and "runtime error" not in result.err,
              f"{what}: ends in order", f"exit {result.code}\n{result.err[-2000:]}")
        answered = sum(line.startswith("picture [") for line in result.out.splitlines())
        check(len(errors) + answered == len(group) and not (must_fail and answered),
              f"{what}: one answer for each of {len(group)} files",
              f"{len(errors)} errors, {answered} answers\n{result.err[:600]}")
    for path in paths:
        path.unlink()


def small_pictures():
    rgb = samples.scene(3, 5)
    pictures = {"png": samples.png(rgb), "interlaced png": samples.png(rgb, interlaced=True), "bmp": samples.bmp(rgb),
                "palette png": samples.png(rgb[:, :, 0] % 4, kind=3, depth=2, palette=rgb[0, :4]),
                "palette bmp": samples.bmp(rgb[:, :, 0] % 4, bits=4, palette=rgb[0, :4].tolist()),
                "ppm": samples.pnm(rgb),
                "pgm": samples.pnm(rgb[:, :, 0]), "16-bit ppm": samples.pnm(rgb.astype(np.uint16) * 257, most=65535)}
    for name in "420", "progressive", "cmyk", "restart":
        pictures[f"{name} jpeg"] = (HERE / "pictures" / f"{name}.jpg").read_bytes()
    return pictures


def check_truncation(bench):
    for name, data in small_pictures().items():
        answer_all(bench, [data[:i] for i in range(len(data))], f"cut {name}")
    decimal = samples.pnm(samples.scene(3, 5), decimal=True)
    answer_all(bench, [decimal[:i] for i in range(len(decimal) - 4)], "cut decimal ppm")


def check_mutation(bench):
    numbers = np.random.default_rng(2)
    for name, data in small_pictures().items():
        mutants = []
        for i in range(min(len(data), 400)):
            for value in 0, 255, data[i] ^ 1:
                mutants.append(data[:i] + bytes([value]) + data[i + 1:])
        for _ in range(100):
            mutant = bytearray(data)
            for _ in range(int(numbers.integers(1, 6))):
                mutant[int(numbers.integers(0, len(mutant)))] = int(numbers.integers(0, 256))
            mutants.append(bytes(mutant))
        answer_all(bench, mutants, f"mutated {name}", must_fail=False)


def check_lies(bench):
    rgb = samples.scene(3, 5)
    sizes = [0, 1 << 14 | 1, (1 << 31) - 1, 1 << 31, (1 << 32) - 1]
    head = lambda width, height, depth=8, kind=2, *rest: struct.pack(">IIBBBBB", width, height, depth, kind,
                                                                     *(rest or (0, 0, 0)))
    pngs = [samples.png(rgb, header=head(w, h)) for w in sizes + [5] for h in sizes + [3] if (w, h) != (5, 3)]
    pngs += [samples.png(rgb, header=head(5, 3, depth, kind)) for depth in (0, 3, 7, 32, 255) for kind in (0, 2, 3, 6)]
    pngs += [samples.png(rgb, header=head(5, 3, 8, kind)) for kind in (1, 5, 7, 255)]
    pngs += [samples.png(rgb, header=head(5, 3, 8, 2, *rest))
             for rest in ((1, 0, 0), (0, 1, 0), (0, 0, 2), (255, 255, 255))]
    pngs += [samples.png(rgb, wrong_crc=name) for name in (b"IHDR", b"IDAT", b"IEND")]
    pngs += [samples.png(rgb, data=data) for data in (b"", b"\0" * 40, zlib.compress(b"\5" * 48),
                                                      zlib.compress(b"\0" * 20))]
    pngs += [samples.png(rgb, kind=3, depth=8, palette=rgb[0]), samples.png(rgb, kind=3, depth=8),
             samples.png(rgb[:, :, 0] % 4, kind=3, depth=2, palette=rgb[0, :3]), samples.SIGNATURE,
             samples.png(rgb, before=struct.pack(">I", 1 << 31) + b"tEXt"),
             samples.png(rgb, before=samples.chunk(b"ABCD", b"x"))]
    answer_all(bench, pngs, "lying png")
    signed = [0, 1 << 14 | 1, -1 << 31, (1 << 31) - 1]
    bmps = [samples.bmp(rgb, width=w, height=h) for w in signed + [-5, 5] for h in signed + [3] if (w, h) != (5, 3)]
    bmps += [samples.bmp(rgb[:, :, 0] % 4, bits=8, palette=rgb[0, :2].tolist()), samples.bmp(rgb, compression=1)]
    bmps += [samples.bmp(rgb[:, :, 0] % 4, bits=4, palette=rgb[0, :4].tolist(), colours=n)
             for n in (17, 1 << 16, (1 << 32) - 1)]
    plain = samples.bmp(rgb)
    bmps += [plain[:10] + struct.pack("<I", n) + plain[14:] for n in (0, 53, 200, (1 << 32) - 1)]
    bmps += [plain[:28] + struct.pack("<H", bits) + plain[30:] for bits in (0, 2, 15, 16, 25, 64, 65535)]
    answer_all(bench, bmps, "lying bmp")
    pnms = [b"P6 %d %d 255\n" % (w, h) + b"\0" * 9 for w in (0, 16385, 1 << 32, 10 ** 30) for h in (1, 16384, 1 << 63)]
    pnms += [b"P6 1 1 %d\n\0\0\0" % most for most in (0, 65536, 10 ** 20)] + [b"P5 2 2 7\n\0\0\0\x08", b"P4 8 1\n\0",
                                                                              b"P7\nWIDTH 1\n"]
    pnms += [b"P2 2 1 9\n3 10\n", b"P2 2 1 9\n3 -1\n", b"P2 2 1 9\n3 1x\n", b"P6-1 1 255\n\0\0\0", b"P6 1 1",
             b"P6 1 1 255", b"P6#"]
    answer_all(bench, pnms, "lying pnm")
    answer_all(bench, [b"", b"P", b"GIF89a", b"\xff\xd8\xff", b"BM", b"\x89PNG", b"8BPS", b"#?RADIANCE\n", b"\0" * 64],
               "no picture")


def many_scans(count):
    """A grey 8x8 progressive JPEG: a scan of the DC, then two for each AC coefficient, all of them zero."""
    segment = lambda marker, body: b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body
    table = b"\1" + b"\0" * 15 + b"\0"
    start = b"\xff\xd8" + segment(0xdb, b"\0" + b"\1" * 64) + segment(0xc2, b"\x08\0\x08\0\x08\1\1\x11\0")
    start += segment(0xc4, b"\0" + table) + segment(0xc4, b"\x10" + table)
    scan = lambda first, last, bits: segment(0xda, b"\1\1\0" + bytes([first, last, bits])) + b"\x7f"
    scans = [scan(0, 0, 0)] + [scan(k, k, bits) for k in range(1, 64) for bits in (0x01, 0x10)]
    return start + b"".join(scans[:count]) + b"\xff\xd9"


def jpeg_size(data, width, height):
    at = next(i for i in range(len(data)) if data[i] == 0xff and data[i + 1] in (0xc0, 0xc2))
    return data[:at + 5] + struct.pack(">HH", height, width) + data[at + 9:]


def check_jpeg_limits(bench):
    result = bench.fake.run(bench.write("scans.jpg", many_scans(100)), FAKE=SMALL)
    check(result.code == 0, "a JPEG of 100 scans is read", result.err)
    result = bench.fake.run(bench.write("scans.jpg", many_scans(101)), FAKE=SMALL)
    check(result.code == 1 and "JPEG: more than 100 scans" in result.err, "a JPEG of 101 scans is refused", result.err)
    for name in "420", "progressive", "grey", "cmyk":
        data = (HERE / "pictures" / f"{name}.jpg").read_bytes()
        sizes = [(65535, 65535), (16385, 1), (16384, 4097), (16384, 4096), (0, 5), (5, 0), (4096, 16384), (49, 31),
                 (65500, 8)]
        answer_all(bench, [jpeg_size(data, *size) for size in sizes], f"lying {name} jpeg")


def check_bombs(bench):
    """Small files, large pictures: at most 512 MiB of memory, whether they are read or refused."""
    big = zlib.compress(b"\0" * ((16384 * 3 + 1) * 4096), 9)
    head = struct.pack(">IIBBBBB", 16384, 4096, 8, 2, 0, 0, 0)
    progressive = jpeg_size((HERE / "pictures" / "progressive.jpg").read_bytes(), 8192, 8192)
    pixel = samples.scene(1, 1)
    bombs = {"black.png": (samples.png(pixel, header=head, data=big), 0),
             "short.png": (samples.png(pixel, header=head), 1),
             "text.png": (samples.png(pixel, before=samples.chunk(b"zTXt",
                                                                  b"a\0\0" + zlib.compress(b"a" * (1 << 27)))), 0),
             "profile.png": (samples.png(pixel, before=samples.chunk(b"iCCP",
                                                                     b"a\0\0" + zlib.compress(b"a" * (1 << 27)))), 0),
             "progressive.jpg": (progressive, 1), "long.png": (samples.png(samples.scene(1, 16384)), 0)}
    for name, (data, expected) in bombs.items():
        path = bench.write(name, data)
        limited = f"ulimit -v 600000; exec {bench.plain.path} {path}"
        environment = {"FAKE": "shape=3,4,4 resize=4" if name != "long.png" else "shape=3,224,224 resize=256"}
        process = subprocess.run(["sh", "-c", limited], env=environment, capture_output=True, timeout=60)
        check(process.returncode == expected, f"{name}: exit {expected} within 600 MB",
              f"{process.returncode} {process.stderr.decode()}")
        path.unlink()
    path = bench.directory / "huge.bmp"
    with open(path, "wb") as file:
        file.write(b"BM")
        file.truncate((64 << 20) + 1)
    result = bench.fake.run(path, FAKE=SMALL)
    check(result.code == 1 and "67108865 bytes, but a picture has at most 67108864" in result.err,
          "a file that is too large", result.err)


def check_odd_files(bench):
    for path in bench.directory, "/dev/zero", "/dev/null", bench.directory / "missing.png":
        result = bench.fake.run(path, FAKE=SMALL)
        check(result.code == 1 and result.err.count("error: ") == 1, f"{path}: one error", result.err)
    fifo = bench.directory / "fifo"
    subprocess.run(["mkfifo", fifo], check=True)
    result = bench.fake.run(fifo, FAKE=SMALL, timeout=10)
    check(result.code == 1 and "not a regular file" in result.err, "a FIFO is not waited for", result.err)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(directory)
        check_decoding(bench)
        check_sixteen_bit_grey(bench)
        check_resizing(bench)
        check_normalising(bench)
        check_against_pillow(bench, options.photos)
        check_truncation(bench)
        check_mutation(bench)
        check_lies(bench)
        check_jpeg_limits(bench)
        check_bombs(bench)
        check_odd_files(bench)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
