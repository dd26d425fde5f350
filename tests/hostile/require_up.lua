-- expect: require: "../secret" is not the name of a module
require("../secret") -- here
