#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "differential/rounds.hpp"
#include "differential/sloppy.hpp"
#include "lsp/document_sync.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"
#include "support/editor.hpp"
#include "support/failure.hpp"
#include "support/proxied.hpp"
#include "support/sandbox.hpp"
#include "support/target.hpp"

namespace differential {
namespace {

using support::Editor;
using support::Json;
using support::Sandbox;

constexpr std::uint64_t kRoundsOfOnePair = 25;

/// A folder whose URI has many spellings, with a module in it and another module beside it.
constexpr const char* kModule = "w@k s+p/m";
constexpr const char* kOther = "w@k s+p/n";
constexpr int kCreated = 1;  // FileChangeType
constexpr int kChanged = 2;
constexpr int kDeleted = 3;
const std::vector<std::string> kFiles = {"main.go", "lib/lib.go", "lib/more.go"};

/// A file that is written and deleted on disk but never opened.
constexpr const char* kOnDisk = "lib/disk.go";

const std::vector<std::pair<std::string, std::string>> kTexts = {
    {"main.go", "package main\n\nimport \"example.com/m/lib\"\n\nfunc main() {\n\tlib.One()\n}\n"},
    {"lib/lib.go", "package lib\n\nfunc One() int { return two() }\n\nvar Three = 3\n"},
    {"lib/more.go", "package lib\n\nfunc two() int { return 2 }\n"}};

/// gopls alone and gopls behind the proxy, which get the same messages.
class Pair {
  public:
    Pair(Chance& chance, Tally& tally) : tally_(tally) {
        sandbox_.write(std::string(kModule) + "/go.mod", "module example.com/m\n\ngo 1.21\n");
        sandbox_.write(std::string(kOther) + "/go.mod", "module example.com/n\n\ngo 1.21\n");
        sandbox_.write(std::string(kOther) + "/n.go", "package n\n\nfunc N() {}\n");
        for (const auto& [name, text] : kTexts) {
            sandbox_.write(std::string(kModule) + "/" + name, text);
        }
        sandbox_.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "1000";
        sandbox_.environment["GOPLS_PROXY_BUDGET_PERIOD"] = "1s";
        sandbox_.environment["GOPLS_PROXY_STALL_WINDOW"] =
            "60s";  // a busy machine must not look like a stall
        sandbox_.environment["GOPLS_PROXY_STALL_LOAD_WINDOW"] = "120s";
        sandbox_.environment["GOPLS_PROXY_STALL_NETWORK_WINDOW"] = "120s";
        const std::string gopls = support::Target::real_gopls();
        alone_ = std::make_unique<Editor>(support::direct(sandbox_, gopls));
        proxied_ = std::make_unique<Editor>(support::proxied(sandbox_, gopls));
        const Json params = initialize_params(chance);
        for (Editor* editor : {alone_.get(), proxied_.get()}) {
            editor->on_request("workspace/configuration", [](const Json& asked) {
                return std::optional<Json>(
                    Json(asked.at("items").size(), Json{{"pullDiagnostics", true}}));
            });
            editor->call("initialize", params);
            editor->notify("initialized", Json::object());
        }
    }
    ~Pair() {
        alone_->shut_down();
        proxied_->shut_down();
    }

    std::string path(const std::string& file) const {
        return sandbox_.path(std::string(kModule)).string() + "/" + file;
    }
    std::string other() const { return sandbox_.path(kOther).string(); }
    std::string module() const { return sandbox_.path(kModule).string(); }

    void tell(const std::string& body) {
        story_ += body + "\n";
        alone_->send_raw(lsp::frame(body));
        proxied_->send_raw(lsp::frame(body));
        ++tally_.messages;
    }
    void notify(const std::string& method, const Json& params) {
        tell(Json{{"jsonrpc", "2.0"}, {"method", method}, {"params", params}}.dump());
    }

    /// Writes the file, or deletes it without `text`, and sends the change to both.
    void change_on_disk(const std::string& file, const std::optional<std::string>& text,
                        Sloppy& sloppy) {
        const std::string name = path(file);
        const bool was_there = std::filesystem::exists(name);
        if (!text && !was_there) return;
        if (text) {
            sandbox_.write(std::string(kModule) + "/" + file, *text);
        } else {
            std::filesystem::remove(name);
        }
        story_ += "! on disk\n";
        const int type = !text ? kDeleted : was_there ? kChanged : kCreated;
        tell(sloppy.did_change_watched_file(name, type));
    }

    /// Compares the two answers.
    void compare(std::uint64_t seed, const std::string& method, const Json& params) {
        Json expected = answer(*alone_, method, params);
        const Json found = answer(*proxied_, method, params);
        story_ += "? " + method + " " + params.dump() + "\n";
        // The gopls that runs alone may have lost a package for good because of earlier texts.
        // It then answers correctly only after loading its folder again.
        if (is_lost_package(expected) && !is_lost_package(found)) {
            reload(*alone_);
            expected = answer(*alone_, method, params);
            ++tally_.reloaded;
        }
        if (expected == found) {
            ++tally_.compared;
            return;
        }
        ++tally_.differences;
        report(seed, (method + " " + params.dump()).c_str(), expected.dump(1), found.dump(1),
               story_);
    }

    /// Replaces the gopls behind the proxy, unless the proxy refuses because of an untrusted text.
    void replace(bool by_death) {
        const Json before = status();
        if (before.at("active").is_null()) return;
        if (by_death) {
            story_ += "! killed\n";
            for (const auto& server : sandbox_.servers(support::Target::real_gopls())) {
                if (server.parent == proxied_->pid()) ::kill(server.pid, SIGKILL);
            }
        } else {
            story_ += "! restarted\n";
            const Json asked =
                proxied_->request("workspace/executeCommand", {{"command", "gopls-proxy.restart"}});
            if (proxied_->await(asked).contains("error")) {
                ++tally_.refused;
                return;
            }
        }
        const auto generation = before.at("active").at("generation");
        proxied_->wait_until(
            [&] {
                const Json now = status();
                return !now.at("active").is_null() &&
                       now.at("active").at("generation") != generation &&
                       now.at("active").at("phase") == "ready" && now.at("standby").is_null();
            },
            "another gopls takes over");
        ++tally_.replacements;
    }

    void begin_round() {
        story_.clear();
        alone_->forget_received();
        proxied_->forget_received();
    }

  private:
    Json initialize_params(Chance& chance) {
        Sloppy sloppy(chance, {.spelling = chance.below(60)});
        const auto spelled = [&](const std::string& path) {
            return Json::parse("\"" + sloppy.raw_uri(path) + "\"").get<std::string>();
        };
        Json params = Editor::initialize_params(sandbox_.path(kModule));
        params["initializationOptions"] = {{"pullDiagnostics", true}};
        params["rootUri"] = spelled(module());
        const Json folder = {{"uri", spelled(module())}, {"name", "m"}};
        switch (chance.below(7)) {
            case 0:
                params["workspaceFolders"] = Json::array();
                break;
            case 1:
                params["workspaceFolders"] = nullptr;
                break;
            case 2:
                params.erase("workspaceFolders");
                break;
            case 3:  // gopls takes the folder of the first document
                params["workspaceFolders"] = nullptr;
                params["rootUri"] = nullptr;
                params["rootPath"] = module();
                break;
            case 4:
                params["rootUri"] = nullptr;
                params["workspaceFolders"] =
                    Json::array({folder, folder, {{"uri", "git:/x"}, {"name", "x"}}});
                break;
            case 5:  // gopls has no view of this folder, and takes that of the first document
                params["workspaceFolders"] =
                    Json::array({{{"uri", "file:///nowhere/else"}, {"name", "n"}}});
                break;
            default:
                params["workspaceFolders"] = Json::array({folder});
        }
        return params;
    }

    Json status() {
        return proxied_->call("workspace/executeCommand", {{"command", "gopls-proxy.status"}});
    }

    void reload(Editor& editor) const {
        const Json folder = {{"uri", Sandbox::uri(module())}, {"name", "m"}};
        const auto change = [&](const Json& removed, const Json& added) {
            editor.notify("workspace/didChangeWorkspaceFolders",
                          {{"event", {{"removed", removed}, {"added", added}}}});
        };
        change(Json::array({folder}), Json::array());
        change(Json::array(), Json::array({folder}));
    }

    static bool is_lost_package(const Json& answer) {
        return answer.contains("error") &&
               answer.at("error").dump().find("no package metadata") != std::string::npos;
    }

    /// Returns the parts of the answer that do not depend on the process.
    static Json answer(Editor& editor, const std::string& method, const Json& params) {
        const Json reply = editor.await(editor.request(method, params));
        if (reply.contains("error")) {
            return {{"error", {reply.at("error").at("code"), reply.at("error").at("message")}}};
        }
        Json result = reply.at("result");
        if (method == "textDocument/diagnostic") {
            if (!result.contains("items")) return result;
            std::vector<std::string> items;
            for (const Json& item : result.at("items")) {
                items.push_back(item.at("range").dump() + " " +
                                item.at("message").get<std::string>());
            }
            std::sort(items.begin(), items.end());
            return items;
        }
        if (params.contains("command") && result.is_array()) {  // gopls.views
            std::vector<std::string> views;
            for (const Json& view : result) {
                views.push_back(view.at("Type").dump() + view.at("Root").dump() +
                                view.at("Folder").dump());
            }
            std::sort(views.begin(), views.end());
            return views;
        }
        return result;
    }

    Tally& tally_;
    Sandbox sandbox_;
    std::unique_ptr<Editor> alone_;
    std::unique_ptr<Editor> proxied_;
    std::string story_;
};

/// Returns some raw lines of Go: also badly formatted, wrong, or with odd characters in a comment.
std::string lines(Chance& chance, Sloppy& sloppy) {
    const std::string number = std::to_string(chance.below(20));
    switch (chance.below(7)) {
        case 0:
            return sloppy.spelled("func f" + number + "() {}") + "\\n";
        case 1:
            return sloppy.spelled("func  g" + number + "( ) { }") + "\\r\\n";
        case 2:
            return sloppy.spelled("var _ = missing" + number) + "\\n";
        case 3:
            return sloppy.spelled("const C" + number + "=" + number) + "\\n\\n\\n";
        case 4:
            return "// " + sloppy.spelled("note") + "\u20ac \\ud83d\\ude00" + number + "\\n";
        case 5: {
            std::string text = sloppy.raw_text();
            for (std::size_t at = 0; (at = text.find("\\n", at)) != std::string::npos;) {
                text.replace(at, 2, " ");
            }
            return "/* " + text + " */\\n";
        }
        default:
            return sloppy.spelled("type T" + number + " struct{ a  int }") + "\\n";
    }
}

std::string raw(const std::string& text) {
    const std::string quoted = Json(text).dump();
    return quoted.substr(1, quoted.size() - 2);
}

/// Returns whether the message opens a document without a URI. gopls accepts it, but no `go list`
/// succeeds while it is open, and gopls's answers then depend on the timing of its loads.
bool opens_without_uri(const std::string& did_open) {
    return lsp::read_did_open(lsp::member(did_open, "params")).document.key == "";
}

void play_round(std::uint64_t seed, Chance& chance, Pair& pair) {
    pair.begin_round();
    const auto percent = [&](std::size_t most) {
        return chance.percent(50) ? 0 : chance.below(most + 1);
    };
    const Sloppiness odd = {.spelling = percent(60),
                            .missing = chance.percent(70) ? 0 : percent(6),
                            .twice = percent(10),
                            .wrong = chance.percent(70) ? 0 : percent(3),
                            .text = percent(30),
                            .with_id = chance.percent(80) ? 0 : percent(40)};
    Sloppy sloppy(chance, odd);
    Sloppy plain(chance, {});
    Sloppy spelled(chance, {.spelling = percent(60)});
    const auto compare_all = [&] {
        std::vector<std::string> files = kFiles;
        files.emplace_back(kOnDisk);
        for (const std::string& file : files) {
            const Json document = Editor::document(Sandbox::uri(pair.path(file)));
            Json formatting = document;
            formatting["options"] = {{"tabSize", 4}, {"insertSpaces", false}};
            pair.compare(seed, "textDocument/documentSymbol", document);
            pair.compare(seed, "textDocument/formatting", formatting);
            pair.compare(seed, "textDocument/diagnostic", document);
        }
    };
    const auto text_of = [&](const std::string& file) {
        return raw(std::find_if(kTexts.begin(), kTexts.end(), [&](const auto& entry) {
                       return entry.first == file;
                   })->second);
    };
    const std::string nowhere = "/nowhere/at/all/new.go";
    const bool with_new_folder = chance.percent(8);
    if (with_new_folder) pair.tell(plain.did_open(nowhere, 1, raw("package all\n")));
    // Most documents are opened as they should be.
    for (const std::string& file : kFiles) {
        if (chance.percent(96)) pair.tell(plain.did_open(pair.path(file), 1, text_of(file)));
    }
    const bool with_folders = chance.percent(6);
    const std::size_t steps = 3 + chance.below(12);
    for (std::size_t i = 0; i < steps; ++i) {
        const std::string& file = chance.of(kFiles);
        const std::string path = pair.path(file);
        const int version = static_cast<int>(chance.below(6));
        const std::size_t what = chance.below(100);
        if (what < 60) {
            std::vector<std::string> changes;
            for (std::size_t n = chance.percent(80) ? 1 : chance.below(4); n > 0; --n) {
                const int line = static_cast<int>(chance.below(chance.percent(97) ? 3 : 12));
                const int until = chance.percent(80) ? line : line + 1;
                changes.push_back(sloppy.edit(line, 0, until, 0, lines(chance, sloppy)));
            }
            pair.tell(sloppy.did_change(path, version, changes));
        } else if (what < 70) {
            pair.tell(sloppy.did_change(path, version,
                                        {sloppy.full_text(text_of(file) + lines(chance, sloppy))}));
        } else if (what < 78) {
            const std::string text = text_of(file) + lines(chance, sloppy);
            std::string opening = sloppy.did_open(path, version, text);
            while (opens_without_uri(opening)) opening = sloppy.did_open(path, version, text);
            pair.tell(opening);
        } else if (what < 80) {
            pair.tell(sloppy.did_close(path));
        } else if (what < 83) {
            const std::string name = "Disk" + std::to_string(chance.below(9));
            if (chance.percent(30)) {
                pair.change_on_disk("lib/more.go", kTexts[2].second + "\nvar " + name + " = 1\n",
                                    spelled);
            } else if (chance.percent(70)) {
                pair.change_on_disk(
                    kOnDisk, "package lib\n\nfunc " + name + "() int { return two() }\n", spelled);
            } else {
                pair.change_on_disk(kOnDisk, std::nullopt, spelled);
            }
        } else if (what < 86) {
            if (with_folders) {
                const bool add = chance.percent(60);
                std::vector<std::string> folders = {pair.other()};
                if (chance.percent(20)) folders.push_back(pair.other() + "/");
                if (chance.percent(20)) folders.insert(folders.begin(), "/nowhere/at/all");
                pair.tell(sloppy.did_change_folders(add ? folders : std::vector<std::string>{},
                                                    add ? std::vector<std::string>{} : folders));
            }
        } else {
            pair.replace(chance.percent(30));
        }
    }
    if (chance.percent(70)) pair.replace(chance.percent(30));
    compare_all();
    pair.compare(seed, "workspace/executeCommand", {{"command", "gopls.views"}});
    if (with_folders) {
        pair.tell(plain.did_change_folders({}, {pair.other()}));
    }
    if (with_new_folder) pair.tell(plain.did_close(nowhere));
    for (const std::string& file : kFiles) pair.tell(plain.did_close(pair.path(file)));
}

}  // namespace

Tally play_sessions(std::uint64_t first_seed, std::uint64_t rounds) {
    Tally tally;
    for (std::uint64_t i = 0; i < rounds && tally.differences < 5; i += kRoundsOfOnePair) {
        Chance of_pair(first_seed + i);
        Pair pair(of_pair, tally);
        const std::uint64_t end = std::min(i + kRoundsOfOnePair, rounds);
        for (std::uint64_t n = i; n < end && tally.differences < 5; ++n) {
            Chance chance(first_seed + n + (std::uint64_t{1} << 40));
            play_round(first_seed + n, chance, pair);
            ++tally.rounds;
        }
    }
    return tally;
}

}  // namespace differential
