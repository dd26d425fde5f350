// options.c - the command line. What is wrong with it is wrong usage: a message, a hint, exit status 2.
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "checked.h"
#include "cnnc.h"

static const char usage[] =
    "usage: cnnc [options] NET.lua -o OUTPUT\n"
    "       cnnc --tune [options] NET.lua [-o PLAN]\n"
    "\n"
    "OUTPUT decides what is made:\n"
    "  net.c          C, with net.h beside it, and net.weights where the weights are kept apart\n"
    "  net.o net.a    the same, compiled by $CC, else clang\n"
    "  net            a standalone executable (no suffix)\n"
    "  net.json       the report; net.dot net.svg: the graph after fusion; -: the C on standard output\n"
    "  y.npy          with --input X.npy: the reference's output in double precision (--after PASS)\n"
    "\n"
    "  --weights FILE        .safetensors or .npz; without it pseudo-random values from --seed N (default 0)\n"
    "  --weights-as WHERE    inline, file or auto (default: inline up to 1 MiB)\n"
    "  --weights-type TYPE   f32 (default), or in half the bytes, rounded: f16 (error 2e-4) or bf16 (2e-3)\n"
    "  --target NAME[:CPU]   native (default) or one of --list-targets\n"
    "  --winograd HOW        off, default or fast (F(6,3): more rounding error)\n"
    "  --tune                measures forms and tiles of convolutions on this machine, and writes the fastest into a\n"
    "                        plan file (default: NET.plan)\n"
    "  --plan FILE           takes them from it, for the layers that it names\n"
    "  --math WHICH          exp, tanh, pow: sleef, builtin or libm\n"
    "  --name PREFIX         of every public symbol; default: the network's name\n"
    "  -D KEY=VALUE          a parameter of the network file; preprocess= and size= work for every network\n"
    "  --report              the table of layers on standard output\n"
    "  --dump PASS           the graph after it, on stderr: dsl fold strides commute fuse\n"
    "                        join narrow layout schedule elide memory\n"
    "  -MD, -MF FILE         a dependency file naming every Lua and weight file read\n"
    "  --list-ops --list-targets --help --version\n";

static const char *const passes[] = {"dsl",    "fold",   "strides",  "commute", "fuse",  "join",
                                     "narrow", "layout", "schedule", "elide",   "memory"};
enum { PASSES = sizeof passes / sizeof *passes };

enum {
  SEED = 256,
  WEIGHTS,
  WEIGHTS_AS,
  WEIGHTS_TYPE,
  TARGET,
  MATH,
  WINOGRAD,
  PLAN,
  TUNE,
  NAME,
  REPORT,
  DUMP,
  INPUT,
  AFTER,
  LIST_OPS,
  LIST_TARGETS,
  HELP,
  VERSION
};

static const struct option options[] = {
  {"weights", required_argument, NULL, WEIGHTS},
  {"weights-as", required_argument, NULL, WEIGHTS_AS},
  {"weights-type", required_argument, NULL, WEIGHTS_TYPE},
  {"seed", required_argument, NULL, SEED},
  {"target", required_argument, NULL, TARGET},
  {"math", required_argument, NULL, MATH},
  {"winograd", required_argument, NULL, WINOGRAD},
  {"plan", required_argument, NULL, PLAN},
  {"tune", no_argument, NULL, TUNE},
  {"name", required_argument, NULL, NAME},
  {"report", no_argument, NULL, REPORT},
  {"dump", required_argument, NULL, DUMP},
  {"input", required_argument, NULL, INPUT},
  {"after", required_argument, NULL, AFTER},
  {"list-ops", optional_argument, NULL, LIST_OPS},
  {"list-targets", no_argument, NULL, LIST_TARGETS},
  {"help", no_argument, NULL, HELP},
  {"version", no_argument, NULL, VERSION},
  {0},
};

static _Noreturn void wrong_usage(void) {
  print_errors();
  fprintf(stderr, "`cnnc --help` lists the options\n");
  exit(2);
}

// The word must be one of the list.
static const char *one_of(const char *option, const char *word, const char *const *list, int count) {
  char *all = "";
  for (int i = 0; i < count; i++) {
    if (strcmp(word, list[i]) == 0) return word;
    all = format("%s%s%s", all, i ? ", " : "", list[i]);
  }
  error_in("cnnc", "%s: '%s' is none of %s", option, printable(word), all);
  const char *near = nearest(word, list, count);
  if (near) hint("did you mean '%s'?", near);
  return list[0];
}

static void unknown_option(const char *word) {
  const char *list[sizeof options / sizeof *options];
  int count = 0;
  for (const struct option *o = options; o->name; o++) list[count++] = format("--%s", o->name);
  const char *near = nearest(word, list, count);
  error_in("cnnc", "unknown option '%s'", printable(word));
  if (near) hint("did you mean '%s'?", near);
}

// The argument in which getopt_long found an unknown option: of -O3, a row of letters, it goes on at the next letter.
static const char *word_of(int argc, char **argv) {
  const char *next = optind < argc ? argv[optind] : "";
  bool in_row = optopt && next[0] == '-' && next[1] != '-' && strchr(next + 1, optopt);
  return in_row ? next : argv[optind - 1];
}

static void list_operators(const char *how) {
  static const char *const list[] = {"markdown"};
  if (how) one_of("--list-ops", how, list, 1);
  if (error_count()) return;
  list_ops(stdout, how != NULL);
  exit_after_output();
}

static void add_define(Options *o, const char *text) {
  const char *equals = strchr(text, '=');
  if (!equals || equals == text) {
    error_in("cnnc", "-D takes KEY=VALUE, not '%s'", printable(text));
    return;
  }
  o->define[o->defines++] = (Define){format("%.*s", (int)(equals - text), text), equals + 1};
}

static uint64_t seed_of(const char *text) {
  uint64_t seed;
  if (!checked_decimal(text, strlen(text), &seed))
    error_in("cnnc", "--seed takes a whole number from 0 to 2^64 - 1, not '%s'", printable(text));
  return seed;
}

static Math math_of(const char *word) {
  static const char *const list[] = {"sleef", "builtin", "libm"};
  word = one_of("--math", word, list, 3);
  return *word == 's' ? MATH_SLEEF : *word == 'b' ? MATH_BUILTIN : MATH_LIBM;
}

static WinogradBound winograd_of(const char *word) {
  static const char *const list[] = {"off", "default", "fast"};
  word = one_of("--winograd", word, list, 3);
  return *word == 'o' ? WINOGRAD_OFF : *word == 'f' ? WINOGRAD_FAST : WINOGRAD_DEFAULT;
}

static Dtype dtype_of(const char *word) {
  static const char *const list[] = {"f32", "f16", "bf16"};
  word = one_of("--weights-type", word, list, 3);
  return *word == 'b' ? DTYPE_BF16 : word[1] == '1' ? DTYPE_F16 : DTYPE_F32;
}

static const char *suffix_of(const char *path) {
  const char *dot = strrchr(base_name(path), '.');
  return dot && dot != base_name(path) ? dot : "";
}

OutputKind output_kind(const char *path) {
  static const char *const suffix[] = {"", ".c", ".o", ".a", ".json", ".dot", ".svg", ".npy"};
  if (!path) return OUTPUT_NOTHING;
  if (strcmp(path, "-") == 0) return OUTPUT_STDOUT;
  for (int i = 0; i < 8; i++)
    if (strcmp(suffix_of(path), suffix[i]) == 0) return (OutputKind)(OUTPUT_EXECUTABLE + i);
  return OUTPUT_UNKNOWN;
}

char *output_stem(const char *path) { return format("%.*s", (int)(strlen(path) - strlen(suffix_of(path))), path); }

// -MD and -MF FILE, as C compilers have them.
static void read_dependency_option(Options *o, const char *letter, int argc, char **argv) {
  if (strcmp(letter, "D") == 0 && !o->dep_file) o->dep_file = "";
  else if (strncmp(letter, "F", 1) == 0 && letter[1]) o->dep_file = letter + 1;
  else if (strcmp(letter, "F") == 0 && optind < argc) o->dep_file = argv[optind++];
  else if (strcmp(letter, "F") == 0) error_in("cnnc", "-MF takes the name of a file");
  else if (strcmp(letter, "D") != 0) unknown_option(format("-M%s", letter));
}

// With --tune: nothing but the plan is made.
static void check_tune(const Options *o, OutputKind kind) {
  if (kind != OUTPUT_NOTHING && kind != OUTPUT_UNKNOWN && kind != OUTPUT_STDOUT && kind != OUTPUT_EXECUTABLE) {
    error_in("cnnc", "--tune makes a plan, not '%s'", printable(o->output));
    hint("-o %s.plan, then without --tune: --plan %s.plan -o %s", printable(output_stem(o->output)),
         printable(output_stem(o->output)), printable(o->output));
  }
  if (o->plan) error_in("cnnc", "--tune makes a plan, --plan takes one: only one of them");
  if (o->report || o->input || o->dep_file) {
    error_in("cnnc", "%s does not go with --tune", o->report ? "--report" : o->input ? "--input" : "-MD");
    hint("it goes with --plan");
  }
}

static void check_options(Options *o) {
  OutputKind kind = output_kind(o->output);
  if (!o->network) error_in("cnnc", "no network file");
  if (o->tune) {
    check_tune(o, kind);
    return;
  }
  if (kind == OUTPUT_UNKNOWN) {
    error_in("cnnc", "cannot tell from '%s' what to make", printable(o->output));
    hint("it ends in .c .o .a .json .dot .svg .npy, has no suffix (an executable), or is - (the C on standard output)");
  }
  if (!error_count() && kind == OUTPUT_NOTHING && !o->report && !o->dump) {
    error_in("cnnc", "nothing to do");
    hint("say what to make: -o %s.c", identifier(output_stem(base_name(o->network))));
  }
  if ((kind == OUTPUT_NPY) != (o->input != NULL)) error_in("cnnc", "--input X.npy and -o Y.npy go together");
  if (o->after && !o->input) error_in("cnnc", "--after goes with --input");
  if (o->output && !*o->output) error_in("cnnc", "-o takes the name of a file");
  if (o->dep_file && !o->output) error_in("cnnc", "-MD and -MF go with -o");
  if (o->output && kind == OUTPUT_STDOUT && strcmp(o->weights_as, "file") == 0)
    error_in("cnnc", "--weights-as file needs a named output for the file to lie beside");
  if (kind == OUTPUT_STDOUT) o->weights_as = "inline";
  if (o->name && !*o->name) error_in("cnnc", "--name takes a name");
  if (o->dep_file && !*o->dep_file && o->output)
    o->dep_file = kind == OUTPUT_STDOUT ? "a.d" : format("%s.d", output_stem(o->output));
}

Options command_line(int argc, char **argv) {
  static const char *const places[] = {"auto", "inline", "file"};
  Options o = {
    .weights_as = "auto", .target = "native", .winograd = WINOGRAD_DEFAULT, .define = NEW_ARRAY(Define, argc)};
  const char *unknown = NULL;
  opterr = 0;
  for (int c; (c = getopt_long(argc, argv, ":o:D:M:h", options, NULL)) != -1;) {
    if (c == 'o') o.output = optarg;
    else if (c == 'D') add_define(&o, optarg);
    else if (c == 'M') read_dependency_option(&o, optarg, argc, argv);
    else if (c == WEIGHTS) o.weights = optarg;
    else if (c == WEIGHTS_AS) o.weights_as = one_of("--weights-as", optarg, places, 3);
    else if (c == WEIGHTS_TYPE) o.weights_type = dtype_of(optarg);
    else if (c == SEED) o.seed = seed_of(optarg);
    else if (c == TARGET) o.target = optarg;
    else if (c == MATH) o.math = math_of(optarg);
    else if (c == WINOGRAD) o.winograd = winograd_of(optarg);
    else if (c == PLAN) o.plan = optarg;
    else if (c == TUNE) o.tune = true;
    else if (c == NAME) o.name = optarg;
    else if (c == REPORT) o.report = true;
    else if (c == DUMP) o.dump = one_of("--dump", optarg, passes, PASSES);
    else if (c == INPUT) o.input = optarg;
    else if (c == AFTER) o.after = one_of("--after", optarg, passes, PASSES);
    else if (c == LIST_OPS) list_operators(optarg);
    else if (c == LIST_TARGETS) list_targets(stdout), exit_after_output();
    else if (c == HELP || c == 'h') fputs(usage, stdout), exit_after_output();
    else if (c == VERSION) printf("cnnc %s\n", CNNC_VERSION), exit_after_output();
    else if (c == ':') error_in("cnnc", "%s takes a value", printable(argv[optind - 1]));
    else if (word_of(argc, argv) != unknown) unknown_option(unknown = word_of(argc, argv));
  }
  for (int i = optind; i < argc; i++) {
    if (o.network && unknown) continue; // it may be the value of that option
    if (o.network)
      error_in("cnnc", "one network file at a time: '%s' and '%s'", printable(o.network), printable(argv[i]));
    else o.network = argv[i];
  }
  check_options(&o);
  if (error_count()) wrong_usage();
  return o;
}
