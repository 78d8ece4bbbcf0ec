// A language server with the habits of gopls and little else: strictly serial, ids last,
// MethodNotFound for what it does not know, progress, configuration and registrations
// after `initialized`. It says what it has been told, so that tests can compare.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "support/fake_gopls/documents.hpp"
#include "support/fake_gopls/journal.hpp"
#include "support/fake_gopls/misbehaviour.hpp"
#include "support/fake_gopls/script.hpp"
#include "support/fake_gopls/wire.hpp"

namespace fake_gopls {

class Server {
  public:
    Server(Wire& wire, Journal& journal, Script& script, Misbehaviour& misbehaviour);

    /// Handles messages until `exit` or the end of input; the exit code.
    int run();

  private:
    using Answer = Json (Server::*)(const Json& params);

    bool handle(const Json& message);
    void handle_request(const std::string& method, const Json& id, const Json& params, bool twice);
    void handle_notification(const std::string& method, const Json& params);
    Misbehaviour::Then misbehave(const std::string& event, const Json& id);

    Json initialize(const Json& params);
    void load();
    void register_capabilities();
    void fetch_configuration();
    void publish_diagnostics(const std::string& uri);
    bool editor_can(const std::string& pointer) const;

    Json hover(const Json& params);
    Json definition(const Json& params);
    Json completion(const Json& params);
    Json execute_command(const Json& params);
    Json text(const Json& params);   ///< `fake/text`: {text, version, process} of a document
    Json state(const Json& params);  ///< `fake/state`: everything it has been told
    Json echo(const Json& params) { return params; }  ///< `fake/echo`
    Json big(const Json& params);                     ///< `fake/big`: a string of `bytes`
    Json nothing(const Json&) { return nullptr; }

    Wire& wire_;
    Journal& journal_;
    Script& script_;
    Misbehaviour& misbehaviour_;
    std::map<std::string, Answer> answers_;
    Documents documents_;
    Json initialize_params_;
    Json configuration_;
    std::vector<std::string> told_;        ///< methods of all notifications, in order
    std::vector<std::string> complaints_;  ///< breaches of the protocol by the other side
    std::vector<Json> file_events_;
    std::vector<std::string> saved_;
    bool shut_down_ = false;
};

}  // namespace fake_gopls
