// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/internal/dependency_order.h"
#include "policy/internal/type_loader.h"

namespace plimsoll {
namespace {

using cel::TypeKind;
using cel::TypeRef;

/// Reads the `live` section of one type.
class LiveLoader {
 public:
  LiveLoader(Value live,
             const ResourceType& type,
             const TypeLoadContext& context)
      : type_(type),
        context_(context),
        file_(*context.scope.file),
        types_(*context.scope.types),
        reader_(live, file_, "live") {
    environment_.types = context.scope.types;
    environment_.functions = context.scope.functions;
  }

  std::optional<LiveCollector> Load() {
    if (!reader_.ok()) return std::nullopt;
    if (context_.api == nullptr) {
      file_.diagnostics->Error(
          file_.name, {}, "no API model to check `live` against");
      return std::nullopt;
    }
    DeclareScopeVariables();
    collector_.shared = LoadCalls(reader_.Entries("shared"));
    LoadValues();
    LoadList();
    LoadWhereAndRegion();
    collector_.calls = LoadCalls(reader_.Entries("calls"));
    collector_.spec = LoadFields("spec", *type_.spec);
    collector_.status = LoadFields("status", *type_.status);
    if (const Value tags = reader_.Take("tags"); !tags.is_null()) {
      collector_.tags =
          Compile(tags, types_.Map(types_.String(), types_.String()));
    }
    reader_.Finish();
    collector_.environment = environment_;
    return std::move(collector_);
  }

 private:
  std::unique_ptr<const cel::Program> Compile(Value source, TypeRef want) {
    return CompileExpression(source, environment_, context_.scope, want);
  }

  int Declare(std::string name, TypeRef type) {
    environment_.variables.push_back({std::move(name), type});
    return static_cast<int>(environment_.variables.size()) - 1;
  }

  void DeclareScopeVariables() {
    cel::ObjectType& account = types_.Object("LiveAccount");
    for (const char* name : {"id", "name", "partition", "reason"}) {
      account.fields.emplace(name, types_.String());
    }
    account.fields.emplace("reachable", types_.Bool());
    account.fields.emplace("regions", types_.List(types_.String()));
    collector_.account_slot = Declare("account", types_.ObjectRef(account));
    collector_.region_slot = Declare("region", types_.String());
  }

  /// The operation behind `call: service.Operation`; nullopt after a
  /// diagnostic.
  std::optional<ApiSchema::Operation> FindOperation(Value at,
                                                    CollectCall& call) {
    const std::string_view text = at.StringOr("");
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) {
      file_.Error(at, "a call is `service.Operation`", "e.g. s3.ListBuckets");
      return std::nullopt;
    }
    call.service = text.substr(0, dot);
    call.operation = text.substr(dot + 1);
    auto operation = context_.api->Find(call.service, call.operation, types_);
    if (operation) return operation;
    const std::vector<std::string> services = context_.api->Names("");
    const bool known =
        std::find(services.begin(), services.end(), call.service) !=
        services.end();
    const std::vector<std::string> names = context_.api->Names(call.service);
    const std::vector<std::string_view> views(names.begin(), names.end());
    file_.Error(at,
                known
                    ? fmt::format("the API model of {} has no operation `{}`",
                                  call.service,
                                  call.operation)
                    : fmt::format("no API model of service `{}`", call.service),
                DidYouMean(known ? call.operation : call.service, views));
    return std::nullopt;
  }

  /// Everything of a call but its variable. The type is that of the reply.
  TypeRef LoadCall(NodeReader& reader, CollectCall& call) {
    const Value name = reader.Require("call");
    const auto operation = FindOperation(name, call);
    for (const auto& [member, source] : reader.Entries("with")) {
      if (!operation) continue;
      LoadArgument(member, source, *operation, call);
    }
    if (const Value when = reader.Take("when"); !when.is_null()) {
      call.when = Compile(when, types_.Bool());
    }
    call.absent = reader.Texts("absent");
    call.retry = reader.Texts("retry");
    if (!operation || operation->output == nullptr) return types_.Dyn();
    return types_.ObjectRef(*operation->output);
  }

  void LoadArgument(const std::string& member,
                    Value source,
                    const ApiSchema::Operation& operation,
                    CollectCall& call) {
    std::vector<std::string_view> names;
    if (operation.input != nullptr) {
      const auto field = operation.input->fields.find(member);
      if (field != operation.input->fields.end()) {
        call.arguments.push_back({member, Compile(source, field->second)});
        return;
      }
      for (const auto& [name, type] : operation.input->fields) {
        names.push_back(name);
      }
    }
    file_.Error(
        source,
        fmt::format(
            "{}.{} takes no `{}`", call.service, call.operation, member),
        DidYouMean(member, names));
  }

  static std::vector<std::string> ExpressionsOf(Value node) {
    std::vector<std::string> texts;
    const auto add = [&](Value text) {
      if (text.is_string()) texts.emplace_back(text.AsString());
    };
    add(node.Get("when"));
    if (const Value with = node.Get("with"); with.is_map()) {
      for (const Value& value : with.AsMap().values()) add(value);
    }
    return texts;
  }

  std::vector<CollectCall> LoadCalls(const NamedNodes& entries) {
    std::vector<CollectCall> calls;
    for (const auto& [name, node] :
         OrderNodes(entries, "calls", file_, ExpressionsOf)) {
      if (environment_.Slot(name) >= 0) {
        file_.Error(node, fmt::format("`{}` is taken already", name));
        continue;
      }
      NodeReader reader(node, file_, fmt::format("call `{}`", name));
      CollectCall call;
      call.name = name;
      const TypeRef reply = LoadCall(reader, call);
      reader.Finish();
      call.slot = Declare(name, reply);
      calls.push_back(std::move(call));
    }
    return calls;
  }

  void LoadValues() {
    for (const auto& [name, source] :
         OrderNodes(reader_.Entries("values"), "values", file_, OwnText)) {
      if (environment_.Slot(name) >= 0) {
        file_.Error(source, fmt::format("`{}` is taken already", name));
        continue;
      }
      CollectValue value;
      value.value = Compile(source, nullptr);
      value.slot = Declare(
          name,
          value.value == nullptr ? types_.Dyn() : value.value->result_type());
      collector_.values.push_back(std::move(value));
    }
  }

  void LoadList() {
    const Value node = reader_.Take("list");
    TypeRef item = types_.Dyn();
    if (!node.is_null()) {
      NodeReader reader(node, file_, "live.list");
      CollectCall call;
      call.name = "reply";
      const TypeRef reply = LoadCall(reader, call);
      collector_.reply_slot = Declare("reply", reply);
      call.slot = collector_.reply_slot;
      if (const Value each = reader.Require("each"); !each.is_null()) {
        collector_.each = Compile(each, nullptr);
        if (collector_.each != nullptr) {
          item = ItemType(each, collector_.each->result_type());
        }
      }
      reader.Finish();
      collector_.list = std::move(call);
    }
    collector_.item_slot = Declare("item", item);
  }

  TypeRef ItemType(Value at, TypeRef list) {
    if (list->kind == TypeKind::kDyn) return list;
    if (list->kind == TypeKind::kList) return list->params[0];
    file_.Error(at, fmt::format("`each` is {}, not a list", cel::Render(list)));
    return types_.Dyn();
  }

  void LoadWhereAndRegion() {
    if (const Value where = reader_.Take("where"); !where.is_null()) {
      collector_.where = Compile(where, types_.Bool());
    }
    if (const Value region = reader_.Take("region"); !region.is_null()) {
      collector_.item_region = Compile(region, types_.String());
    }
  }

  std::vector<CollectField> LoadFields(std::string_view section,
                                       const cel::ObjectType& object) {
    std::vector<CollectField> fields;
    for (const auto& [name, source] : reader_.Entries(section)) {
      const auto declared = object.fields.find(name);
      if (declared == object.fields.end()) {
        std::vector<std::string_view> names;
        for (const auto& [field, type] : object.fields) names.push_back(field);
        file_.Error(source,
                    fmt::format("{} has no property `{}`", object.name, name),
                    DidYouMean(name, names));
        continue;
      }
      fields.push_back({name, Compile(source, declared->second)});
    }
    return fields;
  }

  const ResourceType& type_;
  const TypeLoadContext& context_;
  const CatalogueFile& file_;
  cel::TypePool& types_;
  NodeReader reader_;
  cel::Environment environment_;
  LiveCollector collector_;
};

}  // namespace

std::optional<LiveCollector> LoadLive(Value live,
                                      const ResourceType& type,
                                      const TypeLoadContext& context) {
  return LiveLoader(live, type, context).Load();
}

}  // namespace plimsoll
