// SPDX-License-Identifier: Apache-2.0
#include "cel/library/url.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "cel/function.h"
#include "cel/library/cost.h"
#include "cel/library/opaque.h"
#include "cel/library/signature.h"

namespace plimsoll::cel {

const OpaqueType kUrlType{"kubernetes.URL"};

namespace {

using Args = std::span<const Value>;
constexpr auto kNowhere = std::string_view::npos;
constexpr std::string_view kUnreserved = "-_.~";

struct UrlRep : OpaqueRep {
  const StringRep* text;  // ParseUrl reads it again: it is short.
};

bool IsAlpha(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsAlnum(char c) {
  return IsAlpha(c) || IsDigit(c);
}

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Replaces %XX, and "+" by a space when asked; nullopt on a broken escape.
std::optional<std::string> Unescape(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
      i += 2;
    }
  }
  return out;
}

// A path as it may stand in a URL: kept when it does already, else escaped
// anew.
std::optional<std::string> EscapedPath(std::string_view path) {
  const auto plain = Unescape(path, false);
  if (!plain) return std::nullopt;
  const auto all_in = [](std::string_view text, std::string_view extra) {
    return std::all_of(text.begin(), text.end(), [extra](char c) {
      return IsAlnum(c) || kUnreserved.find(c) != kNowhere ||
             extra.find(c) != kNowhere;
    });
  };
  if (all_in(path, "!$&'()*+,;=:@[]%/")) return std::string(path);
  std::string out;
  for (const char c : *plain) {
    if (IsAlnum(c) || kUnreserved.find(c) != kNowhere ||
        std::string_view("$&+,/:;=@").find(c) != kNowhere) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

// The scheme before ':', taken off; empty when there is none; nullopt when the
// text begins with ':'.
std::optional<std::string> TakeScheme(std::string_view& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (IsAlpha(c)) continue;
    if (c == ':') {
      if (i == 0) return std::nullopt;
      std::string scheme(text.substr(0, i));
      std::transform(scheme.begin(), scheme.end(), scheme.begin(), [](char u) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(u)));
      });
      text.remove_prefix(i + 1);
      return scheme;
    }
    const bool later = IsDigit(c) || c == '+' || c == '-' || c == '.';
    if (!later || i == 0) break;
  }
  return std::string();
}

bool IsPortSuffix(std::string_view text) {
  return text.empty() || (text.front() == ':' &&
                          std::all_of(text.begin() + 1, text.end(), IsDigit));
}

bool IsHostCharacter(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || IsAlnum(c) ||
         std::string_view("-_.~!$&'()*+,;=:[]<>\"").find(c) != kNowhere;
}

bool IsHost(std::string_view host) {
  if (!std::all_of(host.begin(), host.end(), IsHostCharacter)) return false;
  if (host.starts_with('[')) {
    const std::size_t end = host.rfind(']');
    return end != kNowhere && IsPortSuffix(host.substr(end + 1));
  }
  const std::size_t colon = host.rfind(':');
  return colon == kNowhere || IsPortSuffix(host.substr(colon));
}

bool IsUser(std::string_view user) {
  return std::all_of(user.begin(), user.end(), [](char c) {
    return IsAlnum(c) ||
           std::string_view("-._:~!$&'()*+,;=%@").find(c) != kNowhere;
  });
}

// Reads "user@host" into `url`.
bool ReadAuthority(std::string_view authority, Url& url) {
  const std::size_t at = authority.rfind('@');
  if (at != kNowhere) {
    url.user = std::string(authority.substr(0, at));
    if (!IsUser(url.user) || !Unescape(url.user, false)) return false;
    authority.remove_prefix(at + 1);
  }
  url.host = std::string(authority);
  return IsHost(authority);
}

Url UrlOf(Value value) {
  const auto* rep = OpaqueCast<UrlRep>(value, kUrlType);
  return *ParseUrl(rep->text->view());
}

Value MakeUrl(CallContext& context, Args args) {
  if (!ChargeText(context, args[0].AsString().size())) {
    return context.OverBudget();
  }
  if (!ParseUrl(args[0].AsString())) {
    return context.factory.Error(
        fmt::format("URL parse error during conversion from string: '{}'",
                    args[0].AsString().substr(0, 100)));
  }
  UrlRep rep{};
  rep.type = &kUrlType;
  rep.text = args[0].AsStringRep();
  return MakeOpaque(context.factory, rep);
}

Value IsUrl(CallContext& context, Args args) {
  if (!ChargeText(context, args[0].AsString().size())) {
    return context.OverBudget();
  }
  return Value::Bool(ParseUrl(args[0].AsString()).has_value());
}

Value Scheme(CallContext& context, Args args) {
  return context.factory.String(UrlOf(args[0]).scheme);
}
Value Host(CallContext& context, Args args) {
  return context.factory.String(UrlOf(args[0]).host);
}
Value Hostname(CallContext& context, Args args) {
  return context.factory.String(UrlOf(args[0]).Hostname());
}
Value Port(CallContext& context, Args args) {
  return context.factory.String(UrlOf(args[0]).Port());
}
Value Path(CallContext& context, Args args) {
  return context.factory.String(UrlOf(args[0]).path);
}

Value Query(CallContext& context, Args args) {
  std::vector<std::pair<Value, Value>> entries;
  for (const auto& [name, values] : UrlOf(args[0]).Query()) {
    std::vector<Value> texts;
    for (const std::string& value : values) {
      texts.push_back(context.factory.String(value));
    }
    if (!context.Charge(texts.size())) return context.OverBudget();
    entries.emplace_back(context.factory.String(name),
                         context.factory.List(texts));
  }
  return context.factory.AnyMap(entries);
}

constexpr Definition kDefinitions[] = {
    {"url", "string_to_url", "(string) -> kubernetes.URL", MakeUrl},
    {"isURL", "is_url_string", "(string) -> bool", IsUrl},
    {"getScheme", "url_get_scheme", "kubernetes.URL.() -> string", Scheme},
    {"getHost", "url_get_host", "kubernetes.URL.() -> string", Host},
    {"getHostname",
     "url_get_hostname",
     "kubernetes.URL.() -> string",
     Hostname},
    {"getPort", "url_get_port", "kubernetes.URL.() -> string", Port},
    {"getEscapedPath",
     "url_get_escaped_path",
     "kubernetes.URL.() -> string",
     Path},
    {"getQuery",
     "url_get_query",
     "kubernetes.URL.() -> map(string, list(string))",
     Query},
};

}  // namespace

std::string Url::Hostname() const {
  if (host.starts_with('[')) return host.substr(1, host.rfind(']') - 1);
  return host.substr(0, host.rfind(':'));
}

std::string Url::Port() const {
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');
  if (colon == std::string::npos) return {};
  if (bracket != std::string::npos && bracket > colon) return {};
  return host.substr(colon + 1);
}

std::map<std::string, std::vector<std::string>> Url::Query() const {
  std::map<std::string, std::vector<std::string>> parameters;
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    // A ';' in a parameter is refused, as different servers read it
    // differently.
    if (pair.empty() || pair.find(';') != kNowhere) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = Unescape(pair.substr(0, equals), true);
    const auto value =
        Unescape(pair.substr(std::min(equals + 1, pair.size())), true);
    if (name && value) parameters[*name].push_back(*value);
  }
  return parameters;
}

std::string Url::Text() const {
  std::string out;
  if (!scheme.empty()) out += scheme + ":";
  if (!opaque.empty()) {
    out += opaque;
  } else if (!scheme.empty()) {
    out += "//";
  }
  if (!user.empty()) out += user + "@";
  out += host + path;
  if (!query.empty()) out += "?" + query;
  return out;
}

std::optional<Url> ParseUrl(std::string_view text) {
  const bool has_control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (text.empty() || has_control) return std::nullopt;
  Url url;
  const auto scheme = TakeScheme(text);
  if (!scheme) return std::nullopt;
  url.scheme = *scheme;
  const std::size_t question = text.find('?');
  if (question != kNowhere) {
    url.query = std::string(text.substr(question + 1));
    text = text.substr(0, question);
  }
  if (!text.starts_with('/')) {
    if (url.scheme.empty()) return std::nullopt;
    url.opaque = std::string(text);
    return url;
  }
  if (!url.scheme.empty() && text.starts_with("//")) {
    text.remove_prefix(2);
    const std::size_t end = std::min(text.find('/'), text.size());
    if (!ReadAuthority(text.substr(0, end), url)) return std::nullopt;
    text.remove_prefix(end);
  }
  const auto path = EscapedPath(text);
  if (!path) return std::nullopt;
  url.path = *path;
  return url;
}

bool EqualUrls(Value a, Value b) {
  return UrlOf(a).Text() == UrlOf(b).Text();
}

void AddUrlLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel
