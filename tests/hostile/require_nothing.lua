-- expect: require: the name of a module must be a string, not nothing
require() -- here
