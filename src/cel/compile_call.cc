// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "cel/compile.h"
#include "cel/evaluate_ops.h"
#include "cel/library/regex.h"

namespace plimsoll::cel {
namespace {

/// A sample of each kind but opaque, unknown and error.
std::vector<Value> SampleValues(const ValueFactory& factory) {
  return {Value(),
          Value::Bool(true),
          Value::Int(0),
          Value::Uint(0),
          Value::Double(0),
          factory.String(""),
          factory.Bytes(""),
          factory.List({}),
          factory.AnyMap({}),
          factory.Time({}),
          factory.Span({})};
}

std::uint32_t BitOf(Kind kind) {
  return 1U << static_cast<unsigned>(kind);
}

/// The fast cases that some overload of the site takes.
std::uint32_t FastCases(const CallSite& site) {
  const auto takes = [&site](std::initializer_list<Kind> kinds) {
    return std::any_of(
        site.candidates.begin(),
        site.candidates.end(),
        [&kinds](const Candidate& candidate) {
          std::size_t i = 0;
          return candidate.parameters.size() == kinds.size() &&
                 std::all_of(kinds.begin(), kinds.end(), [&](Kind kind) {
                   return (candidate.parameters[i++].kinds & BitOf(kind)) != 0;
                 });
        });
  };
  std::uint32_t cases = 0;
  if (takes({Kind::kInt, Kind::kInt})) cases |= kFitsInts;
  if (takes({Kind::kString, Kind::kString})) cases |= kFitsStrings;
  const bool one = site.args.size() == 1;
  const bool member = site.name == "@in";
  if (one ? takes({Kind::kList})
          : (member ? takes({Kind::kString, Kind::kList})
                    : takes({Kind::kList, Kind::kInt}))) {
    cases |= kFitsList;
  }
  if (one ? takes({Kind::kMap})
          : (member ? takes({Kind::kString, Kind::kMap})
                    : takes({Kind::kMap, Kind::kString}))) {
    cases |= kFitsMap;
  }
  return cases;
}

struct Special {
  std::string_view name;
  std::size_t arity;
  Run run;
  Run with_int = nullptr;  ///< When the right operand is an int constant.
};
constexpr Special kSpecials[] = {
    {"!_", 1, RunNot},
    {"_<_", 2, RunLess, RunLessInt},
    {"_<=_", 2, RunLessEqual, RunLessEqualInt},
    {"_>_", 2, RunGreater, RunGreaterInt},
    {"_>=_", 2, RunGreaterEqual, RunGreaterEqualInt},
    {"_[_]", 2, RunIndex},
    {"size", 1, RunSize},
    {"startsWith", 2, RunStartsWith},
    {"endsWith", 2, RunEndsWith},
    {"contains", 2, RunContains}};

}  // namespace

Piece Compiler::CompileCall(const Expr& expr) {
  if (expr.name == "_&&_" || expr.name == "_||_") return CompileLogical(expr);
  if (expr.name == "_?_:_") return CompileConditional(expr);
  if (expr.name == "@not_strictly_false") {
    const Piece operand = Compile(*expr.args[0]);
    Piece piece = NewNode(RunNotStrictlyFalse);
    piece.DependOn(operand);
    piece.node->a = operand.node;
    return Fold(piece);
  }
  std::vector<Piece> args;
  const int emptyable = EmptyableArgument(expr.name);
  const auto add = [&](const Expr& arg) {
    const bool empty = emptyable == static_cast<int>(args.size()) &&
                       NullReadsEmpty(*program_.ast, arg);
    const Piece piece = Compile(arg);
    args.push_back(empty ? NullAsEmpty(piece, arg) : piece);
  };
  if (expr.operand != nullptr) add(*expr.operand);
  for (const Expr* arg : expr.args) add(*arg);
  Piece call = NewNode(RunCall);
  const CallSite& site = MakeSite(expr, args, call);
  Specialise(call, site);
  return Fold(call);
}

ParameterFit Compiler::Fit(TypeRef type) {
  if (samples_.empty()) samples_ = SampleValues(program_.factory);
  ParameterFit fit;
  for (const Value& sample : samples_) {
    if (KindFits(sample, type)) fit.kinds |= BitOf(sample.kind());
  }
  fit.kinds |= BitOf(Kind::kOpaque);
  const bool anything =
      type->kind == TypeKind::kDyn || type->kind == TypeKind::kParam;
  if (!anything) fit.type = type;
  return fit;
}

const CallSite& Compiler::MakeSite(const Expr& expr,
                                   const std::vector<Piece>& args,
                                   Piece& call) {
  CallSite& site = program_.sites.emplace_back();
  site.name = expr.name;
  for (const Piece& arg : args) {
    call.DependOn(arg);
    site.args.push_back(arg.node);
  }
  for (const std::uint32_t index : expr.overloads) {
    const Overload& overload = environment_.functions->at(index);
    if (overload.params.size() != args.size()) continue;
    if (overload.function == nullptr) continue;
    Candidate candidate;
    candidate.function = overload.function;
    for (const TypeRef param : overload.params) {
      ParameterFit fit = Fit(param);
      if (!overload.strict) {
        fit.kinds |= BitOf(Kind::kUnknown) | BitOf(Kind::kError);
      }
      candidate.parameters.push_back(fit);
    }
    site.candidates.push_back(std::move(candidate));
    if (!overload.pure) call.varies = true;
  }
  call.node->data = &site;
  return site;
}

void Compiler::Specialise(Piece& call, const CallSite& site) {
  Node& node = *call.node;
  if (site.name == "cel.@mapInsert") {
    node.run = RunMapInsert;
    return;
  }
  if (site.candidates.empty()) {
    node.run = RunUnknownFunction;
    return;
  }
  if (call.varies && HasImpure(site)) return;
  if (!site.args.empty()) node.a = site.args[0];
  if (site.args.size() > 1) node.b = site.args[1];
  if (SpecialiseEquality(call, site) || SpecialiseIn(call, site) ||
      SpecialiseMatches(call, site)) {
    return;
  }
  const auto special = std::find_if(
      std::begin(kSpecials), std::end(kSpecials), [&site](const Special& s) {
        return s.name == site.name && s.arity == site.args.size();
      });
  if (special == std::end(kSpecials)) return;
  node.run = special->run;
  node.count = FastCases(site);
  const bool int_constant = node.b != nullptr && node.b->run == RunConstant &&
                            node.b->constant.kind() == Kind::kInt;
  if (int_constant && special->with_int != nullptr &&
      (node.count & kFitsInts) != 0) {
    node.run = special->with_int;
    node.constant = node.b->constant;
  }
}

bool Compiler::SpecialiseEquality(Piece& call, const CallSite& site) {
  const bool negated = site.name == "_!=_";
  if ((site.name != "_==_" && !negated) || site.args.size() != 2) return false;
  Node& node = *call.node;
  node.run = negated ? RunNotEqual : RunEqual;
  const auto simple = [](const Node& operand) {
    if (operand.run != RunConstant) return false;
    const Kind kind = operand.constant.kind();
    return kind == Kind::kNull || kind == Kind::kBool || kind == Kind::kInt ||
           kind == Kind::kString;
  };
  const bool right = simple(*site.args[1]);
  if (!right && !simple(*site.args[0])) return true;
  node.run = RunEqualConstant;
  node.count = negated ? 1 : 0;
  node.index = right ? 0 : 1;
  node.a = site.args[right ? 0 : 1];
  node.constant = site.args[right ? 1 : 0]->constant;
  if (node.constant.is_string()) node.run = RunEqualText;
  if (node.constant.is_null()) node.run = RunEqualNull;
  if (node.constant.kind() == Kind::kBool) node.run = RunEqualBool;
  return true;
}

bool Compiler::SpecialiseIn(Piece& call, const CallSite& site) {
  if (site.name != "@in" || site.args.size() != 2) return false;
  Node& node = *call.node;
  node.run = RunIn;
  node.count = FastCases(site);
  const Node& list = *site.args[1];
  if (list.run != RunConstant || !list.constant.is_list()) return true;
  if ((node.count & kFitsList) == 0) return true;
  const std::span<const Value> items = list.constant.AsList();
  const auto all_of_kind = [&items](Kind kind) {
    return std::all_of(items.begin(), items.end(), [kind](const Value& item) {
      return item.kind() == kind;
    });
  };
  const bool texts = all_of_kind(Kind::kString);
  if (items.empty() || (!texts && !all_of_kind(Kind::kInt))) return true;
  LiteralSet& set = program_.sets.emplace_back();
  for (const Value& item : items) {
    if (texts) {
      set.texts.push_back(item.AsStringRep());
    } else {
      set.ints.push_back(item.AsInt());
    }
  }
  std::sort(
      set.texts.begin(),
      set.texts.end(),
      [](const StringRep* a, const StringRep* b) { return a->hash < b->hash; });
  std::sort(set.ints.begin(), set.ints.end());
  Node& holder = program_.nodes.emplace_back();
  holder.data = &set;
  node.c = &holder;
  node.run = RunInSet;
  return true;
}

bool Compiler::SpecialiseMatches(Piece& call, const CallSite& site) {
  if (site.name != "matches" || site.args.size() != 2) return false;
  const Node& pattern = *site.args[1];
  if (pattern.run != RunConstant || !pattern.constant.is_string()) return true;
  if ((FastCases(site) & kFitsStrings) == 0) return true;
  auto regex = Regex::Compile(pattern.constant.AsString());
  if (regex == nullptr)
    return true;  // The function says what is wrong with it.
  Node& holder = program_.nodes.emplace_back();
  holder.data = regex.get();
  program_.regexes.push_back(std::move(regex));
  call.node->c = &holder;
  call.node->run = RunMatches;
  return true;
}

bool Compiler::HasImpure(const CallSite& site) const {
  const auto all = environment_.functions->Find(site.name);
  return std::any_of(all.begin(), all.end(), [this](std::uint32_t index) {
    return !environment_.functions->at(index).pure;
  });
}

}  // namespace plimsoll::cel
