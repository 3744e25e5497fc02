// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/device.h"

#include "core/base/error.h"
#include "core/base/system_use.h"

#include "mambascope/cuda/device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>

#include <dlfcn.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace mambascope {

namespace {

constexpr bool kWithCuda = MAMBASCOPE_CUDA != 0;

// libtorch_cuda registers its kernels when it is loaded. It lies beside libtorch_cpu, or, as a package brings no CUDA
// along, where a person says that a LibTorch of the same version is.
void loadCudaLibrary(const Message& subject)
{
    static void* library = nullptr;
    if (library != nullptr)
        return;
    Dl_info info{};
    std::filesystem::path folder;
    if (const char* chosen = std::getenv("MAMBASCOPE_LIBTORCH"); chosen != nullptr && *chosen != '\0')
        folder = chosen;
    else if (::dladdr(reinterpret_cast<const void*>(&at::globalContext), &info) != 0 && info.dli_fname != nullptr)
        folder = std::filesystem::path(info.dli_fname).parent_path();
    const std::filesystem::path path = folder / "libtorch_cuda.so";
    library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr) {
        const char* why = ::dlerror();
        throw Error(subject, say("LibTorch's CUDA library cannot be loaded ({0}); use --device cpu",
                                 why != nullptr ? Message(why) : say("unknown reason")));
    }
}

std::string versionText(int version)
{
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

#if MAMBASCOPE_CUDA_KERNELS
CudaAnswer askDriver(const Device& device)
{
    const cuda::Answer a = cuda::askDriver(device.index);
    return {a.driver, a.needed, a.devices, a.failure, a.name, a.major, a.minor};
}
#endif

std::int64_t fieldOfMeminfo(const std::string& field)
{
    std::ifstream in("/proc/meminfo");
    std::string name;
    std::int64_t kilobytes = 0;
    std::string unit;
    while (in >> name >> kilobytes && std::getline(in, unit))
        if (name == field)
            return kilobytes * 1024;
    return 0;
}

} // namespace

Device Device::parse(const std::string& text)
{
    if (text == "cpu")
        return {};
    if (text == "cuda")
        return {Kind::Cuda, 0};
    if (text.starts_with("cuda:")) {
        int index = -1;
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data() + 5, end, index);
        if (error == std::errc() && rest == end && index >= 0)
            return {Kind::Cuda, index};
    }
    throw Error(say("device \"{0}\"", text), say("cpu, cuda or cuda:N is expected"));
}

std::string Device::text() const
{
    return kind == Kind::Cpu ? "cpu" : "cuda:" + std::to_string(index);
}

DType parseDType(const std::string& text)
{
    if (text == "fp32" || text == "float32")
        return DType::Float32;
    if (text == "bf16" || text == "bfloat16")
        return DType::BFloat16;
    throw Error(say("dtype \"{0}\"", text), say("fp32 or bf16 is expected"));
}

Message obstacle(const CudaAnswer& answer, const Device& device)
{
    if (answer.driver == 0)
        return say("no NVIDIA driver is installed");
    if (answer.driver < answer.needed / 1000 * 1000)
        return say("the NVIDIA driver is too old: it serves CUDA {0}, CUDA {1} is needed", versionText(answer.driver),
                   versionText(answer.needed / 1000 * 1000));
    if (!answer.failure.empty())
        return say("the NVIDIA driver does not answer: {0}", answer.failure);
    if (answer.devices == 0)
        return say("no NVIDIA GPU is visible");
    if (device.index >= answer.devices)
        return answer.devices == 1 ? say("there is only {0} CUDA device", answer.devices)
                                   : say("there are only {0} CUDA devices", answer.devices);
    if (answer.major < 8)
        return say("the {0} is too old: its compute capability is {1}.{2}, 8.0 is needed", answer.name, answer.major,
                   answer.minor);
    return {};
}

void requireDevice(const Device& device)
{
    if (device.kind == Device::Kind::Cpu)
        return;
    const Message subject = say("device {0}", device.text());
    if (!kWithCuda)
        throw Error(subject, say("this MambaScope was built without CUDA; use --device cpu"));
#if MAMBASCOPE_CUDA_KERNELS
    if (const Message why = obstacle(askDriver(device), device); !why.empty())
        throw Error(subject, say("{0}; use --device cpu", why));
#endif
    loadCudaLibrary(subject);
    int count = 0;
    try {
        count = static_cast<int>(at::detail::getCUDAHooks().deviceCount());
    } catch (const std::exception&) {
        throw Error(subject, say("the CUDA driver does not answer (none installed, or too old); use --device cpu"));
    }
    if (device.index >= count)
        throw Error(subject, count == 1 ? say("LibTorch sees {0} CUDA device; use --device cpu", count)
                                        : say("LibTorch sees {0} CUDA devices; use --device cpu", count));
    // The numbers that pictures and goldens rest on are fp32; TF32 would keep 10 bits of them.
    at::globalContext().setAllowTF32CuBLAS(false);
}

int gpuCount()
{
    requireDevice({Device::Kind::Cuda, 0});
    return static_cast<int>(at::detail::getCUDAHooks().deviceCount());
}

std::vector<std::string> gpuNames()
{
    std::vector<std::string> names;
#if MAMBASCOPE_CUDA_KERNELS
    for (int index = 0, count = 1; index < count; ++index) {
        const CudaAnswer answer = askDriver({Device::Kind::Cuda, index});
        if (answer.driver == 0 || !answer.failure.empty())
            break;
        count = answer.devices;
        if (index < count)
            names.push_back(answer.name);
    }
#endif
    return names;
}

void setThreads(int threads)
{
    if (threads < 0)
        throw Error(say("threads"), say("{0} is not a number of threads", threads));
    if (threads > 0)
        at::set_num_threads(threads);
}

int threads()
{
    return at::get_num_threads();
}

std::int64_t residentMemory()
{
    std::ifstream in("/proc/self/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    return in >> total >> resident ? resident * ::sysconf(_SC_PAGESIZE) : 0;
}

std::int64_t peakMemory()
{
    struct rusage usage
    {
    };
    ::getrusage(RUSAGE_SELF, &usage);
    return std::int64_t{usage.ru_maxrss} * 1024;
}

std::int64_t availableMemory()
{
    return fieldOfMeminfo("MemAvailable:");
}

std::int64_t freeMemory(const Device& device)
{
    if (device.kind == Device::Kind::Cpu)
        return availableMemory();
    requireDevice(device);
    try {
        c10::DeviceAllocator& allocator = *c10::getDeviceAllocator(at::kCUDA);
        const auto index = static_cast<c10::DeviceIndex>(device.index);
        auto free = static_cast<std::int64_t>(allocator.getMemoryInfo(index).first);
        if (allocator.initialized()) { // by its first allocation; before that it has no statistics
            const auto stats = allocator.getDeviceStats(index);
            free += stats.reserved_bytes[0].current - stats.allocated_bytes[0].current;
        }
        return free;
    } catch (const c10::Error& error) {
        const std::string what = error.what_without_backtrace();
        throw Error(say("device {0}", device.text()),
                    say("does not say how much memory is free: {0}", what.substr(0, what.find('\n'))));
    }
}

} // namespace mambascope
