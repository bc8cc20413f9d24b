// SPDX-License-Identifier: Apache-2.0
#include "policy/internal/node_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll {

SourceRange CatalogueFile::RangeOf(Value value) const {
  return provenance->Resolve(value.origin()).range;
}

void CatalogueFile::Error(Value at,
                          std::string message,
                          std::string hint) const {
  diagnostics->Error(name, RangeOf(at), std::move(message), std::move(hint));
}

NodeReader::NodeReader(Value node,
                       const CatalogueFile& file,
                       std::string_view what)
    : node_(node), file_(&file), what_(what) {
  if (!node_.is_map()) {
    file_->Error(node_, fmt::format("{} must be a map", what_));
  }
}

Value NodeReader::Take(std::string_view key) {
  known_.emplace_back(key);
  return node_.Get(key);
}

Value NodeReader::Require(std::string_view key) {
  const Value value = Take(key);
  if (value.is_null() && ok()) {
    file_->Error(node_, fmt::format("{} lacks `{}`", what_, key));
  }
  return value;
}

std::string NodeReader::Text(std::string_view key) {
  const Value value = Take(key);
  if (value.is_null()) return {};
  if (!value.is_string()) {
    file_->Error(value,
                 fmt::format("`{}` of {} must be a text", key, what_),
                 "put it in quotes");
    return {};
  }
  return std::string(value.AsString());
}

std::string NodeReader::RequireText(std::string_view key) {
  if (ok() && node_.Get(key).is_null()) {
    file_->Error(node_, fmt::format("{} lacks `{}`", what_, key));
  }
  return Text(key);
}

std::vector<std::string> NodeReader::Texts(std::string_view key) {
  const Value value = Take(key);
  std::vector<std::string> texts;
  if (value.is_string()) {
    texts.emplace_back(value.AsString());
  } else if (value.is_list()) {
    for (const Value& item : value.AsList()) {
      if (item.is_string()) {
        texts.emplace_back(item.AsString());
      } else {
        file_->Error(
            item, fmt::format("`{}` of {} must hold texts only", key, what_));
      }
    }
  } else if (!value.is_null()) {
    file_->Error(value,
                 fmt::format("`{}` of {} must be a list of texts", key, what_));
  }
  return texts;
}

std::vector<std::pair<std::string, Value>> NodeReader::Entries(
    std::string_view key) {
  const Value value = Take(key);
  std::vector<std::pair<std::string, Value>> entries;
  if (value.is_null()) return entries;
  if (!value.is_map()) {
    file_->Error(value, fmt::format("`{}` of {} must be a map", key, what_));
    return entries;
  }
  const MapView map = value.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    entries.emplace_back(map.KeyAt(i).AsString(), map.ValueAt(i));
  }
  return entries;
}

void NodeReader::Finish() {
  if (!ok()) return;
  const std::vector<std::string_view> names(known_.begin(), known_.end());
  const MapView map = node_.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::string_view key = map.KeyAt(i).AsString();
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    file_->Error(map.ValueAt(i),
                 fmt::format("{} has no key `{}`", what_, key),
                 DidYouMean(key, names));
  }
}

}  // namespace plimsoll
