// SPDX-License-Identifier: Apache-2.0
// Values and types of CEL in the JSON notation of our conformance corpora, in
// which nothing is lost: {"int":"1"}, {"uint":"1"}, {"double":1.5|"NaN"},
// {"string":s}, {"bytes":base64}, {"bool":b}, {"null":null}, {"list":[..]},
// {"map":[[k,v],..]}, {"type":name}, {"timestamp":rfc3339},
// {"duration":"1.5s"},
// {"unknown":true}; beyond the corpora {"optional":value|null} and
// {"object":{"type":name}} for other opaque values (out only).
// Types: "int", "null", "dyn", ..., {"list":T}, {"map":[K,V]}, {"wrapper":T},
// {"type":T}, {"abstract":name,"params":[T..]}, {"param":name},
// {"object":name}.
#pragma once

#include <string>

#include "base/result.h"
#include "cel/type.h"
#include "value/value.h"

namespace plimsoll::cel {

/// The value that the notation `json` (JSON read by ReadJson) stands for.
/// Errors: kInvalid, with the part that is wrong.
Result<Value> FromNotation(Value json, const ValueFactory& factory);

/// Appends the notation of a value. An error inside a list or map becomes
/// {"error":text}.
void AppendNotation(Value value, std::string& out);

/// Errors: kInvalid.
Result<TypeRef> TypeFromNotation(Value json, TypePool& types);
void AppendTypeNotation(TypeRef type, std::string& out);

}  // namespace plimsoll::cel
