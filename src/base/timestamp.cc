#include "base/timestamp.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace nacre {
namespace {

constexpr int64_t kMicros = 1'000'000;
constexpr int64_t kDay = 86'400;
constexpr Timestamp kFirst = -62'135'596'800 * kMicros;     // 0001-01-01T00:00:00
constexpr Timestamp kLast = 253'402'300'800 * kMicros - 1;  // 9999-12-31T23:59:59.999999

struct Date {
  int64_t year;
  unsigned month;
  unsigned day;
};

// Days since 1970-01-01 of a proleptic Gregorian date, by counting from 1 March in eras of 400
// years.
int64_t DaysFromDate(Date date) {
  int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t month = (date.month + 9) % 12;
  int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

Date DateFromDays(int64_t days) {
  days += 719'468;
  int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  int64_t day_of_era = days - era * 146'097;
  int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month = (5 * day_of_year + 2) / 153;
  auto day = static_cast<unsigned>(day_of_year - (153 * month + 2) / 5 + 1);
  auto calendar_month = static_cast<unsigned>(month < 10 ? month + 3 : month - 9);
  return {year_of_era + era * 400 + (calendar_month <= 2 ? 1 : 0), calendar_month, day};
}

unsigned DaysInMonth(int64_t year, unsigned month) {
  constexpr std::array<unsigned, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

void AppendPadded(std::string& out, int64_t value, size_t width) {
  std::string digits = std::to_string(value);
  out.append(width > digits.size() ? width - digits.size() : 0, '0');
  out += digits;
}

// A reader of fixed-width numbers and separators; the first failure sticks.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  int64_t Digits(size_t count) {
    int64_t value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!HasDigit()) {
        failed_ = true;
        return 0;
      }
      value = value * 10 + (text_[at_++] - '0');
    }
    return value;
  }

  bool Accept(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void Expect(char c) { failed_ = !Accept(c) || failed_; }

  // A fraction of 1 to 9 digits as microseconds, the rest cut.
  int64_t Fraction() {
    int64_t micros = 0;
    size_t count = 0;
    for (; HasDigit(); ++count, ++at_) {
      if (count < 6) micros = micros * 10 + (text_[at_] - '0');
    }
    failed_ = failed_ || count == 0 || count > 9;
    for (; count < 6; ++count) micros *= 10;
    return micros;
  }

  bool ok() const { return !failed_; }
  bool AtEnd() const { return at_ == text_.size(); }

 private:
  bool HasDigit() const { return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; }

  std::string_view text_;
  size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

std::string FormatTimestamp(Timestamp time) {
  time = std::clamp(time, kFirst, kLast);
  int64_t seconds = time / kMicros;
  int64_t micros = time % kMicros;
  if (micros < 0) {
    micros += kMicros;
    --seconds;
  }
  int64_t days = seconds / kDay;
  int64_t second_of_day = seconds % kDay;
  if (second_of_day < 0) {
    second_of_day += kDay;
    --days;
  }
  Date date = DateFromDays(days);
  std::string out;
  AppendPadded(out, date.year, 4);
  out += '-';
  AppendPadded(out, date.month, 2);
  out += '-';
  AppendPadded(out, date.day, 2);
  out += 'T';
  AppendPadded(out, second_of_day / 3600, 2);
  out += ':';
  AppendPadded(out, second_of_day / 60 % 60, 2);
  out += ':';
  AppendPadded(out, second_of_day % 60, 2);
  if (micros != 0) {
    out += '.';
    AppendPadded(out, micros, 6);
  }
  out += "+00:00";
  return out;
}

std::optional<Timestamp> ParseTimestamp(std::string_view text) {
  Scanner scan(text);
  int64_t year = scan.Digits(4);
  scan.Expect('-');
  auto month = static_cast<unsigned>(scan.Digits(2));
  scan.Expect('-');
  auto day = static_cast<unsigned>(scan.Digits(2));
  if (!scan.Accept('T')) scan.Expect(' ');
  int64_t hour = scan.Digits(2);
  scan.Expect(':');
  int64_t minute = scan.Digits(2);
  scan.Expect(':');
  int64_t second = scan.Digits(2);
  int64_t micros = scan.Accept('.') ? scan.Fraction() : 0;
  int64_t offset = 0;
  bool ahead = scan.Accept('+');
  if (ahead || scan.Accept('-')) {
    int64_t hours = scan.Digits(2);
    scan.Accept(':');
    int64_t minutes = scan.Digits(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    offset = (hours * 60 + minutes) * 60 * (ahead ? 1 : -1);
  } else {
    scan.Accept('Z');
  }
  if (!scan.ok() || !scan.AtEnd() || year < 1 || month < 1 || month > 12 || day < 1 ||
      day > DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  int64_t seconds = DaysFromDate({year, month, day}) * kDay + hour * 3600 + minute * 60 + second;
  return (seconds - offset) * kMicros + micros;
}

}  // namespace nacre
