"""Sets of weights for one small network: right ones, and wrong ones with the report that they get.

In a report F is the weights' file and N the network's; the report of an npz differs in the names of types only.
"""

import numpy as np

NETWORK = """local cnn = require "cnn"
local x = cnn.image{1, 4, 4}
x = x:conv{2, kernel = 3, pad = 1, bias = false, name = "conv1"}
x = x:batchnorm{name = "bn1"}:relu()
return x:global_avgpool():flatten():linear{3, name = "fc"}
"""
SHAPES = {
    "conv1.weight": (2, 1, 3, 3),
    "bn1.weight": (2,),
    "bn1.bias": (2,),
    "bn1.running_mean": (2,),
    "bn1.running_var": (2,),
    "fc.weight": (3, 2),
    "fc.bias": (3,),
}
WEIGHTS = {name: np.full(shape, 0.5, "<f4") for name, shape in SHAPES.items()}


def without(*names):
    return {name: array for name, array in WEIGHTS.items() if name not in names}


def changed(name, *index, value):
    array = WEIGHTS[name].copy()
    array[index] = value
    return {**WEIGHTS, name: array}


COUNTERS = {"bn1.num_batches_tracked": np.array(7, "<i8")}
HEADS = {
    "aux1.conv.weight": np.ones(3, "<f4"),
    "AuxLogits.fc.bias": np.ones(3, "<f4"),
    "aux_classifier.0.weight": np.ones(3, "<i8"),
}
GOOD = {
    "plain": WEIGHTS,
    "halves": {name: array.astype("<f2") for name, array in WEIGHTS.items()},
    "doubles": {name: array.astype("<f8") for name, array in WEIGHTS.items()},
    "counters": {**COUNTERS, **WEIGHTS},
    "heads": {**HEADS, **WEIGHTS},
    "module": {f"module.{name}": array for name, array in {**WEIGHTS, **COUNTERS, **HEADS}.items()},
}
BAD = {
    "missing": (
        without("conv1.weight", "fc.bias"),
        """\
F: error: missing: conv1.weight 2x1x3x3, declared at N:3
F: error: missing: fc.bias 3, declared at N:5
""",
    ),
    "renamed": (
        {**without("bn1.running_var"), "bn1.runing_var": np.ones(2, "<f4")},
        """\
F: error: missing: bn1.running_var 2, declared at N:4
  hint: the nearest name in the file: bn1.runing_var 2
F: error: left over: bn1.runing_var 2 is no parameter of the network
  hint: the nearest name that is missing: bn1.running_var
""",
    ),
    "shapes": (
        {
            **WEIGHTS,
            "conv1.weight": np.ones((2, 9), "<f4"),
            "fc.weight": np.ones((2, 3), "<f4"),
            "fc.bias": np.array(1, "<f4"),
        },
        """\
F: error: wrong shape: conv1.weight is 2x9 in the file, but 2x1x3x3 in the network, declared at N:3
F: error: wrong shape: fc.weight is 2x3 in the file, but 3x2 in the network, declared at N:5
F: error: wrong shape: fc.bias is a single number in the file, but 3 in the network, declared at N:5
""",
    ),
    "type": (
        {**WEIGHTS, "fc.bias": np.ones(3, "<i8")},
        """\
F: error: wrong type: fc.bias is I64 in the file, declared at N:5
  hint: F32, F16, BF16 and F64 are read (in an npz: <f4, <f2, <f8)
""",
    ),
    "nan": (
        changed("conv1.weight", 1, 0, 2, 1, value=np.nan),
        "F: error: impossible value: conv1.weight[1][0][2][1] is not a number\n",
    ),
    "infinite": (
        changed("fc.weight", 2, 0, value=-np.inf),
        "F: error: impossible value: fc.weight[2][0] is infinite\n",
    ),
    "overflow": (
        {**WEIGHTS, "fc.bias": np.array([1, 1e39, 1])},
        "F: error: impossible value: fc.bias[1] is infinite as a float\n",
    ),
    "variance": (
        changed("bn1.running_var", 1, value=-0.25),
        "F: error: impossible value: bn1.running_var[1] is -0.25, and a variance is not negative\n",
    ),
    "left": (
        {**WEIGHTS, "head.weight": np.ones(4, "<f4"), "auxiliary": np.ones(1, "<f4")},
        """\
F: error: left over: auxiliary 1 is no parameter of the network
F: error: left over: head.weight 4 is no parameter of the network
""",
    ),
    "all": (
        {
            **without("bn1.bias"),
            "fc.weight": np.ones(6, "<f4"),
            "fc.bias": np.ones(3, "<i8"),
            "conv1.weight": np.full((2, 1, 3, 3), np.nan, "<f4"),
            "extra": np.ones(1, "<f4"),
        },
        """\
F: error: missing: bn1.bias 2, declared at N:4
F: error: wrong shape: fc.weight is 6 in the file, but 3x2 in the network, declared at N:5
F: error: wrong type: fc.bias is I64 in the file, declared at N:5
  hint: F32, F16, BF16 and F64 are read (in an npz: <f4, <f2, <f8)
F: error: impossible value: conv1.weight[0][0][0][0] is not a number
F: error: left over: extra 1 is no parameter of the network
""",
    ),
    "many": (
        {**WEIGHTS, **{f"x{i:03}": np.ones(1, "<f4") for i in range(123)}},
        "".join(f"F: error: left over: x{i:03} 1 is no parameter of the network\n" for i in range(20))
        + "F: error: and 103 more left over\n",
    ),
}
NO_WEIGHTS = "weights are read from .safetensors and .npz, "
FOREIGN = [
    ("w.pth", NO_WEIGHTS + "not from pickled Python objects\n  hint: python3 -c"),
    ("w.pt", "weights_only=True"),
    ("w.onnx", NO_WEIGHTS + "not from .onnx\n  hint: python3 -c"),
    ("w.txt", NO_WEIGHTS + "and this is neither\n"),
]
