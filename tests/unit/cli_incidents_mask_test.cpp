#include "cli/incidents/mask.hpp"

#include <nlohmann/json.hpp>

#include "support/catch.hpp"

using namespace cli::incidents;

TEST_CASE("names that give a secret away") {
    for (const char* name : {"GITHUB_TOKEN", "my_secret", "GIT_PASSWORD", "GOAUTH", "SSH_AUTH_SOCK",
                             "GO_API_KEY", "GOOGLE_APPLICATION_CREDENTIALS", "GIT_CONFIG_VALUE_0",
                             "GIT_CONFIG_PARAMETERS", "GIT_PASS", "GIT_PAT", "GO_PWD", "my.cred",
                             "--pass", "SSHPASS", "DB_USERPWD", "--pw", "jwt", "X-Amz-Signature"}) {
        CHECK(is_secret_name(name));
        CHECK(masked_value(name, "x") == "***");
        CHECK(masked_value(name, "").empty());
    }
    for (const char* name : {"GOPROXY", "PATH", "GOFLAGS", "GIT_ASKPASS", "GOPATH", "compass",
                             "pattern", "bypass", "compat"}) {
        CHECK_FALSE(is_secret_name(name));
    }
}

TEST_CASE("who is named in a URL is masked, and what its query says") {
    struct {
        std::string text, masked;
    } const rows[] = {
        {"http://user:hunter2@127.0.0.1:1/", "http://***@127.0.0.1:1/"},
        {"https://token@host", "https://***@host"},
        {"https://a:b@x,https://c:d@y|direct", "https://***@x,https://***@y|direct"},
        {"https://p@ss:w@rd@host/x", "https://***@host/x"},
        {"see https://host and me@example.com", "see https://host and me@example.com"},
        {"https://host/@scope", "https://host/@scope"},
        {"postgres://u:S/x@host/db?sslmode=off", "postgres://***@host/db?***"},
        {"amqp://u:S?x#y@host", "amqp://***@host"},
        {"https://host:8080/x@v1", "https://host:8080/x@v1"},
        {"http://[::1]:80/a@b", "http://[::1]:80/a@b"},
        {"to=https%3A%2F%2Fu%3AS%40host x", "to=https%3A%2F%2F*** x"},
        {"a https%253a%252f%252fu%253AS%2540host", "a https%253a%252f%252f***"},
        {"https://u:p@host/x?access_token=s#frag y", "https://***@host/x?*** y"},
        {"https://host/x#s,https://other?k=v|off", "https://host/x#***,https://other?***|off"},
        {R"({"argv":["git","https://u:p@h/"],"b":"x@y"})",
         R"({"argv":["git","https://***@h/"],"b":"x@y"})"},
        {R"({"a":"http://h","b":"x@y"})", R"({"a":"http://h","b":"x@y"})"},
        {"git@github.com:a/b.git ://@ ://", "git@github.com:a/b.git ://@ ://"},
        {"https://host/t/8f14e45fceea167a5a36dedd4bea2543/x,direct", "https://host/t/***/x,direct"},
        {"https://host/01234567-89ab-cdef-0123-456789abcdef", "https://host/***"},
        {"https://u@host/aZ3kQ9wL1xV7tR5yB2nM?q", "https://***@host/***?***"},
        {"https://host/golang.org/x/tools/@v/v0.0.0-20260101000000-0123456789ab.info",
         "https://host/golang.org/x/tools/@v/v0.0.0-20260101000000-0123456789ab.info"},
        {"file:///w/8f14e45fceea167a5a36dedd4bea2543/a.go",
         "file:///w/8f14e45fceea167a5a36dedd4bea2543/a.go"},
        {"", ""},
    };
    for (const auto& row : rows) CHECK(mask_secrets(row.text) == row.masked);
}

TEST_CASE("secrets of a command line are masked, as text and as JSON") {
    struct {
        std::string text, masked;
    } const rows[] = {
        {"git --token=SECRET x", "git --token=*** x"},
        {"git --password SECRET x", "git --password *** x"},
        {"git --password --quiet x", "git --password --quiet x"},
        {R"(["git","--password","SECRET","x"])", R"(["git","--password","***","x"])"},
        {"[\n  \"--password\",\n  \"SECRET\"\n]", "[\n  \"--password\",\n  \"***\"\n]"},
        {R"(["-c","http.extraHeader=Authorization: Bearer SECRET"])",
         R"(["-c","http.extraHeader=Authorization: ***"])"},
        {R"(-c http.extraHeader="Authorization: Bearer SECRET" x)",
         R"(-c http.extraHeader="Authorization: ***" x)"},
        {"-H 'private-token: SECRET' x", "-H 'private-token: ***' x"},
        {R"(!f() { echo password=SECRET; }; f)", R"(!f() { echo password=***; }; f)"},
        {"password='two words' x", "password='***' x"},
        {"sshpass -p SECRET ssh", "sshpass -p *** ssh"},
        {"sshpass -pSECRET ssh -p 22", "sshpass -p*** ssh -p 22"},
        {R"(["sshpass","-p","SECRET"])", R"(["sshpass","-p","***"])"},
        {"see ghp_0123456789abcdef here", "see *** here"},
        {"Bearer 0123456789abcdef", "Bearer ***"},
        {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x_-y", "***"},
        {"http.extraHeader=X-Secret: SECRET", "http.extraHeader=X-Secret: ***"},
        {"auth=Bearer SECRET x", "auth=*** *** x"},
        {R"(password="two words" x)", R"(password="***" x)"},
        {R"({"a":"password=\"two words\" x"})", R"({"a":"password=\"***\" x"})"},
        {R"({"password": "SECRET","b":1})", R"({"password": "***","b":1})"},
        {R"({"a":"{\"token\": \"SECRET\"}"})", R"({"a":"{\"token\": \"***\"}"})"},
        {R"(["password='SECRET","x"])", R"(["password='***","x"])"},
        {"map[GITHUB_TOKEN:SECRET HOME:/h]", "map[GITHUB_TOKEN:*** HOME:/h]"},
        {"curl -u me:SECRET https://host", "curl -u *** https://host"},
        {"curl -b sid=SECRET https://host", "curl -b *** https://host"},
        {"db --pw SECRET --jwt SECRET x", "db --pw *** --jwt *** x"},
        {"sig=SECRET&sid=SECRET", "sig=***&sid=***"},
        {"api_key: SECRET\npassword: 'two words'", "api_key: ***\npassword: '***'"},
        {"clientKey: \"SECRET\"", "clientKey: \"***\""},
        {"Bearer a1b2 Basic bWU6Ug==", "Bearer *** Basic ***"},
        {"- `x Authorization: SECRET`\nnext", "- `x Authorization: ***`\nnext"},
        {"machine host password SECRET", "machine host password ***"},
        {"[\"--user\",\n \"me:SECRET\"]", "[\"--user\",\n \"***\"]"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(mask_secrets(row.text) == row.masked);
        CHECK(mask_secrets(row.masked) == row.masked);
    }
    for (const char* plain :
         {"go list -e -json ./...", "gopls/internal/auth/auth.go:12 +0x1d", "-modfile=x -p 4",
          R"({"token":4,"key":"x"})", R"(["--token=","x"])", "go/token/token.go:45 +0x1d",
          "git push -u origin", "basic types and bearer of news", "GOFLAGS=-mod=mod",
          "git checkout -b main", "go_auth_test.go:12: x", "unexpected token: x", "100%"}) {
        CHECK(mask_secrets(plain) == plain);
    }
}

TEST_CASE("a masked document is JSON still, whatever is masked in it") {
    const std::pair<const char*, const char*> rows[] = {
        {R"({"argv":["git","login","--password-stdin"],"state":"S"})",
         R"({"argv":["git","login","--password-stdin"],"state":"S"})"},
        {R"({"argv":["x","--token","SECRET"],"n":1})", R"({"argv":["x","--token","***"],"n":1})"},
        {R"({"environment":{"A":"run --password","B":"b"}})",
         R"({"environment":{"A":"run --password","B":"b"}})"},
        {R"({"apiToken":"SECRET","deep":[{"password":"SECRET"},2,null]})",
         R"({"apiToken":"***","deep":[{"password":"***"},2,null]})"},
        {R"({"text":"{\"token\" : \"SECRET\"}"})", R"({"text":"{\"token\" : \"***\"}"})"},
        {R"({"text":"-----BEGIN RSA PRIVATE KEY-----\nSECRET"})", R"({"text":"***"})"},
        {R"({"text":"machine h login me password SECRET"})",
         R"({"text":"machine h login me password ***"})"},
        {R"({"HTTPS_PROXY":"me:SECRET@h:80"})", R"({"HTTPS_PROXY":"***@h:80"})"},
    };
    for (const auto& [document, masked] : rows) {
        INFO(document);
        const std::string once = mask_json(document);
        CHECK(nlohmann::json::parse(once) == nlohmann::json::parse(masked));
        CHECK(mask_json(once) == once);
    }
    CHECK(mask_json("no JSON: token=SECRET") == "no JSON: token=***");
}

TEST_CASE("secrets of a command line are masked word by word") {
    using Words = std::vector<std::string>;
    const std::pair<Words, Words> rows[] = {
        {{"git", "--password", "two words", "x"}, {"git", "--password", "***", "x"}},
        {{"git", "--token=two words"}, {"git", "--token=***"}},
        {{"env", "SSHPASS=two words", "sshpass", "-e"}, {"env", "SSHPASS=***", "sshpass", "-e"}},
        {{"/bin/sshpass", "-v", "-p", "SECRET", "ssh", "-p", "22"},
         {"/bin/sshpass", "-v", "-p", "***", "ssh", "-p", "22"}},
        {{"sshpass", "-pSECRET", "ssh"}, {"sshpass", "-p***", "ssh"}},
        {{"curl", "-u", "me:SECRET"}, {"curl", "-u", "***"}},
        {{"curl", "-ume:SECRET", "x"}, {"curl", "-u***", "x"}},
        {{"curl", "-b", "sid=SECRET two", "x"}, {"curl", "-b", "***", "x"}},
        {{"x", "https%3A%2F%2FSECRET%40host"}, {"x", "https%3A%2F%2F***"}},
        {{"curl", "--user=me:SECRET", "x"}, {"curl", "--user=***", "x"}},
        {{"curl", "-H", "Authorization: Digest username=\"me\", response=\"SECRET\""},
         {"curl", "-H", "Authorization: ***"}},
        {{"echo", "sk-ant-0123456789"}, {"echo", "***"}},
        {{"git", "login", "--password-stdin"}, {"git", "login", "--password-stdin"}},
        {{"git", "push", "-u", "origin"}, {"git", "push", "-u", "origin"}},
        {{"git", "--password", "--quiet"}, {"git", "--password", "--quiet"}},
        {{"git", "-c", "http.extraHeader=Authorization: Basic SECRET"},
         {"git", "-c", "http.extraHeader=Authorization: ***"}},
        {{"go", "build", "-ldflags=-X main.token=SECRET"},
         {"go", "build", "-ldflags=-X main.token=***"}},
        {{"echo", "ghp_0123456789abcdef"}, {"echo", "***"}},
        {{"go", "list", "-e", "-json=Name,Error", "example.com/auth"},
         {"go", "list", "-e", "-json=Name,Error", "example.com/auth"}},
        {{}, {}},
    };
    for (const auto& [words, masked] : rows) {
        CHECK(masked_arguments(words) == masked);
        CHECK(masked_arguments(masked) == masked);
    }
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
        {"GO_EXTRA", "hunter4"},
        {"GOOGLE_CLOUD_PROJECT", "hunter5"},
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
