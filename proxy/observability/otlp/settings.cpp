#include "observability/otlp/settings.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace observability::otlp {
namespace {

using std::string_view;

constexpr std::array<string_view, kSignals> kNames{"traces", "metrics", "logs"};
/// In the names of variables.
constexpr std::array<string_view, kSignals> kUpperNames{"TRACES", "METRICS", "LOGS"};

constexpr string_view kVariables = "OTEL_EXPORTER_OTLP_";
constexpr std::uint64_t kDay = 86'400'000;  ///< in milliseconds

string_view trimmed(string_view text) {
    constexpr string_view kBlanks = " \t";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Calls `each` with the elements of a list.
template <class Each>
void for_each_of(string_view list, Each each) {
    while (!list.empty()) {
        const string_view element = list.substr(0, list.find(','));
        list.remove_prefix(std::min(element.size() + 1, list.size()));
        if (const string_view word = trimmed(element); !word.empty()) each(word);
    }
}

/// Parses `key=value,key=value` with percent-encoded values.
std::optional<Attributes> parse_pairs(string_view list) {
    Attributes pairs;
    bool is_valid = true;
    for_each_of(list, [&](string_view element) {
        const std::size_t equals = element.find('=');
        const string_view key = trimmed(element.substr(0, equals));
        if (equals == string_view::npos || key.empty()) return void(is_valid = false);
        auto value = percent_decoded(trimmed(element.substr(equals + 1)));
        if (!value) return void(is_valid = false);
        pairs.emplace_back(key, *std::move(value));
    });
    if (!is_valid) return {};
    return pairs;
}

/// Whether both can stand in a header of HTTP (RFC 9110, sections 5.1 and 5.5).
bool is_header(const std::pair<std::string, std::string>& header) {
    const auto in_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               string_view("!#$%&'*+-.^_`|~").find(c) != string_view::npos;
    };
    const auto in_value = [](char c) {
        return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f');
    };
    return std::all_of(header.first.begin(), header.first.end(), in_name) &&
           std::all_of(header.second.begin(), header.second.end(), in_value);
}

class Reader {
  public:
    explicit Reader(const Variables& variables) : variables_(variables) {}

    Settings read() {
        if (!is_wanted()) return std::move(settings_);
        for (const Signal signal : kAllSignals) {
            if (exports(signal)) settings_.targets[index(signal)] = target_of(signal);
        }
        if (!settings_.is_on()) return std::move(settings_);
        read_resource();
        read_sampler();
        read_metrics();
        read_buffer("OTEL_BSP_", settings_.requests);
        read_buffer("OTEL_BLRP_", settings_.log_lines);
        return std::move(settings_);
    }

  private:
    static std::size_t index(Signal signal) { return static_cast<std::size_t>(signal); }

    /// Returns the value; an empty one counts as unset.
    string_view value(string_view variable) const {
        const auto found = variables_.find(variable);
        return found == variables_.end() ? string_view() : trimmed(found->second);
    }

    /// The variable of a signal, or the one for all signals if that is not set.
    std::string variable_of(Signal signal, string_view suffix) const {
        const std::string own = std::string(kVariables) + std::string(kUpperNames[index(signal)]) +
                                "_" + std::string(suffix);
        return !value(own).empty() ? own : std::string(kVariables) + std::string(suffix);
    }

    void warn(string_view variable, string_view given, string_view allowed) {
        warn(std::string(variable) + " is \"" + std::string(given) + "\", which is not " +
             std::string(allowed));
    }
    void warn(std::string sentence) {
        // Two signals may share a variable.
        if (std::find(settings_.warnings.begin(), settings_.warnings.end(), sentence) ==
            settings_.warnings.end()) {
            settings_.warnings.push_back(std::move(sentence));
        }
    }

    std::optional<std::uint64_t> number(string_view variable, std::uint64_t least,
                                        std::uint64_t most) {
        const string_view text = value(variable);
        if (text.empty()) return {};
        std::uint64_t result = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
        if (error == std::errc() && end == text.data() + text.size() && result >= least &&
            result <= most) {
            return result;
        }
        warn(variable, text,
             "a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                 ": the default counts");
        return {};
    }

    std::optional<std::chrono::milliseconds> milliseconds(string_view variable) {
        const auto count = number(variable, 1, kDay);
        if (!count) return {};
        return std::chrono::milliseconds(*count);
    }

    /// Whether the user wants anything to be exported.
    bool is_wanted() {
        bool any = !value(std::string(kVariables) + "ENDPOINT").empty();
        for (const Signal signal : kAllSignals) {
            any = any || !value(variable_of(signal, "ENDPOINT")).empty();
        }
        if (!any) return false;
        std::string disabled(value("OTEL_SDK_DISABLED"));
        std::transform(disabled.begin(), disabled.end(), disabled.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (!disabled.empty() && disabled != "true" && disabled != "false") {
            warn("OTEL_SDK_DISABLED", disabled, "true or false: it counts as false");
        }
        return disabled != "true";
    }

    /// Whether `OTEL_<SIGNAL>_EXPORTER` includes this exporter.
    bool exports(Signal signal) {
        const std::string variable =
            "OTEL_" + std::string(kUpperNames[index(signal)]) + "_EXPORTER";
        const string_view list = value(variable);
        bool otlp = list.empty();
        for_each_of(list, [&](string_view word) {
            if (word == "otlp") {
                otlp = true;
            } else if (word != "none") {
                warn(variable, word, "otlp or none: it is ignored");
            }
        });
        return otlp;
    }

    std::optional<Target> target_of(Signal signal) {
        const std::string variable = variable_of(signal, "ENDPOINT");
        const string_view endpoint = value(variable);
        if (endpoint.empty()) return {};
        auto url = parse_url(endpoint);
        if (!url) {
            // The value may contain a password.
            warn(variable +
                 " is not a URL that begins with http:// or https:// and has no user name: "
                 "nothing is sent there");
            return {};
        }
        if (variable == std::string(kVariables) + "ENDPOINT") {
            std::string path = url->target.substr(0, url->target.find('?'));
            if (!path.ends_with('/')) path += '/';
            url->target = path + "v1/" + std::string(kNames[index(signal)]);
        }
        Target target{.url = *std::move(url)};
        const std::string protocol = variable_of(signal, "PROTOCOL");
        if (const string_view given = value(protocol); !given.empty() && given != "http/json") {
            warn(protocol, given, "http/json: only http/json is supported, and it is used");
        }
        const std::string compression = variable_of(signal, "COMPRESSION");
        const string_view method = value(compression);
        target.gzip = method == "gzip";
        if (!method.empty() && method != "gzip" && method != "none") {
            warn(compression, method, "gzip or none: nothing is compressed");
        }
        target.timeout = milliseconds(variable_of(signal, "TIMEOUT")).value_or(target.timeout);
        target.certificate = value(variable_of(signal, "CERTIFICATE"));
        target.client_certificate = value(variable_of(signal, "CLIENT_CERTIFICATE"));
        target.client_key = value(variable_of(signal, "CLIENT_KEY"));
        target.headers = headers(variable_of(signal, "HEADERS"));
        return target;
    }

    Attributes headers(const std::string& variable) {
        const auto pairs = parse_pairs(value(variable));
        if (pairs && std::all_of(pairs->begin(), pairs->end(), is_header)) return *pairs;
        warn(variable +
             " is not a list of headers, name=value,name=value with values in percent-encoding: "
             "none of them is sent");
        return {};
    }

    void read_resource() {
        constexpr string_view kVariable = "OTEL_RESOURCE_ATTRIBUTES";
        if (auto pairs = parse_pairs(value(kVariable))) {
            settings_.resource = *std::move(pairs);
        } else {
            warn(std::string(kVariable) +
                 " is not a list of attributes, name=value,name=value with values in "
                 "percent-encoding: it is ignored");
        }
        const string_view service = value("OTEL_SERVICE_NAME");
        if (service.empty()) return;
        std::erase_if(settings_.resource,
                      [](const auto& pair) { return pair.first == "service.name"; });
        settings_.resource.emplace_back("service.name", service);
    }

    void read_sampler() {
        constexpr string_view kVariable = "OTEL_TRACES_SAMPLER";
        string_view sampler = value(kVariable);
        constexpr string_view kOfParent = "parentbased_";
        // No request has a parent.
        if (sampler.starts_with(kOfParent)) sampler.remove_prefix(kOfParent.size());
        if (sampler.empty() || sampler == "always_on") return;
        if (sampler == "always_off") {
            settings_.samples_none = true;
        } else if (sampler == "traceidratio") {
            read_ratio();
        } else {
            warn(kVariable, sampler,
                 "always_on, always_off or traceidratio, with or without parentbased_ in front: "
                 "all requests are traced");
        }
    }

    void read_ratio() {
        constexpr string_view kVariable = "OTEL_TRACES_SAMPLER_ARG";
        const string_view text = value(kVariable);
        if (text.empty()) return;
        const Json ratio = Json::parse(text, nullptr, false);
        if (ratio.is_number() && ratio >= 0 && ratio <= 1) {
            settings_.sample_ratio = ratio;
        } else {
            warn(kVariable, text, "a number from 0 to 1: all requests are traced");
        }
    }

    void read_metrics() {
        settings_.metric_interval =
            milliseconds("OTEL_METRIC_EXPORT_INTERVAL").value_or(settings_.metric_interval);
        const std::string temporality = std::string(kVariables) + "METRICS_TEMPORALITY_PREFERENCE";
        if (const string_view given = value(temporality); !given.empty() && given != "cumulative") {
            warn(temporality, given, "cumulative, which is used");
        }
        const std::string histogram =
            std::string(kVariables) + "METRICS_DEFAULT_HISTOGRAM_AGGREGATION";
        if (const string_view given = value(histogram);
            !given.empty() && given != "explicit_bucket_histogram") {
            warn(histogram, given, "explicit_bucket_histogram, which is used");
        }
    }

    void read_buffer(const std::string& prefix, BufferSettings& buffer) {
        constexpr std::uint64_t kMost = 100'000;
        buffer.most = number(prefix + "MAX_QUEUE_SIZE", 1, kMost).value_or(buffer.most);
        buffer.batch = number(prefix + "MAX_EXPORT_BATCH_SIZE", 1, kMost).value_or(buffer.batch);
        buffer.batch = std::min(buffer.batch, buffer.most);
        buffer.delay = milliseconds(prefix + "SCHEDULE_DELAY").value_or(buffer.delay);
    }

    const Variables& variables_;
    Settings settings_;
};

}  // namespace

string_view name(Signal signal) {
    return kNames[static_cast<std::size_t>(signal)];
}

bool Settings::is_on() const {
    return std::any_of(targets.begin(), targets.end(),
                       [](const auto& target) { return target.has_value(); });
}

Settings settings_from(const Variables& variables) {
    return Reader(variables).read();
}

}  // namespace observability::otlp
