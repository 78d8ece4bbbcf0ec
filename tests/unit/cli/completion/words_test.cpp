#include "cli/completion/words.hpp"

#include <algorithm>
#include <string>

#include "support/catch.hpp"

namespace {

using Words = std::vector<std::string>;

Words words(const Words& typed) {
    Words found;
    for (const auto& candidate : cli::completion::own_words(typed).candidates) {
        found.push_back(candidate.word);
    }
    return found;
}

bool has(const Words& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

app::Offer offer(const Words& typed) {
    return cli::completion::own_words(typed).offer;
}

}  // namespace

TEST_CASE("commands of the proxy and of gopls are completed, each once") {
    const Words all = words({""});
    CHECK(has(all, "status"));
    CHECK(has(all, "references"));
    CHECK(std::count(all.begin(), all.end(), "help") == 1);
    CHECK(words({"dashb"}) == Words{"dashboard"});
    CHECK(words({}) == all);
}

TEST_CASE("a command behind help or a flag of the proxy is completed") {
    CHECK(words({"help", "dashb"}) == Words{"dashboard"});
    CHECK(words({"help", "status", ""}).empty());
    CHECK(words({"--proxy-mode=off", "dashb"}) == Words{"dashboard"});
    CHECK(words({"--proxy-mode", "off", "dashb"}) == Words{"dashboard"});
}

TEST_CASE("flags of settings and their values are completed") {
    CHECK(words({"--proxy-mo"}) == Words{"--proxy-mode="});
    CHECK(words({"--proxy-mode=o"}) == Words{"--proxy-mode=observe", "--proxy-mode=off"});
    CHECK(words({"--proxy-mode", "a"}) == Words{"act"});
    CHECK(words({"--proxy-stall-window="}).empty());
    CHECK(offer({"--proxy-stall-window="}) == app::Offer::kWords);
    CHECK(offer({"--proxy-log-file="}) == app::Offer::kFiles);
    CHECK(offer({"--proxy-config", ""}) == app::Offer::kFiles);
}

TEST_CASE("files are offered to a command of gopls") {
    CHECK(offer({"check", ""}) == app::Offer::kFiles);
    CHECK(words({"check", "ma"}).empty());
}

TEST_CASE("a subcommand completes what stands behind it") {
    const auto behind = cli::completion::behind_subcommand({"--proxy-mode=off", "trace", "--s"});
    REQUIRE(behind);
    CHECK(behind->subcommand == "trace");
    CHECK(behind->words == Words{"--s"});
    CHECK_FALSE(cli::completion::behind_subcommand({"trace"}));
    CHECK_FALSE(cli::completion::behind_subcommand({"check", ""}));
    CHECK_FALSE(cli::completion::behind_subcommand({"help", "trace", ""}));
    CHECK_FALSE(cli::completion::behind_subcommand({}));
}
