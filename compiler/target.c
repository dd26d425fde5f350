// target.c - what the compiler knows of a machine: the facts that each runtime/simd/*.h states about itself.
//
// A header begins with lines of this form; a new target is a new header, and nothing here or in another pass changes:
//
//   //: target NAME lanes 16 registers 32 math sleef extensions yes
//   //: cflags -march=…                      what the generated file needs to compile
//   //: needs FEATURE …                      as /proc/cpuinfo spells them
//   //: cpu MODEL ghz 3.9 fma 2 l1 48 l2 1024@64 l3 16384@28 match VENDOR FAMILY MODELS… [default]
//
// A model whose maximum does not take the place of an FMA says how many it does a cycle besides: max 2; the same of
// additions: add 2; one that loads more than 1.74 vectors a cycle beside them (of 2): loads 2; one whose direct
// convolutions are fastest with register tiles of three output blocks: q 3. Caches are in KiB, behind @ the bytes a
// cycle that they give a loop. A model is matched by vendor, family and a list of model numbers (7, 16-31 or *).
// `native` takes the widest target whose needs the CPU has, and the cost model of the CPU itself, or the target's
// default one where it is not listed.
#include "cnnc.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *at, *end;
} Words; // the rest of one line

static bool next_word(Words *words, char word[64]) {
  while (words->at < words->end && *words->at == ' ') words->at++;
  size_t n = 0;
  while (words->at < words->end && *words->at != ' ') {
    if (n < 63) word[n++] = *words->at;
    words->at++;
  }
  word[n] = 0;
  return n > 0;
}

// Finds the next line of facts from *at on that begins with key; NULL at the end of the header.
static bool next_fact(const char **at, const char *key, Words *words) {
  size_t length = strlen(key);
  for (const char *line = *at; (line = strstr(line, "//: ")); line++) {
    const char *end = line + strcspn(line, "\n");
    if (strncmp(line + 4, key, length) != 0 || line[4 + length] != ' ') continue;
    *words = (Words){line + 5 + length, end};
    *at = end;
    return true;
  }
  return false;
}

static const char *fact_text(const char *header, const char *key) {
  Words words;
  return next_fact(&header, key, &words) ? format("%.*s", (int)(words.end - words.at), words.at) : "";
}

static Math math_named(const char *word) {
  return strcmp(word, "sleef") == 0 ? MATH_SLEEF : strcmp(word, "builtin") == 0 ? MATH_BUILTIN : MATH_LIBM;
}

static Target read_target(const Embedded *file) {
  Target target = {
    .header = file->text, .cflags = fact_text(file->text, "cflags"), .needs = fact_text(file->text, "needs")};
  const char *at = file->text;
  Words words;
  char key[64], value[64];
  if (!next_fact(&at, "target", &words) || !next_word(&words, value)) unreachable("a target header without facts");
  target.name = format("%s", value);
  while (next_word(&words, key) && next_word(&words, value)) {
    if (strcmp(key, "lanes") == 0) target.lanes = atoi(value);
    if (strcmp(key, "registers") == 0) target.registers = atoi(value);
    if (strcmp(key, "math") == 0) target.math = math_named(value);
    if (strcmp(key, "extensions") == 0) target.extensions = strcmp(value, "yes") == 0;
  }
  return target;
}

// The machine that cnnc itself runs on.
typedef struct {
  char vendor[64], features[8192];
  int family, model;
} Cpu;

static bool in_range(const char *range, int number) {
  int low = atoi(range);
  const char *dash = strchr(range, '-');
  return strcmp(range, "*") == 0 || (number >= low && number <= (dash ? atoi(dash + 1) : low));
}

// "1024@64": its KiB, and the bytes a cycle that it gives.
static void read_cache(const char *value, int *size, int *rate) {
  const char *at = strchr(value, '@');
  *size = atoi(value) * 1024;
  *rate = at ? atoi(at + 1) : 0;
}

// Reads one cpu line into target; *matched tells whether it describes `cpu`.
static void read_cpu(Words words, Target *target, const Cpu *cpu, bool *matched) {
  char key[64], value[64];
  *matched = false;
  target->loads = 1.74;
  if (next_word(&words, key)) target->cpu = format("%s", key);
  while (next_word(&words, key) && strcmp(key, "match") != 0 && strcmp(key, "default") != 0 &&
         next_word(&words, value)) {
    if (strcmp(key, "ghz") == 0) target->ghz = atof(value);
    if (strcmp(key, "fma") == 0) target->fma = atof(value);
    if (strcmp(key, "loads") == 0) target->loads = atof(value);
    if (strcmp(key, "q") == 0) target->q = atoi(value);
    if (strcmp(key, "max") == 0) target->max = atof(value);
    if (strcmp(key, "add") == 0) target->add = atof(value);
    if (strcmp(key, "l1") == 0) target->l1 = atoi(value) * 1024;
    if (strcmp(key, "l2") == 0) read_cache(value, &target->l2, &target->l2_rate);
    if (strcmp(key, "l3") == 0) read_cache(value, &target->l3, &target->l3_rate);
  }
  target->is_default = strcmp(key, "default") == 0;
  if (strcmp(key, "match") != 0 || !next_word(&words, value)) return;
  bool same = strcmp(value, cpu->vendor) == 0;
  if (next_word(&words, value)) same = same && atoi(value) == cpu->family;
  while (next_word(&words, value)) {
    if (strcmp(value, "default") == 0) target->is_default = true;
    else if (same && in_range(value, cpu->model)) *matched = true;
  }
}

static Cpu this_cpu(void) {
  Cpu cpu = {0};
  FILE *file = fopen("/proc/cpuinfo", "r");
  static const char *const key[] = {"vendor_id", "cpu family", "model", "flags"};
  char line[8192];
  while (file && fgets(line, sizeof line, file) && !cpu.features[0]) {
    char *value = strchr(line, ':');
    if (!value) continue;
    size_t length = strcspn(line, "\t:");
    value += value[1] == ' ' ? 2 : 1;
    value[strcspn(value, "\n")] = 0;
    for (size_t i = 0; i < sizeof key / sizeof *key; i++) {
      if (length != strlen(key[i]) || strncmp(line, key[i], length) != 0) continue;
      if (i == 0) snprintf(cpu.vendor, sizeof cpu.vendor, "%.63s", value);
      if (i == 1) cpu.family = atoi(value);
      if (i == 2) cpu.model = atoi(value);
      if (i == 3) snprintf(cpu.features, sizeof cpu.features, " %.8000s ", value);
    }
  }
  if (file) fclose(file);
  return cpu;
}

// The first feature that the CPU lacks, or NULL.
static const char *lacking(const Cpu *cpu, const char *needs) {
  Words words = {needs, needs + strlen(needs)};
  char feature[64];
  while (next_word(&words, feature))
    if (!strstr(cpu->features, format(" %s ", feature))) return format("%s", feature);
  return NULL;
}

const char *missing_feature(const Target *target) {
  Cpu cpu = this_cpu();
  return lacking(&cpu, target->needs);
}

static bool is_target(const Embedded *file) { return strncmp(file->path, "runtime/simd/", 13) == 0; }

// The CPU model named `model` of the target in file; with model NULL the one of `cpu`, else the default one.
static const Target *with_cpu(const Embedded *file, const char *model, const Cpu *cpu) {
  Target *best = NULL;
  const char *at = file->text;
  for (Words words; next_fact(&at, "cpu", &words);) {
    bool matched;
    Target target = read_target(file);
    read_cpu(words, &target, cpu, &matched);
    if (model ? strcmp(target.cpu, model) == 0 : matched || (target.is_default && !best)) {
      best = NEW(Target);
      *best = target;
      if (model || matched) break;
    }
  }
  return best;
}

static const Target *native_target(void) {
  Cpu cpu = this_cpu();
  const Embedded *best = NULL;
  int lanes = 0;
  for (int i = 0; i < embedded_count; i++) {
    if (!is_target(&embedded[i])) continue;
    Target target = read_target(&embedded[i]);
    if (target.lanes > lanes && !lacking(&cpu, target.needs)) lanes = target.lanes, best = &embedded[i];
  }
  return best ? with_cpu(best, NULL, &cpu) : NULL;
}

static const char *cpu_names(const Embedded *file) {
  const char *at = file->text, *names = "";
  char word[64];
  for (Words words; next_fact(&at, "cpu", &words);)
    if (next_word(&words, word)) names = format("%s%s%s", names, *names ? ", " : "", word);
  return names;
}

const Target *find_target(const char *name) {
  if (strcmp(name, "native") == 0) return native_target();
  size_t length = strcspn(name, ":");
  const char *model = name[length] ? name + length + 1 : NULL, *names = "";
  const char *list[64];
  int count = 0;
  Cpu none = {0};
  for (int i = 0; i < embedded_count; i++) {
    if (!is_target(&embedded[i])) continue;
    Target target = read_target(&embedded[i]);
    if (count < 64) list[count++] = target.name;
    names = format("%s%s%s", names, *names ? ", " : "", target.name);
    if (strlen(target.name) != length || strncmp(target.name, name, length) != 0) continue;
    const Target *found = with_cpu(&embedded[i], model, &none);
    if (!found) {
      error_in("cnnc", "target %s has no CPU model '%s'", target.name, printable(model));
      hint("it has %s", cpu_names(&embedded[i]));
    }
    return found;
  }
  const char *near = nearest(name, list, count);
  error_in("cnnc", "unknown target '%s'", printable(name));
  if (near) hint("did you mean '%s'? There are native, %s", near, names);
  else hint("there are native, %s", names);
  return NULL;
}

void list_targets(FILE *file) {
  Cpu none = {0};
  for (int i = 0; i < embedded_count; i++) {
    if (!is_target(&embedded[i])) continue;
    const Target *target = with_cpu(&embedded[i], NULL, &none);
    fprintf(file, "%-8s %2d lanes, %2d registers; %s\n", target->name, target->lanes, target->registers,
            target->cflags);
    fprintf(file, "         CPU models: %s; default %s\n", cpu_names(&embedded[i]), target->cpu);
  }
  const Target *native = native_target();
  if (native) fprintf(file, "native   here %s:%s\n", native->name, native->cpu);
}
