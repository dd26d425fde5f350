-- expect: conv: more than 1000000 connections
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local row, rows = {}, {}
for i = 1, 10000 do row[i], rows[i] = 0, row end
return x:conv{10000, kernel = 1, table = rows} -- here
