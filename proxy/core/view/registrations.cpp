#include "core/view/registrations.hpp"

#include <algorithm>
#include <utility>

#include "lsp/go_tree.hpp"

namespace core {
namespace {

using nlohmann::json;

json list_in(std::string_view params, const char* key) {
    json parsed = json::parse(params, nullptr, false);
    if (!parsed.is_object() || !parsed.contains(key) || !parsed[key].is_array()) {
        return json::array();
    }
    return parsed[key];
}

/// Returns the text under `key`. Nothing if it is not a text: the item is then ignored.
std::optional<std::string> text_in(const json& item, const char* key) {
    const auto it = item.is_object() ? item.find(key) : item.end();
    if (it == item.end() || !it->is_string()) return {};
    return it->get<std::string>();
}

// The misspelling comes from the protocol (LSP 3.17, "UnregistrationParams").
constexpr const char* kUnregistrations = "unregisterations";

std::vector<Registration> registrations_in(std::string_view params) {
    std::vector<Registration> all;
    for (const json& item : list_in(params, "registrations")) {
        auto id = text_in(item, "id");
        auto method = text_in(item, "method");
        if (!id || !method) continue;
        all.push_back({*std::move(id), *std::move(method), item.value("registerOptions", json())});
    }
    return all;
}

json as_json(const Registration& r) {
    json item{{"id", r.id}, {"method", r.method}};
    if (!r.options.is_null()) item["registerOptions"] = r.options;
    return item;
}

}  // namespace

void ServerRegistrations::registered(std::string_view params) {
    for (Registration& r : registrations_in(params)) live_.push_back(std::move(r));
}

void ServerRegistrations::unregistered(std::string_view params) {
    for (const json& item : list_in(params, kUnregistrations)) {
        const auto id = text_in(item, "id");
        std::erase_if(live_, [&](const Registration& r) { return r.id == id; });
    }
}

bool EditorRegistrations::live(const std::string& editor_id) const {
    return std::any_of(held_.begin(), held_.end(),
                       [&](const Held& h) { return !h.refused && h.registration.id == editor_id; });
}

std::string EditorRegistrations::free_id(const std::string& wanted) {
    std::string id = wanted;
    while (live(id)) id = wanted + "/" + std::to_string(++renamed_);
    return id;
}

std::optional<std::string> EditorRegistrations::registered(std::string_view params,
                                                           bool may_rename) {
    json parsed = json::parse(params, nullptr, false);
    bool altered = false;
    json items = json::array();
    for (Registration& r : registrations_in(params)) {
        std::string server_id = r.id;
        if (may_rename) r.id = free_id(r.id);
        altered = altered || r.id != server_id;
        items.push_back(as_json(r));
        std::erase_if(held_, [&](const Held& h) { return h.refused && h.server_id == server_id; });
        held_.push_back({std::move(server_id), std::move(r)});
    }
    if (!altered) return {};
    parsed["registrations"] = std::move(items);
    return lsp::json_text(parsed);
}

std::optional<std::string> EditorRegistrations::unregistered(std::string_view params) {
    bool altered = false;
    json items = json::array();
    for (json& item : list_in(params, kUnregistrations)) {
        const auto server_id = text_in(item, "id");
        const auto it = std::find_if(held_.begin(), held_.end(),
                                     [&](const Held& h) { return h.server_id == server_id; });
        if (it == held_.end()) {
            items.push_back(std::move(item));
            continue;
        }
        altered = altered || it->refused || it->registration.id != server_id;
        item["id"] = it->registration.id;
        if (!it->refused) items.push_back(std::move(item));
        held_.erase(it);
    }
    if (!altered) return {};
    if (items.empty()) return std::string();
    return lsp::json_text({{kUnregistrations, std::move(items)}});
}

std::vector<std::string> EditorRegistrations::options_of(std::string_view method) const {
    std::vector<std::string> options;
    for (const Held& h : held_) {
        if (h.registration.method == method)
            options.push_back(lsp::json_text(h.registration.options));
    }
    return options;
}

void EditorRegistrations::refused(std::string_view params) {
    for (const Registration& r : registrations_in(params)) {
        for (Held& h : held_) h.refused = h.refused || h.registration.id == r.id;
    }
}

EditorRegistrations::Change EditorRegistrations::replaced_by(const ServerRegistrations& server) {
    std::vector<Held> before = std::exchange(held_, {});
    std::erase_if(before, [](const Held& h) { return h.refused; });
    std::vector<Registration> fresh;
    for (const Registration& r : server.live()) {
        const auto it = std::find_if(before.begin(), before.end(), [&](const Held& h) {
            return h.registration.method == r.method && h.registration.options == r.options;
        });
        if (it == before.end()) {
            fresh.push_back(r);
            continue;
        }
        held_.push_back({r.id, std::move(it->registration)});
        before.erase(it);
    }
    Change change;
    json gone = json::array();
    for (const Held& h : before) {
        gone.push_back({{"id", h.registration.id}, {"method", h.registration.method}});
    }
    json added = json::array();
    for (Registration& r : fresh) {
        std::string server_id = r.id;
        // An id that was just unregistered is not reused either: the two messages may cross.
        const auto given_up = [&](const std::string& id) {
            return std::any_of(before.begin(), before.end(),
                               [&](const Held& h) { return h.registration.id == id; });
        };
        std::string id = free_id(server_id);
        while (given_up(id)) id = free_id(server_id + "/" + std::to_string(++renamed_));
        r.id = std::move(id);
        added.push_back(as_json(r));
        held_.push_back({std::move(server_id), std::move(r)});
    }
    if (!gone.empty())
        change.unregister_params = lsp::json_text({{kUnregistrations, std::move(gone)}});
    if (!added.empty())
        change.register_params = lsp::json_text({{"registrations", std::move(added)}});
    return change;
}

}  // namespace core
