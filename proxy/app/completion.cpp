#include "app/completion.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace app {
namespace {

constexpr std::string_view kOffered = "offered:";

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (end > 0) parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::vector<CLI::Validator*> validators_of(const CLI::Option& option) {
    std::vector<CLI::Validator*> validators;
    try {
        for (int at = 0;; ++at) {
            validators.push_back(const_cast<CLI::Option&>(option).get_validator(at));
        }
    } catch (const CLI::OptionNotFound&) {
        return validators;  // the only way to learn how many there are
    }
}

/// Returns the words that `offer_words` or a `CLI::IsMember` names.
std::vector<std::string> words_of(const CLI::Option& option) {
    for (const CLI::Validator* validator : validators_of(option)) {
        const std::string name = validator->get_name();
        if (name.starts_with(kOffered)) return split(name.substr(kOffered.size()), ' ');
        const std::string members = validator->get_description();  // "{chrome,perfetto}"
        if (members.starts_with('{') && members.ends_with('}')) {
            return split(std::string_view(members).substr(1, members.size() - 2), ',');
        }
    }
    return {};
}

Offer offer_of(const CLI::Option& option) {
    const std::string place = option.get_positional() ? option.get_name() : option.get_type_name();
    if (place == "FILE" || place == "file" || place == "GOPLS") return Offer::kFiles;
    return place == "FOLDER" || place == "folder" || place == "DIR" ? Offer::kFolders
                                                                    : Offer::kWords;
}

Completions values_of(const CLI::Option& option, const std::string& before) {
    Completions values;
    for (const std::string& word : words_of(option))
        values.candidates.push_back({before + word, {}});
    values.offer = offer_of(option);
    return values;
}

bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
}

/// Reads the words in front of the one to complete.
class Reader {
  public:
    explicit Reader(const CLI::App& line) : line_(line), owner_(&line) {}

    void read(const std::string& word) {
        if (open_ != nullptr) {
            open_ = nullptr;
        } else if (word.size() > 1 && word.starts_with('-')) {
            const CLI::Option* option = named(word.substr(0, word.find('=')));
            given_.push_back(option);
            const bool is_open = word.find('=') == std::string::npos;
            if (option != nullptr && takes_value(*option) && is_open) open_ = option;
        } else if (const CLI::App* subcommand = subcommand_named(word)) {
            owner_ = subcommand;
        } else {
            ++positionals_;
        }
    }

    Completions next(const std::string& typed) const {
        if (open_ != nullptr) return values_of(*open_, {});
        const std::size_t equals = typed.find('=');
        if (typed.starts_with("--") && equals != std::string::npos) {
            const CLI::Option* option = named(typed.substr(0, equals));
            if (option == nullptr || !takes_value(*option)) return {};
            return values_of(*option, typed.substr(0, equals + 1));
        }
        if (typed.starts_with('-')) return options();
        Completions words = positional();
        if (owner_ == &line_) {
            for (const CLI::App* subcommand : line_.get_subcommands({})) {
                words.candidates.push_back({subcommand->get_name(), subcommand->get_description()});
            }
        }
        return words.candidates.empty() && words.offer == Offer::kWords ? options() : words;
    }

  private:
    const CLI::Option* named(const std::string& name) const {
        const CLI::Option* option = owner_->get_option_no_throw(name);
        return option != nullptr ? option : line_.get_option_no_throw(name);
    }

    const CLI::App* subcommand_named(const std::string& word) const {
        if (owner_ != &line_) return nullptr;
        for (const CLI::App* subcommand : line_.get_subcommands({})) {
            if (subcommand->get_name() == word) return subcommand;
        }
        return nullptr;
    }

    /// Returns the options that were not given yet.
    Completions options() const {
        Completions words;
        for (const CLI::App* owner : {owner_, &line_}) {
            for (const CLI::Option* option : owner->get_options({})) {
                const bool is_given =
                    std::find(given_.begin(), given_.end(), option) != given_.end();
                if (option->get_positional() || is_given || option->get_lnames().empty()) continue;
                const std::string word = "--" + option->get_lnames().front();
                const bool is_there =
                    std::any_of(words.candidates.begin(), words.candidates.end(),
                                [&](const Candidate& known) { return known.word == word; });
                if (!is_there) words.candidates.push_back({word, option->get_description()});
            }
        }
        return words;
    }

    Completions positional() const {
        std::size_t at = 0;
        for (const CLI::Option* option : owner_->get_options({})) {
            if (!option->get_positional()) continue;
            if (at++ == positionals_) return values_of(*option, {});
        }
        return {};
    }

    const CLI::App& line_;
    const CLI::App* owner_;              ///< the line itself, or the subcommand that was typed
    const CLI::Option* open_ = nullptr;  ///< its value comes next
    std::vector<const CLI::Option*> given_;
    std::size_t positionals_ = 0;
};

}  // namespace

void offer_words(CLI::Option* option, std::span<const std::string_view> words) {
    std::string name(kOffered);
    for (const std::string_view word : words) name += std::string(word) + " ";
    option->check(CLI::Validator([](std::string&) { return std::string(); }, {}, name));
}

Completions completions(const CLI::App& line, const std::vector<std::string>& words) {
    Reader reader(line);
    if (words.empty()) return reader.next({});
    for (std::size_t at = 0; at + 1 < words.size(); ++at) reader.read(words[at]);
    Completions found = reader.next(words.back());
    keep_matching(found, words.back());
    return found;
}

void keep_matching(Completions& completions, std::string_view typed) {
    std::erase_if(completions.candidates, [typed](const Candidate& candidate) {
        return !std::string_view(candidate.word).starts_with(typed);
    });
}

std::string to_text(const Completions& completions) {
    std::string text;
    for (const Candidate& candidate : completions.candidates) {
        std::string meaning = candidate.meaning;
        std::replace(meaning.begin(), meaning.end(), '\n', ' ');
        text += candidate.word + "\t" + meaning + "\n";
    }
    switch (completions.offer) {
        case Offer::kWords:
            return text + ":words\n";
        case Offer::kFiles:
            return text + ":files\n";
        case Offer::kFolders:
            return text + ":folders\n";
    }
    return text;
}

}  // namespace app
