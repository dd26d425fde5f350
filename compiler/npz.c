// npz.c - the arrays of a zip archive as numpy.savez writes it: each member NAME.npy is the tensor NAME.
//
// In: the mapped bytes. Out: one Tensor a member, in the order of the archive; a name is a key and never a path. Each
// member is unpacked into the arena, which also checks its checksum.
//
// Hostile files: deflate shrinks zeros a thousandfold, so that a small archive can ask for all memory. All members
// together may unpack to 32 times the archive and 32 MiB more, which weights that were trained never reach (they
// shrink by a tenth), and each has exactly the bytes that its npy header asks for.
#include "cnnc.h"

#include <string.h>
#include <zip.h>

#include "checked.h"

enum { MAX_MEMBERS = 1 << 16, MAX_GROWTH = 32, MAX_NAME = 512 };
static const uint64_t ROOM = 32 << 20;

static bool fail(const char *path, const char *name, const char *why) {
  error_in(path, "npz: %s%s%s", name ? format("%.100s", printable(name)) : "", name ? ": " : "", why);
  return false;
}

static const char *check_member(const zip_stat_t *info) {
  const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  size_t length = (info->valid & ZIP_STAT_NAME) ? strlen(info->name) : 0;
  if (length < 5 || strcmp(info->name + length - 4, ".npy") != 0) return "the name does not end in .npy";
  if (length > MAX_NAME) return "the name is longer than 512 bytes";
  if ((info->valid & needed) != needed) return "the archive does not say how large it is";
  if (info->encryption_method != ZIP_EM_NONE) return "it is encrypted";
  if (info->comp_method != ZIP_CM_STORE && info->comp_method != ZIP_CM_DEFLATE) return "neither stored nor deflated";
  return NULL;
}

// All of a member: `size` bytes, then its end, where the checksum is compared.
static bool unpack(zip_t *archive, zip_uint64_t index, uint64_t size, Bytes *bytes) {
  zip_file_t *member = zip_fopen_index(archive, index, 0);
  if (!member) return false;
  uint8_t *data = alloc(size), beyond;
  uint64_t done = 0;
  zip_int64_t n;
  while (done < size && (n = zip_fread(member, data + done, size - done)) > 0) done += (uint64_t)n;
  bool good = done == size && zip_fread(member, &beyond, 1) == 0;
  *bytes = (Bytes){data, size};
  return zip_fclose(member) == 0 && good;
}

static bool read_member(const char *path, zip_t *archive, zip_uint64_t index, uint64_t *room, Tensor *tensor) {
  zip_stat_t info;
  Bytes bytes;
  zip_stat_init(&info);
  if (zip_stat_index(archive, index, 0, &info) != 0) return fail(path, NULL, "a member cannot be read");
  const char *why = check_member(&info);
  if (why) return fail(path, (info.valid & ZIP_STAT_NAME) ? info.name : NULL, why);
  if (!checked_sub(*room, info.size, room))
    return fail(path, info.name, "the members unpack to more than 32 times the archive and 32 MiB");
  if (!unpack(archive, index, info.size, &bytes))
    return fail(path, info.name, "cannot be unpacked, or its checksum is wrong");
  if (!view_npy(format("%s(%.100s)", path, info.name), bytes, tensor)) return false;
  tensor->name = format("%.*s", (int)strlen(info.name) - 4, info.name);
  return true;
}

static bool read_members(const char *path, zip_t *archive, uint64_t archive_size, Tensors *tensors) {
  zip_int64_t count = zip_get_num_entries(archive, 0);
  uint64_t room;
  if (count < 0 || count > MAX_MEMBERS) return fail(path, NULL, "more than 65536 members");
  if (!checked_mul(archive_size, MAX_GROWTH, &room) || !checked_add(room, ROOM, &room))
    return fail(path, NULL, "too large");
  *tensors = (Tensors){NEW_ARRAY(Tensor, count), 0};
  for (; tensors->count < count; tensors->count++)
    if (!read_member(path, archive, (zip_uint64_t)tensors->count, &room, &tensors->tensor[tensors->count]))
      return false;
  return true;
}

bool read_npz(const char *path, Bytes file, Tensors *tensors) {
  zip_error_t error;
  zip_error_init(&error);
  if (file.size == 0) return fail(path, NULL, "the file is empty");
  zip_source_t *source = zip_source_buffer_create(file.data, file.size, 0, &error);
  zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
  if (!archive) {
    bool twice = zip_error_code_zip(&error) == ZIP_ER_EXISTS;
    fail(path, NULL,
         twice ? "two members of one name" : format("not a whole zip archive: %s", zip_error_strerror(&error)));
    if (source) zip_source_free(source);
    zip_error_fini(&error);
    return false;
  }
  bool good = read_members(path, archive, file.size, tensors);
  zip_discard(archive);
  return good;
}
