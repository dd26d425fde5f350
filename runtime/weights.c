// weights.c - the packed weights: in the program, or a file beside it that is mapped read-only, so that starting costs
// nothing and processes share it. /usr/bin/resnet34 takes /usr/bin/resnet34.weights. Only the size is judged here; the
// network itself compares the header with what it was compiled for.
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool find_beside_program(char path[PATH_MAX]) {
  static const char suffix[] = ".weights";
  ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - sizeof suffix);
  if (length <= 0) {
    cnnc_error(NULL, "cannot tell where this program is: %s", strerror(errno));
    cnnc_hint("name the weights with --weights FILE");
    return false;
  }
  memcpy(path + length, suffix, sizeof suffix);
  return true;
}

static bool map_file(const struct cnnc_network *network, const char *path, int file, const void **weights) {
  struct stat info;
  if (fstat(file, &info) != 0) return cnnc_error(path, "cannot read: %s", strerror(errno)), false;
  if (!S_ISREG(info.st_mode)) return cnnc_error(path, "not a regular file"), false;
  if ((uint64_t)info.st_size != network->weights_size) {
    cnnc_error(path, "%lld bytes, but %s for target %s has %zu bytes of weights: this file belongs to another network",
               (long long)info.st_size, network->name, network->target, network->weights_size);
    return false;
  }
  void *map = mmap(NULL, network->weights_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (map == MAP_FAILED) return cnnc_error(path, "cannot map: %s", strerror(errno)), false;
  *weights = map;
  return true;
}

bool cnnc_weights_map(const struct cnnc_network *network, const char *path, const void **weights) {
  char beside[PATH_MAX];
  *weights = NULL;
  if (network->weights_size == 0) return true;
  if (!path && !find_beside_program(beside)) return false;
  const char *name = path ? path : beside;
  int file = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    cnnc_error(name, "cannot read the weights: %s", strerror(errno));
    if (!path) cnnc_hint("they belong beside the program, or are named with --weights FILE");
    return false;
  }
  bool good = map_file(network, name, file, weights);
  close(file);
  return good;
}
