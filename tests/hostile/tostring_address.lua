-- expect: table function function
error(tostring({}) .. " " .. tostring(print) .. " " .. tostring(function() end), 0)
