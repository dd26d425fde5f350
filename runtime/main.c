// main.c - the executable that `cnnc NET.lua -o NET` makes: options, --info, and then one of answer.c and bench.c.
//
//   resnet34 cat.jpg                  the five best classes
//   resnet34 --output y.npy x.npy     tensors in, tensors out
//   resnet34 --bench --threads 2      min, median and 95th percentile of the latency
//
// Exit status: 0; 1 for an error in what was given; 2 for wrong usage.
#include "runtime.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TOP = 1000000, MAX_RUNS = 1000000, USAGE = 2 };
enum command { ANSWER, BENCH, PROFILE, INFO, HELP };

struct options {
  enum command command;
  int threads, top, runs;
  const char *output, *weights;
};

static const struct option long_options[] = {
  {"threads", required_argument, NULL, 't'},
  {"top", required_argument, NULL, 'k'},
  {"output", required_argument, NULL, 'o'},
  {"weights", required_argument, NULL, 'w'},
  {"bench", optional_argument, NULL, 'b'},
  {"profile", optional_argument, NULL, 'p'},
  {"info", no_argument, NULL, 'i'},
  {"help", no_argument, NULL, 'h'},
  {NULL, 0, NULL, 0},
};
enum { OPTIONS = sizeof long_options / sizeof *long_options - 1 };

static void print_help(void) {
  const char *name = program_invocation_short_name;
  printf("usage: %s [--threads N] [--top K] [--output OUT.npy] INPUT...\n"
         "       %s --bench [RUNS] | --profile [RUNS] [--threads N]\n"
         "       %s --info | --help\n\n",
         name, name, name);
  printf("The network %s, compiled from ", cnnc_network.name);
  cnnc_print(stdout, cnnc_network.source);
  printf(" for %s.\n"
         "INPUT is a picture (PNG, JPEG, BMP, PPM, PGM) or a .npy tensor [%d, %d, %d] or batch [N, %d, %d, %d].\n\n",
         cnnc_network.target, cnnc_network.input[0], cnnc_network.input[1], cnnc_network.input[2],
         cnnc_network.input[0], cnnc_network.input[1], cnnc_network.input[2]);
  puts("  --threads N        threads, 1 to 256 (1); a small network uses one\n"
       "  --top K            how many classes to print (5)\n"
       "  --output OUT.npy   write the network's output, float32 [N, ...]; a further output to OUT.NAME.npy\n"
       "  --weights FILE     the packed weights; default: beside the program, its name with .weights\n"
       "  --bench [RUNS]     latency on noise: min, median, 95th percentile (for about 2 s)\n"
       "  --profile [RUNS]   of each layer: ms, GFLOP/s and GB/s, and the share of what this CPU can\n"
       "  --info             network, target, parameters, MACs, bytes\n"
       "  --help             this text");
}

static int usage_error(const char *hint) {
  if (hint) cnnc_hint("did you mean --%s?", hint);
  else cnnc_hint("%s --help lists the options", program_invocation_short_name);
  return USAGE;
}

// The whole text is a decimal number in 1..most.
static bool parse_number(const char *option, const char *text, int most, int *number) {
  size_t digits = strspn(text, "0123456789");
  long value = digits && digits < 10 && !text[digits] ? strtol(text, NULL, 10) : 0;
  if (value < 1 || value > most)
    return cnnc_error(NULL, "--%s: '%s' is no number from 1 to %d", option, text, most), false;
  *number = (int)value;
  return true;
}

// `--bench 20` as well as `--bench=20`: a following word of digits is the number of runs.
static bool parse_runs(const char *option, int argc, char **argv, int *runs) {
  const char *text = optarg;
  if (!text && optind < argc && argv[optind][0] && !argv[optind][strspn(argv[optind], "0123456789")])
    text = argv[optind++];
  return !text || parse_number(option, text, MAX_RUNS, runs);
}

static const char *nearest_option(const char *word) {
  const char *name[OPTIONS];
  for (int i = 0; i < OPTIONS; i++) name[i] = long_options[i].name;
  return cnnc_nearest(word, name, OPTIONS);
}

static int refuse_option(int kind, char **argv) {
  const char *given = argv[optind - 1];
  if (kind == ':') {
    cnnc_error(NULL, "%s needs a value", given);
    return usage_error(NULL);
  }
  bool has_value = (optopt == 'i' || optopt == 'h') && strncmp(given, "--", 2) == 0 && strchr(given, '=');
  if (optopt && !has_value) {
    cnnc_error(NULL, "unknown option -%c", optopt);
    return usage_error(NULL);
  }
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)strcspn(given + 2, "="), given + 2);
  if (has_value) {
    cnnc_error(NULL, "--%s takes no value", word);
    return usage_error(NULL);
  }
  bool ambiguous = false;
  for (int i = 0; i < OPTIONS; i++) ambiguous |= strncmp(long_options[i].name, word, strlen(word)) == 0;
  cnnc_error(NULL, "%s option --%s", ambiguous ? "ambiguous" : "unknown", word);
  return usage_error(ambiguous ? NULL : nearest_option(word));
}

static int set_command(struct options *options, enum command command) {
  if (options->command != ANSWER && options->command != command) {
    cnnc_error(NULL, "only one of --bench, --profile, --info and --help can be done");
    return usage_error(NULL);
  }
  options->command = command;
  return 0;
}

static int parse_options(int argc, char **argv, struct options *options) {
  *options = (struct options){.threads = 1, .top = 5};
  opterr = 0;
  for (int option, code; (option = getopt_long(argc, argv, ":", long_options, NULL)) != -1;) {
    if (option == '?' || option == ':') return refuse_option(option, argv);
    bool good = true;
    code = 0;
    if (option == 't') good = parse_number("threads", optarg, CNNC_MAX_THREADS, &options->threads);
    else if (option == 'k') good = parse_number("top", optarg, MAX_TOP, &options->top);
    else if (option == 'o') options->output = optarg;
    else if (option == 'w') options->weights = optarg;
    else if (option == 'b') good = parse_runs("bench", argc, argv, &options->runs), code = set_command(options, BENCH);
    else if (option == 'p')
      good = parse_runs("profile", argc, argv, &options->runs), code = set_command(options, PROFILE);
    else code = set_command(options, option == 'i' ? INFO : HELP);
    if (!good || code) return USAGE;
  }
  return 0;
}

static int check_options(int inputs, char **input, const struct options *options) {
  bool answers = options->command == ANSWER;
  if (options->command == HELP) return 0;
  if (answers && inputs == 0) cnnc_error(NULL, "no INPUT");
  else if (!answers && inputs > 0)
    cnnc_error(NULL, "'%s' is left over: --bench, --profile and --info take no INPUT", input[0]);
  else if (!answers && options->output) cnnc_error(NULL, "--output needs an INPUT");
  else if (options->output && !options->output[0]) cnnc_error(NULL, "--output: the name is empty");
  else if (options->weights && cnnc_network.weights_size == 0)
    cnnc_error(NULL, "--weights: this program has its weights inside");
  else return 0;
  return usage_error(NULL);
}

// ---- --info ---------------------------------------------------------------------------------------------------------
// 21797672 -> "21,797,672"
static const char *grouped(double number, char text[64]) {
  char digits[48];
  int length = snprintf(digits, sizeof digits, "%.0f", number), used = 0;
  for (int i = 0; i < length && used < 62; i++) {
    if (i && (length - i) % 3 == 0) text[used++] = ',';
    text[used++] = digits[i];
  }
  text[used] = 0;
  return text;
}

static void print_picture_info(const struct cnnc_preprocess *how, int channels) {
  printf("picture     %s: ", how->name);
  if (how->resize) printf("shortest side %d, ", how->resize);
  printf("crop %dx%d, %s", how->crop_h, how->crop_w, how->grey ? "grey" : how->bgr ? "BGR" : "RGB");
  printf(", (pixel * %.6g - mean) / std", how->scale);
  for (int c = 0; c < channels; c++) printf("%s%g", c ? " " : ", mean ", how->mean[c]);
  for (int c = 0; c < channels; c++) printf("%s%g", c ? " " : ", std ", how->std[c]);
  if (how->zero_pad) printf(", %d zeros around", how->zero_pad);
  putchar('\n');
}

static void print_info(const struct cnnc_network *network) {
  static const char *const kind[] = {"logits", "probabilities", "log probabilities", "values"};
  char text[64], *missing = cnnc_missing_feature(network->needs);
  printf("network     %s, from ", network->name);
  cnnc_print(stdout, network->source);
  printf("\ntarget      %s", network->target);
  if (network->needs[0]) printf(", needs %s", network->needs);
  if (missing) printf(" (this CPU lacks %s)", missing);
  printf("\nparameters  %s\n", grouped(network->parameters, text));
  printf("MACs        %s\n", grouped(network->macs, text));
  printf("weights     %s bytes as %s, %s\n", grouped((double)network->weights_bytes, text), network->weights_type,
         network->weights_size ? "in a file beside the program" : "in the program");
  printf("arena       %s bytes\n", grouped((double)network->arena_size, text));
  printf("input       float32 [%d, %d, %d]\n", network->input[0], network->input[1], network->input[2]);
  if (network->preprocess.name) print_picture_info(&network->preprocess, network->input[0] == 1 ? 1 : 3);
  for (int i = 0; i < network->outputs; i++) {
    const struct cnnc_output *output = &network->output[i];
    printf("output      ");
    cnnc_print(stdout, output->name);
    for (int d = 0; d < output->rank; d++) printf("%s%d", d ? ", " : " [", output->dim[d]);
    printf("], %s\n", kind[output->kind]);
  }
  printf("threads     %d CPU%s here\n", cnnc_cpus(), cnnc_cpus() == 1 ? "" : "s");
  if (network->note[0]) printf("note        %s\n", network->note);
  free(missing);
}

// ---- commands -------------------------------------------------------------------------------------------------------
static bool run_network(const struct options *options, char *const *input, int inputs) {
  char *missing = cnnc_missing_feature(cnnc_network.needs);
  if (missing) {
    cnnc_error(NULL, "this CPU lacks %s, which target %s needs", missing, cnnc_network.target);
    cnnc_hint("compile the network for another target: cnnc %s --target native -o NET", cnnc_network.source);
    free(missing);
    return false;
  }
  int threads = options->threads < cnnc_network.most_threads ? options->threads : cnnc_network.most_threads;
  struct cnnc_engine *engine = cnnc_engine_start(&cnnc_network, options->weights, threads);
  if (!engine) return false;
  bool good = options->command == BENCH ? cnnc_bench(&cnnc_network, engine, options->runs)
              : options->command == PROFILE
                  ? cnnc_profile(&cnnc_network, engine, options->runs, threads)
                  : cnnc_answer(&cnnc_network, engine, input, inputs, options->top, options->output);
  cnnc_engine_stop(engine);
  return good;
}

int main(int argc, char **argv) {
  struct options options;
  int code = parse_options(argc, argv, &options);
  if (!code) code = check_options(argc - optind, argv + optind, &options);
  if (code) return code;
  bool good = true;
  if (options.command == HELP) print_help();
  else if (options.command == INFO) print_info(&cnnc_network);
  else good = run_network(&options, argv + optind, argc - optind);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    cnnc_error(NULL, "cannot write to standard output: %s", strerror(errno));
    good = false;
  }
  return good ? 0 : 1;
}
