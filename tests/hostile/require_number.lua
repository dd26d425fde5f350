-- expect: require: the name of a module must be a text, not a number
require(7) -- here
