"""The networks of the benchmark, the same one for everybody: networks.py DIRECTORY NAME... writes into DIRECTORY/NAME

    model.onnx                     for ONNX Runtime and OpenVINO
    model.pt                       for PyTorch, as TorchScript
    model.ncnn.param .bin          for ncnn, made by pnnx; where it cannot, model.ncnn.cause says why
    weights.safetensors            for cnnc, under the names of archs/NAME.lua
    input.npy expected.npy         a picture of noise, and PyTorch's answer in double precision

The weights are random, from a seed that the name gives. Batch normalisation gets the means and variances of a batch of
noise, so that activations stay near 1 in a network of any depth, as they do in a trained one; its biases are positive,
because a relu that cuts everything at the middle doubles the error of fp32 every few layers.
"""
import collections
import pathlib
import subprocess
import sys
import warnings
import zlib

NETWORKS = ("resnet34", "resnet18", "vgg16", "resnet50", "resnet152", "wide_resnet50_2", "resnext50_32x4d",
            "googlenet", "squeezenet1_0", "densenet121", "inception_v3", "alexnet", "lenet5")
CALL = "call"       # a relu of one number: what a call costs
SHAPES = {"inception_v3": (3, 299, 299), "lenet5": (1, 32, 32), CALL: (1, 1, 1)}
ARGUMENTS = {"googlenet": {"aux_logits": False, "init_weights": True},
             "inception_v3": {"aux_logits": False, "init_weights": True}}


def shape_of(name):
    return SHAPES.get(name, (3, 224, 224))


def import_torchvision():
    """torchvision of one build beside PyTorch of another (CUDA, CPU) lacks two operators that no network here uses."""
    import torch
    try:
        import torchvision
    except RuntimeError:
        for operator in ("nms", "qnms"):
            torch.library.define(f"torchvision::{operator}", "(Tensor boxes, Tensor scores, float most) -> Tensor")
        import torchvision
    return torchvision


def lenet5():
    from torch import nn
    return nn.Sequential(collections.OrderedDict(
        conv1=nn.Conv2d(1, 6, 5), tanh1=nn.Tanh(), pool1=nn.AvgPool2d(2),
        conv2=nn.Conv2d(6, 16, 5), tanh2=nn.Tanh(), pool2=nn.AvgPool2d(2), flatten=nn.Flatten(),
        fc1=nn.Linear(400, 120), tanh3=nn.Tanh(), fc2=nn.Linear(120, 84), tanh4=nn.Tanh(), fc3=nn.Linear(84, 10)))


def pictures(name, count, seed):
    """Noise of all sizes: of single pixels alone, each picture would look like the next one to a deep network."""
    import torch
    channels, height, width = shape_of(name)
    generator, total = torch.Generator().manual_seed(seed), 0
    for size in (1, 3, 10, 30, 100, 300):
        coarse = torch.randn(count, channels, -(-height // size), -(-width // size), generator=generator)
        total = total + torch.nn.functional.interpolate(coarse, (height, width), mode="nearest")
    return total / 6 ** 0.5


def damp_residuals(model):
    """Where each of 50 blocks adds as much as it got, the network magnifies every rounding. A trained one adds less."""
    for block in model.modules():
        last = getattr(block, "bn3", getattr(block, "bn2", None))
        if last is not None:
            last.weight.data *= 0.3


def build(name):
    """The network in PyTorch, ready for inference."""
    import torch
    torch.manual_seed(zlib.crc32(name.encode()))
    if name == CALL:
        return torch.nn.ReLU().eval()
    if name == "lenet5":
        model = lenet5()
    else:
        model = getattr(import_torchvision().models, name)(weights=None, **ARGUMENTS.get(name, {}))
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
            torch.nn.init.uniform_(module.weight, 0.8, 1.2)
            torch.nn.init.uniform_(module.bias, 0.0, 1.0)
        elif getattr(module, "bias", None) is not None:
            torch.nn.init.uniform_(module.bias, -0.1, 0.1)
    damp_residuals(model)
    with torch.no_grad():
        model.train()(pictures(name, 8, seed=2))
    return model.eval()


def convert_for_ncnn(directory, shape):
    """pnnx writes a dozen files beside its input; two of them stay."""
    size = ",".join(map(str, (1, *shape)))
    command = [pathlib.Path(sys.executable).with_name("pnnx"), "model.pt", f"inputshape=[{size}]", "fp16=0"]
    for old in directory.glob("model.ncnn.*"):
        old.unlink()
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
    for left in (*directory.glob("model.pnnx.*"), *directory.glob("model_*.py")):
        left.unlink()
    if done.returncode or not (directory / "model.ncnn.bin").exists():
        lines = (done.stderr + done.stdout).strip().splitlines()
        (directory / "model.ncnn.cause").write_text(f"pnnx: {lines[-1] if lines else done.returncode}\n")


def export(directory, name):
    import numpy as np
    import torch
    from safetensors.torch import save_file
    directory.mkdir(parents=True, exist_ok=True)
    model, x = build(name), pictures(name, 1, seed=1)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.trace(model, x).save(str(directory / "model.pt"))
        torch.onnx.export(model, (x,), str(directory / "model.onnx"), dynamo=False, opset_version=17,
                          input_names=["input"], output_names=["output"])
        save_file({key: value for key, value in model.state_dict().items() if "num_batches" not in key},
                  directory / "weights.safetensors")
        convert_for_ncnn(directory, shape_of(name))
        np.save(directory / "input.npy", x.numpy())
        np.save(directory / "expected.npy", model.double()(x.double()).numpy())


def convolutions(name):
    """Of each convolution: its name, its module and its input's shape, in the order of running."""
    import torch
    model, found = build(name), []
    for key, module in model.named_modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(lambda m, x, _, key=key: found.append((key, m, tuple(x[0].shape))))
    with torch.no_grad():
        model(torch.zeros(1, *shape_of(name)))
    return found


if __name__ == "__main__":
    root = pathlib.Path(sys.argv[1])
    for network in sys.argv[2:]:
        export(root / network, network)
        print(f"Exported {network}", flush=True)
