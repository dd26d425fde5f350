-- expect: more than 200 million instructions: an endless loop?
while true do end -- here
