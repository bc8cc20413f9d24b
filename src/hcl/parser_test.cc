// SPDX-License-Identifier: Apache-2.0
#include "hcl/parser.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::hcl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A tree as a short text, so that a test shows the shape at a glance.
std::string Show(const Expr& expr);

std::string ShowSteps(std::span<const TraversalStep> steps) {
  std::string out;
  for (const TraversalStep& step : steps) {
    if (step.is_attribute) {
      out += fmt::format(".{}", step.name.view());
    } else {
      out += fmt::format("[{}]", Show(*step.key));
    }
  }
  return out;
}

std::string ShowParts(std::span<const TemplatePart> parts) {
  std::string out;
  for (const TemplatePart& part : parts) {
    switch (part.kind) {
      case TemplatePart::Kind::kLiteral:
        out += fmt::format("'{}'", part.text.view());
        break;
      case TemplatePart::Kind::kValue: out += Show(*part.expr); break;
      case TemplatePart::Kind::kIf:
        out += fmt::format("if({};{};{})",
                           Show(*part.expr),
                           ShowParts(part.body),
                           ShowParts(part.otherwise));
        break;
      case TemplatePart::Kind::kFor:
        out += fmt::format("for({},{};{};{})",
                           part.key_name.view(),
                           part.item_name.view(),
                           Show(*part.expr),
                           ShowParts(part.body));
        break;
    }
    out += ' ';
  }
  return out;
}

std::string ShowFor(const ForExpr& expr) {
  return fmt::format("for({},{};{};{}=>{}{};{})",
                     expr.key_name.view(),
                     expr.item_name.view(),
                     Show(*expr.collection),
                     expr.key == nullptr ? "" : Show(*expr.key),
                     Show(*expr.value),
                     expr.group ? "..." : "",
                     expr.condition == nullptr ? "" : Show(*expr.condition));
}

std::string ShowCall(const CallExpr& expr) {
  std::string out = fmt::format("{}(", expr.name.view());
  for (const Expr* argument : expr.arguments) out += Show(*argument) + ",";
  return out + (expr.expand_last ? "...)" : ")");
}

std::string Show(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kLiteral: {
      const auto& literal = As<LiteralExpr>(expr);
      switch (literal.literal) {
        case LiteralExpr::Kind::kNull: return "null";
        case LiteralExpr::Kind::kTrue: return "true";
        case LiteralExpr::Kind::kFalse: return "false";
        case LiteralExpr::Kind::kInteger:
          return fmt::format("{}", literal.integer);
        case LiteralExpr::Kind::kNumber:
          return fmt::format("#{}", literal.text.view());
        case LiteralExpr::Kind::kString:
          return fmt::format("\"{}\"", literal.text.view());
      }
      return "?";
    }
    case ExprKind::kTemplate: {
      const auto& node = As<TemplateExpr>(expr);
      return fmt::format(
          "{}<{}>", node.is_wrap ? "wrap" : "", ShowParts(node.parts));
    }
    case ExprKind::kTraversal: {
      const auto& node = As<TraversalExpr>(expr);
      return std::string(node.root.view()) + ShowSteps(node.steps);
    }
    case ExprKind::kRelative: {
      const auto& node = As<RelativeExpr>(expr);
      return "{" + Show(*node.source) + "}" + ShowSteps(node.steps);
    }
    case ExprKind::kIndex: {
      const auto& node = As<IndexExpr>(expr);
      return fmt::format("{}[[{}]]", Show(*node.collection), Show(*node.key));
    }
    case ExprKind::kSplat: {
      const auto& node = As<SplatExpr>(expr);
      return fmt::format("splat({};{})", Show(*node.source), Show(*node.each));
    }
    case ExprKind::kSplatItem: return "@";
    case ExprKind::kCall: return ShowCall(As<CallExpr>(expr));
    case ExprKind::kUnary: {
      const auto& node = As<UnaryExpr>(expr);
      return fmt::format(
          "({}{})", node.op == UnaryOp::kNot ? '!' : '-', Show(*node.operand));
    }
    case ExprKind::kBinary: {
      static constexpr const char* kNames[] = {"||",
                                               "&&",
                                               "==",
                                               "!=",
                                               ">",
                                               ">=",
                                               "<",
                                               "<=",
                                               "+",
                                               "-",
                                               "*",
                                               "/",
                                               "%"};
      const auto& node = As<BinaryExpr>(expr);
      return fmt::format("({} {} {})",
                         Show(*node.left),
                         kNames[static_cast<std::size_t>(node.op)],
                         Show(*node.right));
    }
    case ExprKind::kConditional: {
      const auto& node = As<ConditionalExpr>(expr);
      return fmt::format("({} ? {} : {})",
                         Show(*node.condition),
                         Show(*node.when_true),
                         Show(*node.when_false));
    }
    case ExprKind::kTuple: {
      std::string out = "[";
      for (const Expr* item : As<TupleExpr>(expr).items) {
        out += Show(*item) + ",";
      }
      return out + "]";
    }
    case ExprKind::kObject: {
      std::string out = "{";
      for (const ObjectItem& item : As<ObjectExpr>(expr).items) {
        out += item.is_name ? std::string(item.name.view()) : Show(*item.key);
        out += "=" + Show(*item.value) + ",";
      }
      return out + "}";
    }
    case ExprKind::kFor: return ShowFor(As<ForExpr>(expr));
    case ExprKind::kParentheses:
      return "(" + Show(*As<ParenthesesExpr>(expr).inner) + ")";
    case ExprKind::kBad: return "bad";
  }
  return "?";
}

std::string Expression(const std::string& text) {
  Diagnostics diagnostics;
  const auto file = ParseExpression("e", text, diagnostics);
  if (diagnostics.has_errors()) return Render(diagnostics);
  return Show(*file->expression());
}

TEST(ParserTest, ExpressionsHaveTheirShape) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"1 + 2 * 3 == 7 && !a || b", "((((1 + (2 * 3)) == 7) && (!a)) || b)"},
      {"1 - 2 - 3", "((1 - 2) - 3)"},
      {"- -1", "(-(-1))"},
      {"a ? b : c ? d : e", "(a ? b : (c ? d : e))"},
      {"a.b[0][\"k\"].c", "a.b[0][\"k\"].c"},
      {"a[b].c[0]", "{a[[b]]}.c[0]"},
      {"f(x).y", "{f(x,)}.y"},
      {"a.0.b", "a[0].b"},
      {"a.*.b.c[0]", "{splat(a;{@}.b.c)}[0]"},
      {"a[*].b[0]", "splat(a;{@}.b[0])"},
      {"a[*].b[*].c", "splat(a;splat({@}.b;{@}.c))"},
      {"a-b", "a-b"},
      {"a - b", "(a - b)"},
      {"x::y(1, [2]...)", "x::y(1,[2,],...)"},
      {"[1, 2,]", "[1,2,]"},
      {"{a = 1, \"b\": 2, (c) = 3, d.e = 4}", "{a=1,\"b\"=2,(c)=3,d.e=4,}"},
      {"{\n  a = 1\n  b = 2\n}", "{a=1,b=2,}"},
      {"[for x in y : x.z if x != 1]", "for(,x;y;=>x.z;(x != 1))"},
      {"{for k, v in y : k => v...}", "for(k,v;y;k=>v...;)"},
      {"(1\n+\n2)", "((1 + 2))"},
      {"\"plain\"", "\"plain\""},
      {"\"a${b}c\"", "<'a' b 'c' >"},
      {"\"${b}\"", "wrap<b >"},
      {"\"$${b} %%{c} \\n\\u00e9\"", "\"${b} %{c} \n\xC3\xA9\""},
      {"\"%{if a}x%{else}y%{endif}\"", "<if(a;'x' ;'y' ) >"},
      {"\"%{for k, v in a}${v}%{endfor}\"", "<for(k,v;a;v ) >"},
      {"\" a ${~ 1 ~} b \"", "<' a' 1 'b ' >"},
      {"<<EOT\na ${b}\nEOT\n", "<'a ' b '\n' >"},
      {"<<-EOT\n    a\n      b\n  EOT\n", "\"a\n  b\n\""},
      {"1.5e3", "#1.5e3"},
  };
  for (const auto& [text, shape] : cases) {
    EXPECT_EQ(Expression(text), shape) << text;
  }
}

TEST(ParserTest, BadExpressionsSayWhatToDo) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"1 +", "expression missing: the text ends here"},
      {"[1 2]", "must be separated by commas"},
      {"\"a\nb\"", "goes over the end of a line"},
      {"\"\\x41\"", "unknown escape sequence"},
      {"'a'", "texts stand in double quotes"},
      {"a.*.b.*.c", "cannot be inside another"},
      {"a.0.1", "cannot be chained"},
      {"f(a", "must be separated by commas"},
      {"{a}", "value missing after the key"},
      {"<<EOT\nx\n", "heredoc is not closed"},
      {"\"%{if a}x\"", "directive is not closed"},
      {"\"%{endif}\"", "closes nothing"},
      {"\"%{for x in y}%{endif}%{endfor}\"", "does not close the one before"},
      {"[for x in y : a => b]", "has no keys"},
      {"1 ? 2", "missing the false part"},
      {"\xFF", "not UTF-8"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_THAT(Expression(text), HasSubstr(message)) << text;
  }
}

TEST(ParserTest, NestingIsBounded) {
  EXPECT_THAT(Expression(std::string(100000, '(')), HasSubstr("levels deep"));
  EXPECT_THAT(Expression(std::string(100000, '!')), HasSubstr("levels deep"));
  EXPECT_THAT(Expression(std::string(100000, '[')), HasSubstr("levels deep"));
  std::string chain = "a";
  for (int i = 0; i < 100000; ++i) chain += "+a";
  EXPECT_THAT(Expression(chain), HasSubstr("operators in one chain"));
  std::string blocks;
  for (int i = 0; i < 100000; ++i) blocks += "a {\n";
  Diagnostics diagnostics;
  ParseConfig("d", blocks, diagnostics);
  EXPECT_THAT(Render(diagnostics), HasSubstr("levels deep"));
}

std::vector<std::string> BlockNames(const Body& body) {
  std::vector<std::string> names;
  for (const BodyItem& item : body.items) {
    if (item.block == nullptr) continue;
    std::string name(item.block->type.view());
    for (const BlockLabel& label : item.block->labels) {
      name += fmt::format(" {}", label.text.view());
    }
    names.push_back(item.block->broken ? name + " broken" : name);
  }
  return names;
}

struct Parsed {
  std::shared_ptr<const ParsedFile> file;
  Diagnostics diagnostics;
};
Parsed Config(const std::string& text) {
  Parsed parsed;
  parsed.file = ParseConfig("main.tf", text, parsed.diagnostics);
  return parsed;
}

TEST(ParserTest, BodyKeepsOrderPlacesAndComments) {
  const auto [file, diagnostics] = Config(
      "# head\n"
      "resource \"aws_s3_bucket\" \"b\" {  // same line\n"
      "  bucket = \"x\"\n"
      "  /* two\n lines */\n"
      "  lifecycle { prevent_destroy = true }\n"
      "  tags = {}\n"
      "}\n"
      "locals {}");
  EXPECT_THAT(Render(diagnostics), IsEmpty());
  EXPECT_THAT(BlockNames(*file->body()),
              ElementsAre("resource aws_s3_bucket b", "locals"));
  const Block& block = *file->body()->items[0].block;
  EXPECT_EQ(file->source().RangeOf(block.span), (SourceRange{2, 1, 8, 2}));
  EXPECT_EQ(file->source().text(block.header_span),
            "resource \"aws_s3_bucket\" \"b\"");
  ASSERT_EQ(block.body->items.size(), 3U);
  EXPECT_EQ(block.body->items[1].block->type.view(), "lifecycle");
  const Attribute* bucket = block.body->Find("bucket");
  ASSERT_NE(bucket, nullptr);
  EXPECT_EQ(file->source().RangeOf(bucket->span), (SourceRange{3, 3, 3, 15}));
  std::vector<std::string> comments;
  for (const Comment& comment : file->comments()) {
    comments.emplace_back(file->source().text(comment.span));
  }
  EXPECT_THAT(comments,
              ElementsAre("# head", "// same line", "/* two\n lines */"));
}

TEST(ParserTest, BrokenBlockLeavesTheOthers) {
  const auto [file, diagnostics] = Config(
      "resource \"a\" \"one\" {\n"
      "  x = [1 2\n"
      "  ]\n"
      "  y = 1 +\n"
      "  z = 3\n"
      "}\n"
      "resource \"a\" \"two\" {\n  x = 1\n}\n");
  EXPECT_THAT(
      Render(diagnostics),
      testing::AllOf(HasSubstr("main.tf:2:10: error: items of a list"),
                     HasSubstr("main.tf:4:10: error: expression missing")));
  EXPECT_EQ(diagnostics.error_count(), 2U);
  EXPECT_THAT(BlockNames(*file->body()),
              ElementsAre("resource a one broken", "resource a two"));
  EXPECT_NE(file->body()->items[0].block->body->Find("z"), nullptr);
  EXPECT_FALSE(file->complete());
}

TEST(ParserTest, UnclosedBlockDoesNotSwallowTheRest) {
  const auto [file, diagnostics] = Config(
      "resource \"a\" \"one\" {\n"
      "  x = 1\n"
      "  nested {\n"
      "    y = 2\n"
      "}\n"
      "resource \"a\" \"two\" {\n  x = 1\n}\n");
  EXPECT_THAT(Render(diagnostics), HasSubstr("block is not closed"));
  EXPECT_THAT(BlockNames(*file->body()),
              ElementsAre("resource a one broken", "resource a two"));
}

TEST(ParserTest, BadHeadersAndAttributesAreSkipped) {
  const auto [file, diagnostics] = Config(
      "a = \n"
      "b = 2\n"
      "resource \"x\" = {\n  c = 1\n}\n"
      "data \"x\" \"y\" { a = 1, b = 2 }\n"
      "\"q\" = 1\n"
      "d = 4\n");
  EXPECT_EQ(diagnostics.error_count(), 4U) << Render(diagnostics);
  EXPECT_NE(file->body()->Find("b"), nullptr);
  EXPECT_NE(file->body()->Find("d"), nullptr);
}

TEST(ParserTest, DuplicateArgumentIsReported) {
  const auto [file, diagnostics] = Config("b {\n  a = 1\n  a = 2\n}\n");
  EXPECT_THAT(Render(diagnostics),
              HasSubstr("main.tf:3:3: error: argument \"a\" is set twice; it "
                        "was already set in line 2"));
}

TEST(ParserTest, ByteOrderMarkIsSkippedAtTheBeginningOnly) {
  EXPECT_TRUE(Config("\xEF\xBB\xBF"
                     "a = 1\n")
                  .diagnostics.empty());
  EXPECT_FALSE(Config("a = \xEF\xBB\xBF"
                      "1\n")
                   .diagnostics.empty());
}

TEST(ParserTest, LongFilesAreRefused) {
  Diagnostics diagnostics;
  ParseLimits limits;
  limits.bytes = 10;
  const auto file = ParseConfig("f", "a = 1 # 3456789\n", diagnostics, limits);
  EXPECT_THAT(Render(diagnostics), HasSubstr("longer than the limit"));
  EXPECT_TRUE(file->body()->items.empty());
}

}  // namespace
}  // namespace plimsoll::hcl
