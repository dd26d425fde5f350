-- expect: require: "1a" is not the name of a module
require("1a") -- here
