-- expect: require: no module "up.secret"
-- setup: link up ..
require "up.secret"
