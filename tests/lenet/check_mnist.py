"""The trained LeNet-5 through cnnc: check_mnist.py CNNC CC [TARGET] [MNIST]

Reads the demo's digits as pictures, all of which must come out right; then, where MNIST is (../shared/data/mnist), its
10,000 test digits as one .npy: at least 98.8 % right, and for each digit the class that PyTorch gave with these weights
(predictions.txt, in float64).
"""
import gzip
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def check_pictures(program):
    pictures = sorted((ROOT / "tests/demo/digits").glob("*.png"))
    wrong = []
    for picture in pictures:
        answer = run(program, "--top", 1, picture).split()
        if answer[1] != picture.name[0]:
            wrong.append(f"{picture.name} is read as {answer[1]} ({answer[0]})")
    print(f"{len(pictures) - len(wrong)} of {len(pictures)} drawn digits right", *wrong, sep="\n")
    return not wrong


def read_idx(path, offset):
    return np.frombuffer(gzip.open(path).read(), np.uint8, offset=offset)


def check_mnist(program, directory, work):
    pixels = read_idx(directory / "t10k-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)
    labels = read_idx(directory / "t10k-labels-idx1-ubyte.gz", 8)
    digits = np.pad((pixels / 255 - 0.1307) / 0.3081, ((0, 0), (0, 0), (2, 2), (2, 2)))
    np.save(work / "digits.npy", digits.astype(np.float32))
    run(program, "--output", work / "logits.npy", work / "digits.npy")
    classes = np.load(work / "logits.npy").argmax(1)
    pytorch = np.array(list("".join((HERE / "predictions.txt").read_text().split())), int)
    right, expected = (classes == labels).sum(), (pytorch == labels).sum()
    differ = (classes != pytorch).sum()
    print(f"{right} of {len(labels)} MNIST digits right, PyTorch {expected}; {differ} classes differ")
    return right >= 0.988 * len(labels) and right == expected and differ == 0


def main():
    cnnc, os.environ["CC"] = sys.argv[1:3]
    target = sys.argv[3] if len(sys.argv) > 3 else "native"
    mnist = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else ROOT.parent / "shared/data/mnist"
    with tempfile.TemporaryDirectory() as directory:
        program = pathlib.Path(directory, "lenet5")
        weights = HERE / "lenet5.safetensors"
        run(cnnc, ROOT / "archs/lenet5.lua", "--weights", weights, "--target", target, "-o", program)
        good = check_pictures(program)
        if mnist.is_dir():
            good = check_mnist(program, mnist, pathlib.Path(directory)) and good
        else:
            print(f"{mnist} is not there: MNIST is not read")
    sys.exit(not good)


if __name__ == "__main__":
    main()
