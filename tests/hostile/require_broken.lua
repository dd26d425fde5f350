-- expect: syntax error near 'a'
-- setup: file broken.lua a a
-- file: broken.lua
-- line: 1
require "broken"
