-- expect: more than 200 million instructions: an endless loop?
for _ = math.mininteger, math.maxinteger do end -- here
