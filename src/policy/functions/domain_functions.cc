// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/domain_functions.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "policy/functions/arn.h"
#include "policy/functions/iam_analysis.h"
#include "policy/functions/iam_escalation.h"
#include "policy/functions/iam_policy.h"
#include "policy/functions/ip_ranges.h"
#include "policy/functions/network.h"
#include "policy/functions/text.h"
#include "value/json.h"

namespace plimsoll {
namespace {

using cel::CallContext;
using Args = std::span<const Value>;

// What a rule or a statement costs of the budget of steps, and how many bytes
// of a text cost one.
constexpr std::uint64_t kItemSteps = 8;
constexpr std::uint64_t kBytesPerStep = 16;

/// The first error among the arguments, else the merged unknowns, else null.
Value BadArgument(const ValueFactory& factory, Args args) {
  Value bad;
  for (const Value& arg : args) {
    if (arg.is_error()) return arg;
    if (!arg.is_unknown()) continue;
    bad = bad.is_unknown() ? factory.MergeUnknown(bad, arg) : arg;
  }
  return bad;
}

// ---- net

std::uint64_t RuleSteps(Value rules) {
  return rules.is_list() ? rules.AsList().size() * kItemSteps + 1 : 1;
}

/// True stays true when another rule is malformed, and unknown wins over it, as
/// in a disjunction.
Value WithError(const Truth& truth, const net::Openings& openings) {
  if (truth.is_false() && !openings.error().is_null()) return openings.error();
  return truth.ToValue();
}

Value NetPublic(CallContext& context, Args args) {
  if (args[0].is_null()) return Value::Bool(false);
  const auto cidr = net::ParseCidr(args[0].AsString());
  if (!cidr) {
    return context.factory.Error("no CIDR: \"" +
                                 std::string(args[0].AsString()) + "\"");
  }
  return Value::Bool(net::IsPublic(*cidr));
}

Value NetExposes(CallContext& context, Args args) {
  if (args[0].is_error()) return args[0];
  const Value bad = BadArgument(context.factory, args.subspan(1));
  if (!bad.is_null()) return bad;
  if (!context.Charge(RuleSteps(args[0]))) return context.OverBudget();
  const net::Openings openings(context.factory, args[0], args[1]);
  return WithError(openings.Exposes(args[2].AsInt()), openings);
}

Value NetPublicSources(CallContext& context, Args args) {
  if (!context.Charge(RuleSteps(args[0]))) return context.OverBudget();
  const net::Openings openings(context.factory, args[0], args[1]);
  if (!openings.error().is_null()) return openings.error();
  return openings.PublicSources(args[2].AsInt());
}

Value NetExposedPorts(CallContext& context, Args args) {
  const ValueFactory& factory = context.factory;
  std::vector<Value> exposed;
  Truth sure = Truth::True();
  if (args[1].is_null()) return factory.List({});
  const std::span<const Value> ports = args[1].AsList();
  if (!context.Charge(RuleSteps(args[0]) * (ports.size() + 1))) {
    return context.OverBudget();
  }
  const net::Openings openings(factory, args[0], factory.String("tcp"));
  if (!openings.error().is_null()) return openings.error();
  for (const Value& port : ports) {
    if (port.is_unknown()) {
      sure = And(factory, sure, Truth::Unknown(port));
      continue;
    }
    if (port.kind() != Kind::kInt) return factory.Error("a port is no int");
    const Truth open = openings.Exposes(port.AsInt());
    if (open.is_unknown()) sure = And(factory, sure, open);
    if (open.is_true()) exposed.push_back(port);
  }
  return sure.is_unknown() ? sure.reason() : factory.List(exposed);
}

// ---- iam

/// Reads the policy in `document` and gives it to `answer`, unless it is bad.
template <typename F>
Value OnPolicy(CallContext& context, Value document, F&& answer) {
  const std::uint64_t bytes =
      document.is_string() ? document.AsString().size() : 0;
  if (!context.Charge(1 + bytes / kBytesPerStep)) return context.OverBudget();
  const iam::Policy policy = iam::ReadPolicy(context.factory, document);
  if (!policy.bad.is_null()) return policy.bad;
  if (!context.Charge(policy.statements.size() * kItemSteps)) {
    return context.OverBudget();
  }
  return answer(policy);
}

template <Truth (*kAnswer)(const ValueFactory&, const iam::Policy&)>
Value IamQuestion(CallContext& context, Args args) {
  return OnPolicy(context, args[0], [&](const iam::Policy& policy) {
    return kAnswer(context.factory, policy).ToValue();
  });
}

template <Value (*kAnswer)(const ValueFactory&, const iam::Policy&)>
Value IamList(CallContext& context, Args args) {
  return OnPolicy(context, args[0], [&](const iam::Policy& policy) {
    return kAnswer(context.factory, policy);
  });
}

Value IamFullService(CallContext& context, Args args) {
  return OnPolicy(context, args[0], [&](const iam::Policy& policy) {
    return iam::IsFullService(context.factory, policy, args[1].AsString())
        .ToValue();
  });
}

Value IamAllows(CallContext& context, Args args) {
  return OnPolicy(context, args[0], [&](const iam::Policy& policy) {
    return iam::Allows(
               context.factory, policy, args[1].AsString(), args[2].AsString())
        .ToValue();
  });
}

Value IamForeignAccounts(CallContext& context, Args args) {
  if (args[0].is_error() || args[0].is_unknown()) return args[0];
  if (args[1].is_error()) return args[1];
  return OnPolicy(context, args[0], [&](const iam::Policy& policy) {
    return iam::ForeignAccounts(context.factory, policy, args[1]);
  });
}

/// The answer does not depend on whose the resource is, so an account that is
/// not known does no harm.
template <cel::Function kFunction>
Value IgnoringAccount(CallContext& context, Args args) {
  for (const Value& arg : args) {
    if (arg.is_error()) return arg;
  }
  if (args[0].is_unknown()) return args[0];
  return kFunction(context, args.first(1));
}

// ---- texts and times

Value ArnOf(CallContext& context, Args args) {
  const auto arn = SplitArn(args[0].AsString());
  if (!arn || arn->service.empty()) {
    return context.factory.Error("no ARN: \"" +
                                 std::string(args[0].AsString()) + "\"");
  }
  const ValueFactory& factory = context.factory;
  const std::array<std::pair<std::string_view, Value>, 5> entries = {
      {{"partition", factory.String(arn->partition)},
       {"service", factory.String(arn->service)},
       {"region", factory.String(arn->region)},
       {"account", factory.String(arn->account)},
       {"resource", factory.String(arn->resource)}}};
  return factory.Map(entries);
}

Value Age(CallContext& context, Timestamp then) {
  Duration age{context.now.seconds - then.seconds,
               context.now.nanos - then.nanos};
  if (age.nanos < 0) {
    age.nanos += 1'000'000'000;
    --age.seconds;
  }
  return context.factory.Span(age);
}

Value AgeOfTime(CallContext& context, Args args) {
  return Age(context, args[0].AsTimestamp());
}

Value AgeOfText(CallContext& context, Args args) {
  const auto time = ParseTimestamp(args[0].AsString());
  if (!time) {
    return context.factory.Error("no timestamp: \"" +
                                 std::string(args[0].AsString()) + "\"");
  }
  return Age(context, *time);
}

Value Days(CallContext&, Args args) {
  constexpr std::int64_t kDay = 86'400;
  const Duration duration = args[0].AsDuration();
  // Towards zero: a negative duration has its nanoseconds beside it.
  const bool borrow = duration.seconds < 0 && duration.nanos > 0;
  return Value::Int((duration.seconds + (borrow ? 1 : 0)) / kDay);
}

Value Json(CallContext& context, Args args) {
  const std::string_view text = args[0].AsString();
  if (!context.Charge(1 + text.size() / kBytesPerStep)) {
    return context.OverBudget();
  }
  Result<Value> parsed = ReadJson(text, context.factory);
  if (!parsed)
    return context.factory.Error("json: " + parsed.error().message());
  return *parsed;
}

Value Csv(CallContext& context, Args args) {
  const std::string_view text = args[0].AsString();
  if (!context.Charge(1 + text.size() / kBytesPerStep)) {
    return context.OverBudget();
  }
  return ReadCsv(context.factory, text);
}

Value UrlDecode(CallContext& context, Args args) {
  const std::string_view text = args[0].AsString();
  if (!context.Charge(1 + text.size() / kBytesPerStep)) {
    return context.OverBudget();
  }
  const auto decoded = DecodePercent(text);
  if (!decoded) {
    return context.factory.Error(
        "url.decode: '%' without two hexadecimal digits");
  }
  if (!IsUtf8(*decoded)) {
    return context.factory.Error("url.decode: the result is not UTF-8");
  }
  return context.factory.String(*decoded);
}

Value Glob(CallContext& context, Args args) {
  const std::string_view text = args[0].AsString();
  const std::string_view pattern = args[1].AsString();
  if (!context.Charge(1 + text.size() * pattern.size() / kBytesPerStep)) {
    return context.OverBudget();
  }
  return Value::Bool(GlobMatches(pattern, text));
}

// ---- registration

/// The types that the functions give.
class Types {
 public:
  explicit Types(cel::TypePool& pool)
      : pool_(pool),
        string(pool.String()),
        strings(pool.List(pool.String())),
        boolean(pool.Bool()),
        integer(pool.Int()),
        dyn(pool.Dyn()),
        list_or_null(pool.Wrapper(pool.List(pool.Dyn()))),
        string_or_null(pool.Wrapper(pool.String())) {}

  cel::TypeRef Arn() {
    cel::ObjectType& arn = pool_.Object("Arn");
    for (const char* name :
         {"partition", "service", "region", "account", "resource"}) {
      arn.fields[name] = string;
    }
    return pool_.ObjectRef(arn);
  }

  cel::TypeRef Statement() {
    cel::ObjectType& principal = pool_.Object("iam.Principal");
    for (const char* name : {"AWS", "Service", "Federated", "CanonicalUser"}) {
      principal.fields[name] = strings;
    }
    cel::ObjectType& statement = pool_.Object("iam.Statement");
    statement.fields["Sid"] = string;
    statement.fields["Effect"] = string;
    for (const char* name :
         {"Action", "NotAction", "Resource", "NotResource"}) {
      statement.fields[name] = strings;
    }
    statement.fields["Principal"] = pool_.ObjectRef(principal);
    statement.fields["NotPrincipal"] = pool_.ObjectRef(principal);
    statement.fields["Condition"] =
        pool_.Map(string, pool_.Map(string, strings));
    return pool_.ObjectRef(statement);
  }

 private:
  cel::TypePool& pool_;

 public:
  cel::TypeRef string;
  cel::TypeRef strings;
  cel::TypeRef boolean;
  cel::TypeRef integer;
  cel::TypeRef dyn;
  cel::TypeRef list_or_null;
  cel::TypeRef string_or_null;
};

struct Entry {
  std::string_view name;
  std::vector<cel::TypeRef> params;
  cel::TypeRef result;
  cel::Function function;
  bool strict = true;
  bool pure = true;
};

void AddAll(cel::FunctionTable& table, std::initializer_list<Entry> entries) {
  for (const Entry& entry : entries) {
    std::string id(entry.name);
    for (const cel::TypeRef param : entry.params)
      id += "_" + cel::Render(param);
    table.Add(entry.name,
              {.id = std::move(id),
               .receiver = false,
               .params = entry.params,
               .result = entry.result,
               .function = entry.function,
               .strict = entry.strict,
               .pure = entry.pure});
  }
}

void AddNet(cel::FunctionTable& table, const Types& t, cel::TypeRef ints) {
  constexpr bool kLenient = false;
  AddAll(table,
         {{"net.public", {t.string_or_null}, t.boolean, NetPublic},
          {"net.exposes",
           {t.list_or_null, t.string, t.integer},
           t.boolean,
           NetExposes,
           kLenient},
          {"net.publicSources",
           {t.list_or_null, t.string, t.integer},
           t.strings,
           NetPublicSources},
          {"net.exposedPorts",
           {t.list_or_null, t.list_or_null},
           ints,
           NetExposedPorts}});
}

void AddIam(cel::FunctionTable& table,
            const Types& t,
            cel::TypeRef statement_list) {
  constexpr bool kLenient = false;
  constexpr cel::Function kPublic = IamQuestion<static_cast<Truth (*)(
      const ValueFactory&, const iam::Policy&)>(iam::IsPublic)>;
  constexpr cel::Function kPublicStatements = IamList<iam::PublicStatements>;
  AddAll(
      table,
      {{"iam.statements",
        {t.dyn},
        statement_list,
        IamList<iam::RenderStatements>},
       {"iam.admin", {t.dyn}, t.boolean, IamQuestion<iam::IsAdmin>},
       {"iam.fullService", {t.dyn, t.string}, t.boolean, IamFullService},
       {"iam.allows", {t.dyn, t.string, t.string}, t.boolean, IamAllows},
       {"iam.escalation", {t.dyn}, t.strings, IamList<iam::FindEscalations>},
       {"iam.public", {t.dyn}, t.boolean, kPublic},
       {"iam.public",
        {t.dyn, t.string_or_null},
        t.boolean,
        IgnoringAccount<kPublic>,
        kLenient},
       {"iam.publicStatements", {t.dyn}, t.strings, kPublicStatements},
       {"iam.publicStatements",
        {t.dyn, t.string_or_null},
        t.strings,
        IgnoringAccount<kPublicStatements>,
        kLenient},
       {"iam.foreignAccounts",
        {t.dyn, t.string_or_null},
        t.strings,
        IamForeignAccounts,
        kLenient},
       {"iam.requiresTls", {t.dyn}, t.boolean, IamQuestion<iam::RequiresTls>},
       {"iam.confusedDeputy",
        {t.dyn},
        t.boolean,
        IamQuestion<iam::IsConfusedDeputy>}});
}

}  // namespace

void AddDomainFunctions(cel::FunctionTable& table, cel::TypePool& types) {
  Types t(types);
  AddNet(table, t, types.List(t.integer));
  AddIam(table, t, types.List(t.Statement()));
  const cel::TypeRef timestamp = types.Simple(cel::TypeKind::kTimestamp);
  const cel::TypeRef duration = types.Simple(cel::TypeKind::kDuration);
  constexpr bool kStrict = true;
  constexpr bool kImpure = false;
  AddAll(table,
         {{"arn", {t.string}, t.Arn(), ArnOf},
          {"age", {timestamp}, duration, AgeOfTime, kStrict, kImpure},
          {"age", {t.string}, duration, AgeOfText, kStrict, kImpure},
          {"days", {duration}, t.integer, Days},
          {"json", {t.string}, t.dyn, Json},
          {"csv", {t.string}, types.List(types.Map(t.string, t.string)), Csv},
          {"url.decode", {t.string}, t.string, UrlDecode},
          {"glob", {t.string, t.string}, t.boolean, Glob}});
}

}  // namespace plimsoll
