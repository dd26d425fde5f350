-- expect: require: cannot read secret.lua: it is a link, and links are not followed
-- setup: link secret.lua /etc/hostname
require "secret" -- here
