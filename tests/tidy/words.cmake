# SPDX-License-Identifier: BSD-2-Clause
# cmake -P words.cmake: nothing unfinished and nothing of one machine in the tree.
cmake_minimum_required(VERSION 3.25)
set(root ${CMAKE_CURRENT_LIST_DIR}/../..)
string(CONCAT unfinished "(TO" "DO|FIX" "ME|XX" "X:|HA" "CK:)")
foreach(folder IN ITEMS app engine remote kmod resources tools)
  file(GLOB_RECURSE files ${root}/${folder}/*.h ${root}/${folder}/*.cpp ${root}/${folder}/*.c ${root}/${folder}/*.cmake
       ${root}/${folder}/*.sh ${root}/${folder}/CMakeLists.txt)
  foreach(file IN LISTS files)
    file(RELATIVE_PATH name ${root} ${file})
    file(STRINGS ${file} wrong REGEX "${unfinished}")
    foreach(line IN LISTS wrong)
      message(SEND_ERROR "${name}: unfinished: ${line}")
    endforeach()
  endforeach()
endforeach()
