"""A network's convolutions one at a time, cnnc's against oneDNN's: `./dev bench --layers resnet34`

    layer           what            cnnc ms  GFLOP/s  algorithm     oneDNN ms  implementation  ratio
    layer1.0.conv1  conv 3x3 s1 p1    2.011    115.0  direct 2x3x2      7.107  jit:avx2        0.283

Ours are from the program's --profile, theirs from what oneDNN says of itself when PyTorch runs the network with frozen
weights: both within the whole network, where weights come from memory. What cnnc does within a convolution, sums and
activations, is added to oneDNN's; changes of layout are not. Both take turns; each number is the best round's median.

layers.py DIRECTORY NAME THREADS RUNS is the child: it prints the convolutions as JSON, then oneDNN's own lines.
"""
import json
import re
import statistics
import sys

ROUNDS, RUNS = 3, 10
FUSED = ("eltwise", "sum", "binary")


def child(directory, name, threads, runs):
    import numpy as np
    import torch
    from networks import convolutions
    torch.set_num_threads(int(threads))
    print(json.dumps([[key, module.in_channels, module.out_channels, shape[2], *module.kernel_size, module.stride[0]]
                      for key, module, shape in convolutions(name)]), flush=True)
    model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.load(f"{directory}/model.pt").eval()))
    x = torch.from_numpy(np.load(f"{directory}/input.npy"))
    with torch.inference_mode():
        for _ in range(3):
            model(x)
        with torch.backends.mkldnn.verbose(torch.backends.mkldnn.VERBOSE_ON):
            for _ in range(int(runs)):
                model(x)


def read_onednn(text):
    """{layer: (median ms, implementation)} from the child's output."""
    first, *rest = text.splitlines()
    shapes, found = {key: tuple(shape) for key, *shape in json.loads(first)}, []
    for words in (line.split(",") for line in rest if line.startswith("onednn_verbose,v1,primitive,exec")):
        kind, implementation, problem, ms = words[5], words[6], words[-2], float(words[-1])
        if kind == "convolution":
            size = tuple(int(re.search(rf"{what}(\d+)", problem)[1]) for what in ("ic", "oc", "ih", "kh", "kw", "sh"))
            found.append([size, ms, implementation])
        elif kind in FUSED and found:
            found[-1][1] += ms
    return name_convolutions(shapes, found)


def name_convolutions(shapes, found):
    """PyTorch runs parts that do not depend on each other in another order than it did at first: the n-th of a shape in
    the one is the n-th of that shape in the other."""
    count, named = len(shapes), {}
    for run in range(0, len(found), count):
        waiting = sorted(found[run:run + count], key=lambda row: row[0])
        order = sorted(shapes, key=shapes.get)
        if [row[0] for row in waiting] != [shapes[key] for key in order]:
            sys.exit("bench: oneDNN ran other convolutions than PyTorch's network has")
        for key, (_, ms, implementation) in zip(order, waiting):
            named.setdefault(key, []).append((ms, implementation))
    return {key: (statistics.median(ms for ms, _ in named[key]), named[key][0][1]) for key in shapes if key in named}


def read_profile(text):
    """{layer: (median ms, GFLOP/s, what, algorithm)} from the program's table."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if re.match(r"\s+ms\b.*\blayer\b.*\balgorithm", line))
    name, what, algorithm = (lines[start].index(word) for word in ("layer", "what", "algorithm"))
    rate, found = lines[start].index("GFLOP/s") + len("GFLOP/s"), {}
    for line in lines[start + 1:]:
        if line[what:].startswith("conv"):
            numbers = line[:rate].split()
            found[line[name:what].strip()] = (float(numbers[0]), numbers[1] if len(numbers) > 1 else "",
                                              line[what:algorithm].strip(), line[algorithm:].strip())
    return found


def best(rounds):
    """Of each layer the round with the least time."""
    return {key: min(found[key] for found in rounds if key in found) for found in rounds for key in found}


def rows(ours, theirs):
    """What both have, in the order of running; and the names that only oneDNN has, since cnnc joined them to others."""
    both = [{"layer": key, "what": ours[key][2], "cnnc": ours[key][0], "gflops": ours[key][1], "algorithm": ours[key][3],
             "onednn": theirs[key][0], "implementation": theirs[key][1], "ratio": ours[key][0] / theirs[key][0]}
            for key in theirs if key in ours]
    return both, [key for key in theirs if key not in ours]


def table(both):
    width = {key: max([len(key), *(len(row[key]) for row in both)])
             for key in ("layer", "what", "algorithm", "implementation")}
    text = [f"{'layer':{width['layer']}}  {'what':{width['what']}}  cnnc ms  GFLOP/s  {'algorithm':{width['algorithm']}}  "
            f"oneDNN ms  {'implementation':{width['implementation']}}  ratio"]
    for row in both:
        text.append(f"{row['layer']:{width['layer']}}  {row['what']:{width['what']}}  {row['cnnc']:7.3f}  {row['gflops']:>7}  "
                    f"{row['algorithm']:{width['algorithm']}}  {row['onednn']:9.3f}  "
                    f"{row['implementation']:{width['implementation']}}  {row['ratio']:5.3f}")
    ours, theirs = (sum(row[key] for row in both) for key in ("cnnc", "onednn"))
    text.append(f"{'total':{width['layer']}}  {'':{width['what']}}  {ours:7.3f}  {'':7}  {'':{width['algorithm']}}  "
                f"{theirs:9.3f}  {'':{width['implementation']}}  {ours / theirs if theirs else 0:5.3f}")
    return text


def measure(name, threads, cpus, python, directory, output_of):
    """Rounds in turns; what rows() gives."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(read_profile(output_of(directory / "program", "--profile", RUNS, "--threads", threads, cpus=cpus)))
        theirs.append(read_onednn(output_of(python, __file__, directory, name, threads, RUNS, cpus=cpus)))
    return rows(best(ours), best(theirs))


if __name__ == "__main__":
    child(*sys.argv[1:])
