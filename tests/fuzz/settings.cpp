// Fuzz target: the settings of an editor, JSON with comments. A text is refused with its place, or
// exactly one value is added to it, and removing that gives the text back.
#include <string>

#include "editors/jsonc_edit.hpp"
#include "fuzz/json_oracle.hpp"
#include "fuzz/target.hpp"

namespace fuzz {
namespace {

using namespace editors;

const Keys kGopls = {"go.alternateTools", "gopls"};

void check_read(std::string_view text) {
    const auto jsonc = read_jsonc(text);
    if (!jsonc) {
        const TextError& error = jsonc.error();
        check(error.line > 0 && error.column > 0 && !error.sentence.empty(),
              "a refused text has a place and a sentence");
        check(!is_json(text) || error.sentence == "nested too deeply", "JSON is accepted");
        return;
    }
    check(jsonc->bare.size() == text.size() && jsonc->plain.size() == text.size(),
          "offsets stay the same");
    if (jsonc->value.is_discarded()) return;
    check(is_json(jsonc->plain), "the text without comments is JSON");
    if (is_json(text)) check_same(jsonc->plain, text, "JSON");
}

void check_edit(std::string_view text) {
    const Json path = "/p/gopls";
    const auto edited = add_to_jsonc(text, kGopls, path);
    if (!edited) {
        check(!edited.error().sentence.empty(), "a refusal has a sentence");
        check(edited.error().sentence.find("edited safely") == std::string::npos,
              "every text that can be read can be edited");
        return;
    }
    const auto before = read_jsonc(text);
    const auto after = read_jsonc(edited->text);
    check(before && after && after->value == with_value(before->value, kGopls, path),
          "exactly one value is added");
    const auto set = setting_in_jsonc(edited->text, kGopls);
    check(set && *set && (*set)->value == path, "the value is found");
    check(add_to_jsonc(edited->text, kGopls, path).has_error(), "it is added once");
    const auto restored = remove_from_jsonc(edited->text, edited->addition);
    check(restored.has_value(), "what was added can be removed");
    check_same(*restored, text, "the restored text");

    Addition foreign = edited->addition;
    foreign.piece.clear();
    if (const auto removed = remove_from_jsonc(edited->text, foreign)) {
        const auto rest = read_jsonc(*removed);
        const Json empty = Json::object();
        check(rest && rest->value == (before->value.is_discarded() ? empty : before->value),
              "only the value is removed");
    }
}

}  // namespace

void settings(Bytes input) {
    const std::string_view text = text_of(input);
    check_read(text);
    check_edit(text);
}

}  // namespace fuzz
