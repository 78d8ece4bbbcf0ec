#include "core/view/progress.hpp"

#include <algorithm>

#include "lsp/envelope.hpp"
#include "lsp/id.hpp"
#include "lsp/message.hpp"

namespace core {

std::pair<Progress::What, std::string_view> Progress::look(std::string_view params) {
    const std::string_view token = lsp::member(params, "token");
    const std::string_view kind = lsp::member(lsp::member(params, "value"), "kind");
    if (token.empty()) return {What::kOther, token};
    if (kind == R"("begin")") return {What::kBegin, token};
    if (kind == R"("report")") return {What::kReport, token};
    if (kind == R"("end")") return {What::kEnd, token};
    return {What::kOther, token};  // a partial result
}

Progress::What Progress::notified(std::string_view params) {
    const auto [what, token] = look(params);
    if (what == What::kBegin) open_.insert_or_assign(std::string(token), std::string(params));
    if (what == What::kEnd) {
        open_.erase(std::string(token));
        unseen_.erase(std::string(token));
    }
    return what;
}

bool Progress::is_open(std::string_view raw_token) const {
    const auto wanted = lsp::RequestId::from_raw(raw_token);  // of the same types
    return std::any_of(open_.begin(), open_.end(), [&](const auto& entry) {
        return lsp::RequestId::from_raw(entry.first) == wanted;
    });
}

std::string Progress::message(std::string_view raw_token, std::string_view raw_value) {
    return lsp::notification("$/progress", R"({"token":)" + std::string(raw_token) +
                                               R"(,"value":)" + std::string(raw_value) + "}");
}

}  // namespace core
