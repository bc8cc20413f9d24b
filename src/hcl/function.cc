// SPDX-License-Identifier: Apache-2.0
#include "hcl/function.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"

namespace plimsoll::hcl {
namespace {

const Parameter* ParameterAt(const Function& function, std::size_t index) {
  if (index < function.parameters.size()) return &function.parameters[index];
  return function.rest ? &*function.rest : nullptr;
}

std::string CountProblem(const Function& function, std::size_t count) {
  const std::size_t wanted = function.parameters.size();
  return fmt::format("{}{} argument{} needed, {} given",
                     function.rest ? "at least " : "",
                     wanted,
                     wanted == 1 ? " is" : "s are",
                     count);
}

bool IsDynamicUnknown(Value v) {
  return v.is_unknown() && v.shallow_type().is_dynamic();
}

// One call in its phases.
class Invocation {
 public:
  Invocation(const Function& function,
             const ValueFactory& factory,
             Evaluator* evaluator,
             std::string* problem)
      : function_(function),
        factory_(factory),
        evaluator_(evaluator),
        problem_(problem) {}

  std::optional<Value> Run(std::span<const Value> given) {
    if (given.size() < function_.parameters.size() ||
        (given.size() > function_.parameters.size() && !function_.rest)) {
      return Fail(CountProblem(function_, given.size()));
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (!Prepare(i, given[i])) return std::nullopt;
    }
    std::optional<Type> type = ResultType();
    if (!type) return std::nullopt;
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      const Parameter& parameter = *ParameterAt(function_, i);
      if (arguments_[i].is_unknown() && !parameter.allow_unknown) {
        return Unknown(*type);
      }
    }
    if (function_.value_of == nullptr) return Impure(*type);
    CallContext context{factory_, arguments_, evaluator_, {}, SIZE_MAX};
    const std::optional<Value> result = function_.value_of(context, *type);
    if (!result) return Report(context);
    if (result->is_unknown() && function_.never_null) {
      Refinement refinement;
      refinement.not_null = true;
      return Marked(factory_.Refine(*result, refinement));
    }
    return Marked(*result);
  }

 private:
  std::nullopt_t Fail(std::string message) {
    if (problem_ != nullptr) *problem_ = std::move(message);
    return std::nullopt;
  }

  std::nullopt_t FailArgument(std::size_t index, std::string_view message) {
    const Parameter* parameter = ParameterAt(function_, index);
    return Fail(fmt::format("argument \"{}\": {}",
                            parameter == nullptr ? "" : parameter->name,
                            message));
  }

  std::nullopt_t Report(const CallContext& context) {
    if (context.problem_argument != SIZE_MAX) {
      return FailArgument(context.problem_argument, context.problem);
    }
    return Fail(context.problem);
  }

  // Conversion, null and marks of one argument.
  bool Prepare(std::size_t index, Value value) {
    const Parameter& parameter = *ParameterAt(function_, index);
    std::string why;
    const auto converted = Convert(value, parameter.type, factory_, &why);
    if (!converted) {
      FailArgument(index, why);
      return false;
    }
    value = *converted;
    if (value.is_null() && !parameter.allow_null) {
      FailArgument(index, "must not be null");
      return false;
    }
    if (!parameter.allow_sensitive && ContainsSensitive(value)) {
      sensitive_ = true;
      value = WithoutSensitive(value, factory_);
    }
    arguments_.push_back(value);
    return true;
  }

  std::optional<Type> ResultType() {
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      const Parameter& parameter = *ParameterAt(function_, i);
      if (IsDynamicUnknown(arguments_[i]) && !parameter.allow_dynamic) {
        return Type::Dynamic();
      }
    }
    if (function_.type_of == nullptr) return function_.type;
    CallContext context{factory_, arguments_, evaluator_, {}, SIZE_MAX};
    const std::optional<Type> type = function_.type_of(context);
    if (!type) Report(context);
    return type;
  }

  Value Marked(Value value) const {
    return sensitive_ ? value.WithSensitive(true) : value;
  }

  Value Unknown(Type type) const {
    const Value unknown = factory_.UnknownFrom(type, arguments_);
    if (!function_.never_null) return Marked(unknown);
    Refinement refinement;
    refinement.not_null = true;
    return Marked(factory_.Refine(unknown, refinement));
  }

  Value Impure(Type type) const {
    UnknownReason reason;
    reason.code = "run-time";
    reason.subject = function_.name;
    reason.message = function_.unknown_reason;
    Refinement refinement;
    refinement.not_null = true;
    return Marked(factory_.Refine(factory_.Unknown(type, reason), refinement));
  }

  const Function& function_;
  const ValueFactory& factory_;
  Evaluator* evaluator_;
  std::string* problem_;
  std::vector<Value> arguments_;
  bool sensitive_ = false;
};

}  // namespace

void FunctionTable::Add(Function function) {
  std::string name(function.name);
  const bool added =
      functions_.emplace(std::move(name), std::move(function)).second;
  PLIMSOLL_CHECK(added);
}

const Function* FunctionTable::Find(std::string_view name) const {
  if (name.starts_with("core::")) name.remove_prefix(6);
  const auto it = functions_.find(name);
  return it == functions_.end() ? nullptr : &it->second;
}

std::vector<std::string_view> FunctionTable::names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, function] : functions_) names.push_back(name);
  return names;
}

std::optional<Value> Call(const Function& function,
                          std::span<const Value> arguments,
                          const ValueFactory& factory,
                          Evaluator* evaluator,
                          std::string* problem) {
  return Invocation(function, factory, evaluator, problem).Run(arguments);
}

}  // namespace plimsoll::hcl
