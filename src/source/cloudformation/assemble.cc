// SPDX-License-Identifier: Apache-2.0
#include "source/cloudformation/assemble.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/conform.h"
#include "source/cloudformation/coerce.h"

namespace plimsoll::cfn {
namespace {

std::string NameOf(const ResourceType& type, std::string_view text) {
  return fmt::format("{}\n{}", type.name, text);
}

cel::Type TypeOf(const cel::ObjectType& object) {
  cel::Type type;
  type.kind = cel::TypeKind::kObject;
  type.object = &object;
  return type;
}

bool Contains(const std::vector<std::string>& sorted, std::string_view name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

/// Source:
/// https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
std::vector<CodeSkip> SkipsOf(Value node) {
  std::vector<CodeSkip> skips;
  const Value list = node.Get("Metadata").Get("checkov").Get("skip");
  if (!list.is_list()) return skips;
  for (const Value& entry : list.AsList()) {
    const std::string_view id = entry.Get("id").StringOr("");
    if (id.empty()) continue;
    skips.push_back(
        {std::string(id), std::string(entry.Get("comment").StringOr(""))});
  }
  return skips;
}

}  // namespace

Assembler::Assembler(const TemplateContext& context,
                     const StackPlace& place,
                     const ValueFactory& factory)
    : context_(context),
      place_(place),
      factory_(factory),
      evaluator_(context.keys) {
  if (place_.account.empty()) place_.account = kAnyAccount;
  if (place_.region.empty()) place_.region = kAnyRegion;
  if (place_.partition.empty()) place_.partition = kAnyPartition;
  for (const auto& type : context.types) {
    types_.emplace(type->name, type.get());
    for (const CodeBlock& block : type->cloudformation) {
      blocks_[block.name].emplace_back(type.get(), &block);
    }
  }
}

void Assembler::Hold(std::shared_ptr<const Arena> arena) {
  result_.inventory.Hold(std::move(arena));
}

void Assembler::AddFile(std::string file) {
  result_.files.push_back(std::move(file));
}

void Assembler::AddGap(const std::string& file,
                       std::string code,
                       std::string message,
                       std::string remedy) {
  Gap gap;
  gap.account = place_.account;
  gap.subject = file;
  gap.code = std::move(code);
  gap.message = std::move(message);
  gap.remedy = std::move(remedy);
  result_.inventory.AddGap(std::move(gap));
}

CodePlace Assembler::PlaceOf(Scope& scope,
                             const TemplateFile& file,
                             const std::string& logical_id,
                             Value node) {
  CodePlace place;
  place.file = file.file;
  place.range = RangeWithName(file, logical_id, scope.RangeOf(node));
  const Value as_written = node.Get("SamType");
  place.address = fmt::format(
      "{}.{}",
      (as_written.is_null() ? node.Get("Type") : as_written).StringOr(""),
      logical_id);
  place.skips = SkipsOf(node);
  const Value condition = node.Get("Condition");
  if (condition.is_string()) {
    const Value value =
        scope.EvaluateCondition(condition.AsString(), condition);
    if (value.is_unknown()) {
      place.only_if = fmt::format("it exists only if condition `{}` holds ({})",
                                  condition.AsString(),
                                  value.AsUnknown().front().message);
    }
  }
  return place;
}

void Assembler::Add(Scope& scope,
                    const TemplateFile& file,
                    const std::string& logical_id,
                    Value node) {
  const std::string_view type_name = node.Get("Type").StringOr("");
  const auto type = types_.find(type_name);
  const auto blocks = blocks_.find(type_name);
  if ((type == types_.end() && blocks == blocks_.end()) ||
      !scope.Exists(logical_id)) {
    return;
  }
  Value properties = scope.Evaluate(node.Get("Properties")).value_or(Value());
  if (properties.is_null()) {
    properties = factory_.Map({}).WithOrigin(node.origin());
  }
  const CodePlace place = PlaceOf(scope, file, logical_id, node);
  if (type != types_.end()) {
    const cel::Type shape = TypeOf(*type->second->spec);
    Item item;
    item.type = type->second;
    item.id = scope.IdOf(logical_id);
    item.declared = Coerce(properties, &shape, factory_);
    item.place = place;
    items_.push_back(std::move(item));
  }
  if (blocks == blocks_.end()) return;
  for (const auto& [target, block] : blocks->second) {
    if (block->attach == nullptr || block->properties == nullptr) continue;
    const cel::Type shape = TypeOf(*block->properties);
    Value given = Coerce(properties, &shape, factory_);
    if (type != types_.end() && given.is_map()) {
      given = WithIdentity(given, *type->second, scope.IdOf(logical_id));
    }
    satellites_.push_back(
        {target, block, given, scope.IdOf(logical_id), place});
  }
}

/// A block that is a resource of the catalogue itself names itself to those
/// that it configures.
Value Assembler::WithIdentity(Value properties,
                              const ResourceType& type,
                              const std::string& id) {
  for (const std::string& key : type.keys) {
    if (!Contains(type.read_only, key)) continue;
    const std::pair<std::string_view, Value> entry[] = {
        {key, factory_.String(id).WithOrigin(properties.origin())}};
    properties =
        factory_.With(properties, entry).WithOrigin(properties.origin());
  }
  return properties;
}

Value Assembler::Compute(const cel::Program& program, Value block) {
  const Value value = evaluator_.Evaluate(program, {&block, 1});
  if (!value.is_error()) return value;
  const std::string message =
      fmt::format("the block does not read: {}", value.AsError());
  return factory_.Unknown({"invalid", "", message, ""});
}

void Assembler::IndexItems() {
  names_.clear();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[i];
    names_.emplace(NameOf(*item.type, item.id), i);
    for (const std::string& key : item.type->keys) {
      const Value value = item.declared.Get(key);
      if (value.is_string()) {
        names_.emplace(NameOf(*item.type, value.AsString()), i);
      }
    }
  }
}

void Assembler::Attach(const Satellite& satellite) {
  const CodeBlock& block = *satellite.block;
  if (block.when != nullptr &&
      Compute(*block.when, satellite.properties).is_false()) {
    return;
  }
  const Value targets =
      factory_.Copy(Compute(*block.attach, satellite.properties));
  if (!targets.is_list()) {
    AttachTo(satellite, targets);
    return;
  }
  for (const Value& target : targets.AsList()) AttachTo(satellite, target);
}

void Assembler::AttachTo(const Satellite& satellite, Value target) {
  if (target.is_unknown()) {
    for (Item& item : items_) {
      if (item.type == satellite.type) JoinUnknown(satellite, item, target);
    }
  }
  if (target.is_string()) {
    const auto found = names_.find(NameOf(*satellite.type, target.AsString()));
    if (found != names_.end()) {
      Join(satellite, items_[found->second]);
      return;
    }
  }
  if (target.is_null()) return;
  // What it configures is elsewhere: then it speaks for itself.
  Item item;
  item.type = satellite.type;
  item.id = satellite.id;
  item.declared = factory_.Map({}).WithOrigin(satellite.properties.origin());
  item.elsewhere = true;
  item.place = satellite.place;
  Join(satellite, item);
  for (const CollectField& field : satellite.block->append) {
    Append(item, field.name, NotInCode(field.name));  // And what others add.
  }
  items_.push_back(std::move(item));
}

void Assembler::Put(Item& item, const std::string& name, Value value) {
  if (value.is_null()) return;
  item.joined.insert_or_assign(name, value);
}

void Assembler::Append(Item& item, const std::string& name, Value value) {
  if (value.is_null()) return;
  const auto known = item.joined.find(name);
  const Value old =
      known != item.joined.end() ? known->second : item.declared.Get(name);
  if (old.is_unknown()) return;
  std::vector<Value> items;
  if (old.is_list()) items.assign(old.AsList().begin(), old.AsList().end());
  if (value.is_list()) {
    items.insert(items.end(), value.AsList().begin(), value.AsList().end());
  } else {
    items.push_back(value);
  }
  item.joined.insert_or_assign(
      name,
      factory_.List(items).WithOrigin(old.is_null() ? value.origin()
                                                    : old.origin()));
}

void Assembler::Join(const Satellite& satellite, Item& item) {
  const auto value_of = [&](const CollectField& field, cel::TypeRef type) {
    const Value value = Compute(*field.value, satellite.properties);
    if (value.is_null()) return value;
    const Value placed = value.origin() != 0
                             ? value
                             : value.WithOrigin(satellite.properties.origin());
    return Coerce(factory_.Copy(placed), type, factory_);
  };
  const auto& fields = item.type->spec->fields;
  for (const CollectField& field : satellite.block->set) {
    Put(item, field.name, value_of(field, fields.find(field.name)->second));
  }
  for (const CollectField& field : satellite.block->append) {
    const cel::TypeRef list = fields.find(field.name)->second;
    const bool whole = field.value->result_type()->kind == cel::TypeKind::kList;
    Append(item, field.name, value_of(field, whole ? list : list->params[0]));
  }
  evaluator_.Reset();
}

void Assembler::JoinUnknown(const Satellite& satellite,
                            Item& item,
                            Value unknown) {
  const std::string message = fmt::format("{} may configure it: {}",
                                          satellite.place.address,
                                          unknown.AsUnknown().front().message);
  const Value open = factory_
                         .Unknown({unknown.AsUnknown().front().code,
                                   satellite.place.address,
                                   message,
                                   unknown.AsUnknown().front().remedy})
                         .WithOrigin(satellite.properties.origin());
  for (const CollectField& field : satellite.block->set) {
    Put(item, field.name, open);
  }
  for (const CollectField& field : satellite.block->append) {
    Append(item, field.name, open);
  }
}

void Assembler::ApplyOwnBlocks(Item& item) {
  if (item.elsewhere || !item.declared.is_map()) return;
  for (const CodeBlock& block : item.type->cloudformation) {
    if (block.attach != nullptr || block.name != item.type->name) continue;
    if (block.when != nullptr &&
        Compute(*block.when, item.declared).is_false()) {
      continue;
    }
    Join({item.type, &block, item.declared, item.id, item.place}, item);
  }
}

Value Assembler::NotInCode(std::string_view subject) const {
  const std::string message =
      fmt::format("`{}` is not known from code", subject);
  return factory_.Unknown({"not-in-code", subject, message, ""});
}

Value Assembler::ApplyDefault(Value value,
                              std::span<const std::string> path,
                              Value fallback) {
  if (value.is_unknown()) return value;
  if (path.empty()) return value.is_null() ? fallback : value;
  if (!value.is_null() && !value.is_map()) return value;
  const Value member =
      ApplyDefault(value.Get(path.front()), path.subspan(1), fallback);
  const std::pair<std::string_view, Value> entry[] = {{path.front(), member}};
  const Value base = value.is_null() ? factory_.Map({}) : value;
  const OriginId origin = value.is_null() ? member.origin() : value.origin();
  return factory_.With(base, entry).WithOrigin(origin);
}

/// Everything that is known of a resource, and unknown for what cannot be.
Value Assembler::FinishSpec(Item& item) {
  if (!item.declared.is_map()) return item.declared;
  const ResourceType& type = *item.type;
  std::vector<std::pair<std::string_view, Value>> members;
  std::vector<std::string> gives;  // Properties that blocks can give.
  for (const CodeBlock& block : type.cloudformation) {
    for (const auto* fields : {&block.set, &block.append}) {
      for (const CollectField& field : *fields) gives.push_back(field.name);
    }
  }
  std::sort(gives.begin(), gives.end());
  for (const auto& [name, property] : type.spec->fields) {
    const auto joined = item.joined.find(name);
    Value value =
        joined != item.joined.end() ? joined->second : item.declared.Get(name);
    if (value.is_null()) {
      const bool set_by_aws =
          Contains(type.read_only, name) ||
          std::find(type.keys.begin(), type.keys.end(), name) !=
              type.keys.end();
      const bool never =
          Contains(type.own_fields, name) && !Contains(gives, name);
      if (name == "Arn" && set_by_aws) {
        value = factory_.String(item.id);
      } else if (item.elsewhere || set_by_aws || never) {
        value = NotInCode(name).WithOrigin(item.declared.origin());
      }
    }
    if (!value.is_null()) members.emplace_back(name, value);
  }
  Value spec = factory_.Map(members).WithOrigin(item.declared.origin());
  if (item.elsewhere) return spec;
  for (const PropertyDefault& fallback : type.defaults) {
    const Value computed = evaluator_.Evaluate(*fallback.value, {&spec, 1});
    if (computed.is_null()) continue;
    const OriginId origin = context_.provenance.AddDefault(fallback.source);
    spec = ApplyDefault(
        spec, fallback.path, factory_.Copy(computed).WithOrigin(origin));
    evaluator_.Reset();
  }
  return spec;
}

Value Assembler::TagsOf(Value spec) const {
  const Value tags = spec.Get("Tags");
  std::vector<std::pair<Value, Value>> entries;
  if (tags.is_map()) {
    const MapView map = tags.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      entries.emplace_back(map.KeyAt(i), map.ValueAt(i));
    }
  } else if (tags.is_list()) {
    for (const Value& tag : tags.AsList()) {
      if (tag.is_unknown()) return tag;
      if (tag.Get("Key").is_string()) {
        entries.emplace_back(tag.Get("Key"), tag.Get("Value"));
      }
    }
  } else if (tags.is_unknown()) {
    return tags;
  }
  return factory_.AnyMap(entries);
}

void Assembler::Build(Item& item) {
  const Value spec = FinishSpec(item);
  const std::string_view address = item.place.address;
  const std::string_view name = address.substr(address.rfind('.') + 1);
  const bool regional = item.type->scope == CollectScope::kRegion;
  const std::pair<std::string_view, Value> entries[] = {
      {"account", factory_.String(place_.account)},
      {"id", factory_.String(item.id)},
      {"name", factory_.String(name)},
      {"partition", factory_.String(place_.partition)},
      {"region", factory_.String(regional ? place_.region : "global")},
      {"spec", spec},
      {"status", NotInCode("status")},
      {"tags", TagsOf(spec)},
      {"type", factory_.String(item.type->name)}};
  Resource resource;
  resource.type = item.type;
  resource.self = factory_.Map(entries);
  resource.id = resource.self.Get("id").AsString();
  resource.name = resource.self.Get("name").AsString();
  resource.account = resource.self.Get("account").AsString();
  resource.region = resource.self.Get("region").AsString();
  resource.spec = spec;
  resource.status = resource.self.Get("status");
  resource.tags = resource.self.Get("tags");
  result_.inventory.Add(resource);
  result_.places.insert_or_assign(item.id, std::move(item.place));
}

CodeInventory Assembler::Finish() {
  IndexItems();
  for (const Satellite& satellite : satellites_) Attach(satellite);
  for (Item& item : items_) {
    ApplyOwnBlocks(item);
    Build(item);
  }
  // Settings of the whole account are not in code: nothing there excuses it.
  for (const auto& type : context_.types) {
    if (type->live && !type->live->list &&
        type->scope == CollectScope::kAccount) {
      result_.inventory.AddUnit({place_.account, "global", type->name});
    }
  }
  result_.inventory.Seal();
  return std::move(result_);
}

}  // namespace plimsoll::cfn
