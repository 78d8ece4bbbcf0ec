# A script that writes mutated copies of the core's sources into the working folder, one for each
# file that mutants.cmake names: cmake -P mutate.cmake. Copies that would not change are left
# untouched.
#
# If the text of a mutant is not in its file exactly once, `simulation_mutants` fails and names it.

cmake_minimum_required(VERSION 3.25)
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH project)
cmake_path(GET project PARENT_PATH project)

set(count 0)
set(files "")
set(mutant_names "")
set(lost_names "")

function(mutant name file original mutated)
    math(EXPR count "${count} + 1")
    set(mutant_names "${mutant_names}\"${name}\",\n        ")
    if(NOT file IN_LIST files)
        list(APPEND files ${file})
        file(READ ${project}/${file} text_of_${file})
    endif()
    set(text "${text_of_${file}}")
    string(FIND "${text}" "${original}" first)
    string(FIND "${text}" "${original}" last REVERSE)
    if(first EQUAL -1 OR NOT first EQUAL last)
        set(lost_names "${lost_names}\"${name}\",\n        ")
    else()
        string(REPLACE "MUTANT" "::simulation::mutant(${count})" mutated "${mutated}")
        string(REPLACE "${original}" "${mutated}" text "${text}")
    endif()
    set(text_of_${file} "${text}" PARENT_SCOPE)
    foreach(result count files mutant_names lost_names)
        set(${result} "${${result}}" PARENT_SCOPE)
    endforeach()
endfunction()

include(${CMAKE_CURRENT_LIST_DIR}/mutants.cmake)

foreach(file IN LISTS files)
    set(text "#include \"simulation/mutated/switch.hpp\"\n${text_of_${file}}")
    set(before "")
    if(EXISTS ${CMAKE_CURRENT_BINARY_DIR}/${file})
        file(READ ${CMAKE_CURRENT_BINARY_DIR}/${file} before)
    endif()
    if(NOT before STREQUAL text)
        file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${file} "${text}")
    endif()
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/mutated/mutants.cpp.in mutants.cpp @ONLY)
