-- expect: all gone
for _, name in ipairs{"load", "loadfile", "dofile", "collectgarbage", "warn", "setmetatable", "getmetatable", "rawset",
                      "pcall", "xpcall", "io", "os", "package", "debug", "coroutine", "utf8", "module"} do
  if _G[name] ~= nil then error(name .. " is still there", 0) end
end
for _, name in ipairs{"dump", "find", "match", "gmatch", "gsub", "pack", "unpack", "packsize"} do
  if ("x")[name] ~= nil then error("string." .. name .. " is still there", 0) end
end
error("all gone", 0)
