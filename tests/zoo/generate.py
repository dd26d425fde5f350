"""Writes what the networks of archs/ have to be: NAME.npy, their outputs in float64, and figures_FAMILY.json.

    python3 generate.py [NAME...]       needs torch, torchvision and timm; a few minutes for all

Each models_FAMILY.py beside this script has

    MODELS = {"resnet50": (build, (3, 224, 224)),
              "resnet50 stride=v1": (build_v1, (3, 224, 224), scale)}

where build() makes the PyTorch module, and scale(name), if given, the factor on the pseudo-random weight or batch norm
scale of that name (init_scale in the network file). What follows the network file's name are its -D; for the names of
files here and results, the blanks and = become _. A module that returns a dictionary has several outputs: they lie one
after another in NAME.npy, "output" first, the others in the order of their names. Of many values only every few are
kept (pseudo.thinning). Parameters and pictures are the
documented pseudo-random ones (tests/pseudo.py, seed 0). A layer that is not one of PyTorch's may have

    kinds = {"weight": "gamma"}         what its parameters are to pseudo.parameter (else: weight, bias)
    fan_in = 150                        of its weight (else: what one output sums of a dense weight)
    count_trainable()                   its trainable parameters (else: all that require a gradient)
    count_macs(y)                       its multiply-accumulates for the output y (else: of convolution and linear only)

FIGURES = {"resnet50": {"published_parameters": 25557032, "note": ..., "top1": 76.13, "top1_source": ...}} adds what is
published; a note says why that differs, where it does. Auxiliary heads (aux...) count only where they are outputs.
"""
import importlib
import json
import pathlib
import sys

import numpy as np
import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "golden")]
import pseudo  # noqa: E402

NORM_KINDS = {"weight": "gamma", "bias": "beta", "running_mean": "mean", "running_var": "var"}


def file_name(name):
    return name.replace(" ", "_").replace("=", "_")


def own_tensors(module):
    tensors = [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]
    known = {"weight", "bias", *NORM_KINDS, *getattr(module, "kinds", ())}
    return [(name, tensor) for name, tensor in tensors if name in known]


def fill(net, scale):
    """Gives every parameter its pseudo-random values."""
    for module_name, module in net.named_modules():
        norm = isinstance(module, nn.modules.batchnorm._BatchNorm)
        kinds = NORM_KINDS if norm else getattr(module, "kinds", {})
        for name, tensor in own_tensors(module):
            full, kind = f"{module_name}.{name}", kinds.get(name, name)
            fan_in = getattr(module, "fan_in", tensor[0].numel()) if kind == "weight" else None
            values = pseudo.parameter(full, tuple(tensor.shape), kind, fan_in=fan_in,
                                      scale=scale(full) if kind in ("weight", "gamma") else 1)
            with torch.no_grad():
                tensor.copy_(torch.from_numpy(values))


def is_auxiliary(name):
    return name.lower().startswith("aux")


def count_trainable(net, auxiliary):
    total = 0
    for name, module in net.named_modules():
        if is_auxiliary(name) and not auxiliary:
            continue
        if hasattr(module, "count_trainable"):
            total += module.count_trainable()
        else:
            total += sum(p.numel() for p in module.parameters(recurse=False) if p.requires_grad)
    return total


def layer_macs(module, y):
    if hasattr(module, "count_macs"):
        return module.count_macs(y)
    if isinstance(module, nn.Conv2d):
        return y[0].numel() * module.weight[0].numel()
    if isinstance(module, nn.Linear):
        return y[0].numel() * module.in_features
    return 0


def run(net, shape):
    """The outputs by name and the multiply-accumulates, counted layer by layer."""
    counts = []
    hooks = [module.register_forward_hook(lambda module, _, y: counts.append(layer_macs(module, y)))
             for module in net.modules() if not list(module.children())]
    x = torch.from_numpy(pseudo.picture(*shape)).double()[None]
    with torch.no_grad():
        result = net(x)
    for hook in hooks:
        hook.remove()
    result = result if isinstance(result, dict) else {"output": result}
    order = sorted(result, key=lambda name: (name != "output", name))
    return {name: result[name][0] for name in order}, sum(counts)


def make(name, build, shape, scale=lambda name: 1.0):
    net = build().eval().double()
    fill(net, scale)
    outputs, macs = run(net, shape)
    values = torch.cat([y.flatten() for y in outputs.values()]).numpy()
    np.save(HERE / f"{file_name(name)}.npy", values[::pseudo.thinning(len(values))])
    main = next(iter(outputs.values()))
    print(f"{name:32} {'x'.join(map(str, main.shape)):>10}  largest {main.abs().max():.4g}", flush=True)
    return {"parameters": count_trainable(net, len(outputs) > 1), "macs": macs, "input": list(shape),
            "outputs": {key: list(y.shape) for key, y in outputs.items()}}


def check_published(name, figure):
    for key in ("parameters", "macs"):
        published = figure.get(f"published_{key}")
        if published is not None and published != figure[key] and "note" not in figure:
            sys.exit(f"{name}: {figure[key]} {key}, but {published} are published, and no note says why")


def main():
    wanted, found = set(sys.argv[1:]), set()
    for path in sorted(HERE.glob("models_*.py")):
        family = importlib.import_module(path.stem)
        figures_path = HERE / f"{path.stem.replace('models', 'figures')}.json"
        figures = json.loads(figures_path.read_text()) if figures_path.exists() else {}
        names = [name for name in family.MODELS if not wanted or name in wanted]
        for name in names:
            figures[name] = {**make(name, *family.MODELS[name]), **getattr(family, "FIGURES", {}).get(name, {})}
            check_published(name, figures[name])
        found.update(names)
        if names:
            kept = {name: figures[name] for name in family.MODELS if name in figures}
            figures_path.write_text(json.dumps(kept, indent=2) + "\n")
    if wanted - found:
        sys.exit(f"no such network: {', '.join(sorted(wanted - found))}")


if __name__ == "__main__":
    main()
