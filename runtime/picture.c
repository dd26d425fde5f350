// picture.c - a PNG, JPEG, BMP or PNM file, known by its first bytes, becomes 8-bit RGB: the pixels that Pillow's
// Image.open(path).convert("RGB") gives, apart from 16-bit grey, of which the high byte counts.
//
// Pictures come from strangers. Sizes are checked before anything is allocated; libpng is used row by row (the holes of
// its past were in the simplified interface) and skips all chunks that do not make pixels; for libjpeg a warning is an
// error, memory and the number of scans have a bound. Alpha, gamma, profiles and orientation are not applied.
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jpeglib.h>
#include <jerror.h>
#include <png.h>

enum { MAX_SCANS = 100, MAX_JPEG_MEMORY = 256 << 20, MAX_PNG_CHUNK = 8 << 20 };

bool cnnc_picture_reserve(const char *path, int64_t width, int64_t height, struct cnnc_picture *picture) {
  if (width < 1 || height < 1 || width > CNNC_MAX_SIDE || height > CNNC_MAX_SIDE || width * height > CNNC_MAX_PIXELS) {
    cnnc_error(path, "%lld x %lld pixels, but a side has 1 to %d and a picture at most %d", (long long)width,
               (long long)height, CNNC_MAX_SIDE, CNNC_MAX_PIXELS);
    return false;
  }
  picture->width = (int)width;
  picture->height = (int)height;
  picture->pixel = cnnc_alloc((size_t)(width * height), 3);
  return true;
}

// ---- PNG ------------------------------------------------------------------------------------------------------------
struct png_source {
  const char *path;
  const uint8_t *next;
  size_t left;
};

static void png_fail(png_structp png, png_const_charp message) {
  const struct png_source *source = png_get_error_ptr(png);
  cnnc_error(source->path, "PNG: %s", message);
  png_longjmp(png, 1);
}

static void png_ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void png_take(png_structp png, png_bytep data, size_t size) {
  struct png_source *source = png_get_io_ptr(png);
  if (size > source->left) png_error(png, "the file is cut off");
  memcpy(data, source->next, size);
  source->next += size;
  source->left -= size;
}

static void limit_png(png_structp png) {
  png_set_user_limits(png, CNNC_MAX_SIDE, CNNC_MAX_SIDE);
  png_set_chunk_cache_max(png, 64);
  png_set_chunk_malloc_max(png, MAX_PNG_CHUNK);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, (const uint8_t *)"tRNS", 1);
}

// In place: each row holds a palette index a pixel at its front, and has room for three bytes a pixel.
static void expand_palette(png_structp png, png_infop info, struct cnnc_picture *picture) {
  png_colorp palette;
  int colours = 0;
  png_get_PLTE(png, info, &palette, &colours);
  for (int y = 0; y < picture->height; y++) {
    uint8_t *row = picture->pixel + (size_t)y * (size_t)picture->width * 3;
    for (int x = picture->width - 1; x >= 0; x--) {
      int index = row[x];
      if (index >= colours) png_error(png, "a pixel is not in the palette");
      row[3 * x] = palette[index].red, row[3 * x + 1] = palette[index].green, row[3 * x + 2] = palette[index].blue;
    }
  }
}

// Called under setjmp: whatever is to be freed is in png, info or picture.
static bool read_png(const char *path, png_structp png, png_infop info, struct cnnc_picture *picture) {
  png_read_info(png, info);
  if (!cnnc_picture_reserve(path, png_get_image_width(png, info), png_get_image_height(png, info), picture))
    return false;
  bool indexed = png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE;
  png_set_packing(png);
  png_set_strip_16(png);
  if (!indexed) {
    png_set_expand_gray_1_2_4_to_8(png);
    png_set_strip_alpha(png);
    png_set_gray_to_rgb(png);
  }
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != (size_t)picture->width * (indexed ? 1 : 3)) png_error(png, "unexpected row size");
  for (int pass = 0; pass < passes; pass++)
    for (int y = 0; y < picture->height; y++)
      png_read_row(png, picture->pixel + (size_t)y * (size_t)picture->width * 3, NULL);
  png_read_end(png, NULL);
  if (indexed) expand_palette(png, info, picture);
  return true;
}

static bool decode_png(const char *path, struct cnnc_file file, struct cnnc_picture *picture) {
  struct png_source source = {path, file.data, file.size};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, png_fail, png_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    return cnnc_error(path, "out of memory"), false;
  }
  bool good = false;
  if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_read_fn(png, &source, png_take);
    limit_png(png);
    good = read_png(path, png, info, picture);
    png_destroy_read_struct(&png, &info, NULL);
    return good;
  }
  png_destroy_read_struct(&png, &info, NULL);
  return false;
}

// ---- JPEG -----------------------------------------------------------------------------------------------------------
struct jpeg_reader {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  const char *path;
  uint8_t *row;
};

static void fail_jpeg(j_common_ptr jpeg) {
  struct jpeg_reader *reader = jpeg->client_data;
  char message[JMSG_LENGTH_MAX];
  int code = jpeg->err->msg_code;
  jpeg->err->format_message(jpeg, message);
  cnnc_error(reader->path, "JPEG: %s",
             code == JERR_NO_BACKING_STORE ? "decoding it needs more than 256 MiB"
             : code == JWRN_JPEG_EOF       ? "the file is cut off"
                                           : message);
  longjmp(reader->escape, 1);
}

static void on_jpeg_message(j_common_ptr jpeg, int level) {
  if (level < 0) fail_jpeg(jpeg);
}

static void on_jpeg_progress(j_common_ptr jpeg) {
  struct jpeg_reader *reader = jpeg->client_data;
  if (reader->jpeg.input_scan_number <= MAX_SCANS) return;
  cnnc_error(reader->path, "JPEG: more than %d scans", MAX_SCANS);
  longjmp(reader->escape, 1);
}

static unsigned scaled(unsigned a, unsigned b) {
  unsigned product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

// Ink on paper, stored inverted as Adobe does: Pillow's formula for CMYK to RGB.
static void convert_cmyk(const uint8_t *in, int width, uint8_t *out) {
  for (int x = 0; x < width; x++)
    for (int c = 0; c < 3; c++) {
      unsigned white = in[4 * x + 3], ink = scaled(255u - in[4 * x + c], white);
      *out++ = (uint8_t)(white > ink ? white - ink : 0);
    }
}

static bool read_jpeg(struct jpeg_reader *reader, struct cnnc_file file, struct cnnc_picture *picture) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg_mem_src(jpeg, file.data, file.size);
  jpeg->mem->max_memory_to_use = MAX_JPEG_MEMORY;
  jpeg->progress = &reader->progress;
  jpeg_read_header(jpeg, TRUE);
  bool inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
  jpeg->out_color_space = inks ? JCS_CMYK : JCS_RGB;
  if (!cnnc_picture_reserve(reader->path, jpeg->image_width, jpeg->image_height, picture)) return false;
  jpeg_start_decompress(jpeg);
  if (inks) reader->row = cnnc_alloc((size_t)picture->width, 4);
  while (jpeg->output_scanline < jpeg->output_height) {
    uint8_t *out = picture->pixel + (size_t)jpeg->output_scanline * (size_t)picture->width * 3;
    JSAMPROW row = inks ? reader->row : out;
    jpeg_read_scanlines(jpeg, &row, 1);
    if (inks) convert_cmyk(reader->row, picture->width, out);
  }
  jpeg_finish_decompress(jpeg);
  return true;
}

static bool decode_jpeg(const char *path, struct cnnc_file file, struct cnnc_picture *picture) {
  struct jpeg_reader *reader = cnnc_alloc(1, sizeof *reader);
  reader->path = path;
  reader->jpeg.err = jpeg_std_error(&reader->errors);
  reader->jpeg.client_data = reader;
  reader->errors.error_exit = fail_jpeg;
  reader->errors.emit_message = on_jpeg_message;
  reader->progress.progress_monitor = on_jpeg_progress;
  volatile bool good = false;
  if (setjmp(reader->escape) == 0) {
    jpeg_create_decompress(&reader->jpeg);
    good = read_jpeg(reader, file, picture);
  }
  jpeg_destroy_decompress(&reader->jpeg);
  free(reader->row);
  free(reader);
  return good;
}

// ---- files ----------------------------------------------------------------------------------------------------------
static bool read_whole(const char *path, int descriptor, struct cnnc_file *file) {
  struct stat info;
  if (fstat(descriptor, &info) != 0) return cnnc_error(path, "cannot read: %s", strerror(errno)), false;
  if (!S_ISREG(info.st_mode)) return cnnc_error(path, "not a regular file"), false;
  if (info.st_size > CNNC_MAX_FILE) {
    cnnc_error(path, "%lld bytes, but a picture has at most %d", (long long)info.st_size, CNNC_MAX_FILE);
    return false;
  }
  file->data = cnnc_alloc((size_t)info.st_size, 1);
  while (file->size < (size_t)info.st_size) {
    ssize_t n = read(descriptor, file->data + file->size, (size_t)info.st_size - file->size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cnnc_error(path, "cannot read: %s", strerror(errno)), false;
    if (n == 0) break;
    file->size += (size_t)n;
  }
  return true;
}

static bool begins(struct cnnc_file file, const char *start, size_t size) {
  return file.size >= size && memcmp(file.data, start, size) == 0;
}

static bool decode(const char *path, struct cnnc_file file, struct cnnc_picture *picture) {
  if (begins(file, "\x89PNG\r\n\x1a\n", 8)) return decode_png(path, file, picture);
  if (begins(file, "\xff\xd8\xff", 3)) return decode_jpeg(path, file, picture);
  if (begins(file, "BM", 2)) return cnnc_bmp_decode(path, file, picture);
  if (file.size >= 2 && file.data[0] == 'P' && file.data[1] >= '1' && file.data[1] <= '7')
    return cnnc_pnm_decode(path, file, picture);
  cnnc_error(path, file.size ? "neither a picture (PNG, JPEG, BMP, PPM, PGM) nor a .npy tensor" : "the file is empty");
  return false;
}

bool cnnc_picture_load(const char *path, struct cnnc_picture *picture) {
  struct cnnc_file file = {0};
  *picture = (struct cnnc_picture){0};
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return cnnc_error(path, "cannot read: %s", strerror(errno)), false;
  bool good = read_whole(path, descriptor, &file) && decode(path, file, picture);
  close(descriptor);
  free(file.data);
  if (!good) {
    free(picture->pixel);
    picture->pixel = NULL;
  }
  return good;
}
