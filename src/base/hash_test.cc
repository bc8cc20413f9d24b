// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

// FIPS 180-4 examples: https://csrc.nist.gov/projects/cryptographic-standards-
// and-guidelines/example-values
TEST(Hash, Sha256OfKnownTexts) {
  EXPECT_EQ(Hex(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, Sha1OfKnownText) {
  EXPECT_EQ(Hex(Sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

// RFC 4231, test cases 1 and 2: https://www.rfc-editor.org/rfc/rfc4231
TEST(Hash, HmacSha256OfKnownTexts) {
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // No key is not "the key of the call before".
  EXPECT_EQ(Hex(HmacSha256({}, {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hash, HexIsLowerCase) {
  EXPECT_EQ(Hex(std::string_view("\x00\xAB\xFF", 3)), "00abff");
}

// RFC 4648, section 10: https://www.rfc-editor.org/rfc/rfc4648
TEST(Base64, EncodesAndDecodes) {
  struct Case {
    std::string_view bytes;
    std::string_view text;
  };
  const Case cases[] = {{"", ""},
                        {"f", "Zg=="},
                        {"fo", "Zm8="},
                        {"foo", "Zm9v"},
                        {"foob", "Zm9vYg=="},
                        {"fooba", "Zm9vYmE="},
                        {"foobar", "Zm9vYmFy"},
                        {"\xFB\xFF", "+/8="}};
  for (const Case& c : cases) {
    EXPECT_EQ(Base64Encode(c.bytes), c.text);
    EXPECT_EQ(Base64Decode(c.text), c.bytes);
    std::string_view bare = c.text;
    while (bare.ends_with('=')) bare.remove_suffix(1);
    EXPECT_EQ(Base64Decode(bare), c.bytes) << bare;
  }
}

TEST(Base64, RefusesOtherTexts) {
  for (const std::string_view bad : {"Z",
                                     "Zm9vY",
                                     "Zg=",
                                     "=",
                                     "====",
                                     "Zg==Zg==",
                                     "Zm 9v",
                                     "Zm-_",
                                     "Z===",
                                     "Zm9v\n"}) {
    EXPECT_EQ(Base64Decode(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace plimsoll
