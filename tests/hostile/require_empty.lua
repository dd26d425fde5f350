-- expect: require: the name of a module is empty
require "" -- here
