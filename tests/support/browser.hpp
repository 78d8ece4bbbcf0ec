// A real browser without a window: Chromium, driven over WebDriver
// (https://www.w3.org/TR/webdriver2) by its chromedriver.
#pragma once

#include <memory>
#include <string>

#include "support/child_process.hpp"
#include "support/lsp_client.hpp"
#include "support/sandbox.hpp"

namespace support {

class Browser {
  public:
    /// Starts it with a profile of its own in the sandbox. Throws TestFailure if it is not
    /// installed.
    explicit Browser(const Sandbox& sandbox);
    ~Browser();
    Browser(const Browser&) = delete;
    Browser& operator=(const Browser&) = delete;

    void open(const std::string& url);
    /// Returns the result of a script of the form "return document.title".
    Json run(const std::string& script);
    /// Returns the visible text of the first element that the selector matches.
    std::string text(const std::string& selector);
    /// Waits until the script returns true.
    void wait_for(const std::string& script);
    /// Clicks as a person does: the element must be visible and not covered.
    void click(const std::string& selector);
    void resize(int width, int height);
    /// Returns the bytes of a PNG of the whole page.
    std::string screenshot();

  private:
    Json command(const std::string& method, const std::string& path, const Json& body = nullptr);
    std::string element(const std::string& selector);

    std::uint16_t port_;
    std::unique_ptr<ChildProcess> driver_;
    std::string session_;
};

}  // namespace support
