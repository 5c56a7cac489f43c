#ifndef NACRE_TEXT_NEAREST_H_
#define NACRE_TEXT_NEAREST_H_

#include <string>
#include <string_view>

namespace nacre {

/// Says in one sentence, without a final period, where `content` comes closest to `wanted`, which
/// does not occur in it, and what differs: "Nearest is line 3, which differs only in indentation
/// (tabs in the file, spaces in the text given): the file has '\tx' where '    x' was given". ""
/// when nothing is near. Looks at the first `limits::kNearestScanBytes`.
std::string DescribeNearest(std::string_view content, std::string_view wanted);

}  // namespace nacre

#endif  // NACRE_TEXT_NEAREST_H_
