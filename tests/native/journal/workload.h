#ifndef NACRE_TESTS_NATIVE_JOURNAL_WORKLOAD_H_
#define NACRE_TESTS_NATIVE_JOURNAL_WORKLOAD_H_

#include <functional>
#include <string>
#include <vector>

#include "journal/session.h"
#include "store/workspace.h"

namespace nacre {

enum class StepDeed : uint8_t {
  kCommit,  ///< Change the store and make it safe.
  kTend,    ///< Do a slice of what can wait.
  kReopen,  ///< Begin anew, with another journal.
};

struct WorkStep {
  StepDeed deed = StepDeed::kCommit;
  std::function<void(Store&)> change = {};
};

inline std::string Filled(size_t size, std::string_view with) {
  std::string bytes;
  while (bytes.size() < size) bytes += with;
  bytes.resize(size);
  return bytes;
}

/// Puts a file, which must be allowed.
inline void Save(Store& store, std::string_view path, std::string_view bytes,
                 Timestamp now = kEarly) {
  EXPECT_TRUE(Put(store, path, bytes, now)) << path;
}

/// Some files below `directory` as one change.
inline void PutMany(Store& store, std::string_view directory, int count, size_t size) {
  std::vector<BatchItem> items;
  for (int i = 0; i < count; ++i) {
    std::string name = std::to_string(i);
    items.push_back({std::string(directory) + "/" + name, Bytes(Filled(size, name + ";"))});
  }
  EXPECT_TRUE(store.Apply(items, kLate));
}

inline void MoveTo(Store& store, std::string_view from, std::string_view to) {
  EXPECT_TRUE(store.Move(from, to, false, kLate));
}

inline void Erase(Store& store, std::string_view path) { EXPECT_TRUE(store.Remove(path, true)); }

/// Changes one file again and again, and tends the journal between, so that the log is replaced by
/// a snapshot and its segments are used anew. `meanwhile` comes between the slices.
inline void AppendChurn(std::vector<WorkStep>& steps, int rounds,
                        std::vector<std::function<void(Store&)>> meanwhile) {
  for (int i = 0; i < rounds; ++i) {
    steps.push_back({.change = [i](Store& store) {
      Save(store, "/churn", Filled(190, "round " + std::to_string(i) + "\n"), kLate + i);
    }});
  }
  for (auto& change : meanwhile) {
    steps.push_back({StepDeed::kTend});
    steps.push_back({.change = std::move(change)});
  }
  for (int i = 0; i < 8; ++i) steps.push_back({StepDeed::kTend});
}

/// What a workspace goes through, a commit or a slice at a time. With `kTiny` each thing that a
/// journal does happens somewhere in it.
inline std::vector<WorkStep> Workload() {
  std::vector<WorkStep> steps;
  auto commit = [&](std::function<void(Store&)> change) {
    steps.push_back({.change = std::move(change)});
  };
  commit([](Store& store) { Save(store, "/a.txt", "one\ntwo\n"); });
  commit([](Store& store) {
    TextEdit edit{.old_string = "two", .new_string = "three"};
    EXPECT_TRUE(store.Edit("/a.txt", {{edit}}, false, kLate));
  });
  commit([](Store& store) { PutMany(store, "/many", 6, 60); });
  commit([](Store& store) { PutMany(store, "/more/deep", 12, 100); });
  commit([](Store& store) { MoveTo(store, "/many", "/moved/here"); });
  commit([](Store& store) {
    Save(store, "/big1", Filled(400, "first "));
    Save(store, "/big2", Filled(250, "second "));
  });
  commit([](Store& store) { MoveTo(store, "/big1", "/moved/big1"); });
  commit([](Store& store) { Save(store, "/big2", Filled(500, "changed "), kLate); });
  commit([](Store& store) { Erase(store, "/moved"); });
  steps.push_back({StepDeed::kReopen});
  commit([](Store& store) {
    Erase(store, "/a.txt");
    Save(store, "/a.txt/inside", "in a directory now");
  });
  commit([](Store& store) {
    Erase(store, "/a.txt");
    Save(store, "/a.txt", "a file again", kLate);
    Save(store, "/big3", Filled(310, "third "));
    Save(store, "/big4", Filled(320, "fourth "));
  });
  commit([](Store& store) { Erase(store, "/more"); });
  AppendChurn(steps, 12,
              {
                  [](Store& store) { Save(store, "/during", "a commit between slices"); },
                  [](Store& store) { MoveTo(store, "/big3", "/big5"); },
                  [](Store& store) { Erase(store, "/big5"); },
                  [](Store& store) { MoveTo(store, "/big4", "/0"); },
                  [](Store& store) { Save(store, "/0", Filled(330, "new "), kLate); },
              });
  steps.push_back({StepDeed::kReopen});
  AppendChurn(steps, 20, {[](Store& store) { Erase(store, "/during"); }});
  commit([](Store& store) { Save(store, "/last", "the end"); });
  return steps;
}

/// Runs `steps` from `first` on in `session`, which holds the volume; a new one where the steps say
/// so. Stops at the first that fails; answers how many were done.
inline size_t RunSteps(const std::vector<WorkStep>& steps, size_t first, Session& session,
                       const Answer& answer, Status* why = nullptr) {
  for (size_t i = first; i < steps.size(); ++i) {
    Result<void> done;
    auto note = [&](const auto& result) {
      if (!result) done = std::unexpected(result.error());
    };
    switch (steps[i].deed) {
      case StepDeed::kCommit:
        steps[i].change(session.store());
        note(session.Commit(answer));
        break;
      case StepDeed::kTend:
        note(session.Tend(answer));
        break;
      case StepDeed::kReopen:
        session = Session();
        note(session.Load(answer));
        if (done) note(session.Claim(answer));
        break;
    }
    if (done) continue;
    if (why != nullptr) *why = done.error();
    return i;
  }
  return steps.size();
}

/// The state after no step, after the first, after the second, and so on.
inline std::vector<Tree> StatesOf(const std::vector<WorkStep>& steps) {
  Store store;
  std::vector<Tree> states{store.tree()};
  for (const WorkStep& step : steps) {
    if (step.change) step.change(store);
    states.push_back(store.tree());
  }
  return states;
}

}  // namespace nacre

#endif  // NACRE_TESTS_NATIVE_JOURNAL_WORKLOAD_H_
