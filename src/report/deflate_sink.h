// SPDX-License-Identifier: Apache-2.0
// Compresses on the way to another sink.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "report/report.h"

namespace plimsoll {

/// Writes raw DEFLATE (RFC 1951) as base64 text to another sink, piece by
/// piece. Call Finish once, at the end; without it the text is cut short.
class DeflateBase64Sink final : public ReportSink {
 public:
  /// Lifetime: `sink`.
  explicit DeflateBase64Sink(ReportSink& sink);
  ~DeflateBase64Sink() override;
  void Write(std::string_view text) override;
  void Finish();

 private:
  struct Stream;  ///< Hides the library's header.

  void Deflate(std::string_view text, bool finish);
  void WriteBase64(bool finish);

  ReportSink& sink_;
  std::unique_ptr<Stream> stream_;
  std::string compressed_;  ///< Not yet written as base64.
};

}  // namespace plimsoll
