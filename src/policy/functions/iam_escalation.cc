// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/iam_escalation.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/functions/arn.h"
#include "policy/functions/iam_analysis.h"
#include "policy/functions/iam_condition.h"
#include "policy/functions/iam_match.h"

namespace plimsoll::iam {
namespace {

// Sources:
// https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
// https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation
// https://bishopfox.com/blog/privilege-escalation-in-aws
// https://pathfinding.cloud/paths/
constexpr std::array kEscalations = {
    Escalation{"cloudformation:UpdateStack", ""},
    Escalation{"ec2-instance-connect:SendSSHPublicKey", ""},
    Escalation{"glue:UpdateDevEndpoint", ""},
    Escalation{"iam:AddUserToGroup", ""},
    Escalation{"iam:AttachGroupPolicy", ""},
    Escalation{"iam:AttachRolePolicy", ""},
    Escalation{"iam:AttachUserPolicy", ""},
    Escalation{"iam:CreateAccessKey", ""},
    Escalation{"iam:CreateLoginProfile", ""},
    Escalation{"iam:CreatePolicyVersion", ""},
    Escalation{"iam:PassRole+apprunner:CreateService",
               "tasks.apprunner.amazonaws.com"},
    Escalation{"iam:PassRole+cloudformation:CreateStack",
               "cloudformation.amazonaws.com"},
    Escalation{"iam:PassRole+cloudformation:CreateStackSet+"
               "cloudformation:CreateStackInstances",
               "cloudformation.amazonaws.com"},
    Escalation{"iam:PassRole+codebuild:CreateProject+codebuild:StartBuild",
               "codebuild.amazonaws.com"},
    Escalation{"iam:PassRole+datapipeline:CreatePipeline+"
               "datapipeline:PutPipelineDefinition+"
               "datapipeline:ActivatePipeline",
               "datapipeline.amazonaws.com"},
    Escalation{"iam:PassRole+ec2:RequestSpotInstances", "ec2.amazonaws.com"},
    Escalation{"iam:PassRole+ec2:RunInstances", "ec2.amazonaws.com"},
    Escalation{"iam:PassRole+ecs:RegisterTaskDefinition+ecs:CreateService",
               "ecs-tasks.amazonaws.com"},
    Escalation{"iam:PassRole+ecs:RegisterTaskDefinition+ecs:RunTask",
               "ecs-tasks.amazonaws.com"},
    Escalation{"iam:PassRole+ecs:RegisterTaskDefinition+ecs:StartTask",
               "ecs-tasks.amazonaws.com"},
    Escalation{"iam:PassRole+glue:CreateDevEndpoint", "glue.amazonaws.com"},
    Escalation{"iam:PassRole+glue:CreateJob+glue:CreateTrigger",
               "glue.amazonaws.com"},
    Escalation{"iam:PassRole+glue:CreateJob+glue:StartJobRun",
               "glue.amazonaws.com"},
    Escalation{"iam:PassRole+glue:UpdateJob+glue:CreateTrigger",
               "glue.amazonaws.com"},
    Escalation{"iam:PassRole+glue:UpdateJob+glue:StartJobRun",
               "glue.amazonaws.com"},
    Escalation{"iam:PassRole+lambda:CreateFunction+lambda:AddPermission",
               "lambda.amazonaws.com"},
    Escalation{
        "iam:PassRole+lambda:CreateFunction+lambda:CreateEventSourceMapping",
        "lambda.amazonaws.com"},
    Escalation{"iam:PassRole+lambda:CreateFunction+lambda:InvokeFunction",
               "lambda.amazonaws.com"},
    Escalation{"iam:PassRole+sagemaker:CreateNotebookInstance+"
               "sagemaker:CreatePresignedNotebookInstanceUrl",
               "sagemaker.amazonaws.com"},
    Escalation{"iam:PassRole+sagemaker:CreateProcessingJob",
               "sagemaker.amazonaws.com"},
    Escalation{"iam:PassRole+sagemaker:CreateTrainingJob",
               "sagemaker.amazonaws.com"},
    Escalation{"iam:PutGroupPolicy", ""},
    Escalation{"iam:PutRolePolicy", ""},
    Escalation{"iam:PutUserPolicy", ""},
    Escalation{"iam:SetDefaultPolicyVersion", ""},
    Escalation{"iam:UpdateAssumeRolePolicy", ""},
    Escalation{"iam:UpdateLoginProfile", ""},
    Escalation{"lambda:UpdateFunctionCode", ""},
    Escalation{"lambda:UpdateFunctionConfiguration", ""},
    Escalation{"sagemaker:CreatePresignedNotebookInstanceUrl", ""},
    Escalation{"ssm:SendCommand", ""},
    Escalation{"ssm:StartSession", ""},
    Escalation{"sts:AssumeRole", ""},
};

static_assert(std::is_sorted(kEscalations.begin(),
                             kEscalations.end(),
                             [](const Escalation& a, const Escalation& b) {
                               return a.actions < b.actions;
                             }));

/// What an action of a way is done to.
struct Target {
  std::string_view action;
  std::string_view service;  ///< Of the resource's ARN.
  std::string_view type;     ///< Front of the ARN's last part, e.g. "role/".
  bool own_user = false;     ///< Helps when done to one's own user.
};

// Resource types per action:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html
constexpr std::array kTargets = {
    Target{"iam:AddUserToGroup", "iam", "group/"},
    Target{"iam:AttachGroupPolicy", "iam", "group/"},
    Target{"iam:AttachRolePolicy", "iam", "role/"},
    Target{"iam:AttachUserPolicy", "iam", "user/", true},
    Target{"iam:CreateAccessKey", "iam", "user/"},
    Target{"iam:CreateLoginProfile", "iam", "user/"},
    Target{"iam:CreatePolicyVersion", "iam", "policy/"},
    Target{"iam:PassRole", "iam", "role/"},
    Target{"iam:PutGroupPolicy", "iam", "group/"},
    Target{"iam:PutRolePolicy", "iam", "role/"},
    Target{"iam:PutUserPolicy", "iam", "user/", true},
    Target{"iam:SetDefaultPolicyVersion", "iam", "policy/"},
    Target{"iam:UpdateAssumeRolePolicy", "iam", "role/"},
    Target{"iam:UpdateLoginProfile", "iam", "user/"},
    Target{"sts:AssumeRole", "iam", "role/"},
};

Target TargetOf(std::string_view action) {
  for (const Target& target : kTargets) {
    if (target.action == action) return target;
  }
  // Systems Manager works on instances, and EC2 Instance Connect too.
  std::string_view service = action.substr(0, action.find(':'));
  if (service == "ssm" || service == "ec2-instance-connect") service = "ec2";
  return {action, service, ""};
}

/// The pattern is for resources of the target; with `wide`, for more than one.
bool Reaches(std::string_view pattern, const Target& target, bool wide) {
  const auto arn = SplitArn(pattern);
  if (!arn) {
    return pattern.find_first_not_of('*') == std::string_view::npos &&
           !pattern.empty();
  }
  if (!GlobCovers(arn->service, target.service, false)) return false;
  std::string storage;
  const std::string_view name =
      WithoutVariables(arn->resource, Variables::kAnything, storage);
  if (!GlobsOverlap(name, std::string(target.type) + "*", false)) return false;
  if (!wide) return true;
  std::string narrow;
  if (WithoutVariables(arn->resource, Variables::kNothing, narrow)
          .find_first_of("*?") != std::string_view::npos) {
    return true;
  }
  return target.own_user &&
         arn->resource.find("${aws:username}") != std::string_view::npos;
}

/// The pattern is for every resource of the target's type.
bool ReachesAll(std::string_view pattern, const Target& target) {
  if (IsEveryResourceOf(pattern, target.service)) return true;
  const auto arn = SplitArn(pattern);
  return arn && !target.type.empty() &&
         GlobCovers(arn->service, target.service, false) &&
         (IsAccountId(arn->account) || arn->account == "*") &&
         GlobCovers(arn->resource, std::string(target.type) + "*", false);
}

/// A statement about iam:PassRole lets roles go to the service.
Truth PassesTo(const ValueFactory& factory,
               const Statement& statement,
               std::string_view service) {
  Truth passes = Truth::True();
  for (const Condition& condition : statement.conditions) {
    if (condition.op == Operator::kUnknown) {
      passes = And(factory, passes, Truth::Unknown(condition.values.items[0]));
    } else if (EqualsIgnoreCase(condition.key, "iam:PassedToService") &&
               ComparesText(condition.op)) {
      passes =
          And(factory,
              passes,
              AnyItem(factory, condition.values, [&](std::string_view value) {
                return GlobCovers(value, service, false) ||
                       GlobCovers(value, fmt::format("{}.cn", service), false);
              }));
    }
  }
  return passes;
}

Truth GrantsStep(const ValueFactory& factory,
                 const Statement& statement,
                 const Target& target,
                 bool first) {
  const Truth action = CoversAction(factory, statement, target.action);
  if (action.is_false()) return action;
  if (statement.not_resource.present) {
    return And(
        factory,
        action,
        Not(AnyItem(
            factory, statement.not_resource, [&](std::string_view pattern) {
              return ReachesAll(pattern, target);
            })));
  }
  return And(
      factory,
      action,
      AnyItem(factory, statement.resource, [&](std::string_view pattern) {
        return Reaches(pattern, target, first);
      }));
}

Truth DeniesStep(const ValueFactory& factory,
                 const Statement& statement,
                 const Target& target) {
  const Truth action = CoversAction(factory, statement, target.action);
  if (action.is_false()) return action;
  const Truth unmet = IsUnconditional(factory, statement);
  if (unmet.is_false()) return unmet;
  Truth resource;
  if (statement.not_resource.present) {
    resource = Not(
        AnyItem(factory, statement.not_resource, [&](std::string_view pattern) {
          return Reaches(pattern, target, false);
        }));
  } else {
    resource =
        AnyItem(factory, statement.resource, [&](std::string_view pattern) {
          return ReachesAll(pattern, target);
        });
  }
  return And(factory, And(factory, action, unmet), resource);
}

Truth AllowsStep(const ValueFactory& factory,
                 const Policy& policy,
                 const Target& target,
                 std::string_view passed_to,
                 bool first) {
  Truth granted = Truth::False();
  Truth denied = Truth::False();
  for (const Statement& statement : policy.statements) {
    if (!statement.allows.is_false() && !granted.is_true()) {
      Truth grants = And(factory,
                         statement.allows,
                         GrantsStep(factory, statement, target, first));
      if (!passed_to.empty() && !grants.is_false()) {
        grants = And(factory, grants, PassesTo(factory, statement, passed_to));
      }
      granted = Or(factory, granted, grants);
    }
    if (!statement.allows.is_true()) {
      denied = Or(factory,
                  denied,
                  And(factory,
                      Not(statement.allows),
                      DeniesStep(factory, statement, target)));
    }
  }
  return And(factory, granted, Not(denied));
}

Truth Opens(const ValueFactory& factory,
            const Policy& policy,
            const Escalation& escalation) {
  Truth open = Truth::True();
  std::string_view rest = escalation.actions;
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t plus = std::min(rest.find('+'), rest.size());
    const std::string_view passed_to =
        first ? escalation.passed_to : std::string_view();
    open = And(
        factory,
        open,
        AllowsStep(
            factory, policy, TargetOf(rest.substr(0, plus)), passed_to, first));
    if (open.is_false()) return open;
    rest.remove_prefix(std::min(plus + 1, rest.size()));
  }
  return open;
}

}  // namespace

std::span<const Escalation> Escalations() {
  return kEscalations;
}

Value FindEscalations(const ValueFactory& factory, const Policy& policy) {
  std::vector<Value> names;
  Truth sure = Truth::True();
  for (const Escalation& escalation : kEscalations) {
    const Truth open = Opens(factory, policy, escalation);
    if (open.is_unknown()) sure = And(factory, sure, open);
    if (open.is_true()) names.push_back(factory.String(escalation.actions));
  }
  return sure.is_unknown() ? sure.reason() : factory.List(names);
}

}  // namespace plimsoll::iam
