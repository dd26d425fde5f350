-- expect: done
for i = 1, 1000000 do
  print(i, "\27[2J", {}, ("x"):rep(200))
end
error("done", 0)
