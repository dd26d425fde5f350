"""The machine: what it is, which CPUs to use, and whether it is quiet enough to measure on.

    {"cpu": "AMD EPYC 7543", "cores": 2, "flags": "avx2 fma", "kernel": "6.18.44", "memory": "23 GB", "load": 0.02}
"""
import glob
import os
import pathlib
import platform
import re

FLAGS = ("avx", "avx2", "fma", "f16c", "avx512f", "avx512vl", "avx512bw", "avx512_vnni", "avx512_bf16", "amx_tile")
QUIET_LOAD = 0.3            # running processes beside the benchmark, on average over a minute
QUIET_SPREAD = 0.05         # the median of the rounds' minima over the best
QUIET_STEAL = 0.01          # of the time, given by the hypervisor to others


def cores():
    """One logical CPU of each core that this process may use."""
    firsts = set()
    for cpu in os.sched_getaffinity(0):
        siblings = glob.glob(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        firsts.add(int(re.match(r"\d+", pathlib.Path(siblings[0]).read_text())[0]) if siblings else cpu)
    return sorted(firsts & os.sched_getaffinity(0)) or sorted(os.sched_getaffinity(0))


def field(path, name, default=""):
    found = re.search(rf"^{name}\s*:\s*(.*)", pathlib.Path(path).read_text(), re.M)
    return found[1] if found else default


def facts():
    here = set(field("/proc/cpuinfo", "flags").split())
    model = " ".join(field("/proc/cpuinfo", name) for name in ("cpu family", "model", "stepping"))
    return {"cpu": field("/proc/cpuinfo", "model name", platform.processor()), "family_model_stepping": model,
            "cores": len(cores()), "flags": " ".join(flag for flag in FLAGS if flag in here),
            "cache": field("/proc/cpuinfo", "cache size"), "kernel": platform.release(),
            "memory": f"{int(field('/proc/meminfo', 'MemTotal', '0').split()[0]) / 1e6:.0f} GB",
            "load": os.getloadavg()[0]}


def stolen():
    """(ticks given to others, ticks in all) since the machine started."""
    ticks = [int(word) for word in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return ticks[7], sum(ticks)


def spread(row):
    """How far the rounds' minima lie above the best of them: 0.02 is 2 %."""
    minima = sorted(low for low, _, _ in row["rounds"])
    return (minima[len(minima) // 2] / minima[0] - 1) if minima[0] > 0 else 0


def warnings(load, before, after, rows):
    found = []
    if load > QUIET_LOAD:
        found.append(f"the load average was {load:.1f} before the start: something else was running")
    steal = (after[0] - before[0]) / max(after[1] - before[1], 1)
    if steal > QUIET_STEAL:
        found.append(f"the hypervisor took {100 * steal:.0f} % of the time for others")
    noisy = [row for row in rows if spread(row) > QUIET_SPREAD]
    if noisy:
        worst = max(noisy, key=spread)
        found.append(f"in {len(noisy)} of {len(rows)} measurements the rounds' minima lie more than "
                     f"{100 * QUIET_SPREAD:.0f} % above the best ({worst['network']} by {worst['contender']}, "
                     f"{worst['threads']} threads: {100 * spread(worst):.0f} %)")
    return found
