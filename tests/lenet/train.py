"""Trains LeNet-5 on MNIST with PyTorch and writes lenet5.safetensors and predictions.txt beside itself.

    python3 train.py [MNIST]        the directory with the four *-ubyte.gz files (../shared/data/mnist)

The network is archs/lenet5.lua: a 28x28 digit is normalised and padded with zeros to 32x32; convolutions, tanh and
average pooling follow; 61,706 parameters. Needs torch; takes some minutes on one core. Same machine and version: same
weights.
"""
import gzip
import json
import math
import pathlib
import struct
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent
EPOCHS, BATCH = 20, 128


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.conv2(x)), 2)
        x = torch.tanh(self.fc1(x.flatten(1)))
        x = torch.tanh(self.fc2(x))
        return self.fc3(x)


def read_digits(directory, part):
    """Pictures [n,1,28,28] in 0..255 and their classes."""
    images = gzip.open(directory / f"{part}-images-idx3-ubyte.gz").read()
    labels = gzip.open(directory / f"{part}-labels-idx1-ubyte.gz").read()
    x = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 1, 28, 28)
    y = np.frombuffer(labels, np.uint8, offset=8)
    return torch.from_numpy(x.astype(np.float32)), torch.from_numpy(y.astype(np.int64))


def prepare(x):
    """What the preprocessing "mnist" does."""
    return F.pad((x / 255 - 0.1307) / 0.3081, (2, 2, 2, 2))


def distort(x):
    """Each picture turned, scaled, slanted and shifted a little. Black stays black: it is done before normalising."""
    n = len(x)
    angle, slant = (torch.rand(2, n) * 2 - 1) * 0.2
    scale_x, scale_y = 1 + (torch.rand(2, n) * 2 - 1) * 0.12
    shift_x, shift_y = (torch.rand(2, n) * 2 - 1) * 2.2 / 14
    cos, sin = torch.cos(angle), torch.sin(angle)
    row_x = torch.stack([cos * scale_x, slant - sin * scale_y, shift_x], 1)
    row_y = torch.stack([sin * scale_x, cos * scale_y, shift_y], 1)
    grid = F.affine_grid(torch.stack([row_x, row_y], 1), list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)


def train(x, y):
    net = LeNet5()
    steps_an_epoch = math.ceil(len(x) / BATCH)
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=EPOCHS * steps_an_epoch)
    for epoch in range(EPOCHS):
        order = torch.randperm(len(x))
        total = 0.0
        for batch in order.split(BATCH):
            loss = F.cross_entropy(net(prepare(distort(x[batch]))), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1:2}  loss {total / len(x):.4f}", flush=True)
    return net.eval()


def write_safetensors(path, state):
    header, at = {}, 0
    for name, value in state.items():
        size = value.numel() * 4
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    data = b"".join(value.numpy().astype("<f4").tobytes() for value in state.values())
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[2] / "shared/data/mnist"
    torch.manual_seed(5)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    net = train(*read_digits(directory, "train"))
    print(f"{sum(p.numel() for p in net.parameters()):,} parameters")

    x, y = read_digits(directory, "t10k")
    with torch.no_grad():
        single = net(prepare(x)).argmax(1)
        double = net.double()(prepare(x.double())).argmax(1)
    net.float()
    print(f"right of {len(y):,}: {(single == y).sum()} in float32, {(double == y).sum()} in float64")
    print(f"classes that differ between the two: {(single != double).sum()}")
    write_safetensors(HERE / "lenet5.safetensors", net.state_dict())
    digits = "".join(map(str, double.tolist()))
    (HERE / "predictions.txt").write_text("".join(digits[i:i + 100] + "\n" for i in range(0, len(digits), 100)))


if __name__ == "__main__":
    main()
