-- expect: require: "a/../secret" is not the name of a module
require("a/../secret") -- here
