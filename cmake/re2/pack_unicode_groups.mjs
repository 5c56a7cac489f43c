// Packs RE2's tables of Unicode groups: pack_unicode_groups.mjs <unicode_groups.cc> <output.cc>
//
// RE2 keeps each range as two numbers of 16 or 32 bits, which hardly compress. Here they are the distances from one
// range to the next, of seven bits a byte, unpacked when the module starts. A third of the size, before and after gzip.

import { readFileSync, writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const source = readFileSync(from, "utf8");

const packed = [];
const rows = [];
const used = { 16: 0, 32: 0 };

function pack(distance) {
  let rest = distance;
  for (; rest > 127; rest >>>= 7) packed.push((rest & 127) | 128);
  packed.push(rest);
}

/** Packs the ranges of a table, and answers how many there are and where they will lie. */
function packTable(name, width) {
  if (name === "0") return "0, 0";
  const [, ranges] = source.match(new RegExp(`URange${width} ${name}\\[\\] = \\{([^;]*)\\};`));
  let next = 0;
  let count = 0;
  for (const [, first, last] of ranges.matchAll(/\{ (\d+), (\d+) \}/g)) {
    pack(first - next);
    pack(last - first);
    next = Number(last) + 1;
    count++;
  }
  used[width] += count;
  return `ranges${width} + ${used[width] - count}, ${count}`;
}

const groups = source.match(/const UGroup unicode_groups\[\] = \{([^;]*)\};/)[1];
for (const [, name, narrow, wide] of groups.matchAll(/\{ "(\w+)", \+1, (\w+), \d+, (\w+), \d+ \}/g)) {
  rows.push(`  {"${name}", +1, ${packTable(narrow, 16)}, ${packTable(wide, 32)}},`);
}

const [, count] = source.match(/num_unicode_groups = (\d+);/);
if (rows.length !== Number(count)) throw new Error(`${from} has ${count} groups, and ${rows.length} could be read`);

writeFileSync(
  to,
  `#include "re2/unicode_groups.h"

namespace re2 {
namespace {

const uint8_t packed[] = {${packed.join(",")}};
URange16 ranges16[${used[16]}];
URange32 ranges32[${used[32]}];

const uint8_t* next_byte = packed;

uint32_t Unpack() {
  uint32_t value = 0;
  for (int shift = 0;; shift += 7) {
    uint32_t byte = *next_byte++;
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
}

template <typename Range>
void UnpackRanges(const Range* ranges, int count) {
  uint32_t next = 0;
  for (Range* range = const_cast<Range*>(ranges); count > 0; ++range, --count) {
    range->lo = next += Unpack();
    range->hi = next += Unpack();
    ++next;
  }
}

}  // namespace

const UGroup unicode_groups[] = {
${rows.join("\n")}
};
const int num_unicode_groups = ${rows.length};

namespace {

const bool unpacked = [] {
  for (const UGroup& group : unicode_groups) {
    UnpackRanges(group.r16, group.nr16);
    UnpackRanges(group.r32, group.nr32);
  }
  return true;
}();

}  // namespace
}  // namespace re2
`,
);
