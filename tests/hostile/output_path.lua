-- expect: the name of output "../../evil" may have letters, digits and _ only
-- line: 5
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return {x, ["../../evil"] = x}
