-- expect: pairs: only keys that are numbers, texts or booleans have an order
for key in pairs{[{}] = 1, a = 2} do print(key) end -- here
