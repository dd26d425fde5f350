// workshop.c - the directory in which programs run, and those that run there; see workshop.h.
//
// SIGINT, SIGTERM and SIGHUP are blocked while it is open, and taken where cnnc waits for a program: the programs are
// ended, the directory removed, and cnnc ends by that signal. What comes in between is taken at the next wait or at the
// end.
#include "workshop.h"

#include <dirent.h>
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

void add_word(Command *c, const char *word) {
  if (c->count < MAX_ARGUMENTS) c->word[c->count++] = word;
}

void add_words(Command *c, const char *text) {
  for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
    size_t length = strcspn(at, " ");
    add_word(c, format("%.*s", (int)length, at));
    at += length;
  }
}

static bool in_path(const char *program) {
  const char *path = getenv("PATH");
  for (const char *at = path ? path : ""; *at;) {
    size_t length = strcspn(at, ":");
    if (access(format("%.*s/%s", (int)length, at, program), X_OK) == 0) return true;
    at += length + (at[length] == ':');
  }
  return false;
}

Command compiler(void) {
  static const char *const known[] = {"clang",    "clang-19", "clang-18", "clang-17",
                                      "clang-16", "clang-15", "clang-14", "gcc"};
  const char *chosen = getenv("CC");
  Command c = {0};
  for (size_t i = 0; i < sizeof known / sizeof *known && (!chosen || !*chosen); i++)
    if (in_path(known[i])) chosen = known[i];
  add_words(&c, chosen && *chosen ? chosen : "clang");
  return c;
}

Command network_compiler(const Target *target, const char *name) {
  Command c = compiler();
  add_word(&c, "-O3");
  add_words(&c, target->cflags);
  add_words(&c, format("-ffp-contract=off -c %s.c -o %s.o", name, name));
  return c;
}

// ---- the directory --------------------------------------------------------------------------------------------------
static bool is_ignored(int number) {
  struct sigaction now;
  return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

bool open_workshop(Workshop *w) {
  static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
  const char *chosen = getenv("TMPDIR"), *base = chosen && *chosen ? chosen : "/tmp";
  w->count = 0;
  w->path = format("%s/cnnc-XXXXXX", base);
  signal(SIGCHLD, SIG_DFL); // a parent may have it ignored: then no child's status would be known
  sigemptyset(&w->awaited);
  sigaddset(&w->awaited, SIGCHLD);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (!is_ignored(ends[i])) sigaddset(&w->awaited, ends[i]);
  sigprocmask(SIG_BLOCK, &w->awaited, &w->before);
  if (mkdtemp(w->path)) return true;
  error_in(base, "cannot make a directory in it: %s", strerror(errno));
  hint("TMPDIR says where the C compiler works");
  sigprocmask(SIG_SETMASK, &w->before, NULL);
  return false;
}

char *place(const Workshop *w, const char *name) { return format("%s/%s", w->path, name); }

static void remove_files(const Workshop *w) {
  DIR *directory = opendir(w->path);
  for (const struct dirent *e; directory && (e = readdir(directory));) unlink(place(w, e->d_name));
  if (directory) closedir(directory);
  rmdir(w->path);
}

void close_workshop(Workshop *w) {
  remove_files(w);
  sigprocmask(SIG_SETMASK, &w->before, NULL);
}

bool put(const Workshop *w, const char *name, Bytes content) {
  const char *path = place(w, name);
  FILE *file = fopen(path, "w");
  bool good = file && fwrite(content.data, 1, content.size, file) == content.size;
  if (file && fclose(file) != 0) good = false;
  if (!good) error_in(path, "cannot write: %s", strerror(errno));
  return good;
}

// ---- programs -------------------------------------------------------------------------------------------------------
static void forget(Workshop *w, pid_t child) {
  for (int i = 0; i < w->count; i++)
    if (w->running[i] == child) w->running[i] = w->running[--w->count];
}

static pid_t remember(Workshop *w, pid_t child) {
  if (w->count == MAX_RUNNING) unreachable("too many programs at once");
  w->running[w->count++] = child;
  return child;
}

pid_t start(Workshop *w, const Command *c) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, w->path);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigmask(&attributes, &w->before);
  pid_t child = 0;
  int failure = posix_spawnp(&child, c->word[0], &actions, &attributes, (char *const *)(uintptr_t)c->word, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (!failure) return remember(w, child);
  error_in("cnnc", "cannot start %s: %s", printable(c->word[0]), strerror(failure));
  if (failure == ENOENT) hint("install clang, or set CC to a C compiler");
  return 0;
}

pid_t split(Workshop *w) {
  fflush(NULL);
  pid_t child = fork();
  if (child < 0) error_in("cnnc", "cannot start a process: %s", strerror(errno));
  if (child > 0) return remember(w, child);
  if (child == 0) sigprocmask(SIG_SETMASK, &w->before, NULL);
  return child;
}

void become(const Workshop *w, const Command *c) {
  if (chdir(w->path) == 0 && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0)
    execvp(c->word[0], (char *const *)(uintptr_t)c->word);
  _exit(1);
}

static _Noreturn void end_by(Workshop *w, int number) {
  for (int i = 0; i < w->count; i++) kill(w->running[i], SIGTERM);
  for (int i = 0; i < w->count; i++) waitpid(w->running[i], NULL, 0);
  remove_files(w);
  signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &w->before, NULL);
  raise(number);
  exit(1);
}

bool finish(Workshop *w, pid_t child, const char *what) {
  int status;
  if (child <= 0) return false;
  for (pid_t ended; (ended = waitpid(child, &status, WNOHANG)) != child;) {
    if (ended < 0 && errno != EINTR) return false;
    int number = sigwaitinfo(&w->awaited, NULL);
    if (number > 0 && number != SIGCHLD) end_by(w, number);
  }
  forget(w, child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  error_in("cnnc", "%s failed: see the messages above", what);
  return false;
}
