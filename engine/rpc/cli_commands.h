// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "rpc/cli.h"

/// One function per command of the table in cli_commands.cpp; design section 3 says what each does.
namespace patchbay::rpc {

int commandTopology(const Arguments &arguments);
int commandSurvey(const Arguments &arguments);
int commandMachines(const Arguments &arguments);
int commandCheck(const Arguments &arguments);
int commandPreview(const Arguments &arguments);
int commandApply(const Arguments &arguments);
int commandConfirm(const Arguments &arguments);
int commandTrial(const Arguments &arguments);
int commandExtend(const Arguments &arguments);
int commandRevert(const Arguments &arguments);
int commandHistory(const Arguments &arguments);
int commandVerify(const Arguments &arguments);
int commandLoaderEnv(const Arguments &arguments);
int commandGuest(const Arguments &arguments);
int commandServe(const Arguments &arguments);
int commandSchema(const Arguments &arguments);

} // namespace patchbay::rpc
