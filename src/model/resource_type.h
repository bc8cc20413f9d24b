// SPDX-License-Identifier: Apache-2.0
// A resource type as the catalogue declares it: its schema, how it is listed
// live, and what it refers to. Loaded by policy/, interpreted by source/.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cel/program.h"
#include "cel/type.h"

namespace plimsoll {

/// Where a resource type is listed.
enum class CollectScope : std::uint8_t {
  kOrganization,  ///< Once, with the organisation's own credentials.
  kAccount,       ///< Once an account, in the partition's global region.
  kRegion         ///< Once an enabled region of each account.
};

/// One API call of a collector. Expressions see what was called before it.
struct CollectCall {
  std::string name;     ///< Variable that holds the reply; "reply" for a list.
  std::string service;  ///< As the API model names it: "ec2", "s3".
  std::string operation;  ///< "DescribeSecurityGroups"
  /// Input members, each an expression; a null value leaves the member out.
  struct Argument {
    std::string member;
    std::unique_ptr<const cel::Program> value;
  };
  std::vector<Argument> arguments;
  /// Called only when true; otherwise its variable is null. May be null
  /// (always).
  std::unique_ptr<const cel::Program> when;
  /// Error codes that mean "not configured": the variable is null, no gap.
  std::vector<std::string> absent;
  /// Error codes that mean "not ready yet": the call is tried again for a
  /// while.
  std::vector<std::string> retry;
  /// Variables: slot of `name` in the collector's environment.
  int slot = -1;
};

/// A computed property: where it goes and from what.
struct CollectField {
  std::string name;
  std::unique_ptr<const cel::Program> value;
};

/// A named expression that is computed once a scope.
struct CollectValue {
  int slot = -1;
  std::unique_ptr<const cel::Program> value;
};

/// The live collector of one type. All programs share one environment whose
/// variables are: account, region (string), the `shared` calls, the `values`,
/// reply, item, the `calls`. See docs/catalogue.md, "live".
struct LiveCollector {
  cel::Environment environment;
  int account_slot = -1;
  int region_slot = -1;
  int reply_slot = -1;
  int item_slot = -1;
  std::vector<CollectCall> shared;   ///< Once a scope, before listing.
  std::vector<CollectValue> values;  ///< Once a scope, after `shared`.
  std::optional<CollectCall>
      list;  ///< Absent: one resource a scope (singleton).
  std::unique_ptr<const cel::Program> each;   ///< list(item) of one reply page.
  std::unique_ptr<const cel::Program> where;  ///< Keep an item only when true.
  std::unique_ptr<const cel::Program>
      item_region;                 ///< Its region, else scope's.
  std::vector<CollectCall> calls;  ///< Once a resource, in order.
  std::vector<CollectField> spec;
  std::vector<CollectField> status;
  std::unique_ptr<const cel::Program> tags;  ///< map(string, string)
};

/// What one kind of block in infrastructure code gives to resources of a type.
/// Expressions see one variable, `block` (slot 0): its properties.
struct CodeBlock {
  std::string name;                             ///< "AWS::S3::BucketPolicy"
  const cel::ObjectType* properties = nullptr;  ///< Of `block`.
  /// Ids or keys of the resources that it configures, a text or a list of
  /// texts. Null: the block is the resource itself.
  std::unique_ptr<const cel::Program> attach;
  std::unique_ptr<const cel::Program> when;  ///< Null: always.
  std::vector<CollectField> set;             ///< Properties of spec.
  /// Properties that are lists: the value, an element or a list of elements, is
  /// put behind what they have.
  std::vector<CollectField> append;
};

/// What the provider does when a property is left out.
struct PropertyDefault {
  std::vector<std::string> path;  ///< {"VersioningConfiguration", "Status"}
  /// Reads `spec` (slot 0), what is declared; null when there is no default.
  std::unique_ptr<const cel::Program> value;
  std::string source;  ///< URL that says so.
};

/// "{partition}", "{account}", "{region}" and "{spec.X}" / "{status.X}" in a
/// text.
struct Template {
  struct Piece {
    enum class Kind : std::uint8_t {
      kText,
      kPartition,
      kAccount,
      kRegion,
      kSpec,
      kStatus
    };
    Kind kind = Kind::kText;
    std::string text;  ///< The literal, or the property's name.
  };
  std::vector<Piece> pieces;
};

/// `spec.<path>` of this type holds the id or a key of `types`.
struct Reference {
  std::string path;  ///< "VpcId", "SecurityGroups[].GroupId"
  std::vector<std::string> types;
};

/// One resource type. Immutable after loading.
struct ResourceType {
  std::string name;      ///< "AWS::EC2::SecurityGroup"
  std::string provider;  ///< "aws"
  std::string service;   ///< Folder: "ec2"
  std::string title;     ///< "EC2 security group"
  CollectScope scope = CollectScope::kRegion;
  Template id;
  Template display_name;
  /// Properties of spec by which other resources may refer to it beside its id.
  std::vector<std::string> keys;
  std::vector<Reference> refers;
  const cel::ObjectType* spec = nullptr;
  const cel::ObjectType* status = nullptr;
  /// {id, name, type, account, region, partition, tags, spec, status}: what
  /// related(), account.all() hand out.
  const cel::ObjectType* self = nullptr;
  std::optional<LiveCollector> live;
  /// From CloudFormation templates; the type itself has the same name there.
  std::vector<CodeBlock> cloudformation;
  std::vector<PropertyDefault> defaults;
  /// Properties of spec that only the provider sets, sorted.
  std::vector<std::string> read_only;
  /// Properties beside the schema's (`fields`), sorted.
  std::vector<std::string> own_fields;
  std::string file;  ///< Where it was declared.
};

}  // namespace plimsoll
