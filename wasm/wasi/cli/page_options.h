#ifndef NACRE_WASM_WASI_CLI_PAGE_OPTIONS_H_
#define NACRE_WASM_WASI_CLI_PAGE_OPTIONS_H_

#include "base/status.h"
#include "text/render.h"
#include "wasi/cli/options.h"

namespace nacre::cli {

/// The page that --offset and --limit ask for.
Result<PageRequest> ReadPageRequest(const Options& options);

}  // namespace nacre::cli

#endif  // NACRE_WASM_WASI_CLI_PAGE_OPTIONS_H_
