-- expect: attempt to call a nil value (field 'random')
print(math.random()) -- here
