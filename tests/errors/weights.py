"""Small weight files: `-- weights: NAME` in a case calls the function NAME, which gives a file's name and its bytes.

They are for the network of net.lua: conv1.weight 4x3x3x3, conv1.bias 4, fc.weight 2x4, fc.bias 2.
"""
import io
import json
import struct

import numpy

TYPES = {"float32": "F32", "float16": "F16", "float64": "F64", "int64": "I64", "int32": "I32", "bool": "BOOL"}


def safetensors(tensors):
    header, values = {}, b""
    for name, array in tensors.items():
        data = array.tobytes()
        header[name] = {"dtype": TYPES[array.dtype.name], "shape": list(array.shape),
                        "data_offsets": [len(values), len(values) + len(data)]}
        values += data
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + values


def npz(tensors):
    file = io.BytesIO()
    numpy.savez(file, **tensors)
    return file.getvalue()


def right(**changes):
    """What fits, changed: an array replaces or adds a tensor, None takes it away; __ stands for a dot."""
    tensors = {name: numpy.full(shape, 0.5, numpy.float32) for name, shape in
               (("conv1.weight", (4, 3, 3, 3)), ("conv1.bias", (4,)), ("fc.weight", (2, 4)), ("fc.bias", (2,)))}
    for name, array in changes.items():
        tensors[name.replace("__", ".")] = array
    return {name: array for name, array in tensors.items() if array is not None}


def array(*shape, dtype=numpy.float32):
    return numpy.ones(shape, dtype)


def with_value(shape, place, value, dtype=numpy.float32):
    values = numpy.ones(shape, dtype)
    values[place] = value
    return values


def missing():
    return "w.safetensors", safetensors(right(conv1__weight=None))


def left_over():
    return "w.safetensors", safetensors(right(conv2__weight=array(8, 4, 3, 3)))


def left_over_in_scopes():
    extra = {"conv2__weight": array(8), "outer__conv3__weight": array(8), "conv3__weight": array(8)}
    return "w.npz", npz(right(outer__conv3__bias=array(8), **extra))


def misspelt():
    return "w.npz", npz(right(conv1__weight=None, conv_1__weight=array(4, 3, 3, 3)))


def wrong_shape():
    return "w.safetensors", safetensors(right(fc__weight=array(4, 2), conv1__bias=array(4, 1)))


def scalar():
    return "w.npz", npz(right(fc__bias=array()))


def integers():
    return "w.safetensors", safetensors(right(fc__weight=array(2, 4, dtype=numpy.int64)))


def npz_integers():
    return "w.npz", npz(right(fc__weight=array(2, 4, dtype=numpy.int32)))


def not_a_number():
    return "w.safetensors", safetensors(right(conv1__weight=with_value((4, 3, 3, 3), (3, 0, 2, 1), numpy.nan)))


def infinite():
    return "w.npz", npz(right(fc__bias=with_value(2, 1, -numpy.inf)))


def too_large():
    return "w.npz", npz(right(fc__bias=with_value(2, 0, 1e300, numpy.float64)))


def negative_variance():
    names = {"bn.weight": array(3), "bn.bias": array(3), "bn.running_mean": array(3),
             "bn.running_var": with_value(3, 2, -0.5)}
    return "w.safetensors", safetensors(names)


def everything_wrong():
    return "w.safetensors", safetensors(right(conv1__weight=array(4, 3, 5, 5), conv1__bias=None, fc__bias=None,
                                              fc__weight=with_value((2, 4), (1, 3), numpy.inf), fc__biases=array(2)))


def other_network():
    return "w.safetensors", safetensors({f"features.{i}.weight": array(i + 1) for i in range(30)})


def empty():
    return "w.safetensors", b""


def cut():
    return "w.safetensors", safetensors(right())[:-4]


def text():
    return "w.safetensors", b"these are not weights"


def unknown_suffix():
    return "weights.txt", b"these are not weights"


def not_a_zip():
    return "w.npz", b"these are not weights"


def pickle():
    return "w.pth", b"PK\3\4"


def onnx():
    return "w.onnx", b"\x08\x07"


def npy(values):
    file = io.BytesIO()
    numpy.save(file, values)
    return file.getvalue()


def columns_first():
    return "picture.npy", npy(numpy.asfortranarray(array(3, 8, 8)))


def npy_integers():
    return "picture.npy", npy(array(3, 8, 8, dtype=numpy.int64))


def npy_cut():
    return "picture.npy", npy(array(3, 8, 8))[:-4]
