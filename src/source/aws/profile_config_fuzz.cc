// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any bytes as a shared configuration file, as a credential_process
// command line, as a URL and as a time.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "source/aws/aws_time.h"
#include "source/aws/process_runner.h"
#include "source/aws/profile_config.h"
#include "source/aws/uri.h"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto sections = plimsoll::aws::ParseIni(text, "fuzz");
  const auto command = plimsoll::aws::SplitCommand(text);
  const auto url = plimsoll::aws::ParseUrl(text);
  if (url && !plimsoll::aws::ParseUrl(url->Text())) __builtin_trap();
  const auto time = plimsoll::aws::ParseAwsTime(text);
  if (time) {
    const auto again =
        plimsoll::aws::ParseAwsTime(plimsoll::aws::RenderIso8601(*time));
    if (!again || again->seconds != time->seconds) __builtin_trap();
  }
  return 0;
}
