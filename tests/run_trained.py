"""Networks that others trained answer as PyTorch does with the same weights.

    run_trained.py CNNC

SqueezeNet 1.0 (Han's compressed model, prepared as Caffe does) names the three classes that PyTorch finds most likely on each of
three photos; a CIFAR-10 ResNet-20 gives PyTorch's class for each of 500 pictures. The material is no part of the project: it is
looked for in $CNNC_DATA, else in ../shared/data; without it the status is 77.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
DATA = pathlib.Path(os.environ.get("CNNC_DATA", ROOT.parent / "shared/data"))
TOP = {"chelsea": [285, 282, 281], "coffee": [967, 960, 968], "camera": [872, 879, 523]}
MEAN, STD = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
# 20 layers of float against PyTorch's float: each rounds by itself.
LOGITS = 1e-5

failures = []


def check(good, text):
    print("ok    " if good else "FAILED", text)
    if not good:
        failures.append(text)


def build(cnnc, name, weights, directory, *options):
    program = directory / name
    subprocess.run([cnnc, ROOT / f"archs/{name}.lua", "--weights", weights, "-o", program, *options], check=True)
    return program


def check_photos(cnnc, directory):
    program = build(cnnc, "squeezenet1_0", DATA / "imagenet/squeezenet1_0.safetensors", directory, "-D", "preprocess=caffe",
                    "-D", "size=227")
    for photo, expected in TOP.items():
        answer = subprocess.check_output([program, "--top", "3", DATA / f"imagenet/{photo}.png"], text=True)
        classes = [int(line.split()[1]) for line in answer.splitlines()]
        check(classes == expected, f"{photo}: {', '.join(line.split(maxsplit=2)[2] for line in answer.splitlines())}")


def check_cifar(cnnc, directory):
    program = build(cnnc, "resnet20_cifar", DATA / "cifar10/resnet20.safetensors", directory)
    records = np.fromfile(DATA / "cifar10/test_500.bin", np.uint8).reshape(500, 3073)
    pictures = records[:, 1:].reshape(500, 3, 32, 32).astype(np.float32) / 255
    np.save(directory / "x.npy", (pictures - MEAN[:, None, None]) / STD[:, None, None])
    subprocess.run([program, "--output", directory / "y.npy", directory / "x.npy"], check=True)
    logits, expected = np.load(directory / "y.npy"), np.load(DATA / "cifar10/resnet20_logits_500.npy")
    same = int((logits.argmax(1) == expected.argmax(1)).sum())
    right = int((logits.argmax(1) == records[:, 0]).sum())
    error = float(np.abs(logits - expected).max() / np.abs(expected).max())
    check(logits.shape == (500, 10) and same == 500, f"resnet20_cifar: PyTorch's class on {same} of 500 pictures, {right} right")
    check(error <= LOGITS, f"resnet20_cifar: logits differ by {error:.2g} of the largest (at most {LOGITS:g})")


def main():
    if not (DATA / "imagenet").exists() or not (DATA / "cifar10").exists():
        print(f"skipped: there are no trained networks in {os.environ.get('CNNC_DATA', '../shared/data')}")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        check_photos(sys.argv[1], pathlib.Path(name))
        check_cifar(sys.argv[1], pathlib.Path(name))
    sys.exit(bool(failures))


main()
