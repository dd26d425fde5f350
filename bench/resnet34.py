"""ResNet-34 for the benchmark: resnet34.py DIRECTORY writes there the same network for everybody:

    resnet34.onnx          as ONNX, for the other runtimes
    resnet34.safetensors   its weights under torchvision's names, for cnnc
    input.npy              one picture, [1,3,224,224]

The weights are random (He), with batch normalisation that keeps activations near 1.
"""
import json
import pathlib
import struct
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

rng = np.random.default_rng(34)
weights = {}
nodes = []


def parameter(name, value):
    weights[name] = value.astype(np.float32)
    return name


def op(kind, *inputs, **attributes):
    result = f"t{len(nodes)}"
    nodes.append(helper.make_node(kind, list(inputs), [result], **attributes))
    return result


def conv(x, name, inputs, outputs, kernel, stride):
    bound = np.sqrt(6 / (inputs * kernel * kernel))
    weight = parameter(f"{name}.weight", rng.uniform(-bound, bound, (outputs, inputs, kernel, kernel)))
    return op("Conv", x, weight, kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[kernel // 2] * 4)


def batchnorm(x, name, n, scale=1.0):
    return op("BatchNormalization", x, parameter(f"{name}.weight", scale * rng.uniform(0.8, 1.2, n)),
              parameter(f"{name}.bias", rng.uniform(-0.1, 0.1, n)),
              parameter(f"{name}.running_mean", rng.uniform(-0.1, 0.1, n)),
              parameter(f"{name}.running_var", rng.uniform(0.8, 1.2, n)), epsilon=1e-5)


def block(x, name, inputs, outputs, stride):
    y = op("Relu", batchnorm(conv(x, f"{name}.conv1", inputs, outputs, 3, stride), f"{name}.bn1", outputs))
    y = batchnorm(conv(y, f"{name}.conv2", outputs, outputs, 3, 1), f"{name}.bn2", outputs, scale=0.3)
    if stride != 1 or inputs != outputs:
        x = batchnorm(conv(x, f"{name}.downsample.0", inputs, outputs, 1, stride), f"{name}.downsample.1", outputs)
    return op("Relu", op("Add", y, x))


def resnet34():
    x = op("Relu", batchnorm(conv("input", "conv1", 3, 64, 7, 2), "bn1", 64))
    x = op("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    channels = 64
    for stage, (outputs, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], 1):
        for i in range(blocks):
            stride = 2 if stage > 1 and i == 0 else 1
            x = block(x, f"layer{stage}.{i}", channels, outputs, stride)
            channels = outputs
    x = op("Flatten", op("GlobalAveragePool", x))
    weight = parameter("fc.weight", rng.uniform(-0.1, 0.1, (1000, 512)))
    return op("Gemm", x, weight, parameter("fc.bias", rng.uniform(-0.1, 0.1, 1000)), transB=1)


def write_onnx(path, result):
    graph = helper.make_graph(
        nodes, "resnet34",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 224, 224])],
        [helper.make_tensor_value_info(result, TensorProto.FLOAT, [1, 1000])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def write_safetensors(path):
    header, at = {}, 0
    for name, value in weights.items():
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [at, at + value.nbytes]}
        at += value.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(value.tobytes() for value in weights.values()))


if __name__ == "__main__":
    directory = pathlib.Path(sys.argv[1])
    write_onnx(directory / "resnet34.onnx", resnet34())
    write_safetensors(directory / "resnet34.safetensors")
    np.save(directory / "input.npy", rng.normal(0, 1, (1, 3, 224, 224)).astype(np.float32))
