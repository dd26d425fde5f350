-- expect: require: no module "not.there"
require "not.there" -- here
