// SPDX-License-Identifier: Apache-2.0
// Text -> tree. Parsing always yields a tree and reports every problem it
// finds; a block with a problem inside is marked broken, the others are whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/diagnostic.h"
#include "hcl/ast.h"

namespace plimsoll::hcl {

/// Bounds of one text; passing one is a diagnostic.
struct ParseLimits {
  std::uint32_t depth = 200;                   ///< Nesting of everything.
  std::size_t bytes = std::size_t{16} << 20U;  ///< Length of the text.
  std::size_t diagnostics = 100;               ///< The rest is not reported.
};

/// A file in native syntax (.tf, .tfvars). Never null; the body may be empty.
/// `name` is what diagnostics call the file. A byte order mark at the beginning
/// is skipped (and counts in places).
/// Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
std::shared_ptr<const ParsedFile> ParseConfig(std::string name,
                                              std::string text,
                                              Diagnostics& diagnostics,
                                              const ParseLimits& limits = {});

/// One expression, as in `--var name=EXPRESSION`; expression() is a kBad node
/// when there was an error.
std::shared_ptr<const ParsedFile> ParseExpression(
    std::string name,
    std::string text,
    Diagnostics& diagnostics,
    const ParseLimits& limits = {});

/// The content of a template file, as templatefile() reads it.
std::shared_ptr<const ParsedFile> ParseTemplate(std::string name,
                                                std::string text,
                                                Diagnostics& diagnostics,
                                                const ParseLimits& limits = {});

}  // namespace plimsoll::hcl
