"""Tensor files that are right, cut short, lying or hostile, for run_files.py.

A case is (name, bytes, expected): "ok", a piece of the message, or None where either will do as long as it is orderly.
"""

import io
import itertools
import json
import struct
import zipfile

import numpy as np

LIMITS = [0, 1, 2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, 2**64 - 1]
SAFETENSORS_NAME = {"<f4": "F32", "<f2": "F16", "<f8": "F64", "<i8": "I64"}


# ---- makers of files -------------------------------------------------------------------------------------------------
def safetensors_text(header, values=b"", length=None):
    header = header if isinstance(header, bytes) else json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(header) if length is None else length) + header + values


def safetensors(arrays, metadata=None):
    header, values = {} if metadata is None else {"__metadata__": metadata}, b""
    for name, array in arrays.items():
        header[name] = entry(SAFETENSORS_NAME[array.dtype.str], array.shape, len(values), len(values) + array.nbytes)
        values += np.ascontiguousarray(array).tobytes()
    return safetensors_text(header, values)


def entry(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end]}


def npy_text(header, values=b"", version=(1, 0), length=None):
    header = header.encode("latin1")
    size = struct.pack("<H" if version[0] == 1 else "<I", len(header) if length is None else length)
    return b"\x93NUMPY" + bytes(version) + size + header + values


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(arrays, compressed=False):
    file = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(file, **arrays)
    return file.getvalue()


def archive(members, method=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as out:
        for name, data in members:
            out.writestr(name, data)
    return file.getvalue()


def patched(data, at, field):
    return data[:at] + field + data[at + len(field) :]


# ---- cases -----------------------------------------------------------------------------------------------------------
SMALL = {"a": np.arange(6, dtype="<f4").reshape(2, 3), "b": np.ones(2, "<f2"), "n": np.array(5, "<i8")}
DICTIONARY = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n"


def truncations():
    for suffix, data in [
        ("safetensors", safetensors(SMALL)),
        ("npz", npz(SMALL)),
        ("npz", npz(SMALL, True)),
        ("npy", npy(SMALL["a"])),
    ]:
        yield f"whole.{suffix}", data, "ok"
        yield f"longer.{suffix}", data + b"\0", "error" if suffix != "npz" else None
        for size in range(len(data)):
            yield f"cut-{size}.{suffix}", data[:size], "error"


def safetensors_numbers():
    """Every numeric field at every limit, and pairs of them."""
    values = bytes(24)
    for x in LIMITS:
        good = json.dumps({"a": entry("F32", (2, 3), 0, 24)}).encode()
        yield "length", safetensors_text(good, values, length=x), "error"
    for x, y in itertools.product(LIMITS + [-1], repeat=2):
        shape_fits = x * y * 4 == 24 and x > 0
        yield "shape", safetensors_text({"a": entry("F32", (x, y), 0, 24)}, values), "ok" if shape_fits else "error"
        yield "offsets", safetensors_text({"a": entry("F32", (2, 3), x, y)}, values), "error"
        yield "other", safetensors_text({"a": entry("I64", (x, y), 0, 24)}, values), None
        yield "other-offsets", safetensors_text({"a": entry("I64", (2, 3), x, y)}, values), "error"
    for shape, dtype in itertools.product(
        [(2**32, 2**32), (2**31, 2**31, 4), (2**62, 4), (2**16,) * 4, (3,) * 8], ["F32", "F16"]
    ):
        yield "product", safetensors_text({"a": entry(dtype, shape, 0, 0)}), "error"
        yield "product", safetensors_text({"a": entry(dtype, shape, 0, 24)}, values), "error"


def safetensors_shapes():
    values = bytes(24)
    one, two = entry("F32", (3,), 0, 12), entry("F32", (3,), 12, 24)
    yield "two", safetensors_text({"a": one, "b": two}, values), "ok"
    yield "backwards", safetensors_text({"b": two, "a": one}, values), "ok"
    yield "empty-tensor", safetensors_text({"a": entry("F32", (0, 3), 0, 0), "b": one, "c": two}, values), "ok"
    yield "rank-0", safetensors_text({"a": entry("F32", (), 0, 4)}, bytes(4)), "ok"
    yield "rank-8", safetensors_text({"a": entry("F32", (1,) * 8, 0, 4)}, bytes(4)), "ok"
    yield "rank-9", safetensors_text({"a": entry("F32", (1,) * 9, 0, 4)}, bytes(4)), "at most 8 numbers"
    yield "metadata", safetensors_text({"__metadata__": {"format": "pt"}, "a": one, "b": two}, values), "ok"
    yield "metadata-deep", safetensors_text(
        {"__metadata__": {"a": {}}, "a": one, "b": two}, values
    ), "not an object of strings"
    yield "metadata-list", safetensors_text({"__metadata__": []}), "not an object of strings"
    yield "blanks", safetensors_text(json.dumps({"a": one, "b": two}).encode() + b"   ", values), "ok"
    yield "no-tensor", safetensors_text({}), "ok"
    yield "overlap", safetensors_text(
        {"a": one, "b": entry("F32", (3,), 8, 20)}, bytes(20)
    ), "b: overlaps another tensor"
    yield "twice", safetensors_text({"a": one, "b": one}, bytes(12)), "overlaps another tensor"
    yield "gap", safetensors_text(
        {"a": one, "b": entry("F32", (2,), 16, 24)}, values
    ), "b: a gap lies before its values"
    yield "gap-first", safetensors_text({"b": two}, values), "b: a gap lies before its values"
    yield "rest", safetensors_text({"a": one}, values), "bytes after the last tensor"
    yield "reversed", safetensors_text({"a": entry("F32", (3,), 12, 0)}, values), "a: data_offsets run backwards"
    yield "beyond", safetensors_text({"a": one, "b": two}, bytes(23)), "b: data_offsets lie beyond the end of the file"
    yield "too-small", safetensors_text({"a": entry("F32", (7,), 0, 24)}, values), "do not give as many bytes"
    yield "double-key", safetensors_text(b'{"a":%b,"a":%b}' % ((json.dumps(one).encode(),) * 2), bytes(12)), "duplicate"
    for dtype in ["", "f32", "F32 ", "F33", "float32", "\u0000", "X" * 1000]:
        yield "dtype", safetensors_text({"a": entry(dtype, (3,), 0, 12)}, bytes(12)), None
    for key, value in itertools.product(
        ["dtype", "shape", "data_offsets"], [None, True, -1, 1.0, "F32", [], {}, [[]], ["1", 2]]
    ):
        if (key, value) != ("dtype", "F32"):
            yield "type", safetensors_text({"a": dict(one, **{key: value})}, bytes(12)), "error"
    for numbers in ([0.0, 12.0], [0, 12, 12], [12], ["0", "12"], [-0.0, 12], [False, 12]):
        yield "offsets", safetensors_text({"a": dict(one, data_offsets=numbers)}, bytes(12)), "two numbers"
    yield "more-keys", safetensors_text({"a": dict(one, more=1)}, bytes(12)), "and nothing else"
    yield "fewer-keys", safetensors_text(
        {"a": {"dtype": "F32", "shape": [3]}}, bytes(12)
    ), "needs dtype, shape and data_offsets"
    yield "escape", safetensors_text({"a\x1b[2J\n": dict(one, more=1)}, bytes(12)), "a\\x1b[2J\\n"


def safetensors_bombs():
    big = 16 << 20
    yield "empty", b"", "shorter than the 8 bytes"
    yield "zero-length", bytes(8), "does not begin with {"
    yield "array", safetensors_text(b"[]"), "does not begin with {"
    yield "blank-first", safetensors_text(b" {}"), "does not begin with {"
    yield "zip", safetensors_text(npz(SMALL)), "does not begin with {"
    yield "nul", safetensors_text(b'{"a\\u0000b":1}'), "not JSON"
    yield "utf-8", safetensors_text(b'{"\xff":1}'), "not JSON"
    yield "huge-number", safetensors_text(b'{"a":' + b"9" * 400 + b"}"), "not JSON"
    yield "huge-real", safetensors_text(b'{"a":1e999}'), "not JSON"
    yield "unclosed", safetensors_text(b'{"a":'), "not JSON"
    yield "unclosed-string", safetensors_text(b'{"a\\'), "not JSON"
    yield "trailing", safetensors_text(b"{}{}"), "not JSON"
    yield "key", safetensors_text({"k" * 1000000: 1}), "needs dtype"
    for opening, depth in itertools.product([b'{"a":', b"["], [4, 100, 3000, 1000000]):
        yield "deep", safetensors_text(b'{"a":' + opening * depth), "nested too deeply"
    for filling in [b"[],", b"{},", b"0,", b'"",', b'{"":0},']:
        yield "many", safetensors_text(b'{"a":[' + filling * ((big - 100) // len(filling)) + b"0]}"), "too many values"
    yield "just-too-many", safetensors_text(b'{"a":[' + b"[]," * 200000 + b"0]}"), "needs dtype"
    yield "header-limit", safetensors_text(b"{" + b" " * (big - 2) + b"}"), "ok"
    yield "header-over", safetensors_text(b"{" + b" " * (big - 1) + b"}"), "but at most 16777216 are read"


def npy_cases():
    values = SMALL["a"].tobytes()
    for array in [
        np.float32(3),
        np.ones(3, "<f2"),
        np.ones((1,) * 8, "<f4"),
        np.ones((0, 3)),
        np.ones((2, 3, 4), "<f8"),
    ]:
        yield "good", npy(np.asarray(array)), "ok"
    for version in [(1, 0), (2, 0), (3, 0)]:
        yield "version", npy_text(DICTIONARY, values, version), "ok"
    for version in [(0, 0), (1, 1), (3, 1), (4, 0), (255, 255)]:
        yield "version", npy_text(DICTIONARY, values, version), "the version is not"
    yield "spacing", npy_text('{"descr":"<f4","shape":( 2,3 ,),\'fortran_order\':False}', values), "ok"
    yield "fortran", npy(np.asfortranarray(SMALL["a"])), "only C order is read"
    for dtype in [">f4", ">f8", "<i8", "|u1", "<c8", "<U4", "|b1", ">f2"]:
        yield "dtype", npy(np.zeros(2, dtype)), f"values of type {dtype}"
    yield "record", npy(np.zeros(2, [("a", "<f4")])), "descr is not the name of a plain type"
    yield "object", npy_text(
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", b"\x80\x04K\x01."
    ), "values of type |O"
    for length in [0, 1, 9999, 10000, 10001, 65535]:
        yield "padded", npy_text(DICTIONARY + " " * (length - len(DICTIONARY)), values, (2, 0)), (
            "more than 10000" if length > 10000 else "ok"
        )
    for length in [1 << 16, 1 << 31, (1 << 32) - 1]:
        yield "length", npy_text(DICTIONARY, values, (2, 0), length), "more than 10000"
    yield "length", npy_text(DICTIONARY, b"", (1, 0), 9999), "the header is longer than the file"
    for x, y in itertools.product(LIMITS + [2**64, 10**30], repeat=2):
        fits = x * y == 6
        yield "shape", npy_text(DICTIONARY.replace("(2, 3)", f"({x}, {y})"), values), "ok" if fits else "error"
        yield "shape", npy_text(DICTIONARY.replace("(2, 3)", f"({x}, {y})")), (
            "ok" if 0 == x * y < 2**64 > max(x, y) else "error"
        )
    for shape in [
        "(6)",
        "(,)",
        "(2 3)",
        "(-6,)",
        "(+6,)",
        "(6,",
        "6",
        "[6]",
        "(6,),",
        "(6.0,)",
        "(6L,)",
        "(0x6,)",
        "(1,)*6",
        "(None,)",
        "(1, 1, 1, 1, 1, 1, 1, 1, 6)",
        "(6,,)",
        "(6_0,)",
        "(" * 5000,
    ]:
        yield "shape", npy_text(f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}", values), "error"
    good = ["'descr': '<f4'", "'fortran_order': False", "'shape': (6,)"]
    for order in itertools.permutations(good):
        yield "order", npy_text("{" + ", ".join(order) + "}", values), "ok"
    for parts in [
        good[:2],
        good[1:],
        good + good[:1],
        good + ["'more': 1"],
        ["'descr': \"<f4'"] + good[1:],
        ["descr: '<f4'"] + good[1:],
        ["'descr': u'<f4'"] + good[1:],
        ["'descr': '<f\\x34'"] + good[1:],
        good[:1] + ["'fortran_order': 0"] + good[2:],
        [],
    ]:
        yield "keys", npy_text("{" + ", ".join(parts) + "}", values), "error"
    for text in ["", "{", "}", "[]", "{}{}", DICTIONARY + "x", "\0" * 64, "'" * 64, "{" * 9000]:
        yield "dictionary", npy_text(text, values), "error"
    yield "magic", b"\x94" + npy(SMALL["a"])[1:], "does not begin as NumPy writes it"


def npz_cases():
    good = npy(SMALL["a"])
    stored = archive([("a.npy", good), ("b.npy", good)])
    yield "good", stored, "ok"
    yield "none", archive([]), "ok"
    yield "deflated", archive([("a.npy", good)], zipfile.ZIP_DEFLATED), "ok"
    yield "fortran", archive([("a.npy", npy(np.asfortranarray(SMALL["a"])))]), "only C order is read"
    yield "other", archive([("a.npy", npy(np.zeros(2, ">f4")))]), "ok"
    yield "bzip2", archive([("a.npy", good)], zipfile.ZIP_BZIP2), "neither stored nor deflated"
    yield "lzma", archive([("a.npy", good)], zipfile.ZIP_LZMA), "neither stored nor deflated"
    yield "text", archive([("read.me", b"hello")]), "the name does not end in .npy"
    yield "nameless", archive([(".npy", good)]), "the name does not end in .npy"
    yield "folder", archive([("a/", b"")]), "the name does not end in .npy"
    yield "long-name", archive([("a" * 600 + ".npy", good)]), "longer than 512"
    yield "paths", archive([("../../etc/passwd.npy", good), ("/a.npy", good), ("C:\\a.npy", good)]), "ok"
    yield "twice", stored.replace(b"b.npy", b"a.npy"), "two members of one name"
    yield "checksum", stored.replace(good, good[:-1] + b"\x7f", 1), "checksum"
    yield "lying-npy", archive([("a.npy", npy_text(DICTIONARY, bytes(20)))]), "do not give as many bytes"
    yield "escape", archive([("\x1b[2J\x07\n.npy", b"")]), "npy: does not begin"
    yield "empty-member", archive([("a.npy", b"")]), "does not begin as NumPy writes it"
    for megabytes, message in [(20, "ok"), (40, "unpack to more than")]:
        zeros = npy(np.zeros(megabytes << 18, "<f4"))
        yield "bomb", archive([("a.npy", zeros)], zipfile.ZIP_DEFLATED), message
    yield "bombs", archive(
        [(f"{i}.npy", npy(np.zeros(2 << 18, "<f4"))) for i in range(30)], zipfile.ZIP_DEFLATED
    ), "unpack to more than"
    local, central, end = stored.find(b"PK\3\4"), stored.find(b"PK\1\2"), stored.find(b"PK\5\6")
    for at, size in [
        (local + 14, 4),
        (local + 18, 4),
        (local + 22, 4),
        (local + 26, 2),
        (local + 28, 2),
        (local + 6, 2),
        (local + 8, 2),
        (central + 16, 4),
        (central + 20, 4),
        (central + 24, 4),
        (central + 28, 2),
        (central + 30, 2),
        (central + 32, 2),
        (central + 42, 4),
        (central + 8, 2),
        (central + 10, 2),
        (end + 4, 2),
        (end + 8, 2),
        (end + 10, 2),
        (end + 12, 4),
        (end + 16, 4),
        (end + 20, 2),
    ]:
        for x in LIMITS:
            yield "field", patched(stored, at, struct.pack("<Q", x)[:size]), None
    forced = npz(SMALL)
    for at in range(len(forced)):
        yield "flip", patched(forced, at, bytes([forced[at] ^ 0xFF])), None


def all_cases():
    yield from truncations()
    for suffix, makers in [
        ("safetensors", [safetensors_numbers, safetensors_shapes, safetensors_bombs]),
        ("npy", [npy_cases]),
        ("npz", [npz_cases]),
    ]:
        for maker in makers:
            for name, data, expected in maker():
                yield f"{name}.{suffix}", data, expected
