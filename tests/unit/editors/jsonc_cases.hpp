// Settings files as people write them, and the text that each becomes when
// `go.alternateTools.gopls` is set to "/p/gopls".
#pragma once

#include <string>
#include <vector>

namespace unit_test {

struct JsoncCase {
    std::string name;
    std::string before;
    std::string after;
};

inline const std::vector<JsoncCase>& jsonc_cases() {
    static const std::vector<JsoncCase> kCases = {
        {"an empty file", "",
         "{\n    \"go.alternateTools\": {\n        \"gopls\": \"/p/gopls\"\n    }\n}\n"},
        {"only blanks", "  \n\n",
         "  \n\n{\n    \"go.alternateTools\": {\n        \"gopls\": \"/p/gopls\"\n    }\n}\n"},
        {"only a comment without a line end", "// mine: {",
         "// mine: {\n{\n    \"go.alternateTools\": {\n        \"gopls\": \"/p/gopls\"\n    "
         "}\n}\n"},
        {"only comments", "/* { */\n// }\n",
         "/* { */\n// }\n{\n    \"go.alternateTools\": {\n        \"gopls\": \"/p/gopls\"\n    "
         "}\n}\n"},
        {"an empty object", "{}",
         "{\n    \"go.alternateTools\": {\n        \"gopls\": \"/p/gopls\"\n    }\n}"},
        {"an empty object with a line", "{\n}\n",
         "{\n    \"go.alternateTools\": {\n        \"gopls\": \"/p/gopls\"\n    }\n}\n"},
        {"an object with only a comment", "{\n  // nothing yet\n}\n",
         "{\n  // nothing yet\n    \"go.alternateTools\": {\n        \"gopls\": \"/p/gopls\"\n    "
         "}\n}\n"},
        {"an empty object with a comment in its line", "{ /* } */ }",
         "{ /* } */ \n    \"go.alternateTools\": {\n        \"gopls\": \"/p/gopls\"\n    }\n}"},
        {"one setting, two spaces", "{\n  \"a\": 1\n}\n",
         "{\n  \"a\": 1,\n  \"go.alternateTools\": {\n    \"gopls\": \"/p/gopls\"\n  }\n}\n"},
        {"a trailing comma", "{\n  \"a\": 1,\n}\n",
         "{\n  \"a\": 1,\n  \"go.alternateTools\": {\n    \"gopls\": \"/p/gopls\"\n  },\n}\n"},
        {"a trailing comma behind a comment", "{\n  \"a\": 1 /* one */ , // x\n}\n",
         "{\n  \"a\": 1 /* one */ , // x\n  \"go.alternateTools\": {\n    \"gopls\": "
         "\"/p/gopls\"\n  },\n}\n"},
        {"a comment behind the last setting", "{\n  \"a\": 1 // about a, \"x\"\n}\n",
         "{\n  \"a\": 1, // about a, \"x\"\n  \"go.alternateTools\": {\n    \"gopls\": "
         "\"/p/gopls\"\n  }\n}\n"},
        {"comment lines at the end", "{\n  \"a\": 1\n  // \"b\": 2\n\n}\n",
         "{\n  \"a\": 1,\n  // \"b\": 2\n  \"go.alternateTools\": {\n    \"gopls\": "
         "\"/p/gopls\"\n  }\n\n}\n"},
        {"one line", R"({"a": 1})", R"({"a": 1, "go.alternateTools": {"gopls": "/p/gopls"}})"},
        {"one line with blanks", R"({ "a": 1 })",
         R"({ "a": 1, "go.alternateTools": {"gopls": "/p/gopls"} })"},
        {"one line with a trailing comma", R"({"a": [1, 2,],})",
         R"({"a": [1, 2,], "go.alternateTools": {"gopls": "/p/gopls"},})"},
        {"the closing brace in the last line", "{\n  \"a\": 1}",
         "{\n  \"a\": 1,\n  \"go.alternateTools\": {\n    \"gopls\": \"/p/gopls\"\n  }}"},
        {"tabs", "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n",
         "{\n\t\"a\": {\n\t\t\"b\": 1\n\t},\n\t\"go.alternateTools\": {\n\t\t\"gopls\": "
         "\"/p/gopls\"\n\t}\n}\n"},
        {"CRLF", "{\r\n  \"a\": 1\r\n}\r\n",
         "{\r\n  \"a\": 1,\r\n  \"go.alternateTools\": {\r\n    \"gopls\": "
         "\"/p/gopls\"\r\n  }\r\n}\r\n"},
        {"a comment before CRLF", "{\r\n  \"a\": 1 // one\r\n}",
         "{\r\n  \"a\": 1, // one\r\n  \"go.alternateTools\": {\r\n    \"gopls\": "
         "\"/p/gopls\"\r\n  }\r\n}"},
        {"a byte order mark", "\xEF\xBB\xBF{\n  \"a\": 1\n}\n",
         "\xEF\xBB\xBF{\n  \"a\": 1,\n  \"go.alternateTools\": {\n    \"gopls\": "
         "\"/p/gopls\"\n  }\n}\n"},
        {"only a byte order mark", "\xEF\xBB\xBF",
         "\xEF\xBB\xBF{\n    \"go.alternateTools\": {\n        \"gopls\": \"/p/gopls\"\n    "
         "}\n}\n"},
        {"other tools",
         "{\n  \"go.alternateTools\": {\n    \"dlv\": \"/p/dlv\" // debugger\n  },\n  "
         "\"a\": 1\n}\n",
         "{\n  \"go.alternateTools\": {\n    \"dlv\": \"/p/dlv\", // debugger\n    \"gopls\": "
         "\"/p/gopls\"\n  },\n  \"a\": 1\n}\n"},
        {"other tools in one line", "{\n  \"go.alternateTools\": {\"dlv\": \"/p/dlv\"}\n}\n",
         "{\n  \"go.alternateTools\": {\"dlv\": \"/p/dlv\", \"gopls\": \"/p/gopls\"}\n}\n"},
        {"no tools yet", "{\n  \"go.alternateTools\": {},\n  \"a\": 1\n}\n",
         "{\n  \"go.alternateTools\": {\n    \"gopls\": \"/p/gopls\"\n  },\n  \"a\": 1\n}\n"},
        {"no tools yet, in one line", R"({"go.alternateTools": {}})",
         R"({"go.alternateTools": {"gopls": "/p/gopls"}})"},
        {"the key in a comment and in a string",
         "{\n  // \"go.alternateTools\": {\"gopls\": \"/x\"},\n  \"a\": \"go.alternateTools\"\n}\n",
         "{\n  // \"go.alternateTools\": {\"gopls\": \"/x\"},\n  \"a\": \"go.alternateTools\",\n  "
         "\"go.alternateTools\": {\n    \"gopls\": \"/p/gopls\"\n  }\n}\n"},
        {"the key deeper", "{\n  \"[go]\": {\"go.alternateTools\": {\"gopls\": \"/x\"}}\n}\n",
         "{\n  \"[go]\": {\"go.alternateTools\": {\"gopls\": \"/x\"}},\n  \"go.alternateTools\": "
         "{\n"
         "    \"gopls\": \"/p/gopls\"\n  }\n}\n"},
        {"strings with braces, slashes and quotes",
         "{\n  \"a\": \"}{ // /* \\\" ,]\",\n  \"b\\\"{\": [\"*/\", \"\\\\\"]\n}\n",
         "{\n  \"a\": \"}{ // /* \\\" ,]\",\n  \"b\\\"{\": [\"*/\", \"\\\\\"],\n  "
         "\"go.alternateTools\": {\n    \"gopls\": \"/p/gopls\"\n  }\n}\n"},
        {"arrays of objects", "{\n  \"a\": [\n    {\"b\": 1},\n    {\"c\": [[], {}]},\n  ]\n}\n",
         "{\n  \"a\": [\n    {\"b\": 1},\n    {\"c\": [[], {}]},\n  ],\n  \"go.alternateTools\": "
         "{\n"
         "    \"gopls\": \"/p/gopls\"\n  }\n}\n"},
        {"an escaped key", "{\n  \"go\\u002ealternateTools\": {\"dlv\": \"/d\"}\n}\n",
         "{\n  \"go\\u002ealternateTools\": {\"dlv\": \"/d\", \"gopls\": \"/p/gopls\"}\n}\n"},
        {"duplicate keys, of which the last counts",
         "{\n  \"go.alternateTools\": {\"gopls\": \"/x\"},\n  \"go.alternateTools\": {\"dlv\": "
         "\"/d\"}\n}\n",
         "{\n  \"go.alternateTools\": {\"gopls\": \"/x\"},\n  \"go.alternateTools\": {\"dlv\": "
         "\"/d\", \"gopls\": \"/p/gopls\"}\n}\n"},
        {"a deep nest", "{\n  \"a\": " + std::string(90, '[') + std::string(90, ']') + "\n}\n",
         "{\n  \"a\": " + std::string(90, '[') + std::string(90, ']') +
             ",\n  \"go.alternateTools\": {\n    \"gopls\": \"/p/gopls\"\n  }\n}\n"},
        {"characters outside ASCII", "{\n  \"ä\": \"日本 🙂\"\n}\n",
         "{\n  \"ä\": \"日本 🙂\",\n  \"go.alternateTools\": {\n    \"gopls\": "
         "\"/p/gopls\"\n  }\n}\n"},
    };
    return kCases;
}

}  // namespace unit_test
