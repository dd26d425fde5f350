-- expect: require: the name of a module must be a string, not a number
require(7) -- here
