-- expect: attempt to call a nil value (method 'find')
("a"):rep(3000):find((".-"):rep(6) .. "b") -- here
