-- expect: require: the name of a module must be a text, not nothing
require() -- here
