// workshop.h - a directory under $TMPDIR in which the C compiler and what it makes run: for build.c and tune.c.
// Programs are started with a list of arguments, never through a shell. Between open_workshop and close_workshop a
// signal that ends cnnc ends its programs first, and nothing stays behind.
#pragma once
#include <signal.h>
#include <sys/types.h>

#include "cnnc.h"

enum { MAX_ARGUMENTS = 96, MAX_RUNNING = 64 };
typedef struct {
  const char *word[MAX_ARGUMENTS + 1];
  int count;
} Command;

typedef struct {
  char *path;
  pid_t running[MAX_RUNNING];
  int count;
  sigset_t awaited, before; // signals that finish() waits for, and the mask that programs begin with
} Workshop;

void add_word(Command *, const char *);
void add_words(Command *, const char *text); // separated by blanks
Command compiler(void); // $CC, else clang, else gcc
Command network_compiler(const Target *, const char *name); // makes NAME.o of NAME.c, a network

bool open_workshop(Workshop *);
void close_workshop(Workshop *);
char *place(const Workshop *, const char *name);
bool put(const Workshop *, const char *name, Bytes);
pid_t start(Workshop *, const Command *); // 0 after an error
pid_t split(Workshop *); // a child that goes on as cnnc does, where it is 0; -1 after an error
_Noreturn void become(const Workshop *, const Command *); // the child turns into that program
bool finish(Workshop *, pid_t, const char *what); // false after an error, or if there is no such program
