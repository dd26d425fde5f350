#!/usr/bin/env python3
"""make_references.py - asks Pillow what is right and writes it down, so that the test needs no Pillow.

    tests/pictures/make_references.py [DIRECTORY]

Writes the JPEG samples (which Python alone cannot encode) and references.json beside this file:
  "pixels":  picture -> SHA-256 of convert("RGB") as bytes
  "grey":    picture -> SHA-256 of convert("L")
  "resize":  "height x width, resize, crop height x crop width" -> SHA-256 of a scene, prepared as torchvision does
With DIRECTORY (photos that are not in the repository) it prints what they give instead.
"""
import hashlib
import io
import json
import pathlib
import sys

import numpy as np
from PIL import Image

import samples

HERE = pathlib.Path(__file__).parent


def digest(image):
    return hashlib.sha256(np.asarray(image).tobytes()).hexdigest()


def round_half_even(value):
    return int(round(value))


def prepare(image, resize, crop_h, crop_w):
    """torchvision's Resize(resize) and CenterCrop on a Pillow picture."""
    width, height = image.size
    if resize == 0:
        resize = min(width, height) if (height, width) == (crop_h, crop_w) else max(crop_h, crop_w)
    short, long = min(width, height), max(width, height)
    longer = int(resize * long / short)
    size = (resize, longer) if width <= height else (longer, resize)
    image = image.resize(size, Image.BILINEAR)
    width, height = image.size
    if crop_w > width or crop_h > height:
        left, top = max(0, (crop_w - width) // 2), max(0, (crop_h - height) // 2)
        padded = Image.new(image.mode, (max(width, crop_w), max(height, crop_h)))
        padded.paste(image, (left, top))
        image = padded
        width, height = image.size
    top, left = round_half_even((height - crop_h) / 2.0), round_half_even((width - crop_w) / 2.0)
    return image.crop((left, top, left + crop_w, top + crop_h))


RESIZES = [  # height, width, resize, crop height, crop width
    (300, 451, 256, 224, 224), (451, 300, 256, 224, 224), (400, 600, 342, 299, 299), (512, 512, 256, 227, 227),
    (30, 40, 256, 224, 224),
    (31, 29, 29, 29, 29), (28, 28, 0, 28, 28), (100, 28, 0, 28, 28), (57, 31, 0, 32, 32), (33, 100, 16, 24, 20),
    (20, 21, 7, 32, 40),
    (1, 300, 4, 4, 9), (300, 1, 4, 9, 4), (5, 3, 64, 63, 61), (97, 89, 61, 58, 60), (64, 64, 64, 63, 61),
    (1000, 700, 8, 5, 6),
    (40, 60, 40, 40, 41), (60, 40, 33, 32, 33), (2, 3, 1, 1, 1), (30, 40, 0, 30, 40), (30, 41, 0, 30, 40),
    (700, 200, 64, 60, 50), (260, 127, 82, 166, 77), (268, 46, 13, 145, 20), (149, 78, 41, 78, 41),
    (150, 78, 41, 78, 41)]


def jpeg_samples():
    rgb = Image.fromarray(samples.scene(30, 40))
    big = Image.fromarray(samples.scene(61, 83, seed=3))
    ink = np.stack([samples.scene(30, 40, seed)[:, :, seed % 3] for seed in range(4)], axis=2)
    cmyk = Image.frombytes("CMYK", (40, 30), ink.tobytes())

    def save(image, **options):
        out = io.BytesIO()
        image.save(out, "JPEG", **options)
        return out.getvalue()
    return {
        "444.jpg": save(rgb, quality=90, subsampling=0), "422.jpg": save(rgb, quality=75, subsampling=1),
        "420.jpg": save(rgb, quality=75, subsampling=2), "420-odd.jpg": save(big, quality=60, subsampling=2),
        "progressive.jpg": save(rgb, quality=75, progressive=True), "grey.jpg": save(rgb.convert("L"), quality=80),
        "restart.jpg": save(rgb, quality=75, restart_marker_blocks=2), "cmyk.jpg": save(cmyk, quality=85),
        "rgb.jpg": save(rgb, quality=85, keep_rgb=True)}


def main():
    if len(sys.argv) > 1:
        for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
            if path.suffix in (".png", ".jpg"):
                print(path.name, digest(prepare(Image.open(path).convert("RGB"), 256, 224, 224)))
        return
    pictures = dict(samples.good_pictures())
    for name, data in jpeg_samples().items():
        (HERE / name).write_bytes(data)
        pictures[name] = data
    references = {"pixels": {}, "grey": {}, "resize": {}}
    for name, data in sorted(pictures.items()):
        image = Image.open(io.BytesIO(data))
        references["pixels"][name] = digest(image.convert("RGB"))
        references["grey"][name] = digest(image.convert("RGB").convert("L"))
    for height, width, resize, crop_h, crop_w in RESIZES:
        image = prepare(Image.fromarray(samples.scene(height, width)), resize, crop_h, crop_w)
        references["resize"][f"{height}x{width} {resize} {crop_h}x{crop_w}"] = digest(image)
    (HERE / "references.json").write_text(json.dumps(references, indent=1) + "\n")


if __name__ == "__main__":
    main()
