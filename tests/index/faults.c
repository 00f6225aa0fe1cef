/* Preloaded into a process under test: makes its n-th write fail, or kills it there.
 *
 * FAULT_FOLDER: only calls on files below it count. FAULT_AT: number of the call, from 1; 0 never.
 * FAULT: "kill" (SIGKILL), or the number of an error (28 is a full disk, 5 a failing one).
 * FAULT_ONCE: "1" lets later calls through; else all of them fail, as on a full disk.
 * FAULT_COUNT: a file that gets one byte for each call counted.
 *
 * Counts write, pwrite, fsync, fdatasync, ftruncate, rename and unlink.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static int is_ours(const char *path) {
    const char *folder = getenv("FAULT_FOLDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_ours_open(int descriptor) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

/* 0: go on; else the error that the call fails with. */
static int fault(void) {
    const char *at_text = getenv("FAULT_AT"), *what = getenv("FAULT"), *once = getenv("FAULT_ONCE");
    const char *counted = getenv("FAULT_COUNT");
    long at = at_text ? atol(at_text) : 0, call = atomic_fetch_add(&calls, 1) + 1;
    if (counted) {
        int file = open(counted, O_WRONLY | O_APPEND | O_CREAT, 0600);
        ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
        if (file >= 0) { real(file, ".", 1); close(file); }
    }
    if (!at || !what || call < at || (call > at && once && *once == '1')) return 0;
    if (strcmp(what, "kill") == 0) raise(SIGKILL);
    return atoi(what);
}

#define WRAP(result, name, check, parameters, arguments)                      \
    result name parameters {                                                  \
        static result (*real) parameters;                                     \
        if (!real) real = (result (*) parameters) dlsym(RTLD_NEXT, #name);    \
        if (check) {                                                          \
            int error = fault();                                              \
            if (error) { errno = error; return -1; }                          \
        }                                                                     \
        return real arguments;                                                \
    }

WRAP(ssize_t, write, is_ours_open(d), (int d, const void *b, size_t n), (d, b, n))
WRAP(ssize_t, pwrite, is_ours_open(d), (int d, const void *b, size_t n, off_t o), (d, b, n, o))
WRAP(ssize_t, pwrite64, is_ours_open(d), (int d, const void *b, size_t n, off64_t o), (d, b, n, o))
WRAP(int, fsync, is_ours_open(d), (int d), (d))
WRAP(int, fdatasync, is_ours_open(d), (int d), (d))
WRAP(int, ftruncate, is_ours_open(d), (int d, off_t n), (d, n))
WRAP(int, ftruncate64, is_ours_open(d), (int d, off64_t n), (d, n))
WRAP(int, rename, is_ours(to), (const char *from, const char *to), (from, to))
WRAP(int, unlink, is_ours(path), (const char *path), (path))

/* stdio writes past the names above: FAISS writes through it. */
size_t fwrite(const void *b, size_t size, size_t n, FILE *f) {
    static size_t (*real)(const void *, size_t, size_t, FILE *);
    if (!real) real = dlsym(RTLD_NEXT, "fwrite");
    if (is_ours_open(fileno(f))) {
        int error = fault();
        if (error) { errno = error; return 0; }
    }
    return real(b, size, n, f);
}
