#include <emscripten/bind.h>

#include "bridge/batch_endpoint.h"
#include "bridge/checker_endpoint.h"
#include "bridge/journal_endpoint.h"
#include "bridge/library_endpoint.h"
#include "bridge/operation_endpoint.h"
#include "bridge/store_endpoint.h"
#include "bridge/toolset_endpoint.h"
#include "embind/addresses.h"

namespace nacre::embind {

EMSCRIPTEN_BINDINGS(nacre) {
  using emscripten::base;
  using emscripten::class_;
  using emscripten::function;

  function("allocate", &Allocate);
  function("free", &Free);
  function("freeReply", &FreeReply);
  function("liveEndpoints", &bridge::Endpoint::LiveCount);

  class_<bridge::Endpoint>("Endpoint").function("call", &Call);
  class_<bridge::LibraryEndpoint, base<bridge::Endpoint>>("Library").constructor<>();
  class_<bridge::StoreEndpoint, base<bridge::Endpoint>>("Store").class_function(
      "take", &Take<bridge::StoreEndpoint>);
  class_<bridge::SnapshotEndpoint, base<bridge::Endpoint>>("Snapshot")
      .class_function("take", &Take<bridge::SnapshotEndpoint>);
  class_<bridge::BatchEndpoint, base<bridge::Endpoint>>("Batch").class_function(
      "take", &Take<bridge::BatchEndpoint>);
  class_<bridge::CheckerEndpoint, base<bridge::Endpoint>>("Checker").class_function(
      "take", &Take<bridge::CheckerEndpoint>);
  class_<bridge::ToolsetEndpoint, base<bridge::Endpoint>>("Toolset").class_function(
      "take", &Take<bridge::ToolsetEndpoint>);
  class_<bridge::OperationEndpoint, base<bridge::Endpoint>>("Operation")
      .class_function("take", &Take<bridge::OperationEndpoint>);
  class_<bridge::JournalEndpoint, base<bridge::Endpoint>>("Journal").class_function(
      "take", &Take<bridge::JournalEndpoint>);
}

}  // namespace nacre::embind
