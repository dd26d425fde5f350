// bitmap.c - the two formats without compression, BMP and PNM, read strictly: every byte of the pixels must be there,
// sizes are checked before anything is allocated, an index outside its palette is an error.
//
//   BMP  14 bytes of file header, 40 to 124 of picture header, palette of 4-byte BGR entries, rows from the bottom up,
//        each padded to 4 bytes; 1, 4 or 8 bits of palette index, 24 bits BGR, 32 bits BGRX
//   PNM  "P6 # comment\n640 480\n255\n" and bytes RGB; P5: grey; P2, P3: the same as decimal numbers
#include "runtime.h"

#include <string.h>

// ---- BMP ------------------------------------------------------------------------------------------------------------
enum { FILE_HEADER = 14, HEADER = 40, BITFIELDS = 3 };

struct bmp {
  uint32_t begin, header, bits, compression, colours;
  int64_t width, height;
  const uint8_t *palette;
};

static uint32_t u16(const uint8_t *at) { return at[0] | (uint32_t)at[1] << 8; }

static uint32_t u32(const uint8_t *at) { return u16(at) | u16(at + 2) << 16; }

static int64_t s32(const uint8_t *at) { return (int64_t)(u32(at) ^ 0x80000000u) - 0x80000000; }

// 32-bit rows may say where their colours lie; only the usual order is read.
static bool usual_masks(struct cnnc_file file) {
  const uint8_t *mask = file.data + FILE_HEADER + HEADER;
  return file.size >= FILE_HEADER + HEADER + 12 && u32(mask) == 0xff0000 && u32(mask + 4) == 0xff00 &&
         u32(mask + 8) == 0xff;
}

static bool read_bmp_header(const char *path, struct cnnc_file file, struct bmp *bmp) {
  const uint8_t *data = file.data;
  if (file.size < FILE_HEADER + HEADER) return cnnc_error(path, "BMP: the file is cut off"), false;
  *bmp = (struct bmp){.begin = u32(data + 10),
                      .header = u32(data + 14),
                      .width = s32(data + 18),
                      .height = s32(data + 22),
                      .bits = u16(data + 28),
                      .compression = u32(data + 30),
                      .colours = u32(data + 46)};
  if (bmp->header < HEADER || bmp->header > 124 || u16(data + 26) != 1)
    return cnnc_error(path, "BMP: unknown kind of header"), false;
  bool indexed = bmp->bits == 1 || bmp->bits == 4 || bmp->bits == 8;
  bool masks = bmp->bits == 32 && bmp->compression == BITFIELDS && usual_masks(file);
  if ((!indexed && bmp->bits != 24 && bmp->bits != 32) || (bmp->compression && !masks)) {
    cnnc_error(path, "BMP: %u bits with compression %u are not read", bmp->bits, bmp->compression);
    return cnnc_hint("save it with 24 bits and without compression, or as PNG"), false;
  }
  if (!indexed) return true;
  if (bmp->colours == 0) bmp->colours = 1u << bmp->bits;
  uint64_t palette = FILE_HEADER + (uint64_t)bmp->header;
  if (bmp->colours > 1u << bmp->bits || palette + 4 * (uint64_t)bmp->colours > file.size)
    return cnnc_error(path, "BMP: the palette has %u colours", bmp->colours), false;
  bmp->palette = data + palette;
  return true;
}

static void copy_bgr(uint8_t *to, const uint8_t *from) { to[0] = from[2], to[1] = from[1], to[2] = from[0]; }

static bool convert_bmp_row(const struct bmp *bmp, const uint8_t *from, int width, uint8_t *to) {
  unsigned bits = bmp->bits;
  for (unsigned x = 0; x < (unsigned)width; x++, to += 3) {
    if (bits >= 24) {
      copy_bgr(to, from + x * (bits / 8));
      continue;
    }
    unsigned bit = x * bits, index = (unsigned)from[bit / 8] >> (8 - bits - bit % 8) & ((1u << bits) - 1);
    if (index >= bmp->colours) return false;
    copy_bgr(to, bmp->palette + 4 * index);
  }
  return true;
}

bool cnnc_bmp_decode(const char *path, struct cnnc_file file, struct cnnc_picture *picture) {
  struct bmp bmp;
  if (!read_bmp_header(path, file, &bmp)) return false;
  bool down = bmp.height < 0; // rows from the top down
  if (!cnnc_picture_reserve(path, bmp.width, down ? -bmp.height : bmp.height, picture)) return false;
  size_t row = ((size_t)picture->width * bmp.bits + 31) / 32 * 4, height = (size_t)picture->height;
  if (bmp.begin < FILE_HEADER + bmp.header || bmp.begin > file.size || row * height > file.size - bmp.begin)
    return cnnc_error(path, "BMP: the file is cut off"), false;
  for (size_t y = 0; y < height; y++) {
    const uint8_t *from = file.data + bmp.begin + (down ? y : height - 1 - y) * row;
    if (!convert_bmp_row(&bmp, from, picture->width, picture->pixel + y * (size_t)picture->width * 3))
      return cnnc_error(path, "BMP: a pixel is not in the palette"), false;
  }
  return true;
}

// ---- PNM ------------------------------------------------------------------------------------------------------------
struct text {
  const uint8_t *next, *end;
};

static bool is_blank(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// A decimal number below 2^20 after at least one blank or comment.
static bool next_number(struct text *text, int64_t *number) {
  const uint8_t *start = text->next;
  while (text->next < text->end && (is_blank(*text->next) || *text->next == '#')) {
    if (*text->next == '#')
      while (text->next < text->end && *text->next != '\n') text->next++;
    else text->next++;
  }
  const uint8_t *digits = text->next;
  for (*number = 0; text->next < text->end && *text->next >= '0' && *text->next <= '9' && *number < 1 << 16;
       text->next++)
    *number = *number * 10 + (*text->next - '0');
  return digits > start && text->next > digits &&
         (text->next == text->end || is_blank(*text->next) || *text->next == '#');
}

// One sample from bytes or decimal numbers, scaled to 0..255 and rounded half to even as Pillow does; -1 if there is
// none.
static int next_sample(struct text *text, bool decimal, int64_t most) {
  int64_t value = 0;
  if (decimal) {
    if (!next_number(text, &value)) return -1;
  } else {
    for (int bytes = most > 255 ? 2 : 1; bytes; bytes--) {
      if (text->next == text->end) return -1;
      value = value << 8 | *text->next++;
    }
  }
  if (value > most) return -1;
  int64_t twice = 2 * (value * 255 % most), floor = value * 255 / most;
  return (int)(floor + (twice > most || (twice == most && floor % 2)));
}

bool cnnc_pnm_decode(const char *path, struct cnnc_file file, struct cnnc_picture *picture) {
  struct text text = {file.data + 2, file.data + file.size};
  char kind = (char)file.data[1];
  bool decimal = kind == '2' || kind == '3', grey = kind == '2' || kind == '5';
  int64_t width, height, most;
  if (!strchr("2356", kind)) return cnnc_error(path, "PNM: P%c is not read, only P2, P3, P5 and P6", kind), false;
  if (!next_number(&text, &width) || !next_number(&text, &height) || !next_number(&text, &most) || most < 1 ||
      most > 65535)
    return cnnc_error(path, "PNM: malformed header"), false;
  int64_t samples = width * height * (grey ? 1 : 3);
  if (!decimal && text.next < text.end) text.next++; // the one blank after the header
  if (width > 0 && height > 0 && width <= CNNC_MAX_SIDE && height <= CNNC_MAX_SIDE &&
      samples * (decimal || most > 255 ? 2 : 1) > text.end - text.next)
    return cnnc_error(path, "PNM: the file is cut off"), false;
  if (!cnnc_picture_reserve(path, width, height, picture)) return false;
  uint8_t *to = picture->pixel;
  for (int64_t i = 0; i < samples; i++) {
    int value = next_sample(&text, decimal, most);
    if (value < 0) return cnnc_error(path, "PNM: a sample is missing or larger than %lld", (long long)most), false;
    for (int copies = grey ? 3 : 1; copies; copies--) *to++ = (uint8_t)value;
  }
  return true;
}
