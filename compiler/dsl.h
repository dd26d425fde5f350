// dsl.h - what the files that host Lua share; no other file of the compiler knows Lua.
//
//   lua_sandbox.c   the state: limits, where an error is
//   lua_require.c   the files that the network file takes in
//   lua_library.c   the libraries that a network file gets
//   dsl.c           tensors, operators, cnn.scope
//   dsl_options.c   the table of options of one call, driven by the operator's table of attributes
//   dsl_outputs.c   what the network file returns
//   dsl_network.c   cnn.image: size, preprocessing, labels
//   dsl_param.c     cnn.param and -D
#pragma once
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "cnnc.h"

enum {
  MAX_FILE = 1 << 20,          // bytes of a Lua file, and of a string that one call of the string library makes
  MAX_TEXT = 255,              // bytes of a name, with its scopes
  MAX_CALLS = 100000,          // calls of functions of cnn and of operators, with the inputs of those that take a list
  MAX_CONNECTIONS = 1000000,   // entries in all connection tables
  MAX_LABELS = 65536,
  MAX_ERRORS = 100,
  MAX_PARAMETERS = 256,        // of cnn.param
  MAX_UNUSED = 256,            // of cnn.unused
  MAX_LISTED = 64,             // names that an error lists
};

// A Lua file, known to Lua as "=#3": its messages then begin with "#3:14: ", whatever the path looks like.
typedef struct { const char *path; bool embedded; } SourceFile;

typedef struct {
  const Options *options;
  Graph *graph;
  const char *scope;           // "layer1.0." or ""
  int calls, connections;
  int call;                    // Where.call of the call that runs
  const char *parameter[MAX_PARAMETERS];   // what the network file asked cnn.param for
  int parameters;
  Where image;                 // the call of cnn.image; no file: none yet
  Where result;                // the `return` of the network file; line 0: not found
  // lua_sandbox.c
  lua_State *state;
  const char *folder;          // of the network file, ends with '/' or is empty
  SourceFile *file;
  int files;
  size_t memory;               // bytes that Lua holds
  bool over_memory;            // past the soft limit: the hook is set to stop the next instruction
  int64_t instructions;
  int printed;
  Where last;                  // the last place that is known, for errors that have none (out of memory)
} Dsl;

// ---- lua_sandbox.c --------------------------------------------------------------------------------------------------
Dsl *dsl_of(lua_State *L);
Where where_of(lua_State *L);                // the innermost line of Lua in a file of the user's
// Runs the network file in a new state under one protected call: `open` leaves the module cnn on the stack, `finish`
// gets what the file returned at index 1. Everything that goes wrong has become an error.
void run_closed_in(Dsl *, lua_CFunction open, lua_CFunction finish);
int give_up(lua_State *L);                   // ends the script without a message of its own: there has been one
void count_calls(lua_State *L, int n);       // against MAX_CALLS and MAX_ERRORS; ends the script
void begin_call(lua_State *L, const char *name);   // counts one; errors are then at the right one of its line
const char *type_text(lua_State *L, int index);   // "a string", "nothing"
// The text at index, copied; NULL after an error: not a string, empty, longer than MAX_TEXT or with a NUL byte.
const char *checked_text(lua_State *L, int index, const char *column_of, const char *what);

// ---- lua_require.c --------------------------------------------------------------------------------------------------
// Compiles the text of a file; leaves the function on the stack.
void load_text(lua_State *L, const char *path, const char *text, size_t size, bool is_embedded);
// The modules so far are in the table that is upvalue 1; false marks one that is still running.
int sandbox_require(lua_State *L);

// ---- lua_library.c --------------------------------------------------------------------------------------------------
void open_libraries(lua_State *L);           // base, string, table and math, cut down, as globals

// ---- dsl.c ----------------------------------------------------------------------------------------------------------
bool is_tensor(lua_State *L, int index);
Node *tensor_at(lua_State *L, int index);    // NULL: its operator failed

// ---- dsl_outputs.c --------------------------------------------------------------------------------------------------
int take_outputs(lua_State *L);              // from the value at index 1

// ---- dsl_options.c --------------------------------------------------------------------------------------------------
// Fills attributes (and *name, where the key `name` is given) from the table at index, or from none if it is 0. Entries
// [1] .. [positions] are not options. False after errors.
bool read_options(lua_State *L, int index, int positions, const Op *, Node *attributes, const char **name);
// Reports every key of the table that is not in `known`, except [1] .. [positions].
bool check_keys(lua_State *L, int index, int positions, const char *what, const char *const *known, int n);
// The whole number at index; false if there is none.
bool whole_number(lua_State *L, int index, int64_t *);

// ---- dsl_network.c --------------------------------------------------------------------------------------------------
bool read_image(lua_State *L, Shape *);      // cnn.image{...} at index 1; false if its shape is not known

// ---- dsl_param.c ----------------------------------------------------------------------------------------------------
int cnn_param(lua_State *L);
void check_defines(Dsl *);                   // each -D was asked for
const char *defined(const Dsl *, const char *key);   // the value of -D, the last one of a key; NULL: none
char *joined(const char *const *text, int n, const char *last);   // "A, B or C"
