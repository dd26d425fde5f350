-- Network files are Lua 5.4 in a closed state: what it does not offer is unknown here, too.
std = {
  read_globals = {
    "assert", "error", "ipairs", "next", "pairs", "print", "rawequal", "rawget", "rawlen", "require", "select", "tonumber",
    "tostring", "type", "math", "string", "table",
  },
}
max_line_length = 120
exclude_files = {"tests/errors", "tests/hostile", "build"}
