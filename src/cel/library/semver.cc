// SPDX-License-Identifier: Apache-2.0
// Also the library of Kubernetes:
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library
#include "cel/library/semver.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "cel/function.h"
#include "cel/library/cost.h"
#include "cel/library/number.h"
#include "cel/library/opaque.h"
#include "cel/library/signature.h"

namespace plimsoll::cel {

const OpaqueType kSemverType{"kubernetes.Semver"};

namespace {

using Args = std::span<const Value>;

struct SemverRep : OpaqueRep {
  Semver version;
};

bool IsNumeric(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

std::optional<std::uint64_t> ParsePart(std::string_view text) {
  if (!IsNumeric(text) || (text.size() > 1 && text.front() == '0')) {
    return std::nullopt;
  }
  return ParseUint(text);
}

// Identifiers between dots; numeric ones without leading zero when `strict`.
bool AreIdentifiers(std::string_view text, bool strict) {
  for (const std::string_view part : Split(text, '.')) {
    if (part.empty()) return false;
    const bool plain = std::all_of(part.begin(), part.end(), [](char c) {
      return c == '-' || std::isalnum(static_cast<unsigned char>(c)) != 0;
    });
    if (!plain) return false;
    if (strict && part.size() > 1 && part.front() == '0' && IsNumeric(part)) {
      return false;
    }
  }
  return true;
}

int CompareText(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  return a < b ? -1 : 1;
}

int CompareIdentifiers(std::string_view a, std::string_view b) {
  const bool numeric_a = IsNumeric(a);
  const bool numeric_b = IsNumeric(b);
  if (numeric_a != numeric_b) return numeric_a ? -1 : 1;
  // Without leading zeros the longer number is the larger one.
  if (numeric_a && a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return CompareText(a, b);
}

int ComparePrerelease(std::string_view a, std::string_view b) {
  // No pre-release is above every pre-release.
  if (a.empty() || b.empty()) {
    return (a.empty() ? 1 : 0) - (b.empty() ? 1 : 0);
  }
  const auto parts_a = Split(a, '.');
  const auto parts_b = Split(b, '.');
  for (std::size_t i = 0; i < std::min(parts_a.size(), parts_b.size()); ++i) {
    const int order = CompareIdentifiers(parts_a[i], parts_b[i]);
    if (order != 0) return order;
  }
  if (parts_a.size() == parts_b.size()) return 0;
  return parts_a.size() < parts_b.size() ? -1 : 1;
}

Value OfText(CallContext& context, Args args) {
  if (!ChargeText(context, args[0].AsString().size())) {
    return context.OverBudget();
  }
  Value text = args[0];
  if (args.size() == 2 && args[1].AsBool()) {
    text = context.factory.String(NormalSemver(text.AsString()));
  }
  const auto version = ParseSemver(text.AsString());
  if (!version) {
    return context.factory.Error(fmt::format(
        "'{}' is no semantic version: No Major.Minor.Patch elements "
        "found, or a wrong part",
        args[0].AsString().substr(0, 100)));
  }
  SemverRep rep{};
  rep.type = &kSemverType;
  rep.version = *version;
  return MakeOpaque(context.factory, rep);
}

Value IsSemver(CallContext& context, Args args) {
  if (!ChargeText(context, args[0].AsString().size())) {
    return context.OverBudget();
  }
  const std::string_view text = args[0].AsString();
  const bool normalize = args.size() == 2 && args[1].AsBool();
  const bool valid = normalize ? ParseSemver(NormalSemver(text)).has_value()
                               : ParseSemver(text).has_value();
  return Value::Bool(valid);
}

template <std::uint64_t Semver::*kPart>
Value PartOf(CallContext& context, Args args) {
  const std::uint64_t part = SemverIn(args[0])->*kPart;
  if (part > static_cast<std::uint64_t>(INT64_MAX)) {
    return context.factory.Error("integer overflow");
  }
  return Value::Int(static_cast<std::int64_t>(part));
}

int Order(Args args) {
  return CompareSemver(*SemverIn(args[0]), *SemverIn(args[1]));
}
Value CompareTo(CallContext&, Args args) {
  return Value::Int(Order(args));
}
Value IsLess(CallContext&, Args args) {
  return Value::Bool(Order(args) < 0);
}
Value IsGreater(CallContext&, Args args) {
  return Value::Bool(Order(args) > 0);
}

constexpr Definition kDefinitions[] = {
    {"semver", "string_to_semver", "(string) -> kubernetes.Semver", OfText},
    {"semver",
     "string_bool_to_semver",
     "(string, bool) -> kubernetes.Semver",
     OfText},
    {"isSemver", "is_semver_string", "(string) -> bool", IsSemver},
    {"isSemver", "is_semver_string_bool", "(string, bool) -> bool", IsSemver},
    {"major",
     "semver_major",
     "kubernetes.Semver.() -> int",
     PartOf<&Semver::major>},
    {"minor",
     "semver_minor",
     "kubernetes.Semver.() -> int",
     PartOf<&Semver::minor>},
    {"patch",
     "semver_patch",
     "kubernetes.Semver.() -> int",
     PartOf<&Semver::patch>},
    {"isLessThan",
     "semver_is_less_than",
     "kubernetes.Semver.(kubernetes.Semver) -> bool",
     IsLess},
    {"isGreaterThan",
     "semver_is_greater_than",
     "kubernetes.Semver.(kubernetes.Semver) -> bool",
     IsGreater},
    {"compareTo",
     "semver_compare_to",
     "kubernetes.Semver.(kubernetes.Semver) -> int",
     CompareTo},
};

}  // namespace

std::optional<Semver> ParseSemver(std::string_view text) {
  Semver version;
  const std::size_t plus = text.find('+');
  if (plus != std::string_view::npos) {
    version.build = text.substr(plus + 1);
    if (!AreIdentifiers(version.build, false)) return std::nullopt;
    text = text.substr(0, plus);
  }
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    version.prerelease = text.substr(dash + 1);
    if (!AreIdentifiers(version.prerelease, true)) return std::nullopt;
    text = text.substr(0, dash);
  }
  const auto parts = Split(text, '.');
  if (parts.size() != 3) return std::nullopt;
  const auto major = ParsePart(parts[0]);
  const auto minor = ParsePart(parts[1]);
  const auto patch = ParsePart(parts[2]);
  if (!major || !minor || !patch) return std::nullopt;
  version.major = *major;
  version.minor = *minor;
  version.patch = *patch;
  return version;
}

std::string NormalSemver(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  const std::size_t end = std::min(text.find_first_of("-+"), text.size());
  std::vector<std::string> numbers;
  for (std::string_view part : Split(text.substr(0, end), '.')) {
    const std::size_t digits = part.find_first_not_of('0');
    if (digits == std::string_view::npos && !part.empty()) {
      part = "0";
    } else if (digits != std::string_view::npos) {
      part.remove_prefix(digits);
    }
    numbers.emplace_back(part);
  }
  while (numbers.size() < 3) numbers.emplace_back("0");
  return Join(numbers, ".").append(text.substr(end));
}

int CompareSemver(const Semver& a, const Semver& b) {
  const auto order = [](std::uint64_t x, std::uint64_t y) {
    return (x > y ? 1 : 0) - (x < y ? 1 : 0);
  };
  if (const int major = order(a.major, b.major); major != 0) return major;
  if (const int minor = order(a.minor, b.minor); minor != 0) return minor;
  if (const int patch = order(a.patch, b.patch); patch != 0) return patch;
  return ComparePrerelease(a.prerelease, b.prerelease);
}

const Semver* SemverIn(Value value) {
  const auto* rep = OpaqueCast<SemverRep>(value, kSemverType);
  return rep == nullptr ? nullptr : &rep->version;
}

void AddSemverLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel
