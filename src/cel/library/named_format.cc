// SPDX-License-Identifier: Apache-2.0
// Source: https://kubernetes.io/docs/reference/using-api/cel/
//         #kubernetes-format-library and, for the forms,
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
#include "cel/library/named_format.h"

#include <chrono>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "cel/function.h"
#include "cel/library/cost.h"
#include "cel/library/number.h"
#include "cel/library/opaque.h"
#include "cel/library/optional.h"
#include "cel/library/regex.h"
#include "cel/library/signature.h"
#include "cel/library/url.h"
#include "value/json.h"

namespace plimsoll::cel {

const OpaqueType kFormatType{"kubernetes.NamedFormat"};

/// Either a pattern for the whole text, or a function that tests it.
struct NamedFormat {
  std::string_view name;
  std::string_view pattern;
  std::size_t max_size;
  bool (*test)(std::string_view text);
  std::string_view rule;  ///< "must ...".
};

namespace {

using Args = std::span<const Value>;

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = ParseUint(text.substr(0, 4));
  const auto month = ParseUint(text.substr(5, 2));
  const auto day = ParseUint(text.substr(8, 2));
  if (!year || !month || !day) return false;
  return std::chrono::year_month_day{
      std::chrono::year{static_cast<int>(*year)},
      std::chrono::month{static_cast<unsigned>(*month)},
      std::chrono::day{static_cast<unsigned>(*day)}}
      .ok();
}
bool IsDateTime(std::string_view text) {
  return ParseTimestamp(text).has_value();
}
bool IsUri(std::string_view text) {
  return ParseUrl(text).has_value();
}

constexpr std::size_t kNoLimit = ~std::size_t{0};
constexpr std::string_view kLabelRule =
    "must be lower case letters, digits and '-', and begin and end with a "
    "letter or digit";
constexpr NamedFormat kFormats[] = {
    {"dns1123Label", "[a-z0-9]([-a-z0-9]*[a-z0-9])?", 63, nullptr, kLabelRule},
    {"dns1123Subdomain",
     "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
     253,
     nullptr,
     "must be labels of lower case letters, digits and '-' joined by '.', each "
     "beginning and ending with a letter or digit"},
    {"dns1035Label",
     "[a-z]([-a-z0-9]*[a-z0-9])?",
     63,
     nullptr,
     "must be lower case letters, digits and '-', begin with a letter and end "
     "with a letter or digit"},
    // A prefix may end in '-', as something is appended to it.
    {"dns1123LabelPrefix",
     "[a-z0-9]([-a-z0-9]*[a-z0-9])?-?",
     63,
     nullptr,
     kLabelRule},
    {"dns1123SubdomainPrefix",
     "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*-?",
     253,
     nullptr,
     kLabelRule},
    {"dns1035LabelPrefix",
     "[a-z]([-a-z0-9]*[a-z0-9])?-?",
     63,
     nullptr,
     kLabelRule},
    {"qualifiedName",
     "([a-z0-9][-a-z0-9.]{0,251}[a-z0-9]/|[a-z0-9]/)?"
     "([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]",
     kNoLimit,
     nullptr,
     "must be letters, digits, '-', '_' and '.', begin and end with a letter "
     "or "
     "digit, and may have a domain and '/' before it"},
    {"labelValue",
     "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
     63,
     nullptr,
     "must be empty, or letters, digits, '-', '_' and '.', beginning and "
     "ending "
     "with a letter or digit"},
    {"uri", "", kNoLimit, IsUri, "must be an absolute URI or an absolute path"},
    {"uuid",
     "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}",
     kNoLimit,
     nullptr,
     "must be a UUID"},
    {"byte",
     "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
     kNoLimit,
     nullptr,
     "must be base64 text"},
    {"date", "", kNoLimit, IsDate, "must be a date like 2006-01-02"},
    {"datetime",
     "",
     kNoLimit,
     IsDateTime,
     "must be a time like 2006-01-02T15:04:05Z"},
};

struct FormatRep : OpaqueRep {
  const NamedFormat* format;
};

Value MakeFormat(const CallContext& context, const NamedFormat& format) {
  FormatRep rep{};
  rep.type = &kFormatType;
  rep.format = &format;
  return MakeOpaque(context.factory, rep);
}

Value Named(CallContext& context, Args args) {
  const NamedFormat* format = FindFormat(args[0].AsString());
  if (format == nullptr) return OptionalNone();
  return MakeOptional(context.factory, MakeFormat(context, *format));
}

template <std::size_t kIndex>
Value Constant(CallContext& context, Args) {
  return MakeFormat(context, kFormats[kIndex]);
}

Value Validate(CallContext& context, Args args) {
  if (!ChargeText(context, args[1].AsString().size())) {
    return context.OverBudget();
  }
  const auto problem = FormatProblem(*FormatIn(args[0]), args[1].AsString());
  if (!problem) return OptionalNone();
  const Value text = context.factory.String(*problem);
  return MakeOptional(context.factory, context.factory.List({&text, 1}));
}

constexpr Definition kDefinitions[] = {
    {"format.named",
     "format-named",
     "(string) -> optional(kubernetes.NamedFormat)",
     Named},
    {"validate",
     "format-validate",
     "kubernetes.NamedFormat.(string) -> optional(list(string))",
     Validate},
};

template <std::size_t... kIndexes>
void DefineConstants(FunctionTable& table,
                     TypePool& types,
                     std::index_sequence<kIndexes...>) {
  constexpr Function kFunctions[] = {Constant<kIndexes>...};
  for (std::size_t i = 0; i < std::size(kFormats); ++i) {
    const std::string name = fmt::format("format.{}", kFormats[i].name);
    const std::string id = fmt::format("format-{}", kFormats[i].name);
    const Definition definition{
        name, id, "() -> kubernetes.NamedFormat", kFunctions[i]};
    Define(table, types, {&definition, 1});
  }
}

}  // namespace

const NamedFormat* FindFormat(std::string_view name) {
  for (const NamedFormat& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

std::optional<std::string> FormatProblem(const NamedFormat& format,
                                         std::string_view text) {
  if (text.size() > format.max_size) {
    return fmt::format("must be no more than {} characters", format.max_size);
  }
  if (format.test != nullptr) {
    if (format.test(text)) return std::nullopt;
    return std::string(format.rule);
  }
  const Regex* regex =
      CachedRegex(fmt::format("\\A(?:{})\\z", format.pattern), nullptr);
  if (regex != nullptr && regex->Matches(text)) return std::nullopt;
  return std::string(format.rule);
}

const NamedFormat* FormatIn(Value value) {
  const auto* rep = OpaqueCast<FormatRep>(value, kFormatType);
  return rep == nullptr ? nullptr : rep->format;
}

void AddNamedFormatLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
  DefineConstants(
      table, types, std::make_index_sequence<std::size(kFormats)>());
}

}  // namespace plimsoll::cel
