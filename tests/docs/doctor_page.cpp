// Writes or checks the table of findings in docs/doctor.md.
#include <string>

#include "docs/page.hpp"
#include "doctor/kinds.hpp"

namespace {

using docs::code;
using docs::row;

std::string table() {
    std::string text =
        row({"area", "id", "severity", "meaning", "`--fix`"}) + "|---|---|---|---|---|\n";
    for (const doctor::Kind& kind : doctor::kinds()) {
        text += row({std::string(doctor::name_of(kind.area)), code(std::string(kind.id)),
                     std::string(doctor::name_of(kind.severity)), std::string(kind.meaning),
                     std::string(kind.fix)});
    }
    return text;
}

}  // namespace

int main(int argc, char* argv[]) {
    return docs::keep({"doctor", "proxy/doctor/kinds.cpp", table()}, argc, argv);
}
