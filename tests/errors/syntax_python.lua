import cnn
x = cnn.image(3, 8, 8)
--[[ expect
syntax_python.lua:1:8: error: syntax error near 'cnn'
    1 | import cnn
      |        ^
]]
