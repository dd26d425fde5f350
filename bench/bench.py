"""ResNet-34 by cnnc, ONNX Runtime and OpenVINO on this machine: ./dev bench [ROUNDS]

All three run the same weights on the same picture, fp32, batch 1, with 1 and with 2 threads pinned to as many cores.
They take turns: a round runs each once, in a process of its own (WARMUP runs that do not count, then RUNS that do), so
that a machine that changes its clock changes it for all. Writes build/bench/results.json and docs/benchmarks.md.
"""
import datetime
import glob
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
WORK = ROOT / "build/bench"
VENV = ROOT / "build/bench-venv"
PYTHON = VENV / "bin/python"
WARMUP, RUNS = 5, 30
TOLERANCE = 1e-4  # of the largest logit: two roundings of 34 layers in fp32


def output_of(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench: failed: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


# ---- in a child process: one contender ------------------------------------------------------------------------------
def onnxruntime_session(threads):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(WORK / "resnet34.onnx"), options, providers=["CPUExecutionProvider"])
    return lambda x: session.run(None, {"input": x})[0]


def openvino_session(threads):
    import openvino
    config = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
    request = openvino.Core().compile_model(str(WORK / "resnet34.onnx"), "CPU", config).create_infer_request()
    return lambda x: request.infer([x], share_inputs=True)[0]


def run_peer(name, threads):
    """Prints the times in ms and leaves the output in NAME.npy."""
    import time
    import numpy as np
    x = np.load(WORK / "input.npy")
    infer = {"onnxruntime": onnxruntime_session, "openvino": openvino_session}[name](threads)
    np.save(WORK / f"{name}.npy", infer(x))
    times = []
    for _ in range(WARMUP + RUNS):
        start = time.perf_counter()
        infer(x)
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps(times[WARMUP:]))


def compare():
    """Prints the largest difference from ONNX Runtime, as a part of its largest logit."""
    import numpy as np
    expected = np.load(WORK / "onnxruntime.npy")
    print(json.dumps({name: float(abs(np.load(WORK / f"{name}.npy") - expected).max() / abs(expected).max())
                      for name in ("cnnc", "openvino")}))


# ---- in the parent ---------------------------------------------------------------------------------------------------
def prepare():
    WORK.mkdir(parents=True, exist_ok=True)
    stamp, wanted = VENV / "requirements.txt", (ROOT / "bench/requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        print("Installing ONNX Runtime and OpenVINO into build/bench-venv", flush=True)
        output_of("/usr/bin/python3", "-m", "venv", "--clear", VENV)
        output_of(PYTHON, "-m", "pip", "install", "-q", "-r", ROOT / "bench/requirements.txt")
        stamp.write_text(wanted)
    if not (WORK / "input.npy").exists():
        output_of(PYTHON, ROOT / "bench/resnet34.py", WORK)
    output_of(ROOT / "build/cnnc", ROOT / "archs/resnet34.lua", "--weights", WORK / "resnet34.safetensors",
              "-o", WORK / "resnet34")
    output_of(WORK / "resnet34", "--output", WORK / "cnnc.npy", WORK / "input.npy")


def cores():
    """One logical CPU of each core that this process may use."""
    firsts = set()
    for cpu in os.sched_getaffinity(0):
        siblings = glob.glob(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        firsts.add(int(re.match(r"\d+", pathlib.Path(siblings[0]).read_text())[0]) if siblings else cpu)
    return sorted(firsts)


def measure(name, threads, cpus):
    """(min, median) in ms of one process."""
    pin = ["taskset", "-c", ",".join(map(str, cpus[:threads]))]
    if name == "cnnc":
        line = output_of(*pin, WORK / "resnet34", "--bench", RUNS, "--threads", threads)
        found = re.search(r"min ([\d.]+) ms +median ([\d.]+) ms", line)
        return float(found[1]), float(found[2])
    times = json.loads(output_of(*pin, PYTHON, __file__, "--peer", name, threads))
    return min(times), statistics.median(times)


def summary(samples):
    """Of each: its best time, the median of its rounds, and the median ratio to ONNX Runtime in the same round."""
    rows = {}
    for name, rounds in samples.items():
        ratios = [mine[1] / other[1] for mine, other in zip(rounds, samples["onnxruntime"])]
        rows[name] = (min(r[0] for r in rounds), statistics.median(r[1] for r in rounds), statistics.median(ratios))
    return rows


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"{model[1] if model else platform.processor()}, {len(cores())} cores, Linux {platform.release()}"


def versions():
    script = "import numpy, onnxruntime, openvino; print(onnxruntime.__version__, openvino.__version__.split('-')[0])"
    peers = output_of(PYTHON, "-c", script).split()
    compiler = output_of(os.environ.get("CC", "clang"), "--version").splitlines()[0]
    target = re.search(r"target\s+([\w:]+)", output_of(WORK / "resnet34", "--info"))
    own = output_of(ROOT / "build/cnnc", "--version").strip()
    return {"cnnc": f"{own}, target {target[1] if target else 'native'}, {compiler}",
            "onnxruntime": f"ONNX Runtime {peers[0]}", "openvino": f"OpenVINO {peers[1]}"}


def report(results, differences, rounds):
    text = ["# ResNet-34, one picture of 224x224, fp32", "",
            f"{machine()}; {datetime.date.today()}. Written by `./dev bench`.", ""]
    label = {"cnnc": "cnnc", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO"}
    text += ["| threads | | min ms | median ms | of ONNX Runtime's median |", "| ---: | --- | ---: | ---: | ---: |"]
    for threads, rows in results.items():
        text += [f"| {threads} | {label[name]} | {low:.2f} | {median:.2f} | {ratio:.3f} |"
                 for name, (low, median, ratio) in rows.items()]
    text += ["", f"{rounds} rounds in turns; in each every contender runs once in a process of its own, pinned to as many",
             f"cores as threads: {WARMUP} runs to warm up, then {RUNS}. min: the best run of all rounds; median: of the",
             "rounds' medians; the ratio is taken within each round, then its median. The same random weights for all.", ""]
    text += [f"- {label[name]}: {version}" for name, version in versions().items()]
    text += ["", "Largest difference from ONNX Runtime's logits, as a part of the largest: "
             + ", ".join(f"{label[name]} {value:.1e}" for name, value in differences.items()) + "."]
    return "\n".join(text) + "\n"


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    prepare()
    cpus, results, raw = cores(), {}, {}
    for threads in (1, 2):
        if threads > len(cpus):
            continue
        samples = {"cnnc": [], "onnxruntime": [], "openvino": []}
        for i in range(rounds):
            for name, taken in samples.items():
                taken.append(measure(name, threads, cpus))
            medians = "  ".join(f"{name} {taken[-1][1]:.2f}" for name, taken in samples.items())
            print(f"threads {threads}  round {i + 1} of {rounds}:  {medians} ms", flush=True)
        results[threads], raw[threads] = summary(samples), samples
    differences = json.loads(output_of(PYTHON, __file__, "--compare"))
    text = report(results, differences, rounds)
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs/benchmarks.md").write_text(text)
    data = {"machine": machine(), "rounds": raw, "differences": differences}
    (WORK / "results.json").write_text(json.dumps(data, indent=1))
    print("\n" + text)
    if max(differences.values()) > TOLERANCE:
        sys.exit("bench: the outputs differ")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peer"]:
        run_peer(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:2] == ["--compare"]:
        compare()
    else:
        main()
