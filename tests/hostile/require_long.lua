-- expect: require: the name of a module has 1048576 bytes, more than 255
require(("a"):rep(1 << 20)) -- here
