#include "app/incidents/mask.hpp"

#include <nlohmann/json.hpp>

#include "support/catch.hpp"

using namespace app::incidents;

TEST_CASE("is_secret_name recognises names of secrets") {
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

TEST_CASE("mask_secrets masks credentials and queries in URLs") {
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
        {"[A](file:///w/a/a.go#3,6) file:///C:/x@y/a.go",
         "[A](file:///w/a/a.go#3,6) file:///C:/x@y/a.go"},
        {"", ""},
        // A password may contain any character.
        {"https://u:12345/x@h", "https://***@h"},
        {"https://u:p,w@h https://u:p|w@h/x https://u:p<w>@h https://u:p\"w@h",
         "https://***@h https://***@h/x https://***@h https://***@h"},
        {"https://us,er:p,w@h,direct", "https://***@h,direct"},
        {R"("https://u:p\"w@h",)", R"("https://***@h",)"},
        {"https://u:p://x@h", "https://***@h"},
        {R"(parse "https://u:p w@h": x)", R"(parse "https://***@h": x)"},
        {R"("https://u:p@h","x@y")", R"("https://***@h","x@y")"},
        {R"(see "http://h:8080","x@y")", R"(see "http://h:8080","x@y")"},
        {"http://h:80,me@x http://h:80/@v/list http://h:80/m@latest",
         "http://h:80,me@x http://h:80/@v/list http://h:80/m@latest"},
        {"https://proxy/https://u:p@h/x?q=1", "https://proxy/https://***@h/x?***"},
        // Half escaped, escaped for JSON, and escaped twice.
        {R"({"url":"https:\/\/u:p@h\/x?y=z","b":"c"})", R"({"url":"https:\/\/***","b":"c"})"},
        {"https:%2F%2Fu:p@h https:%2f%2fu:p@h", "https:%2F%2F*** https:%2f%2f***"},
        {"https%3A//u:p@h https%3a//u:p,w@h/x", "https%3A//*** https%3a//***"},
        // Keys of Cloudsmith, which also hosts customer domains.
        {"https://dl.cloudsmith.io/aZ3kQ9wL1xV7tR5y/org/repo/go/",
         "https://dl.cloudsmith.io/***/org/repo/go/"},
        {"https://u@dl.cloudsmith.io/abcdefgh12345678/x", "https://***@dl.cloudsmith.io/***/x"},
        {"https://dl.cloudsmith.io/nJHvlyyZKqPcfEbx/x", "https://dl.cloudsmith.io/***/x"},
        {"https://go.example.com/aZ3kQ9wL1xV7tR5y/m/@v/list",
         "https://go.example.com/***/m/@v/list"},
        {"https://dl.cloudsmith.io/public/organisation/repo/go/",
         "https://dl.cloudsmith.io/public/organisation/repo/go/"},
        {"https://github.com/kubernetes2024sigs/cluster/Base64EncodingLib",
         "https://github.com/kubernetes2024sigs/cluster/Base64EncodingLib"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const std::string masked = mask_secrets(row.text);
        CHECK(masked == row.masked);
        CHECK(mask_secrets(masked) == masked);
    }
}

TEST_CASE("mask_secrets masks logins without a scheme and leaves similar text alone") {
    const std::pair<const char*, const char*> rows[] = {
        {"user:pw@host", "***@host"},
        {"fatal: no access to user:pw@host/path.", "fatal: no access to ***@host/path."},
        {"GOPROXY=u:p@h,https://a:b@c", "GOPROXY=***@h,https://***@c"},
        {"--proxy u:p@10.0.0.1:80 -xu:p@[::1]:80", "--proxy ***@10.0.0.1:80 ***@[::1]:80"},
        {R"({"dsn":"u:p/w@tcp(h:1)/db","b":"x@y"})", R"({"dsn":"***@tcp(h:1)/db","b":"x@y"})"},
        {"u:p@w@h ssh me@x.com:p@h", "***@h ssh me@***@h"},
        {"https:/user:pw@host/x", "https:/***@host/x"},
        {R"(one\nuser:pw@host)", R"(one\n***@host)"},
    };
    for (const auto& [text, masked] : rows) {
        CAPTURE(text);
        CHECK(mask_secrets(text) == masked);
        CHECK(mask_secrets(masked) == masked);
    }
    for (const char* plain :
         {"git@github.com:x/y.git", "git@github.com:x/y@v1.2.3", "example.com/m@v1.2.3: reading",
          "a@b.c", "mailto:a@b.c", "pkg@latest", "golang:1.22@sha256:0123abcd",
          "m@v1.0.0:m@v1.1.0-pre", "a.go:12:3:x@y", "C:/Users/me@x/a.go", R"(C:\a@b\c.go)",
          "PATH=/bin:/home/me@x.com/go/bin:/root/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.22/bin",
          "x:example.com/m@v0.0.0-20240101000000-abcdef123456/a.go", "10:15:02@x"}) {
        CHECK(mask_secrets(plain) == plain);
    }
}

TEST_CASE("mask_secrets recognises tokens by their prefix") {
    for (const std::string begin : {"ghp_",       "github_pat_", "glpat-",
                                    "glcbt-64_",  "glrt-",       "glsoat-",
                                    "glimt-",     "glagent-",    "glptt-",
                                    "gloas-",     "hvs.",        "hvb.",
                                    "ATBB",       "ATATT3",      "ATCTT3",
                                    "sk_live_",   "rk_live_",    "sk_test_",
                                    "whsec_",     "shpat_",      "xoxb-",
                                    "xoxe.xoxp-", "xapp-",       "ya29.",
                                    "tfp_",       "ntn_",        "AGE-SECRET-KEY-1",
                                    "lin_api_",   "AKIA",        "AIza",
                                    "GOCSPX-",    "rubygems_",   "dckr_pat_",
                                    "pypi-",      "npm_",        "AKCp",
                                    "sk-ant-",    "sk-svcacct-", "dop_v1_",
                                    "glsa_",      "PMAK-",       "sbp_"}) {
        CHECK(mask_secrets("x " + begin + "0123456789abcdef.") == "x ***");
        CHECK(mask_secrets("\"\\n" + begin + "0123456789abcdef\"") == "\"\\n***\"");
    }
    for (const std::string begin : {"SG.", "secret_", "pul-", "sk-", "dapi"}) {
        CHECK(mask_secrets(begin + "0123456789abcdef0123456789abcdef") == "***");
        CHECK(mask_secrets(begin + "Begin0") == begin + "Begin0");
    }
    for (const char* plain : {"secret_access_key_of_the_database", "SG.Method.OfAnother.Type.Here",
                              "pul-request-of-another-repository", "glob-of-files", "hvs.Get"}) {
        CHECK(mask_secrets(plain) == plain);
    }
}

TEST_CASE("mask_secrets masks secrets of a command line in text and JSON") {
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
        {"curl -U me:SECRET -H 'X-JFrog-Art-Api: SECRET' h",
         "curl -U *** -H 'X-JFrog-Art-Api: ***' h"},
        // Headers attached to curl's -H.
        {"curl -HAuthorization:SECRET", "curl -HAuthorization:***"},
        {"curl -HX-Api-Key:SECRET", "curl -HX-Api-Key:***"},
        {"'-HPrivate-Token: SECRET' x", "'-HPrivate-Token: ***' x"},
        {"--header=Authorization: Bearer SECRET", "--header=Authorization: ***"},
        {"--header=Job-Token:SECRET", "--header=Job-Token:***"},
        // Flags with a colon, quoted values.
        {"x --password:SECRET --token:'two words' y", "x --password:*** --token:'***' y"},
        {"x.exe /password:SECRET /token:a1b2c3 y", "x.exe /password:*** /token:*** y"},
        {"git --password 'two words' x", "git --password '***' x"},
        {R"("git --password \"two words\" x")", R"("git --password \"***\" x")"},
        {"curl -u 'me:two words' x", "curl -u '***' x"},
        // git adds the whole header to each request, so any header name is masked.
        {"git -c http.extraHeader=X-Foo:SECRET", "git -c http.extraHeader=X-Foo:***"},
        {"git -c http.extraHeader='X-Foo: SECRET' x", "git -c http.extraHeader='X-Foo: ***' x"},
        {"-c http.https://h/.extraheader=SECRET", "-c http.https://h/.extraheader=***"},
        {"env GIT_CONFIG_VALUE_0=Authorization: Basic abc\nx", "env GIT_CONFIG_VALUE_0=*** ***\nx"},
        // Names before a colon or an equals sign, in JSON and in Go's formatting.
        {"token: a1b2c3\n  secret: a1b2c3\n- token: a1b2c3",
         "token: ***\n  secret: ***\n- token: ***"},
        {"level=info token: aZ3kQ9wL1xV7 x", "level=info token: *** x"},
        {"apikey: SECRET\n api_key : SECRET\n\tpass: a1b2c3",
         "apikey: ***\n api_key : ***\n\tpass: ***"},
        {"password = a1b2c3\ntoken = \"SECRET\"", "password = ***\ntoken = \"***\""},
        {"spring.datasource.password: SECRET", "spring.datasource.password: ***"},
        {"{User:me Password:SECRET Token:a1b2c3}", "{User:me Password:*** Token:***}"},
        {R"({"apiKey":"SECRET", "Authorization":["Bearer SECRET"]})",
         R"({"apiKey":"***", "Authorization":["***"]})"},
        {R"({"password":"a\"SECRET","b":"c"})", R"({"password":"***","b":"c"})"},
        {R"("{\"a\":\"{\\\"token\\\":\\\"SECRET\\\"}\"}")",
         R"("{\"a\":\"{\\\"token\\\":\\\"***\\\"}\"}")"},
        // Prose and prompts.
        {"the password is SECRET and the token is aZ3kQ9wL1xV7",
         "the password is *** and the token is ***"},
        {"the passphrase was SECRET", "the passphrase was ***"},
        {"Password for 'https://me@host:80': SECRET", "Password for 'https://***@host:80': ***"},
        {"Enter passphrase for key '/home/me/.ssh/id_rsa': SECRET",
         "Enter passphrase for key '/home/me/.ssh/id_rsa': ***"},
        // netrc in any order and across lines.
        {"machine h login u account a password SECRET", "machine h login u account a password ***"},
        {"machine h password SECRET login u", "machine h password *** login u"},
        {"machine h\n  login me@x.com\n  password -SECRET",
         "machine h\n  login me@x.com\n  password ***"},
        {R"("machine h\nlogin u\npassword SECRET\n")", R"("machine h\nlogin u\npassword ***\n")"},
        // Code spans in a Markdown report remain code spans.
        {"`x token=SECRET` `git --password SECRET` `https://h/x?y` `map[password:SECRET]`",
         "`x token=***` `git --password ***` `https://h/x?***` `map[password:***]`"},
        // Programs that supply a password.
        {"GIT_ASKPASS=\"echo SECRET\" git x", "GIT_ASKPASS=\"echo ***\" git x"},
        {"-c core.askPass='echo SECRET'", "-c core.askPass='echo ***'"},
        {R"({"SSH_ASKPASS":"printf %s SECRET","b":1})", R"({"SSH_ASKPASS":"printf ***","b":1})"},
        {R"("GIT_ASKPASS=\"echo SECRET\" git")", R"("GIT_ASKPASS=\"echo ***\" git")"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(mask_secrets(row.text) == row.masked);
        CHECK(mask_secrets(row.masked) == row.masked);
    }
    for (const char* plain : {"go list -e -json ./...",
                              "gopls/internal/auth/auth.go:12 +0x1d",
                              "-modfile=x -p 4",
                              R"({"token":4,"key":"x"})",
                              R"(["--token=","x"])",
                              "go/token/token.go:45 +0x1d",
                              "git push -u origin",
                              "basic types and bearer of news",
                              "GOFLAGS=-mod=mod",
                              "git checkout -b main",
                              "go_auth_test.go:12: x",
                              "unexpected token: x",
                              "100%",
                              "unexpected token: float64",
                              "unexpected token: v1beta1",
                              "token: token.Pos1234",
                              "token.go:12:3: invalid token: x12",
                              "secret.go:123456",
                              "Token:go1.22",
                              "keySize = 256 / 8",
                              "key := \"x\"",
                              "tokens := lex(x1, x2)",
                              "if token == x12345",
                              "enc.EncodeToken: wrong type",
                              "token: 12",
                              "semanticTokens: true",
                              "0.1s for GOPATH=/p GOPROXY= PWD=/w/m go list -e",
                              "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----",
                              "token://x",
                              "--- PASS: TestOf2Things (0.00s)",
                              "Some tests pass: x",
                              "the password is wrong",
                              "password: incorrect",
                              "the token is invalid",
                              "secret-host:8080",
                              "http://auth-proxy:8080/x",
                              "machine learning, a password policy",
                              "could not read Password for 'https://h': terminal prompts disabled",
                              "GIT_ASKPASS=/bin/askpass git fetch origin",
                              R"({"tokenTypes":["namespace"],"position":{"line":1}})",
                              "SSH_ASKPASS=\"/Applications/Visual Studio Code.app/askpass.sh\""}) {
        CHECK(mask_secrets(plain) == plain);
    }
}

TEST_CASE("mask_json returns valid JSON for any masked content") {
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
        {R"({"text":"a -----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----\nSECRET"})",
         R"({"text":"a -----END PRIVATE KEY-----\n***"})"},
        {R"({"text":"-----BEGIN PGP PRIVATE KEY BLOCK-----\nSECRET\n-----END PGP PRIVATE KEY BLOCK-----\nx"})",
         R"({"text":"***\nx"})"},
        {R"({"text":"machine h login me password SECRET"})",
         R"({"text":"machine h login me password ***"})"},
        {R"({"HTTPS_PROXY":"me:SECRET@h:80"})", R"({"HTTPS_PROXY":"***@h:80"})"},
        {R"({"GIT_ASKPASS":"echo SECRET","SSH_ASKPASS":"/bin/a b/askpass"})",
         R"({"GIT_ASKPASS":"echo ***","SSH_ASKPASS":"/bin/a b/askpass"})"},
    };
    for (const auto& [document, masked] : rows) {
        INFO(document);
        const std::string once = mask_json(document);
        CHECK(nlohmann::json::parse(once) == nlohmann::json::parse(masked));
        CHECK(mask_json(once) == once);
    }
    CHECK(mask_json("no JSON: token=SECRET") == "no JSON: token=***");
}

TEST_CASE("mask_secrets does not take quadratic time on a long text") {
    // Most of these would take minutes if each match scanned to the end of the text.
    constexpr std::size_t kBytes = 1 << 20;
    for (const std::string_view part :
         {"-b<-u)", "-u;", ",--token", "--token<", "GIT_ASKPASS='", "https://u:1,x"}) {
        std::string text;
        while (text.size() < kBytes) text += part;
        CAPTURE(part);
        CHECK_FALSE(mask_secrets(text).empty());
    }
}

TEST_CASE("masked_arguments masks secrets of a command line word by word") {
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
        {{"git", "-c", "http.extraHeader=X-Foo: SECRET"},
         {"git", "-c", "http.extraHeader=X-Foo: ***"}},
        {{"go", "build", "-ldflags=-X main.token=SECRET"},
         {"go", "build", "-ldflags=-X main.token=***"}},
        {{"echo", "ghp_0123456789abcdef"}, {"echo", "***"}},
        {{"echo", "eyJhbGciOiJIUzI1NiJ9=="}, {"echo", "***=="}},
        {{"go", "list", "-e", "-json=Name,Error", "example.com/auth"},
         {"go", "list", "-e", "-json=Name,Error", "example.com/auth"}},
        {{"env", "GIT_ASKPASS=echo SECRET", "git"}, {"env", "GIT_ASKPASS=echo ***", "git"}},
        {{"git", "fetch", "user:SECRET@host/x"}, {"git", "fetch", "***@host/x"}},
        {{"curl", "-HAuthorization:SECRET"}, {"curl", "-HAuthorization:***"}},
        {{"curl", "--header=Authorization: Bearer SECRET"},
         {"curl", "--header=Authorization: ***"}},
        {{"x.exe", "/password:SECRET"}, {"x.exe", "/password:***"}},
        {{"go", "get", "example.com/m@v1.2.3"}, {"go", "get", "example.com/m@v1.2.3"}},
        {{}, {}},
    };
    for (const auto& [words, masked] : rows) {
        CHECK(masked_arguments(words) == masked);
        CHECK(masked_arguments(masked) == masked);
    }
}

TEST_CASE("masked_environment keeps only variables that matter to gopls") {
    const app::Environment masked = masked_environment({
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
    CHECK(masked == app::Environment{{"GOPROXY", "http://***@127.0.0.1:1/,direct"},
                                     {"GOPLSCACHE", "/c"},
                                     {"GIT_SSH_COMMAND", "ssh -v"},
                                     {"SSH_AUTH_SOCK", "***"},
                                     {"XDG_CACHE_HOME", "/x"},
                                     {"LC_ALL", "C"},
                                     {"PATH", "/bin"},
                                     {"https_proxy", "http://***@proxy:3128"},
                                     {"NO_PROXY", "localhost"}});
}
