-- expect: require: "a b" is not the name of a module
require("a b") -- here
