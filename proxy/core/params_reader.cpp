#include "core/params_reader.hpp"

#include "lsp/long_text.hpp"

namespace core {

ParamsReader::ParamsReader(std::size_t kept_bytes, std::size_t piece_bytes)
    : kept_bytes_(kept_bytes), piece_bytes_(piece_bytes) {}

simdjson::dom::element ParamsReader::read(std::string_view params) {
    if (params.empty()) params = "null";
    stand_in_bytes_ = 0;
    if (params.size() <= kept_bytes_) return kept_.parse(params.data(), params.size());
    if (take_out_long_text(params)) return kept_.parse(rest_);
    return large_.emplace().parse(params.data(), params.size());
}

/// One string in the place of another: if both are well-formed, and what is around them with one
/// of them, so is it with the other.
bool ParamsReader::take_out_long_text(std::string_view params) {
    const std::string_view raw = lsp::long_text(params, kept_bytes_ / 2);
    const std::size_t rest_bytes = params.size() - raw.size();
    if (raw.empty() || rest_bytes > kept_bytes_) return false;
    unescape(raw);
    const auto begin = static_cast<std::size_t>(raw.data() - params.data());
    // Longer than all that is around it, it is no other string.
    stand_in_bytes_ = rest_bytes;
    rest_.assign(params, 0, begin);
    rest_.append(stand_in_bytes_, ' ');
    rest_.append(params, begin + raw.size());
    return true;
}

void ParamsReader::unescape(std::string_view raw) {
    text_.clear();
    text_.reserve(raw.size());
    std::string quoted;
    quoted.reserve(piece_bytes_ + 2 + simdjson::SIMDJSON_PADDING);
    while (!raw.empty()) {
        const std::string_view piece = lsp::front_piece(raw, piece_bytes_);
        quoted.assign(1, '"').append(piece).append(1, '"');
        text_ += std::string_view(of_pieces_.parse(quoted));
        raw.remove_prefix(piece.size());
    }
}

std::string_view ParamsReader::text_of(simdjson::dom::element value) const {
    const std::string_view text = value;
    return stand_in_bytes_ > 0 && text.size() == stand_in_bytes_ ? text_ : text;
}

void ParamsReader::forget() {
    large_.reset();
    std::string().swap(text_);
}

}  // namespace core
