# embed.cmake - writes OUTPUT, a C file with the text of FILES (relative to ROOT) as the table `embedded` of cnnc.h.
#
# Each file is an array of character constants with a 0 behind it, since a string literal may be too long for a compiler.

list(SORT FILES)
set(arrays "#include \"cnnc.h\"\n\n")
set(rows "")
set(count 0)
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} hex HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," text "${hex}")
  string(APPEND arrays "static const char text_${count}[] = {${text}0};\n")
  string(APPEND rows "  {\"${file}\", text_${count}, sizeof text_${count} - 1},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUTPUT} "${arrays}\nconst Embedded embedded[] = {\n${rows}};\nconst int embedded_count = ${count};\n")
