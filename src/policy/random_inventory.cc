// SPDX-License-Identifier: Apache-2.0
#include "policy/random_inventory.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "value/json.h"

namespace plimsoll {
namespace {

using cel::TypeKind;
using cel::TypeRef;

constexpr std::string_view kRegion = "eu-west-1";
constexpr int kMaxDepth = 5;
constexpr std::size_t kShapes = 6;  ///< Of one object type.

constexpr std::array<std::int64_t, 14> kInts = {
    -1, 0, 1, 2, 7, 14, 22, 30, 90, 365, 443, 3306, 3389, 65535};
constexpr std::array<std::string_view, 5> kRanges = {
    "0.0.0.0/0", "10.0.0.0/8", "192.168.1.0/24", "203.0.113.7/32", "::/0"};
constexpr std::array<std::string_view, 4> kPolicies = {
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"s3:GetObject","Resource":"*"}]})",
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})",
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]})",
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole"]}]})"};

/// SplitMix64: small, and the same on every machine.
/// Source: https://prng.di.unimi.it/splitmix64.c
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  std::size_t Below(std::size_t limit) {
    return static_cast<std::size_t>(Next() % limit);
  }
  bool Chance(std::size_t percent) { return Below(100) < percent; }
  template <typename List>
  const auto& Pick(const List& list) {
    return list[Below(list.size())];
  }

 private:
  std::uint64_t state_;
};

/// FNV-1a, for choices that hang on a name.
std::uint64_t HashName(std::string_view name, std::uint64_t seed) {
  std::uint64_t hash = 0xcbf29ce484222325U ^ seed;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return Dice(hash).Next();
}

/// The texts in quotes of the type's checks: what its properties are compared
/// with.
std::vector<std::string> LiteralsOf(std::span<const Check* const> checks) {
  std::vector<std::string> literals{"a", "other"};
  for (const Check* check : checks) {
    const std::string_view text = check->condition_text;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '"' && text[i] != '\'') continue;
      const std::size_t end = text.find(text[i], i + 1);
      if (end == std::string_view::npos) break;
      const std::string_view literal = text.substr(i + 1, end - i - 1);
      if (literal.find("::") == std::string_view::npos && literal.size() < 40) {
        literals.emplace_back(literal);
      }
      i = end;
    }
  }
  std::sort(literals.begin(), literals.end());
  literals.erase(std::unique(literals.begin(), literals.end()), literals.end());
  return literals;
}

/// Makes the resources of one type.
class Maker {
 public:
  Maker(const ResourceType& type,
        std::vector<std::string> literals,
        const RandomInventoryOptions& options,
        std::size_t count,
        ValueFactory factory,
        Dice& dice)
      : type_(type),
        literals_(std::move(literals)),
        options_(options),
        count_(count),
        factory_(factory),
        dice_(dice) {}

  Result<Resource> Make(std::size_t number) {
    const Value spec = Named(Object(*type_.spec, 0), true, number);
    const Value status = Named(Object(*type_.status, 0), false, number);
    const std::pair<std::string_view, Value> tags[] = {
        {"env", factory_.String(dice_.Chance(50) ? "prod" : "dev")}};
    return MakeResource(
        type_,
        "aws",
        options_.account,
        type_.scope == CollectScope::kRegion ? kRegion : "global",
        spec,
        status,
        dice_.Chance(70) ? factory_.Map(tags) : factory_.Map({}),
        factory_);
  }

 private:
  static std::string NameOf(std::string_view type, std::size_t number) {
    const std::size_t colon = type.rfind(':');
    return fmt::format("{}-{}", type.substr(colon + 1), number);
  }

  /// Gives what the id and other resources' references need.
  Value Named(Value properties, bool spec, std::size_t number) {
    std::vector<std::pair<std::string_view, Value>> names;
    const Value name = factory_.String(NameOf(type_.name, number));
    const auto wanted =
        spec ? Template::Piece::Kind::kSpec : Template::Piece::Kind::kStatus;
    for (const Template::Piece& piece : type_.id.pieces) {
      if (piece.kind == wanted) names.emplace_back(piece.text, name);
    }
    if (!spec) return factory_.With(properties, names);
    for (const std::string& key : type_.keys) names.emplace_back(key, name);
    for (const Reference& reference : type_.refers) {
      const bool simple =
          reference.path.find_first_of(".[") == std::string::npos;
      if (!simple || dice_.Chance(20)) continue;
      const std::string& target = dice_.Pick(reference.types);
      names.emplace_back(reference.path,
                         factory_.String(NameOf(target, dice_.Below(count_))));
    }
    return factory_.With(properties, names);
  }

  Value Object(const cel::ObjectType& object, int depth) {
    std::vector<std::pair<std::string_view, Value>> members;
    // Real objects of a type come in few shapes: whoever makes them sets the
    // same properties again.
    const std::uint64_t shape = HashName(object.name, dice_.Below(kShapes));
    const std::size_t percent = depth == 0 ? 75 : 60;
    for (const auto& [name, type] : object.fields) {
      if (HashName(name, shape) % 100 >= percent) continue;
      const Value value = Make(type, depth + 1, name);
      if (!value.is_null()) members.emplace_back(name, value);
    }
    return factory_.Map(members);
  }

  Value Make(TypeRef type, int depth, std::string_view name) {
    switch (type->kind) {
      case TypeKind::kBool: return Value::Bool(dice_.Chance(50));
      case TypeKind::kInt: return Value::Int(dice_.Pick(kInts));
      case TypeKind::kDouble:
        return Value::Double(static_cast<double>(dice_.Pick(kInts)));
      case TypeKind::kString: return factory_.String(Text(name));
      case TypeKind::kTimestamp: return factory_.Time(Time());
      case TypeKind::kDyn: return Json(name);
      default: break;
    }
    if (depth > kMaxDepth) return {};
    switch (type->kind) {
      case TypeKind::kObject: return Object(*type->object, depth);
      case TypeKind::kList: {
        std::vector<Value> items(dice_.Below(depth <= 2 ? 4 : 2));
        for (Value& item : items) item = Make(type->params[0], depth + 1, name);
        std::erase_if(items, [](Value item) { return item.is_null(); });
        return factory_.List(items);
      }
      case TypeKind::kMap: {
        const std::pair<std::string_view, Value> entries[] = {
            {dice_.Pick(literals_), Make(type->params[1], depth + 1, name)}};
        return entries[0].second.is_null() ? factory_.Map({})
                                           : factory_.Map(entries);
      }
      default: return {};
    }
  }

  std::string Text(std::string_view name) {
    const auto has = [&](std::string_view part) {
      return name.find(part) != std::string_view::npos;
    };
    if (has("Cidr")) return std::string(dice_.Pick(kRanges));
    if (has("Policy") && has("Document")) {
      return std::string(dice_.Pick(kPolicies));
    }
    if (has("Arn") || has("KmsKey")) {
      return fmt::format("arn:aws:kms:{}:{}:key/Key-{}",
                         kRegion,
                         options_.account,
                         dice_.Below(count_));
    }
    return dice_.Pick(literals_);
  }

  Value Json(std::string_view name) {
    if (name.find("Policy") == std::string_view::npos) {
      return factory_.String(dice_.Pick(literals_));
    }
    // Collectors leave no JSON in texts.
    const auto policy = ReadJson(dice_.Pick(kPolicies), factory_);
    return policy ? *policy : Value();
  }

  Timestamp Time() {
    const auto age = static_cast<std::int64_t>(dice_.Below(800 * 86'400));
    return {options_.now.seconds - age, 0};
  }

  const ResourceType& type_;
  std::vector<std::string> literals_;
  const RandomInventoryOptions& options_;
  std::size_t count_;
  ValueFactory factory_;
  Dice& dice_;
};

}  // namespace

Inventory MakeRandomInventory(const Catalogue& catalogue,
                              const RandomInventoryOptions& options) {
  std::vector<const ResourceType*> types;
  for (const auto& type : catalogue.types()) {
    if (!options.type.empty() && type->name != options.type) continue;
    if (!catalogue.ChecksOf(*type).empty()) types.push_back(type.get());
  }
  auto arena = std::make_shared<Arena>();
  const ValueFactory factory(*arena, catalogue.keys());
  Dice dice(options.seed);
  Inventory inventory;
  const std::size_t many =
      types.empty()
          ? 0
          : std::max<std::size_t>(1, options.resources / types.size());
  for (const auto& type : catalogue.types()) {
    const bool region = type->scope == CollectScope::kRegion;
    inventory.AddUnit({options.account,
                       region ? std::string(kRegion) : "global",
                       type->name});
  }
  for (const ResourceType* type : types) {
    const bool single = type->live && !type->live->list;
    const std::size_t count = single ? 1 : many;
    Maker maker(*type,
                LiteralsOf(catalogue.ChecksOf(*type)),
                options,
                many,
                factory,
                dice);
    for (std::size_t i = 0; i < count; ++i) {
      if (auto resource = maker.Make(i)) inventory.Add(*resource);
    }
  }
  inventory.Hold(std::move(arena));
  inventory.Seal();
  return inventory;
}

}  // namespace plimsoll
