#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/mirror/documents.hpp"
#include "differential/overlays.hpp"
#include "differential/rounds.hpp"
#include "differential/sloppy.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"
#include "lsp/uri.hpp"
#include "support/editor.hpp"
#include "support/failure.hpp"
#include "support/proxied.hpp"
#include "support/sandbox.hpp"
#include "support/target.hpp"

namespace differential {
namespace {

using support::Editor;
using support::Json;

/// The text on gopls's stderr before the port of its debug server.
constexpr std::string_view kListening = "debug server listening at http://localhost:";

class MirrorRounds {
  public:
    MirrorRounds() {
        sandbox_.write_module();
        editor_ = std::make_unique<Editor>(
            support::direct(sandbox_, support::Target::real_gopls(), {"-debug=127.0.0.1:0"}));
        editor_->start(sandbox_.module());
        editor_->wait_until(
            [&] { return editor_->stderr_text().find(kListening) != std::string::npos; },
            "gopls names its debug server");
        const auto at = editor_->stderr_text().find(kListening) + kListening.size();
        port_ = static_cast<std::uint16_t>(std::atoi(editor_->stderr_text().c_str() + at));
    }
    ~MirrorRounds() { editor_->shut_down(); }

    void play(std::uint64_t seed, Tally& tally) {
        Chance chance(seed);
        const auto percent = [&](std::size_t most) {
            return chance.percent(40) ? 0 : chance.below(most + 1);
        };
        Sloppy sloppy(chance, {.spelling = percent(60),
                               .missing = percent(15),
                               .twice = percent(15),
                               .wrong = percent(4),
                               .text = percent(40)});
        core::Documents documents;
        story_.clear();
        const std::size_t steps = 2 + chance.below(16);
        for (std::size_t i = 0; i < steps; ++i) tell(documents, message(chance, sloppy), tally);
        compare(seed, documents, tally);
        // Closes the documents that this round opened, under the URIs that gopls uses.
        const auto left = read_overlays(port_);
        for (const auto& [path, overlay] : left) {
            const std::string uri = path.empty() ? "" : lsp::uri_of_path(path);
            editor_->notify("textDocument/didClose", {{"textDocument", {{"uri", uri}}}});
        }
        ++tally.rounds;
        if (tally.rounds % 200 == 0) editor_->forget_received();
    }

  private:
    std::string message(Chance& chance, Sloppy& sloppy) {
        static const std::vector<std::string> kNames = {"a.txt", "p@c/b+b.txt", "c d/\u00e9.txt",
                                                        "a%41.txt"};
        const std::string path = sandbox_.module().string() + "/" + chance.of(kNames);
        const int version = static_cast<int>(chance.below(5));
        const std::size_t what = chance.below(10);
        // Documents are plain text: only their text matters, and gopls loads no packages for them.
        if (what < 3) {
            return sloppy.did_open(path, version, long_text(chance, sloppy), "plaintext");
        }
        if (what == 3) return sloppy.did_close(path);
        std::vector<std::string> changes;
        if (chance.percent(15)) {
            changes.push_back(sloppy.full_text(long_text(chance, sloppy)));
        }
        const std::size_t edits = chance.percent(70) ? 1 : chance.below(4);
        for (std::size_t i = 0; i < edits && changes.empty(); ++i) edit(chance, sloppy, changes);
        return sloppy.did_change(path, version, changes);
    }

    static std::string long_text(Chance& chance, Sloppy& sloppy) {
        std::string text = sloppy.raw_text();
        for (std::size_t i = chance.below(4); i > 0; --i) text += sloppy.raw_text();
        return text;
    }

    static void edit(Chance& chance, Sloppy& sloppy, std::vector<std::string>& changes) {
        const int line = static_cast<int>(chance.below(4));
        const int from = static_cast<int>(chance.below(4));
        const bool ends_there = chance.percent(70);
        const int end_line = ends_there ? line : line + static_cast<int>(chance.below(2));
        const int to = static_cast<int>(chance.below(3)) + (ends_there ? from : 0);
        changes.push_back(sloppy.edit(line, from, end_line, to, sloppy.raw_text()));
    }

    void tell(core::Documents& documents, const std::string& body, Tally& tally) {
        story_ += body + "\n";
        editor_->send_raw(lsp::frame(body));
        const lsp::Envelope envelope = lsp::peek_of_editor(body);
        documents.notified(envelope.method, envelope.params, ++order_);
        ++tally.messages;
    }

    void compare(std::uint64_t seed, const core::Documents& documents, Tally& tally) {
        // gopls answers this in order: it has handled all earlier messages by then.
        editor_->await(editor_->request("$/differential", Json::object()));
        auto overlays = read_overlays(port_);
        for (const auto& [key, document] : documents.all()) {
            const auto it = overlays.find(key);
            if (!document.trusted) ++tally.unsure;
            if (it == overlays.end()) {
                differs(seed, tally, "gopls lacks the document " + key, document.text.str(), "");
            } else if (it->second.text != document.text.str()) {
                differs(seed, tally, "the text of " + key, it->second.text, document.text.str());
            } else if (it->second.version >= 0 && it->second.version != document.version) {
                differs(seed, tally, "the version of " + key, std::to_string(it->second.version),
                        std::to_string(document.version));
            } else {
                ++tally.compared;
            }
            if (it != overlays.end()) overlays.erase(it);
        }
        for (const auto& [key, overlay] : overlays) {
            differs(seed, tally, "the mirror lacks the document " + key, overlay.text, "");
        }
    }

    void differs(std::uint64_t seed, Tally& tally, const std::string& what,
                 const std::string& expected, const std::string& found) {
        ++tally.differences;
        report(seed, what.c_str(), expected, found, story_);
    }

    support::Sandbox sandbox_;
    std::unique_ptr<Editor> editor_;
    std::uint16_t port_ = 0;
    std::uint64_t order_ = 0;
    std::string story_;
};

}  // namespace

Tally play_mirror(std::uint64_t first_seed, std::uint64_t rounds) {
    Tally tally;
    MirrorRounds player;
    for (std::uint64_t i = 0; i < rounds && tally.differences < 5; ++i) {
        player.play(first_seed + i, tally);
    }
    return tally;
}

}  // namespace differential
