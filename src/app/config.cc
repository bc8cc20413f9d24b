// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "value/yaml.h"

namespace plimsoll {
namespace {

/// Reads one file. The map readers of policy are private to it, and this file
/// has three levels only.
class ConfigReader {
 public:
  ConfigReader(std::string_view file,
               const Provenance& provenance,
               Diagnostics& diagnostics)
      : file_(file), provenance_(provenance), diagnostics_(diagnostics) {}

  Config Read(Value root) {
    if (root.is_null()) return config_;
    static constexpr std::array<std::string_view, 2> kKeys = {"catalog",
                                                              "checks"};
    if (!CheckKeys(root, "the configuration", kKeys)) return config_;
    ReadCatalogs(root.Get("catalog"));
    const Value checks = root.Get("checks");
    if (checks.is_map()) {
      ForEach(checks, [this](std::string_view id, Value node) {
        ReadCheck(std::string(id), node);
      });
    } else if (!checks.is_null()) {
      Error(checks, "`checks` must be a map of check ids");
    }
    return config_;
  }

 private:
  SourceRange RangeOf(Value value) const {
    return provenance_.Resolve(value.origin()).range;
  }

  void Error(Value at, std::string message, std::string hint = {}) {
    diagnostics_.Error(file_, RangeOf(at), std::move(message), std::move(hint));
  }

  template <typename Visit>
  static void ForEach(Value map, const Visit& visit) {
    const MapView view = map.AsMap();
    for (std::size_t i = 0; i < view.size(); ++i) {
      visit(view.KeyAt(i).StringOr(""), view.ValueAt(i));
    }
  }

  bool CheckKeys(Value node,
                 std::string_view what,
                 std::span<const std::string_view> keys) {
    if (!node.is_map()) {
      Error(node, fmt::format("{} must be a map", what));
      return false;
    }
    ForEach(node, [&](std::string_view key, Value value) {
      for (const std::string_view known : keys) {
        if (known == key) return;
      }
      Error(value,
            fmt::format("{} has no key `{}`", what, key),
            DidYouMean(key, keys));
    });
    return true;
  }

  void ReadCatalogs(Value list) {
    if (list.is_null()) return;
    if (!list.is_list()) {
      Error(list, "`catalog` must be a list of folders");
      return;
    }
    const std::size_t slash = file_.rfind('/');
    const std::string folder(
        slash == std::string_view::npos ? "" : file_.substr(0, slash + 1));
    for (const Value& item : list.AsList()) {
      const std::string_view path = item.StringOr("");
      if (path.empty()) Error(item, "a folder's path must be a text");
      config_.catalogs.push_back(path.starts_with('/')
                                     ? std::string(path)
                                     : folder + std::string(path));
    }
  }

  void ReadCheck(const std::string& id, Value node) {
    static constexpr std::array<std::string_view, 2> kKeys = {"enabled",
                                                              "params"};
    if (!CheckKeys(node, fmt::format("the entry of {}", id), kKeys)) return;
    const Value enabled = node.Get("enabled");
    if (!enabled.is_null() && !enabled.is_true() && !enabled.is_false()) {
      Error(enabled, "`enabled` must be true or false");
    }
    config_.checks.push_back(
        {id, enabled.is_false(), std::string(file_), RangeOf(node)});
    const Value params = node.Get("params");
    if (params.is_null()) return;
    if (!params.is_map()) {
      Error(params, "`params` must be a map");
      return;
    }
    ForEach(params, [&](std::string_view name, Value value) {
      config_.parameters.push_back(
          {id, std::string(name), value, std::string(file_), RangeOf(value)});
    });
  }

  std::string_view file_;
  const Provenance& provenance_;
  Diagnostics& diagnostics_;
  Config config_;
};

}  // namespace

Config ReadConfig(std::string_view text,
                  std::string_view file,
                  const ValueFactory& factory,
                  Diagnostics& diagnostics) {
  Provenance provenance;
  ReadOptions options;
  options.file = file;
  options.provenance = &provenance;
  const std::size_t before = diagnostics.error_count();
  const Value root = ReadYaml(text, factory, options, diagnostics);
  if (diagnostics.error_count() != before) return {};
  return ConfigReader(file, provenance, diagnostics).Read(root);
}

}  // namespace plimsoll
