#include "support/certificates.hpp"

#include <utility>

#include "support/child_process.hpp"
#include "support/failure.hpp"

namespace support {

Certificates::Certificates(const Sandbox& sandbox) : sandbox_(sandbox) {
    sandbox_.write("certificates/made", "");
    openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=authority", "-keyout", path("ca.key"), "-out",
             path("ca.pem")});
    make("server", "subjectAltName=IP:127.0.0.1");
    make("elsewhere", "subjectAltName=DNS:elsewhere.example");
    make("client", "extendedKeyUsage=clientAuth");
}

std::string Certificates::path(const std::string& file) const {
    return sandbox_.path("certificates/" + file).string();
}

void Certificates::make(const std::string& name, const std::string& extension) const {
    sandbox_.write("certificates/" + name + ".ext", extension + "\n");
    openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
             "/CN=" + name, "-keyout", key(name), "-out", path(name + ".csr")});
    openssl({"x509", "-req", "-in", path(name + ".csr"), "-CA", path("ca.pem"), "-CAkey",
             path("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", path(name + ".ext"),
             "-out", certificate(name)});
}

void Certificates::openssl(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "openssl");
    ChildOptions options;
    options.argv = std::move(arguments);
    options.environment = sandbox_.environment;
    options.working_directory = sandbox_.path().string();
    const Completed done = run(options);
    if (done.status.code != 0) throw TestFailure("openssl: " + done.errors);
}

}  // namespace support
