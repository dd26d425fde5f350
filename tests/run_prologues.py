"""Batch norms and relus before convolutions and means, with all that training may leave in them, against the interpreter.

    run_prologues.py CNNC CC TARGET COUNT SEED [-- OPTION...]     networks SEED .. SEED + COUNT - 1

The networks are those of random/prologues.py: scales that are negative, zero, 1e-8 or 1e5, shifts that leave nothing, and
inputs far from zero. A layer's error is at most 2e-6, as the root of the summed squares, or three times that of the same
layer in float, operator by operator: there an input of 1000 +- 1 has lost three digits. All else is as in run_sweep.py;
the table at the end has the errors in proportion to what is allowed.
"""
import sys

import numpy as np

import run_sweep                               # adds its folder of networks to the path

import networks  # noqa: E402
import prologues  # noqa: E402


def in_float(x, parameters, norm, weight, window):
    """What batch norm, relu and convolution, or mean, give in float, with sums of pairs, as NumPy makes them."""
    value = {name: parameters[f"{norm}.{name}"] for name in ("weight", "bias", "running_mean", "running_var")}
    scale = value["weight"] / np.sqrt(value["running_var"] + np.float32(1e-5))
    shift = value["bias"] - scale * value["running_mean"]
    y = np.maximum(x * scale[:, None, None] + shift[:, None, None], np.float32(0))
    top, left, bottom, right = networks.four(window.get("pad"))
    y = np.pad(y, ((0, 0), (top, bottom), (left, right)))
    dilation = window.get("dilation", 1)
    kh, kw = ((k - 1) * dilation + 1 for k in networks.both(window["kernel"]))
    windows = np.lib.stride_tricks.sliding_window_view(y, (kh, kw), axis=(1, 2))
    stride = window.get("stride", 1)
    windows = windows[:, ::stride, ::stride, ::dilation, ::dilation]
    return windows.mean(axis=(3, 4)) if weight is None else np.tensordot(weight, windows, axes=((1, 2, 3), (0, 3, 4)))


class Check(run_sweep.Sweep):
    def algorithms(self, net):
        layers = self.report(net)["layers"]
        return {layer["name"]: layer["algorithm"] for layer in layers if layer["operator"] in ("conv", "avgpool")}

    def compare(self, net, i, mine, right, algorithms):
        layer = net.layer_name(i)
        if not layer:
            return ""                          # in a network that was reduced
        (norm, kind, _, window), (x, parameters) = net.layers[layer], net.values()
        weight = parameters.get(f"{layer}.weight")
        if weight is not None and "f16" in self.more:
            weight = weight.astype(np.float16).astype(np.float32)
        plain = in_float(x, parameters, norm, weight, window).ravel()
        algorithm, form = algorithms[layer], run_sweep.form_of(algorithms[layer])
        largest = max(np.linalg.norm(right), 1e-30)
        error, usual = np.linalg.norm(mine - right) / largest, np.linalg.norm(plain - right) / largest
        error, allowed = error if np.isfinite(error) else np.inf, max(run_sweep.ALLOWED, 3 * usual)
        found = self.found[:, self.forms.index(form)]
        found[:] = found[0] + 1, max(found[1], error / allowed)
        return f"{kind}: {algorithm} has an error of {error:.3g}, allowed {allowed:.3g}" if error > allowed else ""


if __name__ == "__main__":
    sys.exit(run_sweep.main(Check, prologues.network, __doc__))
