// SPDX-License-Identifier: Apache-2.0
// Turns published schemas and the catalogue's own type notation into the object
// types against which expressions are checked.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cel/type.h"
#include "policy/internal/node_reader.h"
#include "value/value.h"

namespace plimsoll {

/// Declares the object types of one reduced published schema
/// (docs/catalogue.md; written by tools/reduce_cloudformation.py):
/// "AWS::S3::Bucket" and one for each definition, "AWS::S3::Bucket.CorsRule".
/// Errors: kInvalid.
Result<cel::ObjectType*> DeclarePublishedSchema(Value schema,
                                                cel::TypePool& types);

/// The property names in one of such a schema's lists ("primaryIdentifier",
/// "readOnly"), in order.
std::vector<std::string> SchemaNames(Value schema, std::string_view list);

/// The type that a notation stands for: a name (string int double bool
/// timestamp json, or map(<name>)), [T] for a list, {a: T} for an object of its
/// own, which is called `name`. Reports what it does not understand; then dyn.
cel::TypeRef ReadTypeNotation(Value notation,
                              std::string_view name,
                              const CatalogueFile& file,
                              cel::TypePool& types);

/// Whether a value of type `from` can stand where `to` is declared, as far as
/// types tell: dyn fits everywhere, objects need a common property.
bool TypeFits(cel::TypeRef from, cel::TypeRef to);

}  // namespace plimsoll
