-- expect: require: the name of a module has a NUL byte in it
require "a\0b" -- here
