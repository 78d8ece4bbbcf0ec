#include "soak/session.hpp"

#include <algorithm>
#include <iterator>

#include "soak/checks.hpp"
#include "support/failure.hpp"
#include "support/proxied.hpp"
#include "support/target.hpp"

namespace soak {
namespace {

using namespace std::chrono_literals;
using support::Json;

constexpr std::size_t kStepsBetweenChecks = 80;
constexpr std::size_t kMostInFlight = 30;

support::ChildOptions options(support::Sandbox& sandbox) {
    // The budget is not under test: with its default, the proxy would soon only forward.
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "1000";
    sandbox.environment["GOPLS_PROXY_LOG_LEVEL"] = "info";
    return support::proxied(sandbox, support::Target::real_gopls());
}

}  // namespace

Session::Session(std::uint64_t seed, Tally& tally)
    : tally_(tally),
      sandbox_(support::Sandbox::GoplsCache::kOwn),
      go_(sandbox_),
      main_(write_main_module(sandbox_)),
      second_(write_second_module(sandbox_)),
      random_(seed),
      writing_(random_) {
    desk_ = std::make_unique<Desk>(options(sandbox_));
    requests_ = std::make_unique<Requests>(*desk_, random_, writing_, tally_);
    faults_ = std::make_unique<Faults>(sandbox_, go_, *desk_, *requests_, random_, tally_);
}

std::vector<Session::Kind> Session::kinds() {
    return {
        {"ask", 30, [this] { requests_->ask(); }},
        {"cancel", 4, [this] { requests_->cancel(); }},
        {"develop", 18, [this] { develop(); }},
        {"mess up", 10, [this] { mess_up(); }},
        {"clean up", 6,
         [this] {
             if (!desk_->documents().empty()) clean_up(desk_->any(random_));
         }},
        {"open", 5, [this] { open(); }},
        {"close", 3, [this] { close(); }},
        {"save", 4, [this] { save(); }},
        {"rename", 2, [this] { rename(); }},
        {"change on disk", 2, [this] { change_on_disk(); }},
        {"create or delete on disk", 2, [this] { come_and_go_on_disk(); }},
        {"configure", 1, [this] { configure(); }},
        {"change folders", 1, [this] { change_folders(); }},
        {"change go.mod", 1, [this] { faults_->change_module(); }},
        {"fault", 4, [this] { tally_.last_steps.back() += ": " + faults_->inject(); }},
    };
}

void Session::run(Length length) {
    const auto begin = support::Clock::now();
    const std::vector<Kind> all = kinds();
    std::size_t weights = 0;
    for (const Kind& kind : all) weights += kind.weight;
    settle();
    bool quarter = false;
    while (tally_.steps < length.steps || support::Clock::now() - begin < length.time) {
        for (std::size_t i = 0; i < kStepsBetweenChecks; ++i) step(all, weights);
        check();
        if (!quarter && tally_.steps >= length.steps / 4 &&
            support::Clock::now() - begin >= length.time / 4) {
            quarter = true;
            tally_.at_quarter = tally_.at_end;
        }
    }
    end();
}

void Session::settle() {
    desk_->start(main_.folder);
    for (const auto& file : main_.files) desk_->open(file, disk_text(file));
    expect_same_texts(*desk_, *requests_, sandbox_, tally_);
    tally_.at_start = footprint(desk_->pid());
}

void Session::step(const std::vector<Kind>& kinds, std::size_t weights) {
    std::size_t chosen = random_.below(weights);
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) {
        if (chosen < k.weight) return true;
        chosen -= k.weight;
        return false;
    });
    tally_.step(kind->name);
    ++tally_.work[kind->name];
    kind->step();
    desk_->pump(random_.one_in(4) ? 5ms : 0ms);
    requests_->collect();
    if (requests_->in_flight() > kMostInFlight) requests_->wait(kMostInFlight / 2);
}

void Session::check() {
    // In most rounds the proxy has to recover from the lasting faults by itself.
    if (!random_.one_in(4)) requests_->wait(0);
    faults_->calm();
    std::vector<std::string> uris;
    for (const auto& [uri, document] : desk_->documents()) uris.push_back(uri);
    for (const std::string& uri : uris) clean_up(uri);
    requests_->wait(0);
    expect_same_texts(*desk_, *requests_, sandbox_, tally_);
    desk_->expect_conforming();
    expect_descriptors(*desk_, tally_.at_start.descriptors);
    tally_.at_end = footprint(desk_->pid());
    tally_.most_resident_bytes = std::max(tally_.most_resident_bytes, tally_.at_end.resident_bytes);
    const Json status =
        requests_->answer("workspace/executeCommand",
                          {{"command", "gopls-proxy.status"}, {"arguments", Json::array()}});
    if (status.at("mode") != "act" || status.at("circuit_open") == true)
        throw support::TestFailure("the proxy no longer acts: " + status.dump());
    tally_.servers = status.at("active").at("generation").get<long long>();
    tally_.replacements = status.at("replacements").get<long long>();
    desk_->forget_received();
}

void Session::end() {
    expect_flat(tally_);
    const support::ExitStatus status = desk_->shut_down();
    if (status != support::ExitStatus{0, 0})
        throw support::TestFailure("exit code " + std::to_string(status.code) + "\n" +
                                   desk_->tail());
    desk_->expect_conforming();
    sandbox_.expect_nothing_left();
    count_verdicts(sandbox_, tally_);
    expect_tidy(sandbox_);
}

std::string Session::disk_text(const std::filesystem::path& path) const {
    return sandbox_.read(std::filesystem::relative(path, sandbox_.path()).string());
}

void Session::open() {
    std::vector<std::filesystem::path> closed;
    for (const Module* module : {&main_, &second_}) {
        if (module == &second_ && !second_is_there_) continue;
        for (const auto& file : module->files)
            if (!desk_->is_open(file)) closed.push_back(file);
    }
    if (closed.empty()) return;
    const std::filesystem::path& file = random_.of(closed);
    const std::string text = disk_text(file);
    // An editor may open a file with unsaved text from its previous session.
    desk_->open(file, random_.one_in(4) ? writing_.developed(text) : text);
}

void Session::close() {
    if (desk_->documents().size() < 2) return;
    desk_->close(desk_->any(random_));
}

void Session::develop() {
    if (desk_->documents().empty()) return;
    const std::string uri = desk_->any(random_);
    clean_up(uri);
    const std::size_t changes = random_.one_in(3) ? random_.below(4) + 1 : 1;
    std::string text = desk_->document(uri).text;
    std::vector<Edit> edits;
    for (std::size_t i = 0; i < changes; ++i) {
        const std::string developed = writing_.developed(text);
        edits.push_back(writing_.difference(text, developed));
        text = developed;
    }
    tally_.edits += changes;
    if (random_.one_in(8))
        desk_->replace(uri, text);
    else
        desk_->change(uri, edits);
    desk_->is_sound(uri);
}

void Session::mess_up() {
    if (desk_->documents().empty()) return;
    const std::string uri = desk_->any(random_);
    std::string text = desk_->document(uri).text;
    std::vector<Edit> edits;
    for (std::size_t n = random_.below(5) + 1; n > 0; --n) {
        edits.push_back(writing_.mess(text));
        text = after(text, edits.back());
    }
    tally_.edits += edits.size();
    // Either typed edit by edit, or as one change.
    if (random_.one_in(2)) {
        for (const Edit& edit : edits) desk_->change(uri, {edit});
    } else {
        desk_->change(uri, edits);
    }
}

void Session::clean_up(const std::string& uri) {
    const Document& document = desk_->document(uri);
    if (!document.messy()) return;
    ++tally_.edits;
    desk_->change(uri, {writing_.difference(document.text, document.sound)});
}

void Session::save() {
    if (desk_->documents().empty()) return;
    const std::string uri = desk_->any(random_);
    clean_up(uri);
    desk_->save(uri, random_.one_in(3));
    if (random_.one_in(2)) desk_->watched(desk_->document(uri).path, 2);
}

void Session::rename() {
    if (desk_->documents().empty()) return;
    const std::string uri = desk_->any(random_);
    const std::filesystem::path from = desk_->document(uri).path;
    const bool is_test = from.stem().string().ends_with("_test");
    const std::filesystem::path to = from.parent_path() / ("rénamed " + std::to_string(++names_) +
                                                           (is_test ? "_test.go" : ".go"));
    for (Module* module : {&main_, &second_})
        std::replace(module->files.begin(), module->files.end(), from, to);
    desk_->rename(uri, to);
}

void Session::change_on_disk() {
    const std::filesystem::path file = random_.of(main_.files);
    const std::string text = writing_.developed(disk_text(file));
    sandbox_.write(std::filesystem::relative(file, sandbox_.path()).string(), text);
    // If the editor does not send the change, the proxy does.
    if (!random_.one_in(4)) desk_->watched(file, 2);
}

void Session::come_and_go_on_disk() {
    const std::filesystem::path file =
        main_.folder / "words" / ("extra" + std::to_string(random_.below(3)) + ".go");
    if (std::filesystem::remove(file)) {
        desk_->watched(file, 3);
        return;
    }
    sandbox_.write(std::filesystem::relative(file, sandbox_.path()).string(), "package words\n");
    desk_->watched(file, 1);
}

void Session::configure() {
    Json settings{{"semanticTokens", true}};
    if (random_.one_in(2)) settings["analyses"] = {{"unusedparams", random_.one_in(2)}};
    if (random_.one_in(3)) settings["buildFlags"] = {"-tags=soak"};
    desk_->configure(settings);
}

void Session::change_folders() {
    const Json folder{{"uri", uri_of(second_.folder)}, {"name", "second"}};
    const Json none = Json::array();
    if (second_is_there_)
        for (const auto& file : second_.files)
            if (desk_->is_open(file)) desk_->close(uri_of(file));
    const Json one = Json::array({folder});
    desk_->notify(
        "workspace/didChangeWorkspaceFolders",
        {{"event",
          {{"added", second_is_there_ ? none : one}, {"removed", second_is_there_ ? one : none}}}});
    second_is_there_ = !second_is_there_;
}

}  // namespace soak
