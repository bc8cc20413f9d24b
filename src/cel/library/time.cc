// SPDX-License-Identifier: Apache-2.0
#include "cel/library/time.h"

#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "cel/library/civil.h"
#include "cel/library/signature.h"
#include "cel/library/zone.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

struct Unit {
  std::string_view name;
  std::int64_t nanos;
};
// Longer names before their prefixes.
constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                         {"us", 1'000},
                                         {"\xC2\xB5s", 1'000},  // micro sign
                                         {"\xCE\xBCs", 1'000},  // Greek mu
                                         {"ms", 1'000'000},
                                         {"s", kNanosPerSecond},
                                         {"m", 60 * kNanosPerSecond},
                                         {"h", 3600 * kNanosPerSecond}}};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// A length of time that is not negative while a text is read.
struct Sum {
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
};

// `count` units as seconds and nanoseconds; the product is in range.
Sum Times(std::int64_t count, std::int64_t unit_nanos) {
  if (unit_nanos >= kNanosPerSecond) {
    return {count * (unit_nanos / kNanosPerSecond), 0};
  }
  const std::int64_t per_second = kNanosPerSecond / unit_nanos;
  return {count / per_second, count % per_second * unit_nanos};
}

// One "1.5h", taken off the front; nullopt when there is none.
std::optional<Sum> TakeTerm(std::string_view& text) {
  constexpr std::int64_t kMaxCount = std::numeric_limits<std::int64_t>::max();
  std::int64_t whole = 0;
  std::int64_t fraction = 0;
  std::int64_t scale = 1;
  bool any = false;
  for (; !text.empty() && IsDigit(text.front()); text.remove_prefix(1)) {
    const std::int64_t digit = text.front() - '0';
    if (whole > (kMaxCount - digit) / 10) return std::nullopt;
    whole = whole * 10 + digit;
    any = true;
  }
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    for (; !text.empty() && IsDigit(text.front()); text.remove_prefix(1)) {
      any = true;
      if (scale == kNanosPerSecond) continue;  // Below a nanosecond, or nearly.
      fraction = fraction * 10 + (text.front() - '0');
      scale *= 10;
    }
  }
  if (!any) return std::nullopt;
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    const std::int64_t unit_seconds = unit.nanos / kNanosPerSecond;
    if (unit_seconds > 0 && whole > kMaxDurationSeconds / unit_seconds) {
      return std::nullopt;
    }
    Sum sum = Times(whole, unit.nanos);
    // fraction < 10^9 and the unit is at most 3600 s: at most 3.6 * 10^21, so
    // take the unit in seconds.
    if (unit_seconds == 0) {
      sum.nanos += fraction * unit.nanos / scale;
    } else {
      const std::int64_t product = fraction * unit_seconds;
      sum.seconds += product / scale;
      sum.nanos += product % scale * (kNanosPerSecond / scale);
    }
    return sum;
  }
  return std::nullopt;
}

// Brings `nanos` (of either sign, below 4 * 10^9) into 0..10^9-1.
template <typename T>
T Normal(std::int64_t seconds, std::int64_t nanos) {
  std::int64_t carry = nanos / kNanosPerSecond;
  std::int64_t rest = nanos % kNanosPerSecond;
  if (rest < 0) {
    rest += kNanosPerSecond;
    --carry;
  }
  return {seconds + carry, static_cast<std::int32_t>(rest)};
}

Value CheckedTime(CallContext& context, Timestamp time) {
  if (!InRange(time)) return context.factory.Error("timestamp out of range");
  return context.factory.Time(time);
}

Value CheckedSpan(CallContext& context, Duration duration) {
  if (!InRange(duration)) {
    return context.factory.Error("duration out of range");
  }
  return context.factory.Span(duration);
}

// The parts of a date, each with its zero as the definition counts.
enum class Part : std::uint8_t {
  kFullYear,
  kMonth,
  kDate,
  kDayOfMonth,
  kDayOfWeek,
  kDayOfYear,
  kHours,
  kMinutes,
  kSeconds
};

std::int64_t PartOf(const Civil& civil, Part part) {
  switch (part) {
    case Part::kFullYear: return civil.year;
    case Part::kMonth: return civil.month - 1;
    case Part::kDate: return civil.day;
    case Part::kDayOfMonth: return civil.day - 1;
    case Part::kDayOfWeek: return civil.day_of_week;
    case Part::kDayOfYear: return civil.day_of_year;
    case Part::kHours: return civil.hour;
    case Part::kMinutes: return civil.minute;
    case Part::kSeconds: return civil.second;
  }
  return 0;
}

template <Part kPart>
Value GetPart(CallContext& context, Args args) {
  std::int64_t seconds = args[0].AsTimestamp().seconds;
  if (args.size() == 2) {
    const std::string_view zone = args[1].AsString();
    const auto offset = ZoneOffset(zone, seconds);
    if (!offset) {
      return context.factory.Error(fmt::format("unknown time zone: {}", zone));
    }
    seconds += *offset;
  }
  return Value::Int(PartOf(CivilOf(seconds), kPart));
}

Value GetMilliseconds(CallContext& context, Args args) {
  if (args.size() == 2) {
    const std::string_view zone = args[1].AsString();
    if (!ZoneOffset(zone, args[0].AsTimestamp().seconds)) {
      return context.factory.Error(fmt::format("unknown time zone: {}", zone));
    }
  }
  return Value::Int(args[0].AsTimestamp().nanos / 1'000'000);
}

// The whole duration in units of `kSeconds` seconds, towards zero.
template <std::int64_t kSeconds>
Value TotalUnits(CallContext&, Args args) {
  const Duration d = args[0].AsDuration();
  const bool round_up = d.seconds < 0 && d.nanos > 0;
  return Value::Int((d.seconds + (round_up ? 1 : 0)) / kSeconds);
}

// The part of a duration below one second, signed.
Value DurationMilliseconds(CallContext&, Args args) {
  const Duration d = args[0].AsDuration();
  const std::int64_t nanos = d.seconds < 0 && d.nanos > 0
                                 ? d.nanos - kNanosPerSecond
                                 : std::int64_t{d.nanos};
  return Value::Int(nanos / 1'000'000);
}

constexpr Definition kDurationParts[] = {
    {"getHours", "duration_to_hours", "duration.() -> int", TotalUnits<3600>},
    {"getMinutes", "duration_to_minutes", "duration.() -> int", TotalUnits<60>},
    {"getSeconds", "duration_to_seconds", "duration.() -> int", TotalUnits<1>},
    {"getMilliseconds",
     "duration_to_milliseconds",
     "duration.() -> int",
     DurationMilliseconds},
};

struct PartDefinition {
  std::string_view name;
  std::string_view id;
  Function function;
};
constexpr PartDefinition kParts[] = {
    {"getFullYear", "timestamp_to_year", GetPart<Part::kFullYear>},
    {"getMonth", "timestamp_to_month", GetPart<Part::kMonth>},
    {"getDate", "timestamp_to_day_of_month_1_based", GetPart<Part::kDate>},
    {"getDayOfMonth", "timestamp_to_day_of_month", GetPart<Part::kDayOfMonth>},
    {"getDayOfWeek", "timestamp_to_day_of_week", GetPart<Part::kDayOfWeek>},
    {"getDayOfYear", "timestamp_to_day_of_year", GetPart<Part::kDayOfYear>},
    {"getHours", "timestamp_to_hours", GetPart<Part::kHours>},
    {"getMinutes", "timestamp_to_minutes", GetPart<Part::kMinutes>},
    {"getSeconds", "timestamp_to_seconds", GetPart<Part::kSeconds>},
    {"getMilliseconds", "timestamp_to_milliseconds", GetMilliseconds},
};

}  // namespace

bool InRange(Timestamp time) {
  return time.seconds >= kMinTimestampSeconds &&
         time.seconds <= kMaxTimestampSeconds;
}

bool InRange(Duration duration) {
  return duration.seconds >= -kMaxDurationSeconds &&
         (duration.seconds < kMaxDurationSeconds ||
          (duration.seconds == kMaxDurationSeconds && duration.nanos == 0));
}

std::optional<Duration> ParseDuration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Duration{};
  if (text.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
  while (!text.empty()) {
    const std::optional<Sum> term = TakeTerm(text);
    if (!term) return std::nullopt;
    seconds += term->seconds + (nanos + term->nanos) / kNanosPerSecond;
    nanos = (nanos + term->nanos) % kNanosPerSecond;
    if (seconds > kMaxDurationSeconds) return std::nullopt;
  }
  const auto duration = negative ? Normal<Duration>(-seconds, -nanos)
                                 : Normal<Duration>(seconds, nanos);
  if (!InRange(duration)) return std::nullopt;
  return duration;
}

std::string RenderDuration(Duration duration) {
  std::int64_t seconds = duration.seconds;
  std::int64_t nanos = duration.nanos;
  const bool negative = seconds < 0;
  if (negative) {
    if (nanos > 0) {
      ++seconds;
      nanos = kNanosPerSecond - nanos;
    }
    seconds = -seconds;
  }
  std::string text = fmt::format("{}{}", negative ? "-" : "", seconds);
  if (nanos > 0) {
    text += fmt::format(".{:09}", nanos);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "s";
}

Value AddTimes(CallContext& context, Args args) {
  const bool time_last = args[1].kind() == Kind::kTimestamp;
  const Value first = time_last ? args[1] : args[0];
  const Duration d = (time_last ? args[0] : args[1]).AsDuration();
  if (first.kind() == Kind::kTimestamp) {
    const Timestamp t = first.AsTimestamp();
    return CheckedTime(context,
                       Normal<Timestamp>(t.seconds + d.seconds,
                                         std::int64_t{t.nanos} + d.nanos));
  }
  const Duration a = first.AsDuration();
  return CheckedSpan(
      context,
      Normal<Duration>(a.seconds + d.seconds, std::int64_t{a.nanos} + d.nanos));
}

Value SubtractTimes(CallContext& context, Args args) {
  if (args[1].kind() == Kind::kTimestamp) {
    const Timestamp a = args[0].AsTimestamp();
    const Timestamp b = args[1].AsTimestamp();
    return CheckedSpan(context,
                       Normal<Duration>(a.seconds - b.seconds,
                                        std::int64_t{a.nanos} - b.nanos));
  }
  const Duration d = args[1].AsDuration();
  if (args[0].kind() == Kind::kTimestamp) {
    const Timestamp t = args[0].AsTimestamp();
    return CheckedTime(context,
                       Normal<Timestamp>(t.seconds - d.seconds,
                                         std::int64_t{t.nanos} - d.nanos));
  }
  const Duration a = args[0].AsDuration();
  return CheckedSpan(
      context,
      Normal<Duration>(a.seconds - d.seconds, std::int64_t{a.nanos} - d.nanos));
}

void AddTimeFunctions(FunctionTable& table, TypePool& types) {
  for (const PartDefinition& part : kParts) {
    const std::string with_zone = std::string(part.id) + "_with_tz";
    const Definition both[] = {
        {part.name, part.id, "timestamp.() -> int", part.function},
        {part.name, with_zone, "timestamp.(string) -> int", part.function},
    };
    Define(table, types, both);
  }
  Define(table, types, kDurationParts);
}

}  // namespace plimsoll::cel
