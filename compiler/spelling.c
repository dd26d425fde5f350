// spelling.c - which of the words that there are is meant by one that is not there.
//
// In: a word and a list. Out: the nearest of the list, NULL if none is near: "pad" for "padding", "kernel" for
// "kernal", nothing for "banana".
#include "cnnc.h"

#include <string.h>

enum { LONGEST = 96 }; // of words that are compared, and a distance that no two of them have

// The edit distance (insert, delete, replace, swap of neighbours) between two short words.
static int distance(const char *a, const char *b) {
  int n = (int)strlen(a), m = (int)strlen(b);
  if (n >= LONGEST || m >= LONGEST) return LONGEST;
  int row[3][LONGEST + 1];
  for (int j = 0; j <= m; j++) row[0][j] = j;
  for (int i = 1; i <= n; i++) {
    int *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
    now[0] = i;
    for (int j = 1; j <= m; j++) {
      int best = before[j - 1] + (a[i - 1] != b[j - 1]);
      if (before[j] + 1 < best) best = before[j] + 1;
      if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && earlier[j - 2] + 1 < best)
        best = earlier[j - 2] + 1;
      now[j] = best;
    }
  }
  return row[n % 3][m];
}

// Whether one is the beginning of the other: "pad" of "padding".
static bool begins_alike(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b), shorter = n < m ? n : m;
  return shorter >= 3 && strncmp(a, b, shorter) == 0;
}

const char *nearest(const char *word, const char *const *list, int n) {
  const char *best = NULL;
  int least = strlen(word) < LONGEST ? (int)strlen(word) / 3 + 2 : 0;
  for (int i = 0; i < n; i++) {
    int d = distance(word, list[i]);
    if (begins_alike(word, list[i])) d = d > 2 ? 2 : d;
    else if (d > 1 && 2 * (size_t)d > strlen(word)) continue; // "dot" is nothing like "fft"
    bool same_letter = best && *best != *word && *list[i] == *word;
    if (d < least || (d == least && same_letter)) least = d, best = list[i];
  }
  return best;
}
