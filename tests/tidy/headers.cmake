# SPDX-License-Identifier: BSD-2-Clause
# cmake -DCOMPILER=… -DSCRATCH=… -P headers.cmake: every engine header compiles by itself.
cmake_minimum_required(VERSION 3.25)
set(root ${CMAKE_CURRENT_LIST_DIR}/../..)
file(GLOB_RECURSE headers RELATIVE ${root}/engine ${root}/engine/*.h)
set(text "")
foreach(header IN LISTS headers)
  file(WRITE ${SCRATCH}/header.cpp "#include \"${header}\"\n#include \"${header}\"\n")
  execute_process(COMMAND ${COMPILER} -std=c++23 -fsyntax-only -Wall -Wextra -Werror -I${root}/engine -I${root}/kmod
    ${SCRATCH}/header.cpp RESULT_VARIABLE failed ERROR_VARIABLE said)
  if(failed)
    message(SEND_ERROR "engine/${header} does not stand by itself:\n${said}")
  endif()
endforeach()
