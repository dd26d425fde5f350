-- expect: string.format: %p shows an address, which differs from run to run
print(string.format("%5.1s %-20p", 1, {})) -- here
