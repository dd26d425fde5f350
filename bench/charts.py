"""docs/benchmarks.svg from what bench.py measured: for each network a bar as long as cnnc's time, where 1.0 is the
better of ONNX Runtime and OpenVINO, and a mark for each of the others. There is a panel for each thread count.
"""
import html

import report

COLOURS = {"cnnc": "#1f6feb", "onnxruntime": "#57606a", "openvino": "#8250df", "ncnn": "#2da44e", "torch": "#cf5f1b"}
LEFT, ROW, BAR, PANEL, GAP = 140, 22, 14, 400, 30
TITLE = "Time for one picture: 1.0 is the better of ONNX Runtime and OpenVINO"
MOST = 2.0              # ratios beyond this are drawn at the edge


def text(x, y, words, anchor="start", extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{html.escape(words)}</text>'


def place(left, ratio):
    return left + PANEL * min(ratio, MOST) / MOST


def mark(x, y, colour):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}" stroke="white"/>'


def axis(left, top, bottom):
    lines = []
    for tenths in range(0, int(MOST * 10) + 1, 5):
        x = place(left, tenths / 10)
        style = 'stroke="#cf222e"' if tenths == 10 else 'stroke="#d0d7de"'
        lines += [f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" {style}/>',
                  text(x, bottom + 14, f"{tenths / 10:.1f}", "middle")]
    return lines


def row(left, y, by, ratio, against):
    middle, length = y + ROW / 2, place(left, ratio) - left
    lines = [f'<rect x="{left}" y="{y + (ROW - BAR) / 2:.1f}" width="{length:.1f}" height="{BAR}" '
             f'fill="{COLOURS["cnnc"]}"/>',
             text(left + 4, middle + 4, f"{ratio:.2f}", extra=' fill="white"')]
    unit = by[against]["min"]
    return lines + [mark(place(left, by[name]["min"] / unit), middle, COLOURS[name]) for name in by if name != "cnnc"]


def legend(names, y):
    lines, x = [], LEFT
    for name in names:
        shape = f'<rect x="{x - 5}" y="{y - 9}" width="10" height="10" fill="{COLOURS[name]}"/>'
        lines += [shape if name == "cnnc" else mark(x, y - 4, COLOURS[name]), text(x + 10, y, report.LABELS[name])]
        x += 110
    return lines


def ratios(data):
    rows, counts = report.table(data), report.thread_counts(data)
    ratio = {(entry["network"], entry["threads"]): entry for entry in data["ratios"]}
    networks = list(dict.fromkeys(network for network, _ in ratio))
    top, bottom = 60, 60 + ROW * len(networks)
    width, height = LEFT + max(len(counts) * (PANEL + GAP), 110 * len(report.LABELS)), bottom + 60
    size = f'width="{width}" height="{height}"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect {size} fill="white"/>', text(LEFT, 22, TITLE, extra=' font-size="14"')]
    for i, name in enumerate(networks):
        lines.append(text(LEFT - 8, top + ROW * i + ROW / 2 + 4, report.TITLES[name], "end"))
    for panel, threads in enumerate(counts):
        left = LEFT + panel * (PANEL + GAP)
        lines += [text(left, top - 12, report.plural(threads)), *axis(left, top, bottom)]
        for i, network in enumerate(networks):
            entry = ratio.get((network, threads))
            if entry:
                lines += row(left, top + ROW * i, rows[network, threads], entry["ratio"], entry["against"])
    lines += [*legend(report.contenders(data), height - 12), "</svg>"]
    return "\n".join(lines) + "\n"
