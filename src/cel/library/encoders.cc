// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648, section 4).
#include <array>
#include <optional>
#include <string>

#include "cel/function.h"
#include "cel/library/cost.h"
#include "cel/library/signature.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string EncodeBase64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = (bits << 8U) |
             (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= group.size() ? kAlphabet[(bits >> (18 - 6 * k)) & 63U] : '=';
    }
  }
  return out;
}

// Padding may be left out, as the definition's cases do; nothing else is
// forgiven.
std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 == 0) {
    if (text.ends_with("==")) {
      text.remove_suffix(2);
    } else if (text.ends_with('=')) {
      text.remove_suffix(1);
    }
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(
          static_cast<unsigned char>((bits >> count) & 0xFFU));
    }
  }
  return out;
}

Value Encode(CallContext& context, Args args) {
  if (!ChargeText(context, args[0].AsBytes().size())) {
    return context.OverBudget();
  }
  return context.factory.String(EncodeBase64(args[0].AsBytes()));
}

Value Decode(CallContext& context, Args args) {
  if (!ChargeText(context, args[0].AsString().size())) {
    return context.OverBudget();
  }
  const auto decoded = DecodeBase64(args[0].AsString());
  if (!decoded) return context.factory.Error("invalid base64 text");
  return context.factory.Bytes(*decoded);
}

constexpr Definition kDefinitions[] = {
    {"base64.encode", "base64_encode_bytes", "(bytes) -> string", Encode},
    {"base64.decode", "base64_decode_string", "(string) -> bytes", Decode},
};

}  // namespace

void AddEncodersLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel
