-- expect: require: "/etc/passwd" is not the name of a module
require("/etc/passwd") -- here
