#ifndef NACRE_WASM_WASI_NACRE_H_
#define NACRE_WASM_WASI_NACRE_H_

/*
 * The core behind a C ABI: the exports of nacre-core-wasi.wasm, a WASI reactor. ../bridge/README.md
 * lists the methods.
 *
 * Conventions:
 *  1. An endpoint is an opaque handle. The caller owns it and gives it back with nacre_close, once.
 *  2. Text and bytes are a pointer and a length, without a terminating zero. Text is UTF-8. A
 * pointer may be null when the length is 0.
 *  3. What is passed in is borrowed for the call.
 *  4. A reply is read-only and owned by the caller, who gives it back with nacre_reply_free. What
 * it points to lives as long as the reply.
 *  5. Every failure is in the reply, as {"error": {"code", "message", "path"?}}. A trap, also for
 * lack of memory, is the end of the instance: nothing may be called after it.
 *  6. The host calls _initialize first, then nacre_abi_version, and refuses a version that it does
 * not know.
 *  7. One thread at a time.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NACRE_ABI_VERSION 1

typedef struct nacre_endpoint nacre_endpoint;

/* What nacre_reply.kind says of a new endpoint. */
enum {
  NACRE_NONE = 0,
  NACRE_STORE = 1,
  NACRE_SNAPSHOT = 2,
  NACRE_BATCH = 3,
  NACRE_CHECKER = 4,
  NACRE_TOOLSET = 5,
  NACRE_OPERATION = 6,
  NACRE_JOURNAL = 8
};

typedef struct nacre_reply {
  const char* json;
  size_t json_length;
  const char* payload;
  size_t payload_length;
  uint32_t kind; /* Of the new endpoint, or NACRE_NONE. */
  uint32_t id;   /* What stands for the new endpoint among the arguments of a call. */
} nacre_reply;

/* NACRE_ABI_VERSION as the module was built with. */
uint32_t nacre_abi_version(void);

/* Memory for what is passed in; null when there is none left. */
void* nacre_alloc(size_t size);
void nacre_free(void* memory);

/* The endpoint of stateless functions, from which all others come. */
nacre_endpoint* nacre_open(void);
void nacre_close(nacre_endpoint* endpoint);

/* Calls a method with arguments, a JSON object, and a payload. */
nacre_reply* nacre_call(nacre_endpoint* endpoint, const char* method, size_t method_length,
                        const char* args, size_t args_length, const char* payload,
                        size_t payload_length);

/* Takes the new endpoint out of a reply; null when there is none or it was taken. One that stays is
   destroyed with the reply. */
nacre_endpoint* nacre_reply_take(nacre_reply* reply);
void nacre_reply_free(nacre_reply* reply);

/* Endpoints that were made and not closed. */
size_t nacre_live_endpoints(void);

#ifdef __cplusplus
}
#endif

#endif /* NACRE_WASM_WASI_NACRE_H_ */
