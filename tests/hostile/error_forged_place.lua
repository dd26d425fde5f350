-- expect: forged
error("#7:999999: forged", 0)
