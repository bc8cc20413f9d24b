// SPDX-License-Identifier: Apache-2.0
// Reading members of lists and maps.
#pragma once

#include <string>

#include "value/value.h"

namespace plimsoll::cel {

/// Outcome of a lookup: found, or absent with what to say about it.
struct Lookup {
  enum class Status : unsigned char {
    kFound,
    kAbsent,  ///< No such key, or index out of range.
    kBadKey   ///< The key's kind cannot index the container.
  };
  Status status = Status::kAbsent;
  Value value;
};

/// `container[key]` of a map (any key) or list (an integral number).
Lookup LookUp(Value container, Value key);

/// The error value of a lookup that found nothing.
Value LookupError(const ValueFactory& factory, Value container, Value key);

/// A value as messages show it: 'text', 3, 1.5, true, else its type name.
std::string Describe(Value value);

}  // namespace plimsoll::cel
