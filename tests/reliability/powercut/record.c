/* Preloaded into a process: writes down, in order, what it does to files below $POWERCUT_FOLDER.
   Record: operation (1 byte), length of path, offset, length of data (8 bytes each), path, data.
   W write, T truncate to offset, S sync, U unlink. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int log_fd = -1;
static char *names[1024];

static void note(char op, const char *path, uint64_t offset, const void *data, uint64_t length) {
    if (log_fd < 0) log_fd = REAL(open)(getenv("POWERCUT_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    uint64_t head[3] = {strlen(path), offset, length};
    char buffer[1 + sizeof head + PATH_MAX];
    buffer[0] = op;
    memcpy(buffer + 1, head, sizeof head);
    memcpy(buffer + 1 + sizeof head, path, head[0]);
    REAL(write)(log_fd, buffer, 1 + sizeof head + head[0]);
    if (length) REAL(write)(log_fd, data, length);
}

static int remember(int fd, const char *path) {
    const char *folder = getenv("POWERCUT_FOLDER");
    if (fd >= 0 && fd < 1024 && folder && !strncmp(path, folder, strlen(folder))) {
        free(names[fd]);
        names[fd] = strdup(path);
    }
    return fd;
}

static const char *known(int fd) { return fd >= 0 && fd < 1024 ? names[fd] : NULL; }

#define OPEN(name)                                             \
    int name(const char *path, int flags, ...) {               \
        va_list rest;                                          \
        va_start(rest, flags);                                 \
        mode_t mode = va_arg(rest, mode_t);                    \
        va_end(rest);                                          \
        return remember(REAL(name)(path, flags, mode), path);  \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    if (known(fd)) {
        free(names[fd]);
        names[fd] = NULL;
    }
    return REAL(close)(fd);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    ssize_t done = REAL(pwrite)(fd, data, length, offset);
    if (done > 0 && known(fd)) note('W', known(fd), offset, data, done);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    ssize_t done = REAL(pwrite64)(fd, data, length, offset);
    if (done > 0 && known(fd)) note('W', known(fd), offset, data, done);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) {
    off_t offset = known(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = REAL(write)(fd, data, length);
    if (done > 0 && known(fd)) note('W', known(fd), offset, data, done);
    return done;
}

#define TRUNCATE(name, type)                                       \
    int name(int fd, type length) {                                \
        int done = REAL(name)(fd, length);                         \
        if (!done && known(fd)) note('T', known(fd), length, 0, 0); \
        return done;                                               \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                            \
    int name(int fd) {                                        \
        int done = REAL(name)(fd);                            \
        if (!done && known(fd)) note('S', known(fd), 0, 0, 0); \
        return done;                                          \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    int done = REAL(unlink)(path);
    const char *folder = getenv("POWERCUT_FOLDER");
    if (!done && folder && !strncmp(path, folder, strlen(folder))) note('U', path, 0, 0, 0);
    return done;
}
