-- expect: attempt to call a nil value (global 'setmetatable')
table.insert(setmetatable({}, {__len = function() return 1 << 60 end}), 1, 0) -- here
