// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli_commands.h"

#include "host/survey.h"
#include "wire/codec.h"

namespace patchbay::rpc {

namespace {

std::string counted(std::size_t count, const char *noun)
{
    return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::string countOf(const std::optional<std::size_t> &count, const char *what)
{
    return (count ? std::to_string(*count) : "?") + std::string(what);
}

std::string lineOf(const SurveyedMachine &machine)
{
    std::string line = machine.path + ": ";
    if (!machine.errors.empty())
        return line + "NOT READ: " + machine.errors.front().toString();
    line += counted(machine.functions, "function") + ", " + counted(machine.endpoints, "endpoint");
    line += ", " + countOf(machine.msi, " MSI") + ", " + countOf(machine.msix, " MSI-X") + ", " +
        countOf(machine.groups, " groups") + ", " + counted(machine.blockers.size(), "blocker");
    return machine.oddities.empty() ? line : line + ", " + std::to_string(machine.oddities.size()) + " odd";
}

wire::SurveyMachine fromMachine(const SurveyedMachine &from)
{
    wire::SurveyMachine machine{.path = from.path,
                                .kind = from.kind,
                                .functions = from.functions,
                                .endpoints = from.endpoints,
                                .msi = from.msi,
                                .msix = from.msix,
                                .groups = from.groups,
                                .blockers = {},
                                .oddities = {},
                                .errors = {}};
    for (const SurveyBlocker &blocker : from.blockers)
        machine.blockers.push_back({blocker.function.toString(), blocker.reason});
    for (const Oddity &oddity : from.oddities)
        machine.oddities.push_back({oddity.where, oddity.text});
    for (const Error &error : from.errors)
        machine.errors.push_back(error.toString());
    return machine;
}

wire::SurveyAnswer fromSurvey(const Survey &from)
{
    const Survey::Summary sums = from.summary();
    wire::SurveyAnswer answer{.machines = {},
                              .errors = {},
                              .summary = {.machines = sums.machines,
                                          .functions = sums.functions,
                                          .endpoints = sums.endpoints,
                                          .msi = sums.msi,
                                          .msix = sums.msix,
                                          .blockers = sums.blockers,
                                          .errors = sums.errors,
                                          .skipped = from.skipped}};
    for (const SurveyedMachine &machine : from.machines)
        answer.machines.push_back(fromMachine(machine));
    for (const Error &error : from.errors)
        answer.errors.push_back(error.toString());
    return answer;
}

} // namespace

int commandSurvey(const Arguments &arguments)
{
    const bool json = arguments.has("--json");
    const Survey survey = surveyPaths(arguments.words, [&](const SurveyedMachine &machine) {
        if (!json)
            print(lineOf(machine) + '\n');
    });
    if (json) {
        print(wire::encode(fromSurvey(survey)) + '\n');
    } else {
        const Survey::Summary sums = survey.summary();
        print("\n" + counted(sums.machines, "machine") + ", " + counted(sums.functions, "function") + ", " +
              counted(sums.endpoints, "endpoint") + ", " + std::to_string(sums.msi) + " MSI, " + std::to_string(sums.msix) +
              " MSI-X, " + counted(sums.blockers, "blocker") + ", " + counted(sums.errors, "error") +
              (survey.skipped ? ", " + counted(survey.skipped, "file") + " without a listing passed over" : "") + '\n');
    }
    for (const Error &error : survey.errors)
        complain(error);
    return survey.allRead() ? status::good : status::no;
}

} // namespace patchbay::rpc
