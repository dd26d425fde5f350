// cpu.c - does this CPU have what the network's code was compiled for? Asked before any of it runs, because the
// alternative is a SIGILL. The kernel's list is the judge: it also knows whether the operating system saves the wide
// registers.
//
//   /proc/cpuinfo: "flags : fpu vme … popcnt …", needs: "popcnt" -> NULL (nothing is missing)
#include "runtime.h"

#include <stdlib.h>
#include <string.h>

static bool has_word(const char *line, const char *word, size_t length) {
  for (const char *at = line; *at; at += strcspn(at, " \t\n")) {
    at += strspn(at, " \t\n");
    if (strcspn(at, " \t\n") == length && strncmp(at, word, length) == 0) return true;
  }
  return false;
}

char *cnnc_missing_feature(const char *needs) {
  char *line = NULL, *missing = NULL;
  size_t capacity = 0;
  bool found = false;
  FILE *file = needs[strspn(needs, " ")] ? fopen("/proc/cpuinfo", "re") : NULL;
  if (!file) return NULL;
  while (!found && getline(&line, &capacity, file) > 0)
    found = strncmp(line, "flags", 5) == 0 || strncmp(line, "Features", 8) == 0 || strncmp(line, "isa", 3) == 0;
  for (const char *word = needs; found && !missing && *word; word += strcspn(word, " ")) {
    word += strspn(word, " ");
    size_t length = strcspn(word, " ");
    if (length && !has_word(line, word, length)) missing = strndup(word, length);
  }
  free(line);
  fclose(file);
  return missing;
}
