// A locale in which wcwidth knows more than ASCII, while the object lives.
#pragma once

#include <locale.h>

#include <string>

#include "support/catch.hpp"

class Utf8Locale {
  public:
    Utf8Locale() : before_(::setlocale(LC_CTYPE, nullptr)) {
        REQUIRE(::setlocale(LC_CTYPE, "C.UTF-8") != nullptr);
    }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;
    ~Utf8Locale() { ::setlocale(LC_CTYPE, before_.c_str()); }

  private:
    std::string before_;
};
