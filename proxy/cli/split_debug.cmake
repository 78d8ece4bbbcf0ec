# Part of the installation: moves what is for debuggers, most of the file, out of the installed
# `program` into .debug/ beside it, where gdb, valgrind and perf look for it. If objcopy fails, the
# program stays as it was built.
if(NOT CMAKE_INSTALL_CONFIG_NAME STREQUAL "RelWithDebInfo")
    return()
endif()
get_filename_component(folder ${program} DIRECTORY)
set(debug ${folder}/.debug/gopls-proxy.debug)
set(stripped ${program}.stripped)

file(MAKE_DIRECTORY ${folder}/.debug)
execute_process(COMMAND ${objcopy} --only-keep-debug ${program} ${debug} RESULT_VARIABLE failed)
if(NOT failed)
    execute_process(COMMAND ${objcopy} --strip-all --add-gnu-debuglink=${debug} ${program} ${stripped}
        RESULT_VARIABLE failed)
endif()
if(failed)
    message(STATUS "Not stripped: objcopy failed (${failed})")
    file(REMOVE ${debug} ${stripped})
    return()
endif()
file(CHMOD ${debug} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
# An editor may be starting the program: it finds one file or the other.
file(RENAME ${stripped} ${program})
message(STATUS "Installing: ${debug}")
