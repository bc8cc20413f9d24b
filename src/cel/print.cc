// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <charconv>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "cel/ast.h"
#include "cel/lexer.h"
#include "cel/macros.h"
#include "value/json.h"

namespace plimsoll::cel {

namespace {

// How tightly a piece of text binds; an operand that binds less than its place
// asks for gets parentheses.
enum Level : int {
  kTernary,
  kOr,
  kAnd,
  kRelation,
  kSum,
  kProduct,
  kUnary,
  kMember
};

struct Operator {
  std::string_view name;
  std::string_view text;
  Level level;
};

constexpr Operator kOperators[] = {{"_==_", " == ", kRelation},
                                   {"_!=_", " != ", kRelation},
                                   {"_<_", " < ", kRelation},
                                   {"_<=_", " <= ", kRelation},
                                   {"_>_", " > ", kRelation},
                                   {"_>=_", " >= ", kRelation},
                                   {"@in", " in ", kRelation},
                                   {"_+_", " + ", kSum},
                                   {"_-_", " - ", kSum},
                                   {"_*_", " * ", kProduct},
                                   {"_/_", " / ", kProduct},
                                   {"_%_", " % ", kProduct},
                                   {"_&&_", " && ", kAnd},
                                   {"_||_", " || ", kOr}};

const Operator* FindOperator(std::string_view name) {
  for (const Operator& op : kOperators) {
    if (op.name == name) return &op;
  }
  return nullptr;
}

class Printer {
 public:
  std::string Take() && { return std::move(out_); }
  void Print(const Expr& expr, Level place);

 private:
  void PrintCall(const Expr& expr, Level place);
  void PrintMinus(const Expr& operand);
  void PrintChain(const Expr& expr, const Operator& op);
  void PrintConstant(Value value);
  void PrintDouble(double number);
  void PrintSelect(const Expr& expr);
  void PrintIdent(std::string_view name);
  void PrintMap(const Expr& expr);
  void PrintStruct(const Expr& expr);
  void PrintComprehension(const Expr& expr);
  void PrintLoop(const Expr& expr);
  void PrintBind(const Expr& expr);
  void PrintBlock(const Expr& expr);
  void PrintOptionalMap(const Expr& expr);
  void PrintField(std::string_view name);
  void PrintList(const std::vector<Expr*>& items,
                 const std::vector<bool>& optional_at);
  void Open(const Expr& range, std::string_view macro, const Expr& loop);
  void Argument(const Expr& expr) {
    out_ += ", ";
    Print(expr, kTernary);
  }

  std::string out_;
};

Level LevelOf(const Expr& expr) {
  if (expr.kind != ExprKind::kCall) return kMember;
  if (expr.name == "_?_:_") return kTernary;
  if (expr.name == "!_" || expr.name == "-_") return kUnary;
  const Operator* op = FindOperator(expr.name);
  return op == nullptr ? kMember : op->level;
}

void Printer::Print(const Expr& expr, Level place) {
  const bool parens = LevelOf(expr) < place;
  if (parens) out_ += '(';
  switch (expr.kind) {
    case ExprKind::kConstant: PrintConstant(expr.constant); break;
    case ExprKind::kIdent: PrintIdent(expr.name); break;
    case ExprKind::kSelect: PrintSelect(expr); break;
    case ExprKind::kCall: PrintCall(expr, place); break;
    case ExprKind::kList:
      out_ += '[';
      PrintList(expr.args, expr.optional_at);
      out_ += ']';
      break;
    case ExprKind::kMap: PrintMap(expr); break;
    case ExprKind::kStruct: PrintStruct(expr); break;
    case ExprKind::kComprehension: PrintComprehension(expr); break;
  }
  if (parens) out_ += ')';
}

void Printer::PrintList(const std::vector<Expr*>& items,
                        const std::vector<bool>& optional_at) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out_ += ", ";
    if (i < optional_at.size() && optional_at[i]) out_ += '?';
    Print(*items[i], kTernary);
  }
}

void Printer::PrintMinus(const Expr& operand) {
  Printer inner;
  inner.Print(operand, kUnary);
  // "-5" would be read as a literal.
  const bool digit =
      std::isdigit(static_cast<unsigned char>(inner.out_.front())) != 0;
  out_ += digit ? "-(" : "-";
  out_ += inner.out_;
  if (digit) out_ += ')';
}

// The parser makes balanced trees of && and ||, whatever the parentheses.
void Printer::PrintChain(const Expr& expr, const Operator& op) {
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    if (i > 0) out_ += op.text;
    const Expr& arg = *expr.args[i];
    if (arg.kind == ExprKind::kCall && arg.name == op.name) {
      PrintChain(arg, op);
    } else {
      Print(arg, static_cast<Level>(op.level + 1));
    }
  }
}

void Printer::PrintCall(const Expr& expr, Level /*place*/) {
  const auto& args = expr.args;
  if (expr.name == "_?_:_") {
    Print(*args[0], kOr);
    out_ += " ? ";
    Print(*args[1], kOr);
    out_ += " : ";
    Print(*args[2], kTernary);
  } else if (expr.name == "!_") {
    out_ += '!';
    Print(*args[0], kUnary);
  } else if (expr.name == "-_") {
    PrintMinus(*args[0]);
  } else if (expr.name == "_[_]" || expr.name == "_[?_]") {
    Print(*args[0], kMember);
    out_ += expr.name == "_[_]" ? "[" : "[?";
    Print(*args[1], kTernary);
    out_ += ']';
  } else if (const Operator* op = FindOperator(expr.name)) {
    if (op->level == kAnd || op->level == kOr) {
      PrintChain(expr, *op);
    } else {
      Print(*args[0], op->level);
      out_ += op->text;
      Print(*args[1], static_cast<Level>(op->level + 1));
    }
  } else {
    if (expr.operand != nullptr) {
      Print(*expr.operand, kMember);
      out_ += '.';
    }
    const bool most = expr.name == "math.@max";
    const bool least = expr.name == "math.@min";
    out_ += most ? "math.greatest" : least ? "math.least" : expr.name;
    out_ += '(';
    PrintList(args, {});
    out_ += ')';
  }
}

void Printer::PrintDouble(double number) {
  if (!std::isfinite(number)) {
    out_ += fmt::format("double('{}')", number);
    return;
  }
  char buffer[64];
  const auto end = std::to_chars(std::begin(buffer), std::end(buffer), number);
  const std::string_view text(buffer,
                              static_cast<std::size_t>(end.ptr - buffer));
  out_ += text;
  if (text.find_first_of(".e") == std::string_view::npos) out_ += ".0";
}

void Printer::PrintConstant(Value value) {
  switch (value.kind()) {
    case Kind::kInt: out_ += fmt::format("{}", value.AsInt()); break;
    case Kind::kUint: out_ += fmt::format("{}u", value.AsUint()); break;
    case Kind::kDouble: PrintDouble(value.AsDouble()); break;
    case Kind::kString: out_ += QuoteString(value.AsString()); break;
    case Kind::kBytes: out_ += QuoteBytes(value.AsBytes()); break;
    case Kind::kTimestamp:
      out_ +=
          fmt::format("timestamp('{}')", RenderTimestamp(value.AsTimestamp()));
      break;
    default: out_ += WriteJson(value);
  }
}

void Printer::PrintField(std::string_view name) {
  if (IsPlainName(name)) {
    out_ += name;
  } else {
    out_ += fmt::format("`{}`", name);
  }
}

void Printer::PrintSelect(const Expr& expr) {
  if (expr.test_only) out_ += "has(";
  Print(*expr.operand, kMember);
  out_ += expr.optional ? ".?" : ".";
  PrintField(expr.name);
  if (expr.test_only) out_ += ')';
}

// Undoes the names that cel.index and its kin stand for.
void Printer::PrintIdent(std::string_view name) {
  const auto numbers = [&](std::string_view function, std::string_view rest) {
    out_ += function;
    out_ += '(';
    for (const char c : rest) {
      if (c == ':') {
        out_ += ", ";
      } else {
        out_ += c;
      }
    }
    out_ += ')';
  };
  if (name.substr(0, 6) == "@index") {
    numbers("cel.index", name.substr(6));
  } else if (name.substr(0, 4) == "@it:") {
    numbers("cel.iterVar", name.substr(4));
  } else if (name.substr(0, 4) == "@ac:") {
    numbers("cel.accuVar", name.substr(4));
  } else {
    out_ += name;
  }
}

void Printer::PrintMap(const Expr& expr) {
  out_ += '{';
  for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    if (i > 0) out_ += ", ";
    if (expr.optional_at[i / 2]) out_ += '?';
    Print(*expr.args[i], kTernary);
    out_ += ": ";
    Print(*expr.args[i + 1], kTernary);
  }
  out_ += '}';
}

void Printer::PrintStruct(const Expr& expr) {
  out_ += expr.name;
  out_ += '{';
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    if (i > 0) out_ += ", ";
    if (expr.optional_at[i]) out_ += '?';
    PrintField(expr.field_names[i]);
    out_ += ": ";
    Print(*expr.args[i], kTernary);
  }
  out_ += '}';
}

void Printer::Open(const Expr& range,
                   std::string_view macro,
                   const Expr& loop) {
  Print(range, kMember);
  out_ += fmt::format(".{}(", macro);
  PrintIdent(loop.iter_var);
  if (!loop.iter_var2.empty()) {
    out_ += ", ";
    PrintIdent(loop.iter_var2);
  }
}

// The macros that loop, taken apart by the expansions in macros.h.
void Printer::PrintLoop(const Expr& expr) {
  const Expr& step = *expr.args[2];
  const bool filtered = step.name == "_?_:_" && expr.macro != Macro::kExistsOne;
  const Expr& body = filtered ? *step.args[1] : step;
  const auto open = [&](std::string_view macro) {
    Open(*expr.operand, macro, expr);
    if (filtered) Argument(*step.args[0]);
  };
  switch (expr.macro) {
    case Macro::kAll:
    case Macro::kExists:
      open(expr.macro == Macro::kAll ? "all" : "exists");
      Argument(*step.args[1]);
      break;
    case Macro::kExistsOne:
      open("exists_one");
      Argument(*step.args[0]);
      break;
    case Macro::kFilter: open("filter"); break;
    case Macro::kMap:
    case Macro::kMapFilter:
    case Macro::kTransformList:
      open(expr.macro == Macro::kTransformList ? "transformList" : "map");
      Argument(*body.args[1]->args[0]);
      break;
    default:
      open(expr.macro == Macro::kTransformMap ? "transformMap"
                                              : "transformMapEntry");
      Argument(*body.args.back());
  }
  out_ += ')';
}

void Printer::PrintOptionalMap(const Expr& expr) {
  const Expr& some = *expr.args[3]->args[1];
  const bool flat = some.kind == ExprKind::kComprehension;
  const Expr& inner = flat ? some : *some.args[0];
  Print(*expr.args[0], kMember);
  out_ += flat ? ".optFlatMap(" : ".optMap(";
  PrintIdent(inner.accu_var);
  Argument(*inner.args[3]);
  out_ += ')';
}

void Printer::PrintBlock(const Expr& expr) {
  out_ += "cel.block([";
  const Expr* node = &expr;
  for (int i = 0; node->kind == ExprKind::kComprehension &&
                  node->accu_var == fmt::format("@index{}", i);
       ++i) {
    if (i > 0) out_ += ", ";
    Print(*node->args[0], kTernary);
    node = node->args[3];
  }
  out_ += ']';
  Argument(*node);
  out_ += ')';
}

void Printer::PrintBind(const Expr& expr) {
  if (expr.accu_var == "@opt") return PrintOptionalMap(expr);
  if (expr.accu_var == "@index0") return PrintBlock(expr);
  out_ += "cel.bind(";
  PrintIdent(expr.accu_var);
  Argument(*expr.args[0]);
  Argument(*expr.args[3]);
  out_ += ')';
}

void Printer::PrintComprehension(const Expr& expr) {
  if (expr.macro == Macro::kBind) return PrintBind(expr);
  if (expr.macro == Macro::kSortBy) {
    const Expr& keys = *expr.args[3]->args[0];
    Open(*expr.args[0], "sortBy", keys);
    Argument(*keys.args[2]->args[1]->args[0]);
    out_ += ')';
    return;
  }
  PrintLoop(expr);
}

}  // namespace

std::string Print(const Expr& expr) {
  Printer printer;
  printer.Print(expr, kTernary);
  return std::move(printer).Take();
}

}  // namespace plimsoll::cel
