# Writes HEADER, which defines GOPLS_PROXY_VERSION, and DEPFILE, the files that it was made from:
#
#     0.1.0             at the tag v0.1.0
#     0.1.0-12-g37b6b07 12 commits later, as `git describe` says it and `git checkout` takes it, with a v
#     0.1.0-g37b6b07    without a tag, as in a shallow clone: VERSION is that of the project
#     0.1.0             without git, as in a tarball
#
# Those of git end in `-dirty` if a source of the program is not as committed. With a v in front, each
# is a version of a Go module.
#
# The script runs again when git's files or the sources have changed, and writes the header only if the
# version has: a build with nothing to do does nothing.
cmake_minimum_required(VERSION 3.25)

function(git output)
    # Another git may be at work here: it finds no lock of ours.
    execute_process(COMMAND git --no-optional-locks ${ARGN} WORKING_DIRECTORY ${SOURCE}
        OUTPUT_VARIABLE text RESULT_VARIABLE failed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(failed)
        set(text "")
    endif()
    set(${output} "${text}" PARENT_SCOPE)
endfunction()

set(version ${VERSION})
set(files "")
# A tarball may lie in somebody else's repository.
file(REAL_PATH ${SOURCE} source)
git(repository rev-parse --show-toplevel)
if(repository STREQUAL source)
    set(program CMakeLists.txt lsp proxy)
    git(tagged describe --tags --match v[0-9]*)
    git(commit rev-parse --short HEAD)
    git(changes status --porcelain --untracked-files=no -- ${program})
    if(tagged MATCHES "^v([0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?)$")
        set(version ${CMAKE_MATCH_1})
    elseif(commit)
        string(APPEND version -g${commit})
    endif()
    if(changes)
        string(APPEND version -dirty)
    endif()
    git(files_of_git rev-parse --git-path HEAD --git-path logs/HEAD --git-path packed-refs
        --git-path refs/tags)
    git(sources ls-files -- ${program})
    string(REPLACE "\n" ";" files "${files_of_git}\n${sources}")
endif()

set(rule "${HEADER}:")
foreach(file ${files})
    get_filename_component(file ${file} ABSOLUTE BASE_DIR ${SOURCE})
    if(EXISTS ${file})
        string(APPEND rule "\n${file}")
    endif()
endforeach()
string(REPLACE " " "\\ " rule "${rule}")
string(REPLACE "\n" " \\\n " rule "${rule}")
file(WRITE ${DEPFILE} "${rule}\n")
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define GOPLS_PROXY_VERSION \"@version@\"\n" @ONLY)
