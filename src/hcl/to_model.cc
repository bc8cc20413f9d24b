// SPDX-License-Identifier: Apache-2.0
#include "hcl/to_model.h"

#include <string>
#include <vector>

#include "value/json.h"

namespace plimsoll::hcl {
namespace {

class ModelWriter {
 public:
  ModelWriter(const plimsoll::ValueFactory& factory, const OriginOf& origin_of)
      : factory_(factory), origin_of_(origin_of) {}

  plimsoll::Value Write(Value value) const {
    const plimsoll::Value made = Plain(value);
    if (!origin_of_ || value.place() == 0) return made;
    return made.WithOrigin(origin_of_(value.place()));
  }

 private:
  plimsoll::Value Plain(Value value) const {
    switch (value.kind()) {
      case ValueKind::kNull: return plimsoll::Value::Null();
      case ValueKind::kUnknown: {
        plimsoll::Value all = factory_.Unknown(value.reasons()[0]);
        for (const UnknownReason& reason : value.reasons().subspan(1)) {
          all = factory_.MergeUnknown(all, factory_.Unknown(reason));
        }
        return all;
      }
      case ValueKind::kBool: return plimsoll::Value::Bool(value.AsBool());
      case ValueKind::kNumber: return Number(value);
      case ValueKind::kString: return factory_.String(value.AsString());
      case ValueKind::kMap:
      case ValueKind::kObject: {
        std::vector<std::pair<std::string_view, plimsoll::Value>> entries;
        for (const Member& m : value.AsMembers()) {
          entries.emplace_back(m.key->view(), Write(m.value));
        }
        return factory_.Map(entries);
      }
      default: {
        std::vector<plimsoll::Value> items;
        for (const Value item : value.AsSequence()) {
          items.push_back(Write(item));
        }
        return factory_.List(items);
      }
    }
  }

  static plimsoll::Value Number(Value value) {
    if (const auto i = value.AsInt64()) return plimsoll::Value::Int(*i);
    return plimsoll::Value::Double(value.AsNumber().ToDouble());
  }

  const plimsoll::ValueFactory& factory_;
  const OriginOf& origin_of_;
};

}  // namespace

plimsoll::Value ToModel(Value value,
                        const plimsoll::ValueFactory& factory,
                        const OriginOf& origin_of) {
  return ModelWriter(factory, origin_of).Write(value);
}

Value FromModel(plimsoll::Value value, const ValueFactory& factory) {
  switch (value.kind()) {
    case Kind::kNull: return {};
    case Kind::kBool: return Value::Bool(value.AsBool());
    case Kind::kInt: return Value::Int(value.AsInt());
    case Kind::kUint:
      return factory.Number(*BigNumber::Parse(std::to_string(value.AsUint())));
    case Kind::kDouble: {
      const double d = value.AsDouble();
      if (d != d) break;
      return factory.Number(BigNumber::FromDouble(d));
    }
    case Kind::kString: return factory.NormalString(value.AsString());
    case Kind::kList: {
      std::vector<Value> items;
      for (const plimsoll::Value item : value.AsList()) {
        items.push_back(FromModel(item, factory));
      }
      return factory.Tuple(items);
    }
    case Kind::kMap: {
      const MapView map = value.AsMap();
      std::vector<Member> members;
      for (std::size_t i = 0; i < map.size(); ++i) {
        const plimsoll::Value key = map.KeyAt(i);
        members.push_back(
            {factory.NewText(key.is_string() ? std::string(key.AsString())
                                             : WriteJson(key)),
             FromModel(map.ValueAt(i), factory)});
      }
      return factory.Object(std::move(members));
    }
    case Kind::kUnknown: {
      std::vector<Value> parts;
      for (const UnknownReason& reason : value.AsUnknown()) {
        parts.push_back(factory.Unknown(Type::Dynamic(), reason));
      }
      return factory.UnknownFrom(Type::Dynamic(), parts);
    }
    case Kind::kError:
      return factory.Unknown(Type::Dynamic(),
                             {"error", {}, value.AsError(), {}});
    default: break;
  }
  // Bytes, times and durations have their JSON text.
  const std::string json = WriteJson(value);
  return factory.NormalString(
      json.size() > 1 && json.front() == '"'
          ? std::string_view(json).substr(1, json.size() - 2)
          : std::string_view(json));
}

}  // namespace plimsoll::hcl
