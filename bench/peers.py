"""One of the others, in a process of its own: peers.py PEER DIRECTORY THREADS

It loads DIRECTORY's network (see networks.py), runs it once, leaves the answer in PEER.npy, and says so in one line:

    {"load": 153.2, "version": "1.32.0"}        ms from having the library to having the first answer

Then it does nothing until a line of standard input asks for N runs, and answers

    {"min": 20.1, "median": 20.4, "p95": 21.0, "resident": 151234560}       ms and bytes

The input is bound once, where the library can do that, and every setting that makes one picture fast is on.
"""
import json
import pathlib
import statistics
import sys
import time

WARMUP = 2


def onnxruntime(directory, x, threads):
    import onnxruntime as ort
    yield ort.__version__
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(str(directory / "model.onnx"), options, providers=["CPUExecutionProvider"])
    output = ort.OrtValue.ortvalue_from_shape_and_type(session.get_outputs()[0].shape, "float32")
    binding = session.io_binding()
    binding.bind_ortvalue_input("input", ort.OrtValue.ortvalue_from_numpy(x))
    binding.bind_ortvalue_output("output", output)
    yield lambda: session.run_with_iobinding(binding), output.numpy


def openvino(directory, x, threads):
    import openvino as ov
    yield ov.__version__.split("-")[0]
    config = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
    request = ov.Core().compile_model(str(directory / "model.onnx"), "CPU", config).create_infer_request()
    request.set_input_tensor(ov.Tensor(x))
    yield request.infer, lambda: request.get_output_tensor().data


def ncnn(directory, x, threads):
    import ncnn as lib
    yield lib.__version__
    cause = directory / "model.ncnn.cause"
    if cause.exists():
        sys.exit(cause.read_text())
    net = lib.Net()
    net.opt.num_threads = threads
    for option in ("vulkan_compute", "fp16_packed", "fp16_storage", "fp16_arithmetic", "bf16_storage"):
        setattr(net.opt, f"use_{option}", False)
    net.load_param(str(directory / "model.ncnn.param"))
    net.load_model(str(directory / "model.ncnn.bin"))
    picture, answer = lib.Mat(x[0]).clone(), []

    def infer():
        extractor = net.create_extractor()
        extractor.input("in0", picture)
        answer[:] = [extractor.extract("out0")[1]]
    yield infer, lambda: answer[0].numpy()


def torch(directory, x, threads):
    import torch as lib
    yield lib.__version__
    lib.set_num_threads(threads)
    lib.set_num_interop_threads(1)
    model = lib.jit.optimize_for_inference(lib.jit.freeze(lib.jit.load(str(directory / "model.pt")).eval()))
    picture, answer = lib.from_numpy(x), []

    def infer():
        with lib.inference_mode():
            answer[:] = [model(picture)]
    infer()             # the first two runs compile
    yield infer, lambda: answer[0].numpy()


def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4096


def say(**facts):
    print(json.dumps(facts), flush=True)


def measure(infer, runs):
    times = []
    for _ in range(WARMUP + runs):
        start = time.perf_counter_ns()
        infer()
        times.append((time.perf_counter_ns() - start) / 1e6)
    times = sorted(times[WARMUP:])
    say(min=times[0], median=statistics.median(times), p95=times[(95 * runs + 99) // 100 - 1], resident=resident())


def main(peer, directory, threads):
    import numpy as np
    directory = pathlib.Path(directory)
    steps = globals()[peer](directory, np.load(directory / "input.npy"), int(threads))
    version = next(steps)
    start = time.perf_counter()
    infer, answer = next(steps)
    infer()
    load = 1000 * (time.perf_counter() - start)
    np.save(directory / f"{peer}.npy", np.array(answer()))
    say(load=load, version=version)
    for line in sys.stdin:
        measure(infer, int(line))


if __name__ == "__main__":
    main(*sys.argv[1:])
