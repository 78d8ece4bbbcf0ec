#include "cli/incidents/mask.hpp"

#include "support/catch.hpp"

using namespace cli::incidents;

TEST_CASE("names that give a secret away") {
    for (const char* name :
         {"GITHUB_TOKEN", "my_secret", "GIT_PASSWORD", "GOAUTH", "SSH_AUTH_SOCK", "GO_API_KEY",
          "GOOGLE_APPLICATION_CREDENTIALS", "GIT_CONFIG_VALUE_0", "GIT_CONFIG_PARAMETERS"}) {
        CHECK(is_secret_name(name));
        CHECK(masked_value(name, "x") == "***");
        CHECK(masked_value(name, "").empty());
    }
    for (const char* name : {"GOPROXY", "PATH", "GOFLAGS", "GIT_ASKPASS"}) {
        CHECK_FALSE(is_secret_name(name));
    }
}

TEST_CASE("who is named in a URL is masked, and nothing else") {
    struct {
        std::string text, masked;
    } const rows[] = {
        {"http://user:hunter2@127.0.0.1:1/", "http://***@127.0.0.1:1/"},
        {"https://token@host", "https://***@host"},
        {"https://a:b@x,https://c:d@y|direct", "https://***@x,https://***@y|direct"},
        {"https://p@ss:w@rd@host/x", "https://***@host/x"},
        {"see https://host and me@example.com", "see https://host and me@example.com"},
        {"https://host/@scope?a=b@c", "https://host/@scope?a=b@c"},
        {R"({"argv":["git","https://u:p@h/"],"b":"x@y"})",
         R"({"argv":["git","https://***@h/"],"b":"x@y"})"},
        {R"({"a":"http://h","b":"x@y"})", R"({"a":"http://h","b":"x@y"})"},
        {"git@github.com:a/b.git ://@ ://", "git@github.com:a/b.git ://***@ ://"},
        {"", ""},
    };
    for (const auto& row : rows) CHECK(mask_urls(row.text) == row.masked);
}

TEST_CASE("of the environment only what matters to gopls is kept") {
    const cli::Environment masked = masked_environment({
        {"GOPROXY", "http://user:hunter2@127.0.0.1:1/,direct"},
        {"GOPLSCACHE", "/c"},
        {"GIT_SSH_COMMAND", "ssh -v"},
        {"SSH_AUTH_SOCK", "/s"},
        {"XDG_CACHE_HOME", "/x"},
        {"LC_ALL", "C"},
        {"PATH", "/bin"},
        {"https_proxy", "http://u:p@proxy:3128"},
        {"NO_PROXY", "localhost"},
        {"MY_TOKEN", "hunter3"},
        {"EDITOR", "vi"},
    });
    CHECK(masked == cli::Environment{{"GOPROXY", "http://***@127.0.0.1:1/,direct"},
                                     {"GOPLSCACHE", "/c"},
                                     {"GIT_SSH_COMMAND", "ssh -v"},
                                     {"SSH_AUTH_SOCK", "***"},
                                     {"XDG_CACHE_HOME", "/x"},
                                     {"LC_ALL", "C"},
                                     {"PATH", "/bin"},
                                     {"https_proxy", "http://***@proxy:3128"},
                                     {"NO_PROXY", "localhost"}});
}
