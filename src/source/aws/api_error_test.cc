// SPDX-License-Identifier: Apache-2.0
#include "source/aws/api_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/aws/fake_transport.h"

namespace plimsoll::aws {
namespace {

ApiError Make(int status, std::string code, std::string message = "") {
  ServiceError error;
  error.code = std::move(code);
  error.message = std::move(message);
  return MakeApiError(
      **ShippedModel()->FindCall("s3.ListBuckets"), status, error);
}

TEST(ApiErrorTest, KindsOfCodes) {
  struct Case {
    int status;
    std::string code;
    ApiErrorKind kind;
  };
  const Case cases[] = {
      {403, "AccessDenied", ApiErrorKind::kDenied},
      {400, "AccessDeniedException", ApiErrorKind::kDenied},
      {403, "UnauthorizedOperation", ApiErrorKind::kDenied},
      {403, "Forbidden", ApiErrorKind::kDenied},
      {404, "NoSuchBucketPolicy", ApiErrorKind::kNotFound},
      {400, "InvalidGroup.NotFound", ApiErrorKind::kNotFound},
      {400, "AWS.SimpleQueueService.NonExistentQueue", ApiErrorKind::kNotFound},
      {404,
       "ServerSideEncryptionConfigurationNotFoundError",
       ApiErrorKind::kNotFound},
      {400, "Throttling", ApiErrorKind::kThrottled},
      {503, "SlowDown", ApiErrorKind::kThrottled},
      {503, "ServiceUnavailable", ApiErrorKind::kServer},
      {400, "ValidationError", ApiErrorKind::kInvalid},
      {403, "ExpiredToken", ApiErrorKind::kExpiredCredentials},
      {403, "InvalidClientTokenId", ApiErrorKind::kCredentials},
      {401, "AuthFailure", ApiErrorKind::kCredentials},
      {403, "SignatureDoesNotMatch", ApiErrorKind::kCredentials},
      {403, "OptInRequired", ApiErrorKind::kRegionDisabled},
      {400, "InvalidAction", ApiErrorKind::kUnsupported},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Make(c.status, c.code).kind, c.kind) << c.code;
  }
}

TEST(ApiErrorTest, DenialsSayWhatAndBecauseOfWhom) {
  const ApiError error =
      Make(403,
           "AccessDenied",
           "User: arn:aws:iam::1:user/a is not authorized to perform: "
           "s3:ListAllMyBuckets2 on resource: x with an explicit deny in a "
           "service control policy");
  EXPECT_EQ(error.iam_action, "s3:ListAllMyBuckets2");
  EXPECT_EQ(error.denied_by, DeniedBy::kServiceControlPolicy);
  EXPECT_THAT(Render(error), testing::EndsWith("(service control policy)"));
  const ApiError plain = Make(403, "AccessDenied", "Access Denied");
  EXPECT_EQ(plain.iam_action, "s3:ListAllMyBuckets");
  EXPECT_EQ(plain.denied_by, DeniedBy::kNotSaid);
  EXPECT_EQ(Make(403, "AccessDenied", "to perform: <b>x</b>").iam_action,
            "s3:ListAllMyBuckets");
}

TEST(ApiErrorTest, RendersOneLine) {
  ApiError error = Make(400, "Throttling", "Rate exceeded");
  error.attempts = 8;
  EXPECT_EQ(Render(error),
            "s3:ListAllMyBuckets throttled: Throttling: Rate exceeded after 8 "
            "attempts");
  EXPECT_EQ(ToError(error).code(), ErrorCode::kThrottled);
}

}  // namespace
}  // namespace plimsoll::aws
