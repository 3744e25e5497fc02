// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/crash_report.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <execinfo.h>
#include <fcntl.h>
#include <unistd.h>

namespace mambascope::ui {

namespace {

// A signal handler may use what is there already and nothing else: no allocation, no lock, no stream.
std::array<char, 4096> reportPath;
std::array<char, 64> reportVersion;
alignas(16) std::array<char, 1 << 16> handlerStack; // the normal one may be what overflowed

void put(int file, const char* text)
{
    const std::size_t size = std::strlen(text);
    for (std::size_t done = 0; done < size;) {
        const ssize_t n = ::write(file, text + done, size - done);
        if (n <= 0)
            return; // the disk is full: the process is about to end anyway
        done += static_cast<std::size_t>(n);
    }
}

int openReport()
{
    return ::open(reportPath.data(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

const char* nameOf(int signal)
{
    switch (signal) {
    case SIGSEGV:
        return "SIGSEGV (memory that is not there was used)";
    case SIGBUS:
        return "SIGBUS (a mapped file became shorter, or its disk failed)";
    case SIGFPE:
        return "SIGFPE (a division of whole numbers by zero)";
    case SIGILL:
        return "SIGILL (an instruction that this processor does not know)";
    default:
        return "SIGABRT (the program gave up)";
    }
}

void onSignal(int signal)
{
    if (const int file = openReport(); file >= 0) {
        put(file, "MambaScope ");
        put(file, reportVersion.data());
        put(file, " was ended by ");
        put(file, nameOf(signal));
        put(file, "\nCalls:\n");
        std::array<void*, 64> frames{};
        ::backtrace_symbols_fd(frames.data(), ::backtrace(frames.data(), static_cast<int>(frames.size())), file);
        ::close(file);
    }
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

[[noreturn]] void onTerminate()
{
    if (const int file = openReport(); file >= 0) {
        put(file, "An error that nothing handled: ");
        try {
            if (const std::exception_ptr error = std::current_exception())
                std::rethrow_exception(error);
            put(file, "terminate() was called");
        } catch (const std::exception& error) {
            put(file, error.what());
        } catch (...) {
            put(file, "of an unknown type");
        }
        put(file, "\n");
        ::close(file);
    }
    std::abort(); // SIGABRT adds the calls
}

template <std::size_t size>
void copy(std::array<char, size>& to, const std::string& from)
{
    std::strncpy(to.data(), from.c_str(), size - 1);
    to[size - 1] = '\0';
}

} // namespace

void installCrashReport(const std::string& file, const std::string& version)
{
    copy(reportPath, file);
    copy(reportVersion, version);
    std::array<void*, 1> frame{};
    ::backtrace(frame.data(), 1); // loads its library now; in the handler that would allocate
    stack_t stack{};
    stack.ss_sp = handlerStack.data();
    stack.ss_size = handlerStack.size();
    ::sigaltstack(&stack, nullptr);
    struct sigaction action
    {
    };
    action.sa_handler = onSignal;
    action.sa_flags = SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
        ::sigaction(signal, &action, nullptr);
    std::set_terminate(onTerminate);
}

} // namespace mambascope::ui
