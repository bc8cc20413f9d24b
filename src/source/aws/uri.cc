// SPDX-License-Identifier: Apache-2.0
#include "source/aws/uri.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace plimsoll::aws {
namespace {

bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9');
}

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsIpv4(std::string_view host) {
  const auto pieces = Split(host, '.');
  return pieces.size() == 4 &&
         std::all_of(pieces.begin(), pieces.end(), [](std::string_view piece) {
           int number = 0;
           if (!IsDigits(piece) || piece.size() > 3) return false;
           std::from_chars(piece.data(), piece.data() + piece.size(), number);
           return number <= 255;
         });
}

bool IsHostCharacter(char c) {
  return IsAlphanumeric(c) || c == '.' || c == '-' || c == '_';
}

bool IsVisible(char c) {
  return c > ' ' && c < '\x7f';
}

// Cuts "host[:port]"; false when either is malformed.
bool ParseAuthority(std::string_view authority, Url& url) {
  std::size_t end = authority.find(':');
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return false;
    end = close + 1 == authority.size() ? std::string_view::npos : close + 1;
    if (end != std::string_view::npos && authority[end] != ':') return false;
  }
  const std::string_view host = authority.substr(0, end);
  url.host = ToLower(host);
  if (end != std::string_view::npos) {
    url.port = authority.substr(end + 1);
    if (!IsDigits(url.port) || url.port.size() > 5) return false;
  }
  if (host.empty()) return false;
  return host.front() == '[' ||
         std::all_of(host.begin(), host.end(), IsHostCharacter);
}

}  // namespace

std::string UriEncode(std::string_view text, std::string_view keep) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (IsAlphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '~' ||
        keep.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

std::string UriDecode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string Url::HostHeader() const {
  const bool is_default =
      port.empty() || port == (scheme == "https" ? "443" : "80");
  return is_default ? host : host + ":" + port;
}

std::string Url::Origin() const {
  return scheme + "://" + host + (port.empty() ? "" : ":" + port);
}

std::string Url::Text() const {
  return Origin() + path + (has_query ? "?" + query : "");
}

std::optional<Url> ParseUrl(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), IsVisible)) return std::nullopt;
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Url url;
  url.scheme = ToLower(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  text.remove_prefix(colon + 3);
  if (text.find('#') != std::string_view::npos) return std::nullopt;
  const std::size_t question = text.find('?');
  if (question != std::string_view::npos) {
    url.has_query = true;
    url.query = text.substr(question + 1);
    text = text.substr(0, question);
  }
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    url.path = text.substr(slash);
    text = text.substr(0, slash);
  }
  if (!ParseAuthority(text, url)) return std::nullopt;
  return url;
}

bool IsIpLiteral(std::string_view host) {
  return (!host.empty() && host.front() == '[') || IsIpv4(host);
}

bool IsHostLabel(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' &&
         text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return IsAlphanumeric(c) || c == '-';
         });
}

}  // namespace plimsoll::aws
