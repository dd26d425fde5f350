-- expect: require: ".a" is not the name of a module
require(".a") -- here
