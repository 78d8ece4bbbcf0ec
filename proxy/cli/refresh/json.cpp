#include "cli/refresh/json.hpp"

#include "app/incidents/mask.hpp"
#include "core/base/time.hpp"

namespace cli::refresh {
namespace {

using RefreshJson = nlohmann::ordered_json;

RefreshJson masked_or_null(const std::string& text) {
    return text.empty() ? RefreshJson() : RefreshJson(app::incidents::mask_secrets(text));
}

RefreshJson document_of(const Problem& problem) {
    return {{"text", app::incidents::mask_secrets(problem.text)},
            {"mend", problem.mend.empty() ? RefreshJson() : RefreshJson(problem.mend)}};
}

RefreshJson document_of(const ListedModule& module) {
    return {{"path", module.path},
            {"version", masked_or_null(module.version)},
            {"main", module.is_main},
            {"indirect", module.is_indirect},
            {"replaced_by", masked_or_null(module.replaced_by)},
            {"update", masked_or_null(module.update)},
            {"retracted", module.is_retracted},
            {"deprecated", masked_or_null(module.deprecated)}};
}

RefreshJson document_of(const VersionStep& step) {
    return {{"path", step.path},
            {"before", masked_or_null(step.before)},
            {"after", masked_or_null(step.after)},
            {"was_indirect", step.was_indirect},
            {"indirect", step.is_indirect}};
}

template <typename Values>
RefreshJson documents_of(const Values& values) {
    RefreshJson list = RefreshJson::array();
    for (const auto& value : values) list.push_back(document_of(value));
    return list;
}

RefreshJson document_of(const Result& result) {
    return {{"state", name_of(result.state)},
            {"seconds", core::seconds(result.took)},
            {"summary", masked_or_null(result.summary)},
            {"problems", documents_of(result.problems)},
            {"notes", documents_of(result.notes)},
            {"modules", documents_of(result.modules)},
            {"versions", documents_of(result.versions)},
            {"diff", masked_or_null(result.diff)}};
}

}  // namespace

RefreshJson to_json(const std::vector<Step>& steps, const std::vector<Result>& results) {
    RefreshJson list = RefreshJson::array();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step& step = steps[i];
        list.push_back({{"task", name_of(step.task)},
                        {"command", command_of(step)},
                        {"folder", step.folder},
                        {"refused", masked_or_null(step.refusal)},
                        {"result", i < results.size() ? document_of(results[i]) : RefreshJson()}});
    }
    return list;
}

}  // namespace cli::refresh
