"""The two plots of docs/zoo.md as SVG, written without a library: top-1 accuracy and latency against MACs.

    accuracy(results, figures)      a circle a network of ImageNet, its area the parameters; after Canziani et al., 2016
    latency(results, figures, peak) a dot a network, and the line below which no core of `peak` GFLOP/s can get

Both return the text of a file. Labels look for a place of their own: each tries positions around its circle, near ones
first, and takes the one that covers least of other labels and circles; far ones get a line to their circle.
"""
import html
import math

from zoo_page import FAMILIES, family_of

COLORS = ("#8c564b", "#7f7f7f", "#bcbd22", "#17becf", "#d62728", "#2ca02c", "#555555", "#1f77b4", "#1f77b4", "#9467bd",
          "#0b3d91", "#ff7f0e", "#6b8e23", "#e377c2", "#00897b", "#b8860b")
COLOR = dict(zip(FAMILIES, COLORS))
LEFT, RIGHT, TOP, BOTTOM = 75, 25, 60, 65
FONT = 11
HALO = f' font-size="{FONT}" stroke="white" stroke-width="3" stroke-opacity="0.8" paint-order="stroke"'


class Axis:
    """A scale from values to pixels; ticks: [(value, label)]."""

    def __init__(self, low, high, start, end, logarithmic, ticks):
        self.bend = math.log10 if logarithmic else float
        self.low, self.high, self.start, self.end = self.bend(low), self.bend(high), start, end
        self.ticks = [(value, label) for value, label in ticks if low <= value <= high]

    def __call__(self, value):
        return self.start + (self.bend(value) - self.low) / (self.high - self.low) * (self.end - self.start)


class Circle:
    def __init__(self, x, y, radius, label, color):
        self.x, self.y, self.radius, self.label, self.color = x, y, radius, label, color
        self.box = None                                     # of the label: left, top, right, bottom


def overlap(a, b):
    """The area that two boxes share."""
    return max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))


def places(circle):
    """Boxes around the circle, with what their distance costs."""
    width, height = 0.57 * FONT * len(circle.label), FONT + 1
    for gap in (3, 9, 17, 27, 39, 53, 70, 90, 115):
        for step in range(16):
            angle = step * math.pi / 8
            x = circle.x + (circle.radius + gap) * math.cos(angle) + width / 2 * (math.cos(angle) - 1)
            y = circle.y + (circle.radius + gap) * math.sin(angle) - height / 2 * (1 - math.sin(angle))
            yield (x, y, x + width, y + height), 2.0 * (gap - 3) + (step % 8 != 0)


def dot(circle):
    """A box of the circle's area, more or less."""
    half = 0.8 * circle.radius
    return circle.x - half, circle.y - half, circle.x + half, circle.y + half


def place_labels(circles, frame, taken):
    """Gives every circle the cheapest box in the frame and off the boxes taken; later rounds know the other labels."""
    for _ in range(4):
        for circle in circles:
            others = taken + [other.box for other in circles if other is not circle and other.box]

            def cost(place):
                box, distance = place
                inside = overlap(box, frame) / ((box[2] - box[0]) * (box[3] - box[1]))
                return (distance + 1e4 * (inside < 0.999) + 10 * sum(overlap(box, other) for other in others)
                        + sum(8 / c.radius * overlap(box, dot(c)) for c in circles))
            circle.box = min(places(circle), key=cost)[0]


def text(x, y, content, anchor="middle", extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{html.escape(content)}</text>'


def line(x1, y1, x2, y2, style):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'


def axes(x, y, title, x_title, y_title):
    grid = 'stroke="#e4e4e4"'
    parts = [text((x.start + x.end) / 2, 26, title, extra=' font-size="17" font-weight="bold"')]
    for value, label in x.ticks:
        parts += [line(x(value), y.start, x(value), y.end, grid), text(x(value), y.start + 18, label)]
    for value, label in y.ticks:
        parts += [line(x.start, y(value), x.end, y(value), grid), text(x.start - 8, y(value) + 4, label, "end")]
    parts += [f'<rect x="{x.start}" y="{y.end}" width="{x.end - x.start}" height="{y.start - y.end}" fill="none" '
              'stroke="#333"/>', text((x.start + x.end) / 2, y.start + 42, x_title, extra=' font-size="14"')]
    middle = (y.start + y.end) / 2
    parts.append(text(20, middle, y_title, extra=f' font-size="14" transform="rotate(-90 20 {middle:.1f})"'))
    return parts


def draw(circles):
    parts = [f'<circle cx="{c.x:.1f}" cy="{c.y:.1f}" r="{c.radius:.1f}" fill="{c.color}" fill-opacity="0.35" '
             f'stroke="{c.color}"/>' for c in sorted(circles, key=lambda c: -c.radius)]
    for c in circles:
        near = min(max(c.x, c.box[0]), c.box[2]), min(max(c.y, c.box[1]), c.box[3])
        distance = math.dist(near, (c.x, c.y))
        if distance > c.radius + 5:
            edge = [c.radius / distance * (b - a) for a, b in zip((c.x, c.y), near)]
            parts.append(line(c.x + edge[0], c.y + edge[1], *near, 'stroke="#777" stroke-width="0.7"'))
    parts += [text((c.box[0] + c.box[2]) / 2, c.box[3] - 3, c.label, extra=HALO) for c in circles]
    return parts


def legend(families, x, y):
    parts = []
    for place, family in enumerate(families):
        parts += [f'<circle cx="{x}" cy="{y + 18 * place}" r="6" fill="{COLOR[family]}" fill-opacity="0.35" '
                  f'stroke="{COLOR[family]}"/>', text(x + 12, y + 18 * place + 4, family, "start")]
    return parts


def svg(width, height, parts):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" fill="#111">\n'
            '<rect width="100%" height="100%" fill="white"/>\n'
            + "\n".join(parts) + "\n</svg>\n")


def families_of(names):
    return [family for family in FAMILIES if any(family_of(name) == family for name in names)]


# ---- the plots -------------------------------------------------------------------------------------------------------
def accuracy(results, figures):
    width, height, largest = 1150, 820, 34
    names = [name for name in results if "top1" in figures[name] and figures[name]["outputs"]["output"] == [1000]]
    x = Axis(0.25e9, 36e9, LEFT, width - RIGHT, True, [(g * 1e9, f"{g:g}") for g in (0.3, 0.5, 1, 2, 3, 5, 10, 20, 30)])
    y = Axis(53, 85, height - BOTTOM, TOP, False, [(percent, str(percent)) for percent in range(50, 90, 5)])

    def radius(parameters):
        return largest * math.sqrt(parameters / 150e6)
    circles = [Circle(x(results[name]["macs"]), y(figures[name]["top1"]), radius(results[name]["parameters"]), name,
                      COLOR[family_of(name)]) for name in names]
    families = families_of(names)
    legend_top = height - BOTTOM - 18 * len(families) - 10
    place_labels(circles, (x.start + 2, y.end + 2, x.end - 2, y.start - 2),
                 [(x.end - 390, legend_top, x.end, y.start)])
    parts = axes(x, y, "Top-1 accuracy on ImageNet, as published, and what it costs",
                 "multiply-accumulates for one picture, billions (logarithmic)", "top-1 accuracy, %")
    parts += draw(circles) + legend(families, x.end - 130, legend_top + 10)
    for place, millions in enumerate((5, 50, 150)):
        centre = x.end - 330 + 75 * place
        parts += [f'<circle cx="{centre}" cy="{y.start - 62}" r="{radius(millions * 1e6):.1f}" fill="none" '
                  'stroke="#333"/>', text(centre, y.start - 12, f"{millions} M")]
    parts.append(text(x.end - 255, y.start - 106, "area: parameters"))
    return svg(width, height, parts)


def latency(results, figures, peak):
    width, height = 1200, 1000
    names = [name for name in results if " " not in name and family_of(name) not in ("LeNet-5", "Lessons")]
    macs, times = ([results[name][key] for name in names] for key in ("macs", "latency_ms"))
    ticks = [digit * 10.0 ** power for power in range(-4, 14) for digit in (1, 2, 5)]
    x = Axis(min(macs) / 2, max(macs) * 2, LEFT, width - RIGHT, True, [(tick, f"{tick / 1e9:g}") for tick in ticks])
    y = Axis(min(times) / 2, max(times) * 2, height - BOTTOM, TOP, True, [(tick, f"{tick:g}") for tick in ticks])
    circles = [Circle(x(results[name]["macs"]), y(results[name]["latency_ms"]), 4, name, COLOR[family_of(name)])
               for name in names]
    families = families_of(names)
    place_labels(circles, (x.start + 2, y.end + 2, x.end - 2, y.start - 2),
                 [(x.start, y.end, x.start + 150, y.end + 18 * len(families) + 20)])
    parts = axes(x, y, "Latency of one picture on one thread",
                 "multiply-accumulates for one picture, billions (logarithmic)", "latency, ms (logarithmic)")
    parts += guides(x, y, peak) + draw(circles) + legend(families, x.start + 20, y.end + 20)
    return svg(width, height, parts)


def guides(x, y, peak):
    """Lines of constant GFLOP/s: the peak, a half and a quarter of it."""
    parts = []
    for share, name in ((1, "peak"), (0.5, "1/2"), (0.25, "1/4")):
        def milliseconds(macs):
            return 2 * macs / (share * peak * 1e6)
        ends = [10 ** x.low, 10 ** x.high]
        ends[0] = max(ends[0], 10 ** y.low * share * peak * 1e6 / 2)
        ends[1] = min(ends[1], 10 ** y.high * share * peak * 1e6 / 2)
        (x1, y1), (x2, y2) = ((x(end), y(milliseconds(end))) for end in ends)
        dash = "" if share == 1 else ' stroke-dasharray="6 4"'
        parts.append(line(x1, y1, x2, y2, f'stroke="#c33" stroke-width="1.2"{dash}'))
        angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
        at = x1 + 0.055 * (x2 - x1), y1 + 0.055 * (y2 - y1)
        place = f"{at[0]:.1f} {at[1]:.1f}"
        parts.append(text(at[0], at[1] + (14 if share == 1 else -5), f"{name}: {share * peak:.0f} GFLOP/s",
                          extra=f' fill="#a22" transform="rotate({angle:.1f} {place})"'))
    return parts
