-- expect: more than 200 million instructions: an endless loop?
table.sort({3, 2, 1}, function() while true do end end) -- here
