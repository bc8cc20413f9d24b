// SPDX-License-Identifier: Apache-2.0
// The regex extension, and Kubernetes' find and findAll.
// Source: https://github.com/google/cel-go/tree/master/ext (Regex) and
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cel/function.h"
#include "cel/library/cost.h"
#include "cel/library/optional.h"
#include "cel/library/regex.h"
#include "cel/library/signature.h"
#include "cel/library/text.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

// One search may read the rest of the text, but at the speed of an automaton.
constexpr std::size_t kSearchedBytesPerStep = 64;

// The matches of a pattern from left to right, each paid for. An empty match
// that touches the one before it does not count.
class Matches {
 public:
  Matches(CallContext& context, const Regex& regex, std::string_view text)
      : context_(context), regex_(regex), text_(text) {}

  // The next match; nullopt at the end or when over budget.
  std::optional<Regex::Match> Next() {
    while (from_ <= text_.size()) {
      if (!context_.Charge((text_.size() - from_) / kSearchedBytesPerStep +
                           1)) {
        over_budget_ = true;
        return std::nullopt;
      }
      auto match = regex_.Find(text_, from_);
      if (!match) break;
      const bool empty = match->begin == match->end;
      const bool touches = empty && match->end == last_end_;
      from_ = match->end;
      if (empty) {
        from_ += from_ < text_.size() ? SequenceLength(text_[from_]) : 1;
      }
      if (touches) continue;
      last_end_ = match->end;
      return match;
    }
    from_ = text_.size() + 1;
    return std::nullopt;
  }
  bool over_budget() const { return over_budget_; }

 private:
  CallContext& context_;
  const Regex& regex_;
  std::string_view text_;
  std::size_t from_ = 0;
  std::size_t last_end_ = std::string_view::npos;
  bool over_budget_ = false;
};

// The pattern in args[1], or null and the error in `problem`.
const Regex* Pattern(CallContext& context, Args args, Value& problem) {
  if (!ChargeText(context,
                  args[0].AsString().size() + args[1].AsString().size())) {
    problem = context.OverBudget();
    return nullptr;
  }
  std::string error;
  const Regex* regex = CachedRegex(args[1].AsString(), &error);
  if (regex == nullptr) {
    problem = context.factory.Error(
        fmt::format("invalid regular expression: {}", error));
  }
  return regex;
}

// The replacement of one match: "\1" is a group, "\\" a backslash.
std::string Expand(std::string_view replacement, const Regex::Match& match) {
  std::string out;
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] != '\\') {
      out += replacement[i];
      continue;
    }
    const char c = replacement[++i];
    if (c == '\\') {
      out += c;
    } else {
      out += match.groups[static_cast<std::size_t>(c - '0')].value_or("");
    }
  }
  return out;
}

// What is wrong with a replacement; empty when nothing is.
std::string ReplacementProblem(std::string_view replacement,
                               std::size_t groups) {
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] != '\\') continue;
    if (++i == replacement.size()) {
      return fmt::format(
          "invalid replacement string: '{}' \\ not allowed at end",
          replacement);
    }
    const char c = replacement[i];
    if (c == '\\') continue;
    if (c < '0' || c > '9') {
      return fmt::format(
          "invalid replacement string: '{}' \\ must be followed by a digit or "
          "\\",
          replacement);
    }
    if (static_cast<std::size_t>(c - '0') > groups) {
      return fmt::format(
          "replacement string references group {} but regex has only {} "
          "group(s)",
          c,
          groups);
    }
  }
  return {};
}

Value Replace(CallContext& context, Args args) {
  Value problem;
  const Regex* regex = Pattern(context, args, problem);
  if (regex == nullptr) return problem;
  const std::string_view text = args[0].AsString();
  const std::string_view replacement = args[2].AsString();
  const std::string wrong =
      ReplacementProblem(replacement, regex->group_count());
  if (!wrong.empty()) return context.factory.Error(wrong);
  // A negative count is none: as unsigned it is beyond all counts.
  const auto limit = args.size() == 4
                         ? static_cast<std::uint64_t>(args[3].AsInt())
                         : ~std::uint64_t{0};
  std::string out;
  std::size_t copied = 0;
  Matches matches(context, *regex, text);
  for (std::uint64_t count = 0; count < limit; ++count) {
    const auto match = matches.Next();
    if (!match) break;
    const std::string expanded = Expand(replacement, *match);
    if (!ChargeText(context, expanded.size())) return context.OverBudget();
    out.append(text.substr(copied, match->begin - copied)).append(expanded);
    copied = match->end;
  }
  if (matches.over_budget()) return context.OverBudget();
  return context.factory.String(out.append(text.substr(copied)));
}

Value TooManyGroups(const CallContext& context, Args args) {
  return context.factory.Error(
      fmt::format("regular expression has more than one capturing group: '{}'",
                  args[1].AsString()));
}

// The group of a match, or the whole when the pattern has none. Empty when the
// group is empty or did not take part.
std::string_view Extracted(const Regex& regex, const Regex::Match& match) {
  return match.groups[regex.group_count()].value_or("");
}

Value Extract(CallContext& context, Args args) {
  Value problem;
  const Regex* regex = Pattern(context, args, problem);
  if (regex == nullptr) return problem;
  if (regex->group_count() > 1) return TooManyGroups(context, args);
  Matches matches(context, *regex, args[0].AsString());
  const auto match = matches.Next();
  if (matches.over_budget()) return context.OverBudget();
  if (!match) return OptionalNone();
  const std::string_view text = Extracted(*regex, *match);
  if (text.empty() && regex->group_count() == 1) return OptionalNone();
  return MakeOptional(context.factory, context.factory.String(text));
}

Value ExtractAll(CallContext& context, Args args) {
  Value problem;
  const Regex* regex = Pattern(context, args, problem);
  if (regex == nullptr) return problem;
  if (regex->group_count() > 1) return TooManyGroups(context, args);
  std::vector<Value> texts;
  Matches matches(context, *regex, args[0].AsString());
  while (const auto match = matches.Next()) {
    const std::string_view text = Extracted(*regex, *match);
    if (text.empty() && regex->group_count() == 1) continue;
    texts.push_back(context.factory.String(text));
  }
  if (matches.over_budget()) return context.OverBudget();
  return context.factory.List(texts);
}

Value Find(CallContext& context, Args args) {
  Value problem;
  const Regex* regex = Pattern(context, args, problem);
  if (regex == nullptr) return problem;
  Matches matches(context, *regex, args[0].AsString());
  const auto match = matches.Next();
  if (matches.over_budget()) return context.OverBudget();
  return context.factory.String(match ? *match->groups[0] : "");
}

Value FindAll(CallContext& context, Args args) {
  Value problem;
  const Regex* regex = Pattern(context, args, problem);
  if (regex == nullptr) return problem;
  const auto limit = args.size() == 3
                         ? static_cast<std::uint64_t>(args[2].AsInt())
                         : ~std::uint64_t{0};
  std::vector<Value> texts;
  Matches matches(context, *regex, args[0].AsString());
  while (texts.size() < limit) {
    const auto match = matches.Next();
    if (!match) break;
    texts.push_back(context.factory.String(*match->groups[0]));
  }
  if (matches.over_budget()) return context.OverBudget();
  return context.factory.List(texts);
}

constexpr Definition kDefinitions[] = {
    {"regex.replace",
     "regex_replace_string_string_string",
     "(string, string, string) -> string",
     Replace},
    {"regex.replace",
     "regex_replace_string_string_string_int",
     "(string, string, string, int) -> string",
     Replace},
    {"regex.extract",
     "regex_extract_string_string",
     "(string, string) -> optional(string)",
     Extract},
    {"regex.extractAll",
     "regex_extractAll_string_string",
     "(string, string) -> list(string)",
     ExtractAll},
    {"find", "string_find_string", "string.(string) -> string", Find},
    {"findAll",
     "string_find_all_string",
     "string.(string) -> list(string)",
     FindAll},
    {"findAll",
     "string_find_all_string_int",
     "string.(string, int) -> list(string)",
     FindAll},
};

}  // namespace

void AddRegexLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel
