// SPDX-License-Identifier: Apache-2.0
// Reads the JSON files of tools/reduce_api_models.py into an ApiModel.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "source/aws/api_model.h"
#include "value/json.h"

namespace plimsoll::aws {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20U;

struct KindName {
  std::string_view name;
  ShapeKind kind;
};
constexpr std::array<KindName, 9> kPrimitives{{
    {"string", ShapeKind::kString},
    {"integer", ShapeKind::kInteger},
    {"long", ShapeKind::kLong},
    {"float", ShapeKind::kFloat},
    {"double", ShapeKind::kDouble},
    {"boolean", ShapeKind::kBoolean},
    {"timestamp", ShapeKind::kTimestamp},
    {"blob", ShapeKind::kBlob},
    {"document", ShapeKind::kDocument},
}};

struct LocationName {
  std::string_view name;
  Location location;
};
constexpr std::array<LocationName, 5> kLocations{{
    {"uri", Location::kUri},
    {"querystring", Location::kQuery},
    {"header", Location::kHeader},
    {"headers", Location::kHeaders},
    {"statusCode", Location::kStatus},
}};

constexpr std::array<std::string_view, 4> kVariants{
    "plain", "fips", "dualstack", "fips-dualstack"};

std::string Text(Value value, std::string_view key) {
  return std::string(value.Get(key).StringOr(""));
}

bool Flag(Value value, std::string_view key) {
  return value.Get(key).is_true();
}

std::vector<std::string> Texts(Value value, std::string_view key) {
  std::vector<std::string> out;
  const Value list = value.Get(key);
  if (!list.is_list()) return out;
  for (const Value item : list.AsList()) out.emplace_back(item.StringOr(""));
  return out;
}

// Calls `f(key, value)` for each entry; nothing when it is not a map.
template <typename F>
void ForEachEntry(Value map, F&& f) {
  if (!map.is_map()) return;
  const MapView view = map.AsMap();
  for (std::size_t i = 0; i < view.size(); ++i) {
    f(view.KeyAt(i).AsString(), view.ValueAt(i));
  }
}

TimeFormat TimeFormatOf(std::string_view name) {
  if (name == "iso8601") return TimeFormat::kIso8601;
  if (name == "rfc822") return TimeFormat::kRfc822;
  if (name == "unixTimestamp") return TimeFormat::kUnix;
  return TimeFormat::kDefault;
}

// Builds one service; the first thing that does not fit ends in error().
class ServiceReader {
 public:
  ServiceReader(std::string_view file, ApiService& service)
      : file_(file), service_(service) {}

  Result<void> Read(Value root) {
    ReadMetadata(root);
    // Every shape exists before any is filled, because they may be recursive.
    for (const KindName& primitive : kPrimitives) {
      auto& shape = service_.shapes[std::string(primitive.name)];
      shape = std::make_unique<ApiShape>();
      shape->kind = primitive.kind;
      shape->name = primitive.name;
    }
    ForEachEntry(root.Get("shapes"), [&](std::string_view name, Value) {
      service_.shapes[std::string(name)] = std::make_unique<ApiShape>();
    });
    ForEachEntry(root.Get("shapes"), [&](std::string_view name, Value value) {
      ReadShape(name, value);
    });
    ForEachEntry(root.Get("endpoints"), [&](std::string_view at, Value value) {
      ReadHosts(at, value);
    });
    ForEachEntry(root.Get("operations"),
                 [&](std::string_view name, Value value) {
                   ReadOperation(name, value);
                 });
    if (service_.operations.empty()) Fail("no operations");
    if (!problem_.empty()) {
      return Error(ErrorCode::kInvalid, fmt::format("{}: {}", file_, problem_));
    }
    return {};
  }

 private:
  void Fail(std::string_view what) {
    if (problem_.empty()) problem_ = what;
  }

  void ReadMetadata(Value root) {
    service_.name = Text(root, "service");
    service_.id = Text(root, "serviceId");
    service_.endpoint_prefix = Text(root, "endpointPrefix");
    service_.signing_name = Text(root, "signingName");
    service_.iam_prefix = Text(root, "iamPrefix");
    service_.api_version = Text(root, "apiVersion");
    service_.json_version = Text(root, "jsonVersion");
    service_.target_prefix = Text(root, "targetPrefix");
    service_.xml_namespace = Text(root, "xmlNamespace");
    service_.query_compatible = Flag(root, "queryCompatible");
    ForEachEntry(root.Get("headers"), [&](std::string_view name, Value value) {
      service_.headers.emplace_back(name, value.StringOr(""));
    });
    const std::string protocol = Text(root, "protocol");
    bool known = false;
    for (const Protocol p : {Protocol::kJson,
                             Protocol::kRestJson,
                             Protocol::kQuery,
                             Protocol::kEc2,
                             Protocol::kRestXml}) {
      if (Name(p) != protocol) continue;
      service_.protocol = p;
      known = true;
    }
    if (!known) Fail(fmt::format("unknown protocol \"{}\"", protocol));
    if (service_.name.empty()) Fail("no service name");
  }

  const ApiShape* ShapeNamed(std::string_view name) {
    const auto at = service_.shapes.find(name);
    if (at == service_.shapes.end()) {
      Fail(fmt::format("shape \"{}\" is not defined", name));
      return nullptr;
    }
    return at->second.get();
  }

  ShapeRef ReadRef(Value value) {
    ShapeRef ref;
    if (value.is_string()) {
      ref.shape = ShapeNamed(value.AsString());
      return ref;
    }
    ref.shape = ShapeNamed(value.Get("shape").StringOr(""));
    ref.name = Text(value, "name");
    ref.query_name = Text(value, "query");
    ref.namespace_prefix = Text(value.Get("namespace"), "prefix");
    ref.namespace_uri = Text(value.Get("namespace"), "uri");
    ref.time_format = TimeFormatOf(value.Get("format").StringOr(""));
    ref.flattened = Flag(value, "flattened");
    ref.attribute = Flag(value, "attribute");
    ref.streaming = Flag(value, "streaming");
    ref.host_label = Flag(value, "hostLabel");
    ref.url_encoded = Flag(value, "urlEncoded");
    const std::string_view location = value.Get("in").StringOr("");
    for (const LocationName& known : kLocations) {
      if (known.name == location) ref.location = known.location;
    }
    return ref;
  }

  void ReadShape(std::string_view name, Value value) {
    ApiShape& shape = *service_.shapes.find(name)->second;
    shape.name = name;
    if (const Value element = value.Get("list"); !element.is_null()) {
      shape.kind = ShapeKind::kList;
      shape.element = ReadRef(element);
      return;
    }
    if (const Value key = value.Get("key"); !key.is_null()) {
      shape.kind = ShapeKind::kMap;
      shape.key = ReadRef(key);
      shape.value = ReadRef(value.Get("value"));
      return;
    }
    if (!value.Get("members").is_map()) {
      Fail(fmt::format("shape \"{}\" has no members", name));
      return;
    }
    shape.kind = ShapeKind::kStructure;
    shape.payload = Text(value, "payload");
    const std::vector<std::string> required = Texts(value, "required");
    ForEachEntry(value.Get("members"), [&](std::string_view member, Value ref) {
      const bool needed =
          std::find(required.begin(), required.end(), member) != required.end();
      shape.members.push_back({std::string(member), ReadRef(ref), needed});
    });
  }

  void ReadHosts(std::string_view at, Value value) {
    HostVariants& variants = service_.hosts[std::string(at)];
    for (std::size_t i = 0; i < kVariants.size(); ++i) {
      const Value* entry =
          value.is_map() ? value.AsMap().Find(kVariants.at(i)) : nullptr;
      if (entry == nullptr) continue;
      HostTemplate host;
      host.host = entry->is_string() ? std::string(entry->AsString())
                                     : Text(*entry, "host");
      host.signing_region = Text(*entry, "signingRegion");
      host.signing_name = Text(*entry, "signingName");
      variants.at(i) = std::move(host);
    }
  }

  void ReadOperation(std::string_view name, Value value) {
    ApiOperation& out = service_.operations[std::string(name)];
    out.service = &service_;
    out.name = name;
    out.method = Text(value, "method");
    out.path = Text(value, "path");
    out.host_prefix = Text(value, "hostPrefix");
    out.iam_action = Text(value, "iamAction");
    if (out.iam_action.empty()) {
      out.iam_action = service_.iam_prefix + ":" + out.name;
    }
    out.result_wrapper = Text(value, "resultWrapper");
    out.unsigned_request = Flag(value, "unsigned");
    out.path_style = Flag(value, "pathStyle");
    out.unwrapped = Flag(value, "unwrapped");
    if (out.method.empty() || out.path.empty()) {
      Fail(fmt::format("operation {} has no method or path", name));
    }
    for (const auto& [key, ref] :
         {std::pair{"input", &out.input}, std::pair{"output", &out.output}}) {
      const Value root = value.Get(key);
      if (root.is_null()) continue;
      *ref = ReadRef(root);
      if (ref->shape == nullptr || ref->shape->kind != ShapeKind::kStructure) {
        Fail(fmt::format("{} of {} is not a structure", key, name));
      }
    }
    const Value pages = value.Get("pages");
    if (pages.is_null()) return;
    out.pages = Pagination{Texts(pages, "inputTokens"),
                           Texts(pages, "outputTokens"),
                           Texts(pages, "results"),
                           Text(pages, "limit"),
                           Text(pages, "more")};
    if (out.pages->input_tokens.empty() ||
        out.pages->input_tokens.size() != out.pages->output_tokens.size()) {
      Fail(fmt::format("pagination of {} has unequal tokens", name));
    }
  }

  std::string_view file_;
  ApiService& service_;
  std::string problem_;
};

Partition ReadPartition(Value value) {
  Partition out;
  out.id = Text(value, "id");
  out.dns_suffix = Text(value, "dnsSuffix");
  out.dual_stack_dns_suffix = Text(value, "dualStackDnsSuffix");
  out.global_region = Text(value, "globalRegion");
  out.supports_fips = Flag(value, "supportsFips");
  out.supports_dual_stack = Flag(value, "supportsDualStack");
  out.region_prefixes = Texts(value, "regionPrefixes");
  ForEachEntry(value.Get("regions"), [&](std::string_view name, Value title) {
    out.regions.emplace(name, title.StringOr(""));
  });
  return out;
}

}  // namespace

class ApiModelLoader {
 public:
  static Result<void> AddFile(const FileSystem& files,
                              const std::string& path,
                              ApiModel& model) {
    PLIMSOLL_ASSIGN_OR_RETURN(const std::string text,
                              files.Read(path, kMaxFileBytes));
    Arena arena;
    KeyTable keys;
    ReadOptions options;
    options.file = path;
    PLIMSOLL_ASSIGN_OR_RETURN(
        const Value root, ReadJson(text, ValueFactory(arena, keys), options));
    if (const Value list = root.Get("partitions"); list.is_list()) {
      model.partitions_.clear();
      for (const Value item : list.AsList()) {
        model.partitions_.push_back(ReadPartition(item));
      }
      return {};
    }
    const std::string name = Text(root, "service");
    model.services_.erase(name);
    return ServiceReader(path, model.services_[name]).Read(root);
  }

  static Result<std::shared_ptr<const ApiModel>> Load(
      std::span<const ApiFolder> folders) {
    auto model = std::make_shared<ApiModel>();
    for (const ApiFolder& folder : folders) {
      PLIMSOLL_ASSIGN_OR_RETURN(const std::vector<std::string> paths,
                                folder.files->ListTree(folder.path));
      for (const std::string& path : paths) {
        if (!path.ends_with(".json")) continue;
        PLIMSOLL_RETURN_IF_ERROR(AddFile(*folder.files, path, *model));
      }
    }
    if (model->partitions_.empty()) {
      return Error(ErrorCode::kInvalid,
                   fmt::format("{}: no partitions.json",
                               folders.empty() ? "" : folders.front().path));
    }
    return std::shared_ptr<const ApiModel>(std::move(model));
  }
};

Result<std::shared_ptr<const ApiModel>> ApiModel::Load(
    std::span<const ApiFolder> folders) {
  return ApiModelLoader::Load(folders);
}

Result<std::shared_ptr<const ApiModel>> ApiModel::Load(
    const FileSystem& files, std::string_view folder) {
  const ApiFolder only{&files, std::string(folder)};
  return Load(std::span(&only, 1));
}

}  // namespace plimsoll::aws
