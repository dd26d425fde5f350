-- expect: string slice too long
print(("x"):rep(1 << 20):byte(1, -1))
