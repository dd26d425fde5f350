-- expect: require: "a\nb" is not the name of a module
require("a\nb") -- here
