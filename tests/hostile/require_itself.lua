-- expect: require: "circle" requires itself
-- setup: file circle.lua require "circle"
-- file: circle.lua
-- line: 1
require "circle"
