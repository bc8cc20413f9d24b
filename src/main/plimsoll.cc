// SPDX-License-Identifier: Apache-2.0
// The program: parses arguments, wires the objects, runs one command.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "app/cel_eval.h"
#include "app/check_commands.h"
#include "app/permissions.h"
#include "app/scan.h"
#include "app/scan_code.h"
#include "app/version.h"
#include "main/terminal.h"

// NOLINTNEXTLINE(readability-redundant-declaration)
extern char** environ;

namespace plimsoll {
namespace {

std::map<std::string, std::string, std::less<>> ReadEnvironment() {
  std::map<std::string, std::string, std::less<>> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

/// Turns the first Ctrl-C (or SIGTERM) into a stop request and the second into
/// the end of the program. Made before any other thread, so that all inherit
/// the mask.
class InterruptWatch {
 public:
  InterruptWatch() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    thread_ = std::jthread([this](std::stop_token ended) {
      const timespec pause{0, 100'000'000};
      while (!ended.stop_requested()) {
        if (sigtimedwait(&signals_, nullptr, &pause) < 0) continue;
        if (stop_.stop_requested()) std::_Exit(130);
        stop_.request_stop();
        std::fputs("\nstopping; once more to end at once\n", stderr);
      }
    });
  }

  std::stop_token token() const { return stop_.get_token(); }

 private:
  sigset_t signals_{};
  std::stop_source stop_;
  std::jthread thread_;
};

/// The options of the command line, and what each subcommand does with them.
class CommandLine {
 public:
  explicit CommandLine(const AppContext& app) : app_(app) {
    cli_.require_subcommand(1);
    cli_.set_version_flag("--version", fmt::format("plimsoll {}", kVersion));
    cli_.failure_message(CLI::FailureMessage::simple);
    AddScan();
    AddCheck();
    AddPermissions();
    AddCel();
  }

  int Run(int argc, char** argv) {
    try {
      cli_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      const int status = cli_.exit(error, std::cout, std::cerr);
      return status == 0 ? 0 : static_cast<int>(ExitStatus::kUsage);
    }
    return static_cast<int>(command_());
  }

 private:
  /// Lists may be given as several words, several times or with commas.
  static CLI::Option* AddList(CLI::App& command,
                              const std::string& names,
                              std::vector<std::string>& list,
                              const std::string& help) {
    return command.add_option(names, list, help)->delimiter(',');
  }

  void AddFilter(CLI::App& command) {
    CheckFilter& f = scan_.filter;
    AddList(command,
            "--checks,--check,-c",
            f.checks,
            "Only these checks: our ids, or those of Checkov, Prowler, Trivy, "
            "Security Hub");
    AddList(command,
            "--exclude-checks,--excluded-checks,-e",
            f.exclude_checks,
            "Not these checks");
    AddList(command,
            "--services,--service,-s",
            f.services,
            "Only checks of these services");
    AddList(command,
            "--exclude-services,--excluded-services",
            f.exclude_services,
            "Not checks of these services");
    AddList(
        command, "--severity", f.severities, "Only checks of these severities");
    AddList(command,
            "--categories,--category",
            f.categories,
            "Only checks of these categories");
    AddList(command,
            "--compliance",
            f.frameworks,
            "Only checks that these frameworks ask for");
  }

  void AddCatalogue(CLI::App& command) {
    command.add_option(
        "--catalog",
        scan_.catalogues,
        "Folder with types and checks of your own, on top of the "
        "built-in ones; repeatable");
    command.add_option("--base-catalog",
                       scan_.base_catalogue,
                       "Folder to use instead of the built-in catalogue");
  }

  void AddScanOptions(CLI::App& command) {
    AddFilter(command);
    AddCatalogue(command);
    command.add_option("--config",
                       scan_.config_file,
                       "Configuration file (default: plimsoll.yaml if there)");
    command.add_option(
        "--output,-o",
        outputs_,
        "Report as FORMAT or FORMAT=FILE; repeatable. Formats: " +
            FormatNames());
    command
        .add_option("--fail-on",
                    scan_.fail_on,
                    "Severity from which findings give exit status 3, or none")
        ->capture_default_str();
    command.add_flag(
        "--exit-zero", scan_.exit_zero, "Exit with 0 whatever is found");
    command.add_flag("--verbose,-v",
                     scan_.verbose,
                     "Show every resource, its evidence and the fix");
    command.add_flag("--quiet,-q", scan_.quiet, "No progress, no summary");
  }

  void AddScan() {
    CLI::App* scan = cli_.add_subcommand("scan", "Judge a cloud");
    scan->require_subcommand(1);
    AddScanAws(*scan->add_subcommand(
        "aws", "Read AWS accounts through the API and judge them"));
    AddScanCode(*scan->add_subcommand(
        "code", "Judge infrastructure code: CloudFormation templates"));
    CLI::App* inventory = scan->add_subcommand(
        "inventory", "Judge what an earlier scan saved (--save-inventory)");
    AddScanOptions(*inventory);
    inventory->add_option("file", file_, "Inventory file")->required();
    inventory->callback([this] {
      command_ = [this] {
        if (!FinishSettings()) return ExitStatus::kUsage;
        return ScanInventory(app_, scan_, file_);
      };
    });
  }

  void AddScanCode(CLI::App& command) {
    AddScanOptions(command);
    command.add_option("paths", code_.paths, "Files and folders")->required();
    command.add_option("--parameters",
                       code_.parameters,
                       "Parameters of the stack: NAME=VALUE or a file, as the "
                       "AWS CLI takes it or a map; repeatable");
    command.add_option(
        "--account", code_.account, "Account in which it will be deployed");
    command.add_option(
        "--region", code_.region, "Region in which it will be deployed");
    command.add_option(
        "--partition", code_.partition, "Partition: aws, aws-cn, ...");
    command.callback([this] {
      command_ = [this] {
        if (!FinishSettings()) return ExitStatus::kUsage;
        return ScanCode(app_, scan_, code_);
      };
    });
  }

  void AddScanAws(CLI::App& command) {
    AddScanOptions(command);
    aws::ScannerOptions& s = aws_.scanner;
    command.add_option("--profile,-p", aws_.profile, "Profile of the AWS CLI");
    AddList(command,
            "--region,--regions,-f,--filter-region",
            s.regions,
            "Only these regions (default: all that are enabled)");
    AddList(command,
            "--exclude-regions,--excluded-region",
            s.exclude_regions,
            "Not these regions");
    command.add_flag(
        "--organization", s.organization, "Every account of the organisation");
    command.add_option("--role,-R",
                       s.role,
                       "Role to assume: its ARN, or with --organization or "
                       "--accounts its name in each account (default there: "
                       "OrganizationAccountAccessRole)");
    command.add_option(
        "--external-id,-I", s.external_id, "External id for assuming the role");
    command
        .add_option("--role-session-name",
                    s.session_name,
                    "Name of the assumed sessions")
        ->capture_default_str();
    AddList(command, "--accounts,--account", s.accounts, "Only these accounts");
    AddList(command,
            "--exclude-accounts",
            s.exclude_accounts,
            "Not these accounts");
    AddList(command,
            "--organizational-units,--ou",
            s.units,
            "Only accounts below these organisational units (ids)");
    AddList(command,
            "--exclude-organizational-units,--exclude-ou",
            s.exclude_units,
            "No accounts below these units");
    command.add_option("--endpoint-url",
                       aws_.endpoint_url,
                       "Endpoint for every service (also AWS_ENDPOINT_URL)");
    command.add_option(
        "--sts-endpoint-region", aws_.region, "Region whose STS is called");
    command.add_option("--ca-bundle", aws_.ca_bundle, "Certificates (PEM)");
    command.add_option("--save-inventory",
                       aws_.save_inventory,
                       "Read all resource types and keep them in this file");
    command.add_flag("--resume",
                     aws_.resume,
                     "Go on with a scan that was interrupted or killed");
    command.add_option("--threads", s.threads, "Requests at the same time")
        ->check(CLI::Range(1, 512))
        ->capture_default_str();
    command
        .add_option("--accounts-at-once",
                    s.accounts_at_once,
                    "Accounts read at the same time")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command
        .add_option("--retries-max-attempts",
                    aws_.max_attempts,
                    "Attempts for each call (also AWS_MAX_ATTEMPTS)")
        ->check(CLI::Range(1, 50));
    command
        .add_option("--connect-timeout",
                    aws_.connect_timeout_seconds,
                    "Seconds to wait for a connection")
        ->check(CLI::Range(1, 120))
        ->capture_default_str();
    command.callback([this] {
      command_ = [this] {
        if (!FinishSettings()) return ExitStatus::kUsage;
        return ScanAws(app_, scan_, aws_);
      };
    });
  }

  void AddCheck() {
    CLI::App* check = cli_.add_subcommand("check", "The catalogue of checks");
    check->require_subcommand(1);
    CLI::App* list = check->add_subcommand("list", "List checks");
    AddFilter(*list);
    AddCatalogue(*list);
    list->add_flag("--json", json_, "One JSON object a line");
    list->callback([this] {
      command_ = [this] {
        return ListChecks(app_, Catalogues(), scan_.filter, json_);
      };
    });
    CLI::App* show = check->add_subcommand("show", "Everything about a check");
    AddCatalogue(*show);
    show->add_option("id", id_, "Check id, ours or another tool's")->required();
    show->callback([this] {
      command_ = [this] { return ShowCheck(app_, Catalogues(), id_); };
    });
    CLI::App* lint =
        check->add_subcommand("lint", "Look for mistakes in the catalogue");
    AddCatalogue(*lint);
    lint->callback([this] {
      command_ = [this] { return LintChecks(app_, Catalogues()); };
    });
    CLI::App* test = check->add_subcommand("test", "Run the cases of checks");
    AddFilter(*test);
    AddCatalogue(*test);
    test->add_flag("--verbose,-v", scan_.verbose, "Show cases that agree too");
    test->callback([this] {
      command_ = [this] {
        return TestChecks(app_, Catalogues(), scan_.filter, scan_.verbose);
      };
    });
    AddNewCheck(*check->add_subcommand("new", "Write a new check to fill in"));
  }

  void AddNewCheck(CLI::App& command) {
    AddCatalogue(command);
    command.add_option("provider", new_check_[0], "e.g. aws")->required();
    command.add_option("service", new_check_[1], "Folder, e.g. s3")->required();
    command.add_option("name", new_check_[2], "e.g. bucket-versioning")
        ->required();
    command.add_option("--type", new_check_[3], "Resource type it judges")
        ->required();
    command.add_option("--into", file_, "Catalogue folder to write to")
        ->required();
    command.callback([this] {
      command_ = [this] {
        return NewCheck(app_,
                        Catalogues(),
                        file_,
                        new_check_[0],
                        new_check_[1],
                        new_check_[2],
                        new_check_[3]);
      };
    });
  }

  void AddPermissions() {
    CLI::App* permissions =
        cli_.add_subcommand("permissions", "What a scan must be allowed to do");
    permissions->require_subcommand(1);
    CLI::App* command = permissions->add_subcommand(
        "aws", "Print the IAM policy of a role that can answer the checks");
    AddFilter(*command);
    AddCatalogue(*command);
    command->add_flag("--organization",
                      permissions_.organization,
                      "Also what starting the scan of an organisation takes");
    command
        ->add_option("--role,-R",
                     permissions_.role,
                     "Name of the role to assume in each account")
        ->capture_default_str();
    command
        ->add_option("--partition",
                     permissions_.partition,
                     "Partition of the organisation: aws, aws-cn, ...")
        ->capture_default_str();
    command->callback([this] {
      command_ = [this] {
        return PrintAwsPermissions(
            app_, Catalogues(), scan_.filter, permissions_);
      };
    });
  }

  void AddCel() {
    CLI::App* cel = cli_.add_subcommand("cel", "The expression language");
    cel->require_subcommand(1);
    CLI::App* eval = cel->add_subcommand("eval", "Evaluate an expression");
    CLI::Option* expression =
        eval->add_option("expression", id_, "CEL expression");
    eval->add_option("--var", variables_, "Variable as name=JSON; repeatable");
    eval->add_option("--vars", file_, "JSON file, an object of variables");
    eval->add_flag("--explain", json_, "Show what decided and what was read");
    CLI::Option* jsonl =
        eval->add_flag("--jsonl",
                       jsonl_,
                       "Answer requests on standard input, one JSON a line");
    expression->excludes(jsonl);
    eval->callback([this] {
      command_ = [this] {
        if (jsonl_) return AnswerCelRequests(app_, std::cin);
        if (id_.empty()) {
          app_.err("plimsoll: cel eval needs an expression, or --jsonl\n");
          return ExitStatus::kUsage;
        }
        return EvaluateCel(app_, id_, variables_, file_, json_);
      };
    });
  }

  CatalogueSettings Catalogues() const {
    return {scan_.base_catalogue, scan_.catalogues};
  }

  static std::string FormatNames() {
    std::string names;
    for (const ReportFormat& format : ReportFormats()) {
      if (!names.empty()) names += ' ';
      names += format.name;
    }
    return names;
  }

  /// Reads --output and asks the terminal; false after saying what is wrong.
  bool FinishSettings() {
    if (outputs_.empty()) outputs_.emplace_back("table");
    int to_stdout = 0;
    for (const std::string& text : outputs_) {
      const std::size_t equals = text.find('=');
      OutputTarget target;
      target.format = FindReportFormat(text.substr(0, equals));
      if (target.format == nullptr) {
        app_.err(fmt::format("plimsoll: --output: no format `{}`; use {}\n",
                             text.substr(0, equals),
                             FormatNames()));
        return false;
      }
      if (equals != std::string::npos) target.file = text.substr(equals + 1);
      if (target.file.empty()) ++to_stdout;
      scan_.outputs.push_back(std::move(target));
    }
    if (to_stdout > 1) {
      app_.err(
          "plimsoll: --output: only one report can go to standard output; "
          "give the others a file: FORMAT=FILE\n");
      return false;
    }
    const auto no_color = app_.environment.find("NO_COLOR");
    scan_.color =
        isatty(STDOUT_FILENO) == 1 &&
        (no_color == app_.environment.end() || no_color->second.empty());
    scan_.progress = isatty(STDERR_FILENO) == 1;
    scan_.width = TerminalWidth();
    return true;
  }

  const AppContext& app_;
  CLI::App cli_{"Plimsoll: cloud security posture, from the API and from code",
                "plimsoll"};
  ScanSettings scan_;
  AwsScanSettings aws_;
  CodeScanSettings code_;
  AwsPermissionSettings permissions_;
  std::vector<std::string> outputs_;
  std::vector<std::string> variables_;
  std::string file_;
  std::string id_;
  std::string new_check_[4];
  bool json_ = false;
  bool jsonl_ = false;
  std::function<ExitStatus()> command_;
};

/// Standard output. When its reader has gone (a closed pipe, as behind `| head
/// -1`), nothing more is written and that is no failure.
class StandardOutput {
 public:
  void Write(std::string_view text) {
    if (failure_ != 0) return;
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
      failure_ = errno;
    }
  }

  /// False when the output is not whole although somebody reads it.
  bool Finish() {
    if (failure_ == 0 && std::fflush(stdout) != 0) failure_ = errno;
    return failure_ == 0 || failure_ == EPIPE;
  }

 private:
  int failure_ = 0;
};

int Main(int argc, char** argv) {
  InterruptWatch interrupts;
  std::signal(SIGPIPE, SIG_IGN);
  DiskFileSystem files;
  SystemClock clock;
  StandardOutput output;
  const AppContext app{files,
                       clock,
                       ReadEnvironment(),
                       interrupts.token(),
                       [&output](std::string_view text) { output.Write(text); },
                       [](std::string_view text) {
                         std::fwrite(text.data(), 1, text.size(), stderr);
                       },
                       AskAtTerminal};
  const int status = CommandLine(app).Run(argc, argv);
  if (!output.Finish()) {
    std::fputs("plimsoll: cannot write standard output\n", stderr);
    return static_cast<int>(ExitStatus::kError);
  }
  return status;
}

}  // namespace
}  // namespace plimsoll

int main(int argc, char** argv) {
  return plimsoll::Main(argc, argv);
}
