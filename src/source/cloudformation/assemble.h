// SPDX-License-Identifier: Apache-2.0
// Joins evaluated blocks onto the resources that they configure.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cel/program.h"
#include "source/cloudformation/template_source.h"

namespace plimsoll::cfn {

/// Takes the resources of all stacks of one root, then makes the inventory.
/// Used once. Lifetime: borrows all.
class Assembler {
 public:
  Assembler(const TemplateContext& context,
            const StackPlace& place,
            const ValueFactory& factory);

  void Hold(std::shared_ptr<const Arena> arena);
  void AddFile(std::string file);
  void AddGap(const std::string& file,
              std::string code,
              std::string message,
              std::string remedy);
  /// One resource of a template, evaluated here; nothing when its condition is
  /// false.
  void Add(Scope& scope,
           const TemplateFile& file,
           const std::string& logical_id,
           Value node);
  CodeInventory Finish();

 private:
  /// A resource of a type that the catalogue has.
  struct Item {
    const ResourceType* type = nullptr;
    std::string id;
    Value declared;  ///< Its properties, coerced; unknown when a macro made it.
    std::map<std::string, Value, std::less<>> joined;  ///< By satellites.
    bool elsewhere = false;  ///< Only its satellite is in this code.
    CodePlace place;
  };
  struct Satellite {
    const ResourceType* type = nullptr;
    const CodeBlock* block = nullptr;
    Value properties;
    std::string id;
    CodePlace place;
  };
  using BlockOf = std::pair<const ResourceType*, const CodeBlock*>;

  CodePlace PlaceOf(Scope& scope,
                    const TemplateFile& file,
                    const std::string& logical_id,
                    Value node);
  void IndexItems();
  void Attach(const Satellite& satellite);
  void AttachTo(const Satellite& satellite, Value target);
  void Join(const Satellite& satellite, Item& item);
  void JoinUnknown(const Satellite& satellite, Item& item, Value unknown);
  Value WithIdentity(Value properties,
                     const ResourceType& type,
                     const std::string& id);
  Value Compute(const cel::Program& program, Value block);
  void Put(Item& item, const std::string& name, Value value);
  void Append(Item& item, const std::string& name, Value value);
  void ApplyOwnBlocks(Item& item);
  Value FinishSpec(Item& item);
  Value ApplyDefault(Value value,
                     std::span<const std::string> path,
                     Value fallback);
  Value TagsOf(Value spec) const;
  Value NotInCode(std::string_view subject) const;
  void Build(Item& item);

  const TemplateContext& context_;
  StackPlace place_;
  ValueFactory factory_;
  cel::Evaluator evaluator_;
  std::map<std::string_view, const ResourceType*> types_;
  std::map<std::string_view, std::vector<BlockOf>> blocks_;
  std::vector<Item> items_;
  std::vector<Satellite> satellites_;
  /// "type\nid or key" -> index into items_.
  std::map<std::string, std::size_t, std::less<>> names_;
  CodeInventory result_;
};

}  // namespace plimsoll::cfn
