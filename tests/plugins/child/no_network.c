/* Preloaded into child processes of tests: refuses the network to code that is not Python, and tells the test of it. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int refuse(const char *what)
{
    const char *log = getenv("PRACTICE_CODER_NETWORK_LOG");
    FILE *file = log == NULL ? NULL : fopen(log, "a");
    if (file != NULL) {
        fprintf(file, "%s in compiled code\n", what);
        fclose(file);
    }
    errno = EACCES;
    return -1;
}

static int leaves(const struct sockaddr *address)
{
    return address != NULL && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
}

int connect(int socket, const struct sockaddr *address, socklen_t length)
{
    static int (*next)(int, const struct sockaddr *, socklen_t);
    if (leaves(address))
        return refuse("connect");
    if (next == NULL)
        next = dlsym(RTLD_NEXT, "connect");
    return next(socket, address, length);
}

ssize_t sendto(int socket, const void *data, size_t size, int flags, const struct sockaddr *address, socklen_t length)
{
    static ssize_t (*next)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
    if (leaves(address))
        return refuse("sendto");
    if (next == NULL)
        next = dlsym(RTLD_NEXT, "sendto");
    return next(socket, data, size, flags, address, length);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
    static int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (name != NULL && strcmp(name, "localhost") != 0 && strcmp(name, "127.0.0.1") != 0 && strcmp(name, "::1") != 0) {
        refuse("getaddrinfo");
        return EAI_FAIL;
    }
    if (next == NULL)
        next = dlsym(RTLD_NEXT, "getaddrinfo");
    return next(name, service, hints, found);
}
