// SPDX-License-Identifier: Apache-2.0
#include "source/aws/profile_config.h"

#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll::aws {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{4} << 20U;

using Sections = std::map<std::string, ConfigSection, std::less<>>;

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// "profile   \"my audit\"" -> "profile my audit"
std::string HeadingOf(std::string_view text) {
  std::string out;
  bool space = false;
  for (const char c : Trim(text)) {
    if (c == '"' || c == '\'') continue;
    if (IsBlank(c)) {
      space = true;
      continue;
    }
    if (space) out += ' ';
    space = false;
    out += c;
  }
  return out;
}

class IniReader {
 public:
  IniReader(std::string_view text, std::string_view file)
      : text_(text), file_(file) {}

  Result<Sections> Read() {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    for (const std::string_view line : Split(text_, '\n')) {
      ++line_number_;
      PLIMSOLL_RETURN_IF_ERROR(ReadLine(line));
    }
    return std::move(sections_);
  }

 private:
  Error Bad(std::string_view what) const {
    return {ErrorCode::kInvalid,
            fmt::format("{}:{}: {}", file_, line_number_, what)};
  }

  Result<void> ReadLine(std::string_view line) {
    const std::string_view content = Trim(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') {
      return {};
    }
    if (line.find('\0') != std::string_view::npos) {
      return Bad("the file is not text");
    }
    if (IsBlank(line.front()) && !key_.empty()) return Continue(content);
    if (content.front() == '[') {
      const std::size_t close = content.find(']');
      if (close == std::string_view::npos)
        return Bad("the heading lacks \"]\"");
      const std::string heading = HeadingOf(content.substr(1, close - 1));
      if (heading.empty()) return Bad("the heading is empty");
      section_ = &sections_[heading];
      key_.clear();
      return {};
    }
    if (section_ == nullptr) return Bad("setting before the first heading");
    const std::size_t equals = content.find('=');
    if (equals == std::string_view::npos) {
      return Bad("expected \"key = value\" or \"[heading]\"");
    }
    key_ = ToLower(Trim(content.substr(0, equals)));
    if (key_.empty()) return Bad("the key is empty");
    section_->values[key_] = Trim(content.substr(equals + 1));
    return {};
  }

  // An indented line belongs to the setting above: a nested setting when that
  // has no value of its own, else a further line of its value.
  Result<void> Continue(std::string_view content) {
    std::string& value = section_->values[key_];
    if (!value.empty()) {
      value += '\n';
      value += content;
      return {};
    }
    const std::size_t equals = content.find('=');
    if (equals == std::string_view::npos) {
      return Bad(fmt::format("expected \"key = value\" below \"{}\"", key_));
    }
    section_->nested[key_][ToLower(Trim(content.substr(0, equals)))] =
        Trim(content.substr(equals + 1));
    return {};
  }

  std::string_view text_;
  const std::string_view file_;
  std::size_t line_number_ = 0;
  Sections sections_;
  ConfigSection* section_ = nullptr;
  std::string key_;
};

Result<Sections> LoadFile(const FileSystem& files,
                          const Environment& environment,
                          std::string_view variable,
                          std::string_view fallback) {
  const std::string_view named = Variable(environment, variable);
  const std::string path =
      ExpandHome(named.empty() ? fallback : named, environment);
  const auto text = files.Read(path, kMaxFileBytes);
  if (!text) {
    if (text.error().code() == ErrorCode::kNotFound) return Sections{};
    return text.error();
  }
  return ParseIni(*text, path);
}

const ConfigSection* Find(const Sections& sections, std::string_view name) {
  const auto at = sections.find(name);
  return at == sections.end() ? nullptr : &at->second;
}

}  // namespace

std::string_view Variable(const Environment& environment,
                          std::string_view name) {
  const auto at = environment.find(name);
  return at == environment.end() ? std::string_view{} : at->second;
}

std::string_view ConfigSection::Get(std::string_view key) const {
  const auto at = values.find(key);
  return at == values.end() ? std::string_view{} : at->second;
}

std::string_view ConfigSection::Get(std::string_view group,
                                    std::string_view key) const {
  const auto at = nested.find(group);
  if (at == nested.end()) return {};
  const auto inner = at->second.find(key);
  return inner == at->second.end() ? std::string_view{} : inner->second;
}

Result<Sections> ParseIni(std::string_view text, std::string_view file) {
  return IniReader(text, file).Read();
}

Result<ProfileConfig> ProfileConfig::Load(const FileSystem& files,
                                          const Environment& environment) {
  ProfileConfig out;
  PLIMSOLL_ASSIGN_OR_RETURN(
      const Sections config,
      LoadFile(files, environment, "AWS_CONFIG_FILE", "~/.aws/config"));
  PLIMSOLL_ASSIGN_OR_RETURN(out.credentials_,
                            LoadFile(files,
                                     environment,
                                     "AWS_SHARED_CREDENTIALS_FILE",
                                     "~/.aws/credentials"));
  for (const auto& [heading, section] : config) {
    const std::size_t space = heading.find(' ');
    const std::string_view type = std::string_view(heading).substr(0, space);
    const std::string name =
        space == std::string::npos ? "" : heading.substr(space + 1);
    if (heading == "default") {
      // [profile default] wins over [default], as in botocore.
      out.profiles_.emplace("default", section);
    } else if (type == "profile" && !name.empty()) {
      out.profiles_.insert_or_assign(name, section);
    } else if (type == "sso-session" && !name.empty()) {
      out.sso_sessions_[name] = section;
    } else if (type == "services" && !name.empty()) {
      out.services_[name] = section;
    }
  }
  return out;
}

const ConfigSection* ProfileConfig::FindInConfig(
    std::string_view profile) const {
  return Find(profiles_, profile);
}

const ConfigSection* ProfileConfig::FindInCredentials(
    std::string_view profile) const {
  return Find(credentials_, profile);
}

const ConfigSection* ProfileConfig::FindSsoSession(
    std::string_view name) const {
  return Find(sso_sessions_, name);
}

const ConfigSection* ProfileConfig::FindServices(std::string_view name) const {
  return Find(services_, name);
}

bool ProfileConfig::HasProfile(std::string_view profile) const {
  return FindInConfig(profile) != nullptr ||
         FindInCredentials(profile) != nullptr;
}

std::string_view ProfileConfig::Get(std::string_view profile,
                                    std::string_view key) const {
  const ConfigSection* credentials = FindInCredentials(profile);
  if (credentials != nullptr && !credentials->Get(key).empty()) {
    return credentials->Get(key);
  }
  const ConfigSection* config = FindInConfig(profile);
  return config == nullptr ? std::string_view{} : config->Get(key);
}

std::string ProfileConfig::SuggestProfile(std::string_view profile) const {
  std::vector<std::string_view> names;
  for (const Sections* sections : {&profiles_, &credentials_}) {
    for (const auto& [name, section] : *sections) names.push_back(name);
  }
  return DidYouMean(profile, names);
}

std::string ProfileName(std::string_view requested,
                        const Environment& environment) {
  if (!requested.empty()) return std::string(requested);
  for (const std::string_view name : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    const std::string_view value = Variable(environment, name);
    if (!value.empty()) return std::string(value);
  }
  return "default";
}

std::string ExpandHome(std::string_view path, const Environment& environment) {
  if (!path.starts_with("~/")) return std::string(path);
  return std::string(Variable(environment, "HOME")) +
         std::string(path.substr(1));
}

Result<std::optional<bool>> ParseSwitch(std::string_view text,
                                        std::string_view what) {
  if (text.empty()) return std::optional<bool>{};
  if (EqualsIgnoreCase(text, "true")) return std::optional<bool>{true};
  if (EqualsIgnoreCase(text, "false")) return std::optional<bool>{false};
  return Error(ErrorCode::kInvalid,
               fmt::format("{} is \"{}\", expected true or false", what, text));
}

}  // namespace plimsoll::aws
